"""Deciding a request of many measures: what it takes more than one of a single measure."""

import time
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from audit import moment
from audit.moment import pretended
from config.demonstration.drafts import simple_draft
from config.demonstration.play import Play
from requests_mla import decided
from requests_mla.choices import Action, Outcome
from requests_mla.services import deciding, posting
from workflow.services import Act, perform

if TYPE_CHECKING:
    from config.demonstration.cast import Cast

FEW, MANY = 1, 60


def of_few_and_many(cast: "Cast", rounds: int) -> dict[str, float]:
    """Seconds of the processor for both, the median of so many cases of each."""
    found: dict[int, list[float]] = {FEW: [], MANY: []}
    for _ in range(rounds):
        for measures, seconds in found.items():
            seconds.append(_seconds(_received(cast, measures)))
    return {f"sheet to grant, measures: {key}": median(seconds) for key, seconds in found.items()}


def _seconds(play: Play) -> float:
    """Sheet, proposal, countersignature and grant; what the worker makes in between is left out."""
    start = time.process_time()
    _save_sheet(play)
    taken = time.process_time() - start
    play.rights("ciara")
    start = time.process_time()
    _act(play, "ciara", Action.PROPOSE, remark="")
    taken += time.process_time() - start
    letter = decided.current_letter(play.case)
    assert letter is not None
    posting.make_letter(letter.pk)
    letter.refresh_from_db()
    read = {"document": letter.rendered_sha256}
    start = time.process_time()
    _act(play, "aoife", Action.COUNTERSIGN, **read)
    _act(play, "tom", Action.ACCEPT, **read)
    return taken + time.process_time() - start


def _act(play: Play, who: str, action: str, **given: Any) -> None:
    with pretended(play.at):
        perform(case=play.case, act=Act(action, given), by=play.cast.actors[who])


def _save_sheet(play: Play) -> None:
    case = play.case
    numbers = list(case.request.measures.values_list("number", flat=True))
    with pretended(play.at):
        deciding.save_sheet(
            actor=play.cast.actors["ciara"],
            case=case,
            lines={number: _line(number) for number in numbers},
            no_talks_reason="",
            seen_version=case.version,
        )


def _line(number: int) -> dict[str, Any]:
    """A grant with two conditions; each of them becomes a line of the ledger."""
    return {
        "outcome": Outcome.CONDITIONAL,
        "conditions": f"Names of third parties in log {number} are cut out.\n"
        f"Nothing of log {number} is used in another case.",
        "internal_reasons": f"The court asked for it in its order {number}.",
    }


def _received(cast: "Cast", measures: int) -> Play:
    """A request with so many measures, acknowledged."""
    play = Play(cast, moment.now() - timedelta(days=3)).draft("youssef", "XB", "Clinic ransomware")
    begin = date(2026, 1, 1)
    simple_draft(
        play,
        "youssef",
        unit="Public Prosecutor of Port-Sélène",
        number="PS-2026-1000",
        article=7,
        target="account user@mailhaven.example",
        period=(begin, begin + timedelta(days=30)),
        facts="Files were encrypted.",
    )
    play.add("youssef", "measures", [_measure(number) for number in range(1, measures)])
    play.send("youssef", "leila")
    play.act("ciara", "acknowledge")
    return play


def _measure(number: int) -> dict[str, Any]:
    begin = date(2026, 1, 1) + timedelta(days=number)
    return {
        "type": "stored_data",
        "category": "content",
        "description": f"Hand over the sessions of account {number} with addresses and ports.",
        "target": f"user{number}@mailhaven.example",
        "period_from": begin,
        "period_until": begin + timedelta(days=30),
        "zone": "UTC",
        "necessity": f"The note of day {number} came from this account; nothing else names it.",
    }
