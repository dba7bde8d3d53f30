"""Brief 6: one telephone number; Costaria asks Arvenia, the happy path."""

from datetime import UTC, date, datetime, time, timedelta

from requests_mla.choices import Outcome

from ..cast import Cast
from ..drafts import simple_draft, translation
from ..play import Play


def stage(cast: Cast, today: datetime) -> Play:
    """Brief 6: Costaria asks Arvenia for one telephone number; closed in nine working days."""
    play = Play(cast, datetime.combine((today - timedelta(days=30)).date(), time(14), UTC))
    play.draft("lucia", "XA", "Subscriber of one telephone number")
    simple_draft(
        play,
        "lucia",
        unit="Fraud Section of the Prosecutor of San Telmo",
        number="ST-1204-2026",
        article=13,
        target="+999 20 555 0142",
        period=(date(2026, 9, 1), date(2026, 9, 30)),
        facts="A seller who never delivered used this number to deceive eleven buyers.",
    )
    translation(play, "lucia", to="XA", language="fr", text="Traduction certifiée de la demande.")
    play.send("lucia", "mateo")
    play.wait(days=1)
    play.act("amina", "acknowledge")
    play.wait(days=2)
    play.decide("amina", {1: {"outcome": Outcome.GRANTED}})
    play.wait(hours=4)
    play.release("amina", "leila", "accept")
    play.wait(hours=2)
    play.act("amina", "assign", executing_authority=cast.executing["XA"], instructions="")
    play.wait(days=5)
    play.act("hedi", "report", measure=1, result="done", result_text="The provider answered.")
    play.exhibit(
        "hedi",
        "subscriber.csv",
        b"number,holder\n+999205550142,A. N. Other\n",
        about="Subscriber information",
        measure=1,
    )
    play.wait(days=1)
    play.act("amina", "deliver")
    play.wait(days=1)
    play.act("lucia", "confirm_receipt")
    play.wait(hours=1)
    play.act("lucia", "close")
    return play
