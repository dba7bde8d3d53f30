"""Which rule holds: the State's newest version, else the table's; the Convention's is nobody's."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from accounts import limits
from accounts.services import set_rule
from accounts.services.time_rules import wording_of
from audit.moment import pretended
from config.demonstration.cast import Cast, assemble
from requests_mla.table import TABLE
from tests.desk import cases
from tests.desk.cases import START
from workflow import rules
from workflow.choices import RungKind, Source, Unit, Whose
from workflow.ladder import Rung
from workflow.models import LadderRung, TimeRule

ACKNOWLEDGE = TABLE.clock("acknowledge")


@pytest.fixture
def cast(db, settings, tmp_path: Path) -> Cast:
    settings.VAULT_DIR = tmp_path / "vault"
    settings.VAULT_DIR.mkdir()
    return assemble(START)


def version(number: int = 1, state: str = "XB", **more: object) -> TimeRule:
    """A version as the service writes one."""
    values = {
        "kind": "request",
        "clock": "acknowledge",
        "amount": 7,
        "unit": Unit.DAYS,
        "whose": Whose.OWING,
        "source": Source.HOUSE,
        "made_by_id": 1,
        "made_by_name": "Sean Walsh",
    }
    return TimeRule.objects.create(state=state, version=number, **{**values, **more})


@pytest.mark.django_db
def test_without_a_version_the_table_holds():
    assert rules.in_force("request", ACKNOWLEDGE, "XB") == rules.InForce(ACKNOWLEDGE)


@pytest.mark.django_db
def test_the_newest_version_of_the_state_holds_with_its_ladder():
    version(1, amount=3)
    newest = version(
        2, amount=48, unit=Unit.HOURS, extensions=1, source=Source.LAW, basis="Act, section 4"
    )
    for kind, amount in ((RungKind.BEFORE, 6), (RungKind.OVERDUE, 0)):
        LadderRung.objects.create(
            rule=newest, kind=kind, amount=amount, unit=Unit.HOURS, roles=["duty_officer"]
        )
    found = rules.in_force("request", ACKNOWLEDGE, "XB")
    assert found.version == newest
    assert found.rule == replace(
        ACKNOWLEDGE,
        amount=48,
        unit=Unit.HOURS,
        extensions=1,
        source=Source.LAW,
        basis="Act, section 4",
        ladder=(
            Rung(RungKind.BEFORE, ("duty_officer",), 6, Unit.HOURS),
            Rung(RungKind.OVERDUE, ("duty_officer",), 0, Unit.HOURS),
        ),
    )


@pytest.mark.django_db
def test_other_states_and_other_clocks_are_untouched():
    version(1)
    version(1, state="XC", amount=9)
    assert rules.in_force("request", ACKNOWLEDGE, "XA").version is None
    assert rules.in_force("request", ACKNOWLEDGE, "XC").rule.amount == 9
    assert rules.in_force("request", TABLE.clock("decide"), "XB").version is None
    assert rules.in_force("people", ACKNOWLEDGE, "XB").version is None


@pytest.mark.django_db
def test_a_period_of_the_convention_is_nobodys_to_change():
    version(1)
    of_the_treaty = replace(ACKNOWLEDGE, source=Source.TREATY)
    assert rules.in_force("request", of_the_treaty, "XB") == rules.InForce(of_the_treaty)


@pytest.mark.django_db
def test_the_database_knows_no_version_of_a_treaty_period():
    with pytest.raises(IntegrityError), transaction.atomic():
        version(1, source=Source.TREATY)
    kept = version(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeRule.objects.filter(pk=kept.pk).update(source=Source.TREATY)


@pytest.mark.django_db
def test_a_version_exists_once():
    version(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        version(1)


def set_amount(cast: Cast, amount: int, who: str = "sean") -> None:
    actor = cast.actors[who]
    limit = limits.limit_of(actor.state, "request", "acknowledge")
    assert limit is not None
    wording = replace(wording_of(limit.rule), amount=amount, reason="By circular")
    with pretended(START):
        set_rule(
            actor=actor,
            kind="request",
            clock="acknowledge",
            wording=wording,
            seen_version=limit.version,
        )


def test_an_open_clock_keeps_the_rule_it_started_under(cast):
    before = cases.on_paper(cast)
    set_amount(cast, 2)
    between = cases.on_paper(cast, title="Between")
    set_amount(cast, 4)
    after = cases.on_paper(cast, title="After")
    started_under = [cases.clock(case) for case in (before, between, after)]
    assert [clock.amount for clock in started_under] == [5, 2, 4]
    assert [clock.rule and clock.rule.version for clock in started_under] == [None, 1, 2]
    # Tuesday 1 September and two, four, five working days.
    assert [clock.due_at.day for clock in started_under] == [8, 3, 7]


def test_the_rule_is_that_of_the_state_that_owes_the_act(cast):
    set_amount(cast, 9, who="salma")
    assert cases.clock(cases.on_paper(cast)).amount == 5
    assert cases.clock(cases.on_paper(cast, who="youssef")).amount == 9


def test_of_a_state_that_is_reached_by_post_it_is_that_of_the_one_that_waits(cast):
    """Nobody in Dravonia sets a rule here; Belmara waits for its answer."""
    limit = limits.limit_of("XB", "request", "answer")
    assert limit is not None
    with pretended(START):
        set_rule(
            actor=cast.actors["sean"],
            kind="request",
            clock="answer",
            wording=replace(wording_of(limit.rule), amount=3, reason="By circular"),
            seen_version=0,
        )
    case = cases.on_paper(cast)
    cases.act(cast, case, "ciara", "acknowledge")
    cases.act(cast, case, "ciara", "ask", question="Which month?")
    answer = case.clocks.get(name="answer", stopped_at=None)
    assert (answer.state, answer.amount, answer.zone) == ("XB", 3, "Europe/Moscow")
    assert answer.calendar == "XD"
    assert answer.due_at == datetime(2026, 9, 4, 20, 59, 59, tzinfo=UTC)
