"""What stands in the catalogue: complete, consistent, and honest about what was checked."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from convention import models as m
from convention import queries, references, services
from convention.choices import (
    Channel,
    Level,
    Matter,
    OffenceClass,
    QuestionGroup,
    RequestType,
)

pytestmark = pytest.mark.usefixtures("invented")

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
SOURCED: list[Any] = m.Sourced.__subclasses__()
# Rows whose references have to be found in the catalogue itself, to the letter.
RESTING: list[Any] = [
    m.MeasureType,
    m.ContentRule,
    m.Ground,
    m.ForbiddenGround,
    m.RequestKind,
    m.Scope,
]


def _file(name):
    return json.loads((services.DATA / name).read_text(encoding="utf-8"))


def _known_references():
    paragraphs = set(m.Paragraph.objects.values_list("pk", flat=True))
    known = paragraphs | set(m.Definition.objects.values_list("pk", flat=True))
    known |= {str(number) for number in m.Article.objects.values_list("pk", flat=True)}
    for paragraph in paragraphs:
        known |= {paragraph[:place] for place, sign in enumerate(paragraph) if sign == "("}
    return known


def test_every_state_has_its_name_in_six_languages():
    for state in m.State.objects.all():
        names = [getattr(state, f"name_{language}") for language in LANGUAGES]
        assert all(names), state.pk
        assert state.name_ar != state.name_en, state.pk
        assert state.name_zh != state.name_en, state.pk
        assert state.name_ru != state.name_en, state.pk


def test_all_members_and_observers_of_the_united_nations_are_there():
    kinds = list(m.State.objects.values_list("kind", flat=True))
    assert [kinds.count(k) for k in ("member", "observer", "organisation", "invented")] == [
        193, 2, 1, 4,
    ]  # fmt: skip


def test_names_are_unique_in_each_language():
    for language in LANGUAGES:
        names = list(m.State.objects.values_list(f"name_{language}", flat=True))
        assert len(names) == len(set(names)), language


def test_a_name_follows_the_language_and_falls_back_to_english():
    state = m.State.objects.get(pk="CI")
    assert state.name_in("zh-hans") == "科特迪瓦"
    assert state.name_in("pt-br") == state.name_en


def test_every_row_says_how_far_it_was_checked():
    for model in SOURCED:
        for row in model.objects.all():
            assert row.level in Level.values, row
            assert not (row.verified and row.level in {Level.MODEL, Level.MEMORY}), row


def test_articles_after_15_are_not_marked_as_read_in_the_text():
    assert not m.Article.objects.filter(pk__gt=15, level=Level.TEXT).exists()
    assert not m.Paragraph.objects.filter(article__gt=15, verified=True).exists()


@pytest.mark.parametrize("model", RESTING)
def test_every_reference_is_in_the_catalogue(model):
    known = _known_references()
    for row in model.objects.all():
        for reference in references.split(row.reference):
            assert reference in known, f"{row.pk} rests on {reference}"


def test_limits_and_questions_name_articles_that_exist():
    numbers = set(m.Article.objects.values_list("pk", flat=True))
    rows = [*m.TimeLimit.objects.filter(instrument="UNCC"), *m.SafeguardQuestion.objects.all()]
    for row in rows:
        assert row.articles, row
        assert set(row.articles) <= numbers, row


def test_a_row_is_never_surer_than_the_paragraphs_it_rests_on():
    levels = dict(m.Paragraph.objects.values_list("pk", "level"))
    order = "TDMR"
    for model in RESTING:
        for row in model.objects.all():
            below = [levels[one] for one in references.split(row.reference) if one in levels]
            if below:
                worst = max(below, key=order.index)
                assert order.index(row.level) >= order.index(worst), row


GROUNDS = {
    RequestType.PRESERVATION: {
        "ESSENTIAL_INTERESTS",
        "DOMESTIC_PROHIBITION",
        "DISCRIMINATION_PERSECUTION",
        "PRESERVATION_DC_RESERVED",
        "OUT_OF_SCOPE",
    },
    RequestType.TRAFFIC_DISCLOSURE: {
        "ESSENTIAL_INTERESTS",
        "DOMESTIC_PROHIBITION",
        "DISCRIMINATION_PERSECUTION",
        "TRANSFER_NOT_LAWFUL",
        "OUT_OF_SCOPE",
    },
    RequestType.MLA: {
        "NO_DUAL_CRIMINALITY",
        "DE_MINIMIS",
        "OTHER_PROVISION",
        "NON_CONFORMING",
        "ESSENTIAL_INTERESTS",
        "DOMESTIC_PROHIBITION",
        "CONTRARY_TO_MLA_LAW",
        "DISCRIMINATION_PERSECUTION",
        "TRANSFER_NOT_LAWFUL",
        "OUT_OF_SCOPE",
    },
}
GROUNDS[RequestType.STORED] = GROUNDS[RequestType.MLA]
GROUNDS[RequestType.RT_TRAFFIC] = GROUNDS[RequestType.MLA] | {"DOMESTIC_CONDITIONS_RT"}
GROUNDS[RequestType.INTERCEPT] = GROUNDS[RequestType.MLA] | {"NOT_PERMITTED_INTERCEPT"}


@pytest.mark.parametrize("request_type", GROUNDS)
def test_grounds_are_those_of_that_kind_of_request(request_type):
    found = queries.grounds_for([request_type])
    assert {ground.pk for ground in found} == GROUNDS[request_type]


def test_bank_secrecy_and_fiscal_matters_are_no_grounds():
    assert {"BANK_SECRECY", "FISCAL_ONLY"} <= set(
        m.ForbiddenGround.objects.values_list("pk", flat=True)
    )
    assert not m.Ground.objects.filter(name__icontains="bank").exists()


def test_postponement_and_conditions_are_outcomes_not_refusals():
    outcomes = m.Ground.objects.filter(is_outcome=True)
    assert {one.pk for one in outcomes.filter(applies="MLA")} == {"POSTPONED", "CONDITIONS"}
    assert not outcomes.filter(applies="PRESERVATION").exists()


def test_the_treaty_asks_for_talks_before_the_grounds_of_40_21_and_postponement():
    asked = {one.pk for one in m.Ground.objects.all() if one.consult_first}
    expected = {
        one.pk for one in m.Ground.objects.all() if one.reference.startswith(("40(21)", "40(27)"))
    }
    assert asked == expected


def test_every_refusal_needs_reasons():
    assert all(one.reasons_required for one in m.Ground.objects.filter(is_outcome=False))


def test_a_serious_crime_opens_electronic_evidence_only():
    serious = {one.pk for one in queries.measures_for(OffenceClass.SERIOUS_CRIME)}
    assert serious == {"stored_data", "live_traffic", "interception"}
    assert queries.measures_for(OffenceClass.TREATY_OFFENCE).count() == 13
    assert not queries.measures_for(OffenceClass.OTHER).exists()


def test_contact_points_carry_their_own_measures():
    carried = queries.measures_for(OffenceClass.SERIOUS_CRIME, Channel.CONTACT_POINT)
    assert {"preservation", "trace_disclosure", "emergency_data"} <= {one.pk for one in carried}


def test_a_request_for_stored_data_contains_what_every_request_contains():
    fields = [rule.field for rule in queries.content_rules("STORED")]
    assert "facts_summary" in fields
    assert "data_category" in fields
    assert "mla_intent" not in fields


@pytest.mark.parametrize(
    ("code", "amount", "unit", "bound"),
    [
        ("preservation_minimum", 60, "days", "min"),
        ("domestic_preservation_maximum", 90, "days", "max"),
        ("serious_crime_threshold", 4, "years", "min"),
        ("safe_conduct", 15, "days", "exact"),
        ("execution", None, "", "none"),
    ],
)
def test_time_limits(code, amount, unit, bound):
    limit = queries.time_limit(code)
    assert (limit.amount, limit.unit, limit.bound) == (amount, unit, bound)


def test_the_28_questions_are_there():
    assert m.SafeguardQuestion.objects.count() == 28


def test_every_question_stands_in_a_group_and_presupposes_a_known_matter():
    for row in m.SafeguardQuestion.objects.all():
        assert row.group in QuestionGroup.values, row
        assert row.only_for in {"", *Matter.values}, row
    assert m.SafeguardQuestion.objects.filter(grave=True).exists()


@pytest.mark.parametrize("wrong", [{"group": ""}, {"group": "x"}, {"only_for": "x"}])
def test_a_question_that_no_page_would_show_is_not_loaded(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        m.SafeguardQuestion.objects.filter(pk="HR-01").update(**wrong)


def test_every_recorded_fact_has_its_source():
    for one in m.Membership.objects.all():
        assert bool(one.signed_source) == one.signed, one
        assert bool(one.ratified_source) == one.ratified, one
        assert bool(one.in_force_source) == one.in_force, one


def test_nothing_binds_real_states_yet():
    real = m.Membership.objects.filter(state__invented=False)
    assert not real.exclude(in_force_on=None).exists()
    assert not queries.in_force_between("QA", "VN", "UNCC", date(2026, 11, 24))


def test_a_signature_is_not_inferred():
    known = queries.standings("UNCC")
    assert not known["UY"].signed
    assert known["FR"].signed_on == date(2025, 10, 25)
    assert known["CA"].signed_on is None
    assert known["CA"].signed_stated == "July 2026"
    assert known["FR"] == m.Membership.objects.get(state="FR", instrument="UNCC")
    assert "AF" not in known


def test_counts_of_real_states_leave_the_invented_out():
    counts = queries.standing_counts(queries.standings("UNCC").values())
    assert counts == {"signed": 73, "ratified": 3, "in_force": 0}


@pytest.mark.parametrize(
    ("a", "b", "on", "bound"),
    [
        ("XA", "XB", date(2026, 3, 14), True),
        ("XA", "XB", date(2026, 2, 28), False),
        ("XA", "FR", date(2026, 3, 14), False),
        ("XA", "XA", date(2026, 3, 14), False),
    ],
)
def test_the_convention_is_in_force_between_the_invented_states(a, b, on, bound):
    assert queries.in_force_between(a, b, "UNCC", on) is bound


def test_invented_states_are_apart_from_the_real_ones():
    real = {row["code"] for row in _file("states.json")}
    assert {row["code"] for row in _file("invented.json")["states"]} == {"XA", "XB", "XC", "XD"}
    assert not real & {"XA", "XB", "XC", "XD"}


@pytest.mark.parametrize("words", ["cote d'iv", "CÔTE D’IVOIRE", "Кот-д", "科特", "كوت"])
def test_a_state_is_found_in_any_language(words):
    assert [one.pk for one in queries.search_states(m.State.objects.all(), words)] == ["CI"]
