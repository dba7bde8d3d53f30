"""Brief 2: intimate images; Costaria asks Belmara, in confidence."""

from datetime import date, datetime, timedelta

from ..cast import Cast
from ..drafts import simple_draft
from ..play import Play


def stage(cast: Cast, today: datetime) -> Play:
    """Brief 2: Costaria asks Belmara; confidential, one measure; waits for the decision.

    Sealed on Belmara's side for Aoife and Tom.
    """
    play = Play(cast, today - timedelta(days=26))
    play.draft("lucia", "XB", "Intimate images, profile @mar_de_fondo")
    simple_draft(
        play,
        "lucia",
        unit="Second Cybercrime Unit, San Telmo",
        number="ST-77-2026",
        article=16,
        target="profile @mar_de_fondo on Pictoria",
        period=(date(2026, 5, 3), date(2026, 5, 9)),
        facts="Between 3 and 9 May 2026 private images of an adult were published without consent "
        "by the profile @mar_de_fondo.",
    )
    play.add("lucia", "persons", [{"role": "victim", "names": "not named", "unnamed": True}])
    play.write(
        "lucia",
        "urgency",
        confidential=True,
        confidential_until=date(2026, 12, 1),
        confidential_reason="Notice to the account holder would destroy what is left online.",
    )
    play.send("lucia", "mateo")
    play.wait(days=3)
    play.act("tom", "acknowledge")
    play.wait(hours=2)
    play.seal("aoife", "tom", reason="Private images of an adult: two people are enough for it.")
    return play
