"""The cast of all tests: invented States, their people, and requests walked along the table.

Arvenia (XA) asks Belmara (XB), both connected; Dravonia (XD) is reached by post.
"""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import uuid4

from accounts.actors import Actor
from audit.moment import pretended
from config.demonstration.cast import Cast, assemble
from config.demonstration.play import Play
from convention.models import Ground, MeasureType
from convention.services import load_catalogue
from evidence.models import StoredFile
from evidence.services import keep_bytes
from requests_mla.choices import Action, Outcome, Released, Status
from requests_mla.facts import extendable_of
from requests_mla.models import TalkItem
from requests_mla.services import opening, posting
from requests_mla.table import TABLE
from workflow.models import Event
from workflow.services import Act, perform
from workflow.table import BACK, STAY, Move

START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
SCAN = b"%PDF-1.4\n% a letter as it lay on the scanner\n%%EOF\n"

# Who makes a move when a test does not care: nobody releases or decides what they wrote.
USUAL = {
    Action.SEND: "leila",
    Action.COUNTERSIGN: "aoife",
    Action.ACCEPT: "aoife",
    Action.REFUSE: "aoife",
    Action.POSTPONE: "aoife",
    Action.REPORT: "declan",
    Action.DECIDE_FURTHER: "aoife",
    Action.SEND_SUPPLEMENTARY: "leila",
}
DRAFTER, ASSESSOR = "youssef", "ciara"


def gathered(at: datetime = START) -> Cast:
    """Everybody appointed, connected authorities with keys; the catalogue is loaded."""
    load_catalogue()
    return assemble(at)


def actor_of(cast: Cast, name: str) -> Actor:
    """The actor by first name: youssef, leila, ciara, aoife, declan, karim (auditor)..."""
    return cast.actors[name]


def drafted(
    cast: Cast, *, to: str = "XB", by: str = DRAFTER, at: datetime = START, measures: int = 1
) -> Play:
    """A draft that nothing blocks."""
    play = Play(cast, at).draft(by, to, "Invoice fraud")
    play.write(
        by,
        "who",
        basis_id="UNCC",
        conducting_authority="Fraud Unit",
        conducting_functions="conducts the investigation",
        nature="Criminal investigation.",
        purpose="To find who holds the account.",
    )
    offence = {"article": 13, "provision": "Section 1.", "maximum_penalty_months": 72}
    play.add(by, "offences", [offence])
    play.write(by, "facts", facts="Invoices were changed on their way.")
    play.add(by, "measures", [_measure() for _number in range(measures)])
    play.write(by, "safeguards", safeguards="One account, a few days, no content.")
    if to in ("XA", "XD"):
        translate(play, by, cast.central[to].state.languages[0])
    return play


def make_request(
    cast: Cast, *, status: str = Status.DRAFTING, at: datetime = START, measures: int = 1
) -> Play:
    """A request between connected States that was walked to that status, the shortest way."""
    play = drafted(cast, at=at, measures=measures)
    for action in way_to(status):
        take(play, action)
        play.wait(hours=4)
    return play


def make_paper_request(cast: Cast, *, at: datetime = START) -> Play:
    """A request of Dravonia's that came by post and was registered in Belmara."""
    play = Play(cast, at)
    with pretended(at):
        play.request = opening.register_paper(
            actor=cast.actors["ciara"],
            sender=cast.central["XD"],
            title="Paper request",
            their_reference=f"27/4-{uuid4().hex[:8]}",
            dated=at - timedelta(days=6),
            scan=scan(),
            measures=[(MeasureType.objects.get(pk="stored_data"), "Subscriber information.")],
        )
    return play


def act(play: Play, name: str, action: str, *, on_behalf: bool = False, **given: Any) -> Event:
    """Make a move at the play's moment. Letters stay orders until `make_letters`."""
    wanted = Act(action, given, on_behalf=on_behalf, happened_at=play.at if on_behalf else None)
    with pretended(play.at):
        return perform(case=play.case, act=wanted, by=play.cast.actors[name])


def take(play: Play, action: str, **given: Any) -> Event:
    """Make a move with whatever it needs prepared, by whoever usually makes it."""
    prepare(play, action)
    name = USUAL.get(Action(action)) or _anybody(action)
    return act(play, name, action, **{**filled(play, action), **given})


def way_to(status: str) -> tuple[str, ...]:
    """The shortest list of actions that leads from the first state of the table to that one."""
    ways = _ways()
    return ways[str(status)]


def prepare(play: Play, action: str) -> None:
    """Bring about what the guards of the move ask for, besides the right person."""
    work = PREPARING.get(Action(action))
    if work:
        work(play)


def filled(play: Play, action: str) -> dict[str, Any]:
    """Something in every field that the move needs."""
    move = TABLE.move(action)
    assert move is not None
    given = {
        name: value
        for need in move.needs
        if need in FILLING
        for name, value in _under(need, FILLING[need](play)).items()
    }
    return {**given, **_more_time(play, move)} if move.extends else given


def _more_time(play: Play, move: Move) -> dict[str, Any]:
    """Three weeks more for the first date that the move may extend."""
    running = play.case.clocks.filter(stopped_at=None, paused_at=None)
    names = {one.name for one in extendable_of(play.case) if one.name in move.extends}
    clock = running.filter(name__in=names).order_by("due_at").first()
    if clock is None:
        return {}
    return {"clock": clock.name, "extended_until": (clock.due_at + timedelta(days=21)).date()}


def decide(play: Play, outcome: str, *, by: str = ASSESSOR) -> None:
    """Fill in the whole decision sheet with one outcome, complete in itself."""
    line: Mapping[str, Any] = {
        "outcome": outcome,
        "ground": Ground(code="DE_MINIMIS") if outcome == Outcome.REFUSED else None,
        "reasons": "Below what our law investigates.",
        "internal_reasons": "ONLY OURS",
        "conditions": "Lawyers' letters are filtered." if outcome == Outcome.CONDITIONAL else "",
        "review_on": (play.at + timedelta(days=30)).date(),
    }
    numbers = play.case.request.measures.values_list("number", flat=True)
    play.decide(by, {number: dict(line) for number in numbers}, no_talks="It would warn them.")


def report_all(play: Play) -> None:
    """Say of every measure what its execution brought."""
    if play.case.status == Status.EXECUTING:
        for row in play.case.request.measures.filter(result=""):
            act(play, "declan", Action.REPORT, measure=row.number, result="done")
    else:
        play.case.request.measures.filter(result="").update(result="done")


def add_evidence(play: Play) -> None:
    """A file that waits for delivery."""
    number = play.case.exhibits.count() + 1
    content = f"a,b\n{number},{play.case.pk}\n".encode()
    play.exhibit(ASSESSOR, f"log{number}.csv", content, about="Log", measure=1)


def make_documents(play: Play) -> None:
    """What the worker does for a document that a second person waits for; others stay orders."""
    with pretended(play.at):
        for row in play.case.letters.filter(kind__in=Released.values, state="ordered"):
            posting.make_letter(row.pk)


def put_forward(play: Play, outcome: str, *, by: str = ASSESSOR) -> None:
    """A decision sheet with one outcome on every line, and its document ready to be read."""
    decide(play, outcome, by=by)
    if play.case.request.requested.connected:
        act(play, by, Action.PROPOSE, remark="With thanks.")
        make_documents(play)


def prepare_supplementary(play: Play) -> None:
    """A measure and an address in addition, their letter ready to be read."""
    take(play, Action.PREPARE_SUPPLEMENTARY)
    make_documents(play)


def make_ready_to_send(play: Play) -> None:
    """The form, and the rights record of the side that asks."""
    make_documents(play)
    play.rights(DRAFTER if play.case.request.requesting.state_id == "XA" else ASSESSOR)


def make_letters(play: Play) -> None:
    """What the worker does for every letter that was ordered."""
    with pretended(play.at):
        for pk in posting.claim_orders():
            posting.make_letter(pk)


def scan() -> StoredFile:
    """A letter that came by post."""
    return keep_bytes(content=SCAN, media_type="application/pdf")


def translate(play: Play, by: str, language: str) -> None:
    """Attach a translation, so that the language of the request is no gap."""

    def attach(found: Any) -> None:
        found.attachments.create(
            file=scan(), name="translation.pdf", role="translation", language=language
        )

    play.save(by, "attachments", attach)


def _measure() -> dict[str, Any]:
    return {
        "type": "stored_data",
        "category": "subscriber",
        "description": "Subscriber information.",
        "target": "one@mailhaven.example",
        "period_from": date(2026, 3, 1),
        "period_until": date(2026, 3, 31),
        "necessity": "Nothing else names the person.",
    }


def _document(play: Play) -> str:
    newest = play.case.letters.filter(kind__in=Released.values).order_by("-number").first()
    assert newest is not None
    return str(newest.rendered_sha256)


def _under(need: str, value: Any) -> dict[str, Any]:
    """What is filled in for a need: one field, or the several that a dictionary names."""
    return value if isinstance(value, dict) else {need: value}


def _answers_to_items(play: Play) -> dict[str, Any]:
    items = TalkItem.objects.filter(talk__request=play.case.request, talk__accepted=None)
    return {f"item_{item.number}_answer": "accepted" for item in items}


def _measure_to_report(play: Play) -> int:
    measures = play.case.request.measures
    waiting = measures.filter(result="").first() or measures.get(number=1)
    return int(waiting.number)


FILLING: dict[str, Callable[[Play], Any]] = {
    "comments": lambda play: "Say which month is meant.",
    "reasons": lambda play: "It is no longer needed.",
    "remark": lambda play: "With thanks.",
    "their_reference": lambda play: "",
    "question": lambda play: "Which time zone?",
    "answer": lambda play: "UTC.",
    "proposal": lambda play: "A shorter period?",
    "items": lambda play: {"item_1_text": "Only March.", "item_1_measure": "1"},
    "item_answers": _answers_to_items,
    "supplement": lambda play: "One more address.",
    "added": lambda play: {
        **{f"measure_1-{name}": value for name, value in _measure().items() if name != "type"},
        "measure_1-type": MeasureType.objects.get(pk="stored_data"),
        "added_kind": "email",
        "added_values": "two@mailhaven.example from the mail log",
    },
    "status_text": lambda play: "Half of it is done.",
    "instructions": lambda play: "Serve the provider.",
    "executing_authority": lambda play: play.cast.executing[play.case.request.requested.state_id],
    "measure": _measure_to_report,
    "result": lambda play: "done",
    "result_text": lambda play: "Answered by the provider.",
    "review_until": lambda play: (play.at + timedelta(days=45)).date(),
    "document": _document,
    "talks_on": lambda play: play.at.date(),
    "talks_with": lambda play: "The liaison magistrate",
    "talks_about": lambda play: "A shorter period.",
    "talks_result": lambda play: "accepted",
    "use_kind": lambda play: "onward",
    "use_recipient": lambda play: "Costaria",
    "use_text": lambda play: "For the trial of an accomplice there; exhibit 1.",
    "use_answer": lambda play: "conditional",
    "use_answer_text": lambda play: "Names of third parties are cut out.",
    "use_until": lambda play: (play.at + timedelta(days=90)).date(),
    "disclosure": lambda play: "Exhibit 1 goes to the defence on Monday.",
    "disposal_kind": lambda play: "destroyed",
    "disposed_on": lambda play: play.at.date(),
}
PREPARING: dict[Action, Callable[[Play], object]] = {
    Action.SEND: make_ready_to_send,
    Action.PROPOSE: lambda play: decide(play, Outcome.GRANTED),
    Action.COUNTERSIGN: lambda play: put_forward(play, Outcome.GRANTED),
    Action.ACCEPT: lambda play: put_forward(play, Outcome.GRANTED),
    Action.REFUSE: lambda play: put_forward(play, Outcome.REFUSED),
    Action.POSTPONE: lambda play: decide(play, Outcome.POSTPONED),
    Action.SEND_SUPPLEMENTARY: prepare_supplementary,
    Action.DELIVER: report_all,
    Action.DELIVER_PART: add_evidence,
    Action.CLOSE: lambda play: take(play, Action.CONFIRM_RECEIPT),
}


def _anybody(action: str) -> str:
    """An officer on the side that makes the move."""
    move = TABLE.move(action)
    assert move is not None
    return DRAFTER if move.side == "requesting" else ASSESSOR


@lru_cache(maxsize=1)
def _ways() -> dict[str, tuple[str, ...]]:
    ways: dict[str, tuple[str, ...]] = {str(TABLE.initial): ()}
    waiting = deque(ways)
    while waiting:
        status = waiting.popleft()
        for move in TABLE.moves:
            target = str(move.target)
            usable = status in move.sources and move.by and target not in (STAY, BACK)
            if usable and target not in ways:
                ways[target] = (*ways[status], str(move.action))
                waiting.append(target)
    return ways
