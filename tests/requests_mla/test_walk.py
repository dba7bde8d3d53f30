"""Random walks from drafts to ends through `perform`, with what must hold after every step."""

import json
from datetime import datetime
from random import Random
from typing import Any

import pytest

from accounts.models import undated
from accounts.queries import visible_to
from audit.models import Event as AuditEvent
from audit.moment import pretended
from audit.verification import verified
from config.demonstration.cast import Cast
from config.demonstration.play import Play
from oversight.queries import seen_by
from requests_mla.choices import Action, Outcome, Status
from requests_mla.offers import offers_for
from requests_mla.table import TABLE
from tests import cast as house
from workflow.choices import RowState, Side
from workflow.models import Case, Reminder
from workflow.refusals import Refusal
from workflow.services import Act, perform
from workflow.table import STAY, Offer

LONGEST = 24
MOVERS = ("youssef", "amina", "leila", "ciara", "tom", "aoife", "declan")
ONLOOKERS = ("hedi", "karim", "salma", "nour", "orla", "sean", "niamh")
AUDITORS = {"XA": "karim", "XB": "orla"}
DETOURS = {Action.RETURN, Action.ASK, Action.CONSULT, Action.POSTPONE}
OUTCOMES = (Outcome.GRANTED, Outcome.CONDITIONAL, Outcome.GRANTED, Outcome.REFUSED)
# In these states a clock of the requested State stands still.
WAITING = {Status.CLARIFYING, Status.CONSULTING, Status.POSTPONED}
# What a refused move must leave alone in the rows of the lists.
OF_PARTICIPATION = ("pk", "visible", "reference", "changed_at", "clock", "runs_out_at")
ROUTES = ["connected", "connected", "executing", "to post", "from post"]


class Walk:
    """One case that strays along the table, by whoever may move it."""

    def __init__(self, play: Play, random: Random) -> None:
        self.play = play
        self.random = random
        self.scan = house.scan()
        self.steps = 0

    @property
    def case(self) -> Case:
        """As it stands now."""
        return self.play.case

    def is_over(self) -> bool:
        """Whether the case has come to an end."""
        return TABLE.state(self.case.status).is_end

    def step(self) -> None:
        """Some time passes, something is written, somebody moves the case, others try to."""
        self.play.wait(hours=self.random.choice([1, 5, 20, 70, 200]))
        self.write_something()
        if self.random.random() < 0.5:
            self.try_what_is_not_offered()
        for name in self.random.sample(MOVERS, 4):
            ready = [offer for offer in self.offers(name) if offer.is_ready]
            offer = self.random.choice(ready) if ready else None
            if offer and self.random.random() < likelihood(offer):
                self.make(name, offer)
                self.steps += 1
                return

    def offers(self, name: str) -> list[Offer]:
        """What somebody may do now."""
        with pretended(self.play.at):
            return offers_for(self.play.cast.actors[name], self.case)

    def make(self, name: str, offer: Offer) -> None:
        """Make a move as its form would."""
        given = house.filled(self.play, offer.move.action)
        if offer.on_behalf:
            given["letter_scan"] = self.scan
            if "their_reference" in given:
                given["their_reference"] = f"27/{self.case.pk.hex[:6]}-{self.steps}"
        house.act(self.play, name, offer.move.action, on_behalf=offer.on_behalf, **given)

    def write_something(self) -> None:
        """What officers do between moves, so that guards have something to look at."""
        status = self.case.status
        requested = self.case.request.requested.connected
        if status == Status.IN_REVIEW:
            house.make_ready_to_send(self.play)
        elif status == Status.RECEIVED and requested and self.random.random() < 0.7:
            assessor = self.random.choice([self.officer(Side.REQUESTED), "aoife"])
            house.decide(self.play, self.random.choice(OUTCOMES), by=assessor)
        elif status == Status.EXECUTING and self.random.random() < 0.3:
            house.add_evidence(self.play)

    def officer(self, side: Side) -> str:
        """A central-authority officer of that side."""
        request = self.case.request
        lead = request.requesting if side == Side.REQUESTING else request.requested
        return "youssef" if lead.state_id == "XA" else "ciara"

    def try_what_is_not_offered(self) -> None:
        """A move out of turn is refused and leaves no trace."""
        name = self.random.choice(MOVERS + ONLOOKERS)
        action = self.random.choice(TABLE.moves).action
        on_behalf = self.random.random() < 0.3
        if any(
            offer.move.action == action and offer.is_ready and offer.on_behalf == on_behalf
            for offer in self.offers(name)
        ):
            return
        before = trace(self.case)
        wanted = Act(action, {"letter_scan": self.scan}, on_behalf=on_behalf)
        with pytest.raises(Refusal), pretended(self.play.at):
            perform(case=self.case, act=wanted, by=self.play.cast.actors[name])
        assert trace(self.case) == before


def likelihood(offer: Offer) -> float:
    """Ends that cut a walk short, and moves that lead nowhere, come seldom."""
    if offer.move.grave:
        return 0.3 if offer.move.action == Action.REFUSE else 0.01
    if offer.move.target == STAY or offer.move.action in DETOURS:
        return 0.2
    return 1.0


def trace(case: Case) -> tuple[Any, ...]:
    """Everything that a move would change."""
    case.refresh_from_db()
    return (
        case.status,
        case.version,
        case.changed_at,
        case.events.count(),
        case.notices.count(),
        list(case.letters.order_by("pk").values_list("pk", "state", "sha256")),
        list(case.clocks.order_by("pk").values_list("pk", "due_at", "paused_at", "stopped_at")),
        list(case.participations.order_by("pk").values_list(*OF_PARTICIPATION)),
        AuditEvent.objects.filter(case_id=case.pk).count(),
    )


def audited_moves(case: Case) -> list[tuple[int, str, str, str]]:
    """Number, action, from and to of every move that the record tells of, in its order."""
    rows = AuditEvent.objects.filter(chain=f"case:{case.pk}", verb__startswith="request.")
    told = []
    for verb, payload in rows.order_by("seq").values_list("verb", "payload"):
        action = verb.removeprefix("request.")
        if action in Action.values:
            details = json.loads(payload)["details"]
            told.append((details["event"], action, details["from"], details["to"]))
    return told


def assert_the_record_tells_the_timeline(case: Case) -> None:
    timeline = list(
        case.events.order_by("number").values_list("number", "action", "source", "target")
    )
    assert audited_moves(case) == timeline
    assert [number for number, *_ in timeline] == list(range(1, len(timeline) + 1))
    ends = [str(TABLE.initial), *(target for *_, target in timeline)]
    assert [source for _, _, source, _ in timeline] == ends[:-1]
    assert case.status == ends[-1]
    assert verified(f"case:{case.pk}").intact


def assert_clocks_run_only_where_they_may(case: Case, now: datetime) -> None:
    open_clocks = case.clocks.filter(stopped_at__isnull=True)
    if TABLE.state(case.status).is_end:
        assert not open_clocks.filter(outlives=False).exists()
    if case.status not in WAITING:
        assert not open_clocks.filter(paused_at__isnull=False).exists()
    waiting = Reminder.objects.filter(clock__case=case, state=RowState.WAITING)
    assert not waiting.filter(clock__stopped_at__isnull=False).exists()
    assert not waiting.filter(clock__paused_at__isnull=False).exists()
    for clock in open_clocks.filter(paused_at__isnull=True, due_at__gt=now):
        assert waiting.filter(clock=clock).exists()


def assert_lists_show_what_runs_out_first(case: Case) -> None:
    running = case.clocks.filter(stopped_at__isnull=True, paused_at__isnull=True)
    first = min(running, key=lambda clock: clock.due_at, default=None)
    ended = TABLE.state(case.status).is_end
    ends = first.due_at if first else undated(case.opened_at, ended=ended)
    for row in case.participations.all():
        assert (row.clock_id, row.runs_out_at) == (first and first.pk, ends)


def assert_each_side_sees_the_shared_and_its_own(case: Case, cast: Cast) -> None:
    sides = {case.request.requesting.state_id: Side.REQUESTING}
    sides[case.request.requested.state_id] = Side.REQUESTED
    crossed = case.events.filter(target=Status.SENT).exists()
    for state, name in AUDITORS.items():
        actor = cast.actors[name]
        side = sides.get(state)
        opened = side is not None and (crossed or side == Side.REQUESTING)
        assert visible_to(actor).filter(pk=case.pk).exists() == opened
        seen = AuditEvent.objects.filter(seen_by(actor), case_id=case.pk)
        if not opened:
            assert not seen.exists()
            continue
        others = seen.exclude(state=state)
        assert not others.filter(shared=False).exists()
        numbers = {
            json.loads(payload)["details"]["event"]
            for verb, payload in seen.values_list("verb", "payload")
            if verb.removeprefix("request.") in Action.values
        }
        shared = set(case.events.filter(shared=True).values_list("number", flat=True))
        own = set(case.events.filter(side=side).values_list("number", flat=True))
        assert numbers == shared | own


def assert_everybody_was_told_once(case: Case) -> None:
    for event in case.events.all():
        move = TABLE.move(event.action)
        assert move is not None
        told = sorted(event.notices.values_list("side", flat=True))
        assert told == sorted(tell.side for tell in move.tells)


def begun(cast: Cast, route: str) -> Play:
    """A case at the beginning of its route."""
    if route == "from post":
        return house.make_paper_request(cast)
    if route == "to post":
        return house.drafted(cast, to="XD", by="ciara")
    if route == "executing":
        return house.make_request(cast, status=Status.EXECUTING, measures=2)
    return house.drafted(cast, measures=2)


@pytest.mark.parametrize(("seed", "route"), list(enumerate(ROUTES)))
def test_whatever_happens_the_house_stays_in_order(db, seed, route):
    cast = house.gathered()
    walk = Walk(begun(cast, route), Random(seed))  # noqa: S311  (a walk, not a secret)
    for _ in range(LONGEST):
        walk.step()
        case = walk.case
        assert_the_record_tells_the_timeline(case)
        assert_clocks_run_only_where_they_may(case, walk.play.at)
        assert_lists_show_what_runs_out_first(case)
        assert_each_side_sees_the_shared_and_its_own(case, cast)
        assert_everybody_was_told_once(case)
        if walk.is_over():
            break
    assert walk.is_over() or walk.steps > 3


# The ways to all other states are the beginnings of these.
FARTHEST = ["closed", "executing", "clarifying", "consulting", "postponed", "refused", "withdrawn"]


@pytest.mark.parametrize("status", FARTHEST)
def test_a_request_can_be_walked_to_every_state(db, status):
    play = house.make_request(house.gathered(), status=status)
    assert play.case.status == status
