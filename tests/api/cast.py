"""Programs that act for the people of the demonstration, and cases played for them."""

from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from accounts.actors import Actor
from accounts.services import make_token
from config.demonstration.cast import Cast
from config.demonstration.play import Play

START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
LIST = "/api/v1/requests/"


class Program:
    """Somebody's program: speaks JSON with a token of its own."""

    def __init__(self, actor: Actor) -> None:
        self.client = Client(
            headers={"authorization": f"Bearer {make_token(actor=actor, name='t')}"}
        )

    def get(self, path: str = LIST, **query: Any) -> Any:
        """The answer to a GET."""
        return self.client.get(path, query)

    def read(self, play: Play) -> Any:
        """The request as JSON."""
        answer = self.get(address(play))
        assert answer.status_code == 200
        return answer.json()

    def act(self, play: Play, action: str, *, version: int | None = None, **more: Any) -> Any:
        """The answer to an act; by default on the version that stands now."""
        seen = play.case.version if version is None else version
        body = {"action": action, "version": seen, **more}
        return self.client.post(address(play, "acts/"), body, content_type="application/json")


def address(play: Play, below: str = "") -> str:
    """Where a case is found."""
    return f"{LIST}{play.case.pk}/{below}"


def drafted(cast: Cast) -> Play:
    """Arvenia's draft to Belmara, complete, by Youssef."""
    play = Play(cast, START)
    play.draft("youssef", "XB", "Invoice fraud, Port-Sélène")
    play.write(
        "youssef",
        "who",
        conducting_authority="Fraud Unit",
        conducting_functions="conducts the investigation",
        nature="Criminal investigation.",
        purpose="To find who holds the account.",
    )
    offence = {"article": 13, "provision": "Section 1.", "maximum_penalty_months": 72}
    play.add("youssef", "offences", [offence])
    play.write("youssef", "facts", facts="Invoices were changed on their way.")
    measure = {
        "type": "stored_data",
        "category": "subscriber",
        "description": "Subscriber information.",
        "target": "one@mailhaven.example",
        "period_from": date(2026, 3, 1),
        "period_until": date(2026, 3, 31),
        "necessity": "Nothing else names the person.",
    }
    play.add("youssef", "measures", [measure])
    play.write("youssef", "safeguards", safeguards="One account, a few days, no content.")
    return play


def sent(cast: Cast) -> Play:
    """The same request, released by Leïla."""
    return drafted(cast).send("youssef", "leila")


def received(cast: Cast) -> Play:
    """The same request, acknowledged by Ciara, with secrets on either side."""
    play = sent(cast)
    play.act("ciara", "acknowledge")
    play.note("youssef", "requesting", "SECRET OF ARVENIA")
    play.note("ciara", "requested", "SECRET OF BELMARA")
    play.decide("ciara", {1: {"outcome": "granted", "internal_reasons": "SECRET INTERNAL REASONS"}})
    return play
