"""What a request can rest on: the order, the days, and what is never taken for treaty law."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from convention import models as m
from convention import queries, services
from convention.bases import Offences, proposal
from convention.bases.known import known_between
from convention.bases.ordering import propose
from convention.choices import InstrumentKind, Level, OffenceClass, Origin

pytestmark = pytest.mark.usefixtures("invented")

TREATY = "XC-XD-2014"
FRAUD = Offences(OffenceClass.TREATY_OFFENCE, frozenset({13}))
IMAGES = Offences(OffenceClass.TREATY_OFFENCE, frozenset({16}))
LAUNDERING = Offences(OffenceClass.TREATY_OFFENCE, frozenset({17}))
FRAUD_AND_IMAGES = Offences(OffenceClass.TREATY_OFFENCE, frozenset({13, 16}))
SERIOUS = Offences(OffenceClass.SERIOUS_CRIME)
MINOR = Offences(OffenceClass.OTHER)
UNKNOWN = Offences()
TODAY = date(2026, 11, 24)
# The Convention binds the four invented States from this day on.
BEGINS = date(2026, 3, 1)
EVE = BEGINS - timedelta(days=1)


def _proposal(asking, asked, offences=FRAUD, on=TODAY):
    states = m.State.objects.in_bulk([asking, asked])
    return proposal(states[asking], states[asked], offences, on)


def _codes(found):
    return [option.instrument.pk for option in found.options]


@pytest.mark.parametrize(
    ("asking", "asked", "offences", "on", "codes"),
    [
        # Nothing but the universal conventions between them: this Convention comes first.
        ("XA", "XB", FRAUD, TODAY, ["UNCC", "UNTOC", "RECIPROCITY"]),
        ("XA", "XB", FRAUD, BEGINS, ["UNCC", "UNTOC", "RECIPROCITY"]),
        ("XA", "XB", FRAUD, EVE, ["UNTOC", "RECIPROCITY"]),
        ("XA", "XB", LAUNDERING, TODAY, ["UNCC", "UNTOC", "UNCAC", "RECIPROCITY"]),
        ("XA", "XD", LAUNDERING, TODAY, ["UNCC", "UNTOC", "RECIPROCITY"]),
        ("XA", "XB", SERIOUS, TODAY, ["UNCC", "UNTOC", "RECIPROCITY"]),
        ("XA", "XB", MINOR, TODAY, ["RECIPROCITY"]),
        # A convention that names every offence comes before; one that names a part, after.
        ("XB", "XC", FRAUD, TODAY, ["BUDAPEST", "UNCC", "UNTOC", "RECIPROCITY"]),
        ("XC", "XB", FRAUD, TODAY, ["BUDAPEST", "UNCC", "UNTOC", "RECIPROCITY"]),
        ("XB", "XC", IMAGES, TODAY, ["UNCC", "BUDAPEST", "UNTOC", "RECIPROCITY"]),
        ("XB", "XC", FRAUD_AND_IMAGES, TODAY, ["UNCC", "BUDAPEST", "UNTOC", "RECIPROCITY"]),
        ("XB", "XC", SERIOUS, TODAY, ["UNCC", "BUDAPEST", "UNTOC", "RECIPROCITY"]),
        ("XB", "XC", MINOR, TODAY, ["BUDAPEST", "RECIPROCITY"]),
        ("XB", "XC", UNKNOWN, TODAY, ["UNCC", "BUDAPEST", "UNTOC", "UNCAC", "RECIPROCITY"]),
        ("XB", "XC", FRAUD, date(2018, 7, 1), ["BUDAPEST", "UNTOC", "RECIPROCITY"]),
        ("XB", "XC", FRAUD, date(2018, 6, 30), ["UNTOC", "RECIPROCITY"]),
        # A treaty on mutual assistance between the two comes before everything else, 40(7).
        ("XC", "XD", FRAUD, TODAY, [TREATY, "UNCC", "UNTOC", "RECIPROCITY"]),
        ("XD", "XC", MINOR, TODAY, [TREATY, "RECIPROCITY"]),
        ("XC", "XD", FRAUD, date(2015, 6, 1), [TREATY, "UNTOC", "RECIPROCITY"]),
        ("XC", "XD", FRAUD, date(2015, 5, 31), ["UNTOC", "RECIPROCITY"]),
        ("XA", "XB", FRAUD, date(2001, 1, 1), ["RECIPROCITY"]),
        # Real States signed; nothing binds two of them yet.
        ("FR", "QA", FRAUD, TODAY, ["RECIPROCITY"]),
        ("XA", "FR", FRAUD, TODAY, ["RECIPROCITY"]),
    ],
)
def test_the_options_stand_in_order(asking, asked, offences, on, codes):
    assert _codes(_proposal(asking, asked, offences, on)) == codes


def test_reciprocity_is_a_valid_answer_where_nothing_is_in_force():
    found = _proposal("FR", "QA")
    assert found.is_reciprocity_alone
    assert found.first.since is None
    assert "reciprocity is the answer" in found.first.reasons[0].text
    assert not _proposal("XA", "XB").is_reciprocity_alone


def test_every_pair_ends_with_reciprocity_and_every_option_says_why():
    states = list(m.State.objects.filter(invented=True))
    for asking in states:
        for asked in states:
            known = known_between(asking, asked)
            for offences in (FRAUD, IMAGES, LAUNDERING, SERIOUS, MINOR, UNKNOWN):
                found = propose(known, offences, TODAY)
                assert _codes(found).count("RECIPROCITY") == 1
                assert _codes(found)[-1] == "RECIPROCITY"
                assert all(option.reasons for option in found.options)


def test_it_binds_both_from_the_later_of_the_two_days():
    assert _proposal("XB", "XC").first.since == date(2018, 7, 1)


def test_what_one_of_them_denounced_is_left_out_from_that_day():
    row = m.Membership.objects.get(state="XD", instrument=TREATY)
    row.ended_on, row.ended_source = date(2026, 11, 1), "invented for the test"
    row.save()
    assert _codes(_proposal("XC", "XD", on=date(2026, 10, 31)))[0] == TREATY
    later = _proposal("XC", "XD", on=date(2026, 11, 1))
    assert _codes(later)[0] == "UNCC"
    assert not queries.in_force_between("XC", "XD", TREATY, date(2026, 11, 1))
    why = {one.instrument.pk: one.why for one in later.left_out}
    assert why[TREATY] == "Dravonia: no longer bound since 1 November 2026."


def test_the_end_of_a_treaty_needs_a_source():
    row = m.Membership.objects.get(state="XD", instrument=TREATY)
    row.ended_on = date(2026, 11, 1)
    with pytest.raises(IntegrityError):
        row.save()


def test_what_is_left_out_says_why():
    why = {one.instrument.pk: one.why for one in _proposal("XA", "XD", on=EVE).left_out}
    assert why["BUDAPEST"] == (
        "Arvenia: signed, not bound as far as sources say. Dravonia: nothing recorded."
    )
    assert "in force only from 1 March 2026" in why["UNCC"]
    assert TREATY not in why  # a treaty of others is nobody's business here
    minor = {one.instrument.pk: one.why for one in _proposal("XA", "XB", MINOR).left_out}
    assert "not open for this offence" in minor["UNCC"]


def test_a_treaty_says_so_by_the_article_and_how_far_that_was_checked():
    found = _proposal("XC", "XD")
    (reason,) = found.first.reasons
    assert (reason.reference, reason.origin) == ("40(7)", Origin.TREATY)
    assert reason.row == m.Paragraph.objects.get(pk="40(7)")
    assert not reason.row.verified
    convention = found.options[1]
    assert "the two may agree on this instead" in convention.reasons[-1].text


def test_that_a_convention_comes_before_this_one_is_a_house_rule():
    budapest = _proposal("XB", "XC").first
    assert [reason.origin for reason in budapest.reasons][-1] == Origin.HOUSE
    assert "13 → 8" in budapest.reasons[0].text


def test_a_treaty_reason_always_rests_on_a_row_and_a_house_rule_on_none():
    known = {"40(6)", "40(7)", *m.Scope.objects.values_list("reference", flat=True)}
    known |= {""}
    for pair in (("XA", "XB"), ("XB", "XC"), ("XC", "XD"), ("FR", "QA")):
        for offences in (FRAUD, LAUNDERING, SERIOUS, UNKNOWN):
            for option in _proposal(*pair, offences).options:
                for reason in option.reasons:
                    assert (reason.row is None) == (reason.origin == Origin.HOUSE)
                    if reason.is_of_the_convention:
                        assert reason.reference in known


def test_a_serious_crime_opens_electronic_evidence_only():
    option = _proposal("XA", "XB", SERIOUS).first
    assert option.reasons[0].text.endswith("opens electronic evidence only.")


def test_declarations_of_the_requested_state_stand_with_their_instrument():
    found = _proposal("XA", "XB")
    said = {row.reference for row in found.first.declarations}
    assert said == {"40(13)", "42(5)"}
    assert {row.state_id for row in found.first.declarations} == {"XB"}
    assert _proposal("XB", "XC").first.declarations[0].reference == "29(4)"


def test_a_declaration_on_an_offence_matters_where_that_offence_is_investigated():
    m.Declaration.objects.create(
        state_id="XB", instrument_id="UNCC", reference="7(2)", text="Only with intent.",
        source="invented for the test", level=Level.INVENTED,
    )  # fmt: skip
    m.Declaration.objects.create(
        state_id="XB", instrument_id="UNCC", reference="63(3)", text="Not bound by 63(2).",
        source="invented for the test", level=Level.INVENTED,
    )  # fmt: skip
    access = Offences(OffenceClass.TREATY_OFFENCE, frozenset({7}))
    with_it = {row.reference for row in _proposal("XA", "XB", access).first.declarations}
    without = {row.reference for row in _proposal("XA", "XB", FRAUD).first.declarations}
    assert with_it - without == {"7(2)"}
    assert "63(3)" not in with_it


def test_each_option_says_what_an_officer_looks_up():
    for option in _proposal("XB", "XC", LAUNDERING).options:
        assert "Channel" in [label for label, _text, _reference in option.looked_up]


def test_the_twins_of_an_offence_are_those_of_the_catalogue():
    names = {"BUDAPEST": "Budapest", "UNTOC": "UNTOC", "UNCAC": "UNCAC"}
    said = {
        (code, str(offence.pk))
        for offence in m.OffenceType.objects.all()
        for code, name in names.items()
        if f"{name} " in offence.compare_with and f"no {name}" not in offence.compare_with
    }
    assert said == {
        (rules.pk, article) for rules in m.AssistanceRules.objects.all() for article in rules.twins
    }
    for rules in m.AssistanceRules.objects.all():
        for article, twin in rules.twins.items():
            offence = m.OffenceType.objects.get(pk=int(article))
            assert f"{names[rules.pk]} {twin}" in offence.compare_with


def test_only_invented_states_are_seeded_beyond_this_convention():
    rows = m.Membership.objects.exclude(instrument="UNCC")
    assert {row.instrument_id for row in rows} == {"BUDAPEST", "UNTOC", "UNCAC", TREATY}
    for row in rows.select_related("state"):
        assert row.state.invented
        assert row.level == Level.INVENTED
        assert not row.verified
    assert not m.Membership.objects.filter(state__invented=True, verified=True).exists()


def test_loading_the_invented_again_changes_nothing():
    def everything():
        tables = (m.Instrument, m.AssistanceRules, m.Membership, m.Declaration)
        return [
            sorted(
                str({key: value for key, value in row.items() if key != "id"})
                for row in table.objects.values()
            )
            for table in tables
        ]

    before = everything()
    assert services.load_invented() is False
    m.LoadedCatalogue.objects.all().delete()
    assert services.load_invented() is True
    assert everything() == before


def test_a_treaty_of_others_can_be_named_by_nobody_else():
    own = queries.instruments_between("XD", "XC").values_list("pk", flat=True)
    others = queries.instruments_between("XA", "XC").values_list("pk", flat=True)
    assert set(own) - set(others) == {TREATY}
    treaties = m.Instrument.objects.filter(kind=InstrumentKind.ASSISTANCE)
    assert TREATY in treaties.values_list("pk", flat=True)
    assert TREATY not in queries.instruments_of(m.State.objects.get(pk="FR")).values_list(
        "pk", flat=True
    )


def _look(reader, **given):
    return reader.get(reverse("convention:bases"), given)


def test_the_page_shows_the_order_and_why(reader):
    page = _look(reader, asking="XB", asked="XC", offence="13", on="2026-11-24")
    assert page.status_code == 200
    text = page.content.decode()
    places = [text.index(f'id="basis-{code}"') for code in ("BUDAPEST", "UNCC", "RECIPROCITY")]
    assert places == sorted(places)
    assert "house rule" in text
    assert "40(7)" in text
    assert "number not verified" in text
    assert "Spanish" in text


def test_the_page_says_reciprocity_where_none_is_in_force(reader):
    text = _look(reader, asking="FR", asked="QA", offence="13").content.decode()
    assert "None in force between France and Qatar" in text
    assert "reciprocity" in text


def test_the_page_without_a_question_only_asks(reader):
    page = _look(reader, asked="XB")
    assert page.status_code == 200
    assert '<option value="XB" selected>' in page.content.decode()
    assert "proposal" not in page.context


@pytest.mark.parametrize(
    "given",
    [
        {"asking": "XB", "asked": "XB"},
        {"asking": "ZZ", "asked": "XB"},
        {"asking": "XA", "asked": "XB", "offence": "99"},
        {"asking": "XA", "asked": "XB", "on": "31 June"},
        {"asking": "\x00", "asked": "'; drop"},
        {"asking": "", "asked": ""},
    ],
)
def test_a_question_without_sense_is_answered_with_what_is_wrong(reader, given):
    page = _look(reader, **given)
    assert page.status_code == 422
    assert "needs you" in page.content.decode() or "need you" in page.content.decode()


def test_nobody_asks_without_signing_in(client, catalogue):
    assert client.get(reverse("convention:bases")).status_code == 302


def test_the_page_costs_the_same_for_every_pair_and_stays_light(reader):
    def cost(**given):
        _look(reader, **given)
        with CaptureQueriesContext(connection) as queries:
            page = _look(reader, **given)
        assert len(page.content) < 100_000
        return len(queries)

    assert cost(asking="XB", asked="XC", offence="17") == cost(asking="FR", asked="QA", offence="")


FRAUD_AND_MORE = Offences(
    OffenceClass.TREATY_OFFENCE, frozenset({13}), beyond=OffenceClass.SERIOUS_CRIME
)


def test_a_convention_does_not_name_every_offence_where_one_has_no_article_here():
    found = _proposal("XB", "XC", FRAUD_AND_MORE)
    assert _codes(found) == ["UNCC", "BUDAPEST", "UNTOC", "RECIPROCITY"]
    said = [reason.text for reason in found.options[1].reasons]
    assert said[-1].endswith("it does not name every offence of this request.")
    opened = [reason.text for reason in found.first.reasons]
    assert "opens every kind of assistance" in opened[0]
    assert "opens electronic evidence only" in opened[1]
