"""The elements of the offences, and which of them a State requires on which day."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from convention import models as m
from convention import references, services
from convention.choices import CHOSEN, COMPARED, ElementKind, Level
from convention.criminality import compared, offences_in, required_by

pytestmark = pytest.mark.usefixtures("invented")
STATES = ("XA", "XB", "XC", "XD")
DAY = date(2026, 3, 14)


def test_every_offence_has_elements_and_every_element_its_article():
    for offence in m.OffenceType.objects.prefetch_related("elements"):
        kinds = [one.kind for one in offence.elements.all()]
        assert kinds.count(ElementKind.ELEMENT) >= 2, offence
        for one in offence.elements.all():
            assert one.pk.startswith(f"{offence.pk}-")
            assert references.articles(one.reference) == [offence.pk], one.pk
            assert (one.level, one.verified) == (offence.level, offence.verified), one.pk


@pytest.mark.parametrize(
    ("article", "left_to_states"),
    [
        (7, {"7-security", "7-dishonest", "7-connected"}),
        (9, {"9-harm"}),
        (10, set()),
        (13, set()),
        (14, {"14-real", "14-visual", "14-self", "14-private"}),
        (16, {"16-harm"}),
    ],
)
def test_alternatives_are_rows_of_their_own(article, left_to_states):
    rows = m.OffenceElement.objects.filter(offence=article, kind__in=CHOSEN)
    assert {row.pk for row in rows} == left_to_states


def test_conduct_is_not_compared_with_what_only_widens():
    codes = {row.pk for row in compared([14, 15])}
    assert {"14-act", "14-real", "15-act", "15-children"} <= codes
    assert not codes & {"14-financing", "15-believed"}
    assert ElementKind.MAY_WIDEN not in COMPARED


def test_the_invented_states_differ_and_say_that_they_are_invented():
    required = {
        state: {code for code, row in required_by(state, DAY).items() if row.required}
        for state in STATES
    }
    assert len({frozenset(codes) for codes in required.values()}) == len(STATES)
    assert "9-harm" in required["XB"]
    assert "7-security" in required["XA"]
    for row in m.NationalElement.objects.all():
        assert row.state.invented
        assert row.level == Level.INVENTED
        assert row.source
        assert row.element.kind in CHOSEN
        assert row.reference == row.element.reference


def test_what_a_state_requires_follows_its_dates():
    assert not required_by("XA", date(2018, 1, 1))
    assert required_by("XA", date(2024, 12, 31))["9-harm"].required
    assert not required_by("XA", date(2025, 1, 1))["9-harm"].required
    row = m.NationalElement(since=None, until=date(2020, 1, 1))
    assert row.holds(date(1900, 1, 1))
    assert not row.holds(date(2020, 1, 2))


def test_a_declaration_stands_beside_its_offence():
    found = {one.offence.pk: one for one in offences_in(m.State.objects.get(pk="AZ"), DAY)}
    assert set(found) == {7, 9, 11}
    assert "serious harm" in found[9].declarations[0].text


def test_a_fact_without_source_or_with_its_end_before_its_beginning_is_refused():
    good = {"state_id": "XD", "element_id": "16-harm", "required": True, "level": "I"}
    for bad in (
        {"source": ""},
        {"source": "x", "since": date(2026, 1, 2), "until": date(2026, 1, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            m.NationalElement.objects.create(**good, **bad)
    m.NationalElement.objects.create(**good, source="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        m.NationalElement.objects.create(**good, source="y")


def test_loading_again_keeps_what_the_invented_states_require():
    before = sorted(m.NationalElement.objects.values_list("state", "element", "since"))
    m.LoadedCatalogue.objects.filter(pk="catalogue").delete()
    services.load_catalogue()
    assert before
    assert sorted(m.NationalElement.objects.values_list("state", "element", "since")) == before
