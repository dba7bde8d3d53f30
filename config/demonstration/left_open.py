"""A case that was granted but for one measure, and then asked for one more."""

from datetime import date, datetime, timedelta
from typing import Any

from convention.models import MeasureType
from requests_mla.choices import Outcome

from .cast import Cast
from .drafts import simple_draft
from .play import Play

TRAFFIC = {
    "type": "stored_data",
    "category": "traffic",
    "description": "Log of connections to the account.",
    "target": "account keyhouse@mailhaven.example",
    "period_from": date(2026, 7, 1),
    "period_until": date(2026, 7, 31),
    "zone": "UTC",
    "necessity": "The log shows from where the account was run.",
}


def open_case(cast: Cast, today: datetime) -> Play:
    """Belmara executes measure 1, has postponed measure 2, and is asked for a third."""
    play = Play(cast, today - timedelta(days=36)).draft("youssef", "XB", "Sale of stolen log-ins")
    simple_draft(
        play,
        "youssef",
        unit="Public Prosecutor of Port-Sélène",
        number="PS-2026-1036",
        article=13,
        target="account keyhouse@mailhaven.example",
        period=(date(2026, 7, 1), date(2026, 7, 31)),
        facts="Stolen log-ins to bank accounts were sold through the account named.",
    )
    play.add("youssef", "measures", [TRAFFIC])
    play.send("youssef", "leila")
    play.wait(days=2).act("tom", "acknowledge")
    _grant_but_for_one(play)
    _ask_for_one_more(play)
    return play


def _grant_but_for_one(play: Play) -> None:
    lines: dict[int, dict[str, Any]] = {
        1: {"outcome": Outcome.GRANTED},
        2: {
            "outcome": Outcome.POSTPONED,
            "reasons": "The connections belong to a live investigation here.",
            "internal_reasons": "Arrests are planned; the unit asks for two months.",
            "review_on": (play.at + timedelta(days=50)).date(),
        },
    }
    play.wait(days=4).decide("tom", lines, no_talks="Talks would disclose the operation.")
    play.release("tom", "aoife", "accept")
    play.wait(days=1).act(
        "tom", "assign", executing_authority=play.cast.executing["XB"], instructions=""
    )


def _ask_for_one_more(play: Play) -> None:
    wanted = {
        "type": MeasureType.objects.get(pk="stored_data"),
        "category": "subscriber",
        "description": "Who holds the account into which the buyers paid.",
        "target": "account tillroom@mailhaven.example",
        "period_from": date(2026, 7, 1),
        "period_until": date(2026, 7, 31),
        "zone": "UTC",
        "necessity": "The payments lead to this account and nowhere else.",
    }
    play.wait(days=6).ask_in_addition(
        "youssef",
        "leila",
        supplement="A buyer named a second account, into which the payments went.",
        added_kind="email",
        added_values="tillroom@mailhaven.example named by a buyer",
        **{f"measure_1-{name}": value for name, value in wanted.items()},
    )
