"""Small cases between connected States, one left standing in each state of the table."""

from datetime import date, datetime, timedelta

from convention.models import Ground
from requests_mla.choices import Outcome

from .cast import Cast
from .drafts import simple_draft
from .play import Play


def small_cases(cast: Cast, today: datetime) -> list[Play]:
    """Cases in every state between the connected States, opened over the last weeks."""
    return [
        _stands_at(cast, today, title=title, days=days, until=until)
        for title, days, until in (
            ("Forged registry extracts", 1, "drafting"),
            ("Ticket fraud ring", 2, "in_review"),
            ("Phishing of tax accounts", 6, "sent"),
            ("Stolen medical records", 20, "received"),
            ("Romance fraud, four victims", 15, "clarifying"),
            ("SIM swapping group", 17, "consulting"),
            ("Botnet control server", 40, "postponed"),
            ("Carding forum", 22, "accepted"),
            ("Malware in invoices", 33, "executing"),
            ("Extortion by stolen photographs", 45, "answered"),
            ("Fake investment platform", 52, "refused"),
            ("Lost interest: solved at home", 28, "withdrawn"),
        )
    ]


GRANT = {1: {"outcome": Outcome.GRANTED}}
REFUSAL = {
    1: {
        "outcome": Outcome.REFUSED,
        "ground": Ground(code="DE_MINIMIS"),
        "reasons": "The loss named is below what our law investigates.",
        "internal_reasons": "Resubmission with a higher loss would be looked at.",
    }
}


def _stands_at(cast: Cast, today: datetime, *, title: str, days: int, until: str) -> Play:
    """Arvenia asks Belmara; the play stops when the case stands at `until`."""
    play = Play(cast, today - timedelta(days=days))
    play.draft("youssef", "XB", title)
    if until == "drafting":
        return play.write("youssef", "facts", facts="Extracts of the registry were forged.")
    simple_draft(
        play,
        "youssef",
        unit="Public Prosecutor of Port-Sélène",
        number=f"PS-2026-{1000 + days}",
        article=13,
        target=f"account user{days}@mailhaven.example",
        period=(date(2026, 8, 1), date(2026, 8, 31)),
        facts="The account was used to deceive buyers; payments went to several wallets.",
    )
    if until == "in_review":
        play.act("youssef", "submit")
        return play
    play.send("youssef", "leila")
    if until == "sent":
        return play
    play.wait(days=2).act("tom", "acknowledge")
    if until == "received":
        play.wait(days=1).step_back("ciara", "A relative of mine works at the hospital named.")
    if until not in ("received", "withdrawn"):
        play.wait(days=2)
        _assessed(play, until)
    if until == "withdrawn":
        play.wait(days=8).act("youssef", "withdraw", reasons="The suspect was found at home.")
    return play


def _assessed(play: Play, until: str) -> None:
    if until == "clarifying":
        play.act("tom", "ask", question="Which wallets received the payments?")
    elif until == "consulting":
        play.act("aoife", "consult", proposal="Grant without the names of third parties?")
    elif until == "postponed":
        play.decide("tom", {}, no_talks="A live operation; talks would disclose it.")
        day = (play.at + timedelta(days=60)).date()
        play.act(
            "aoife", "postpone", reasons="A case here is at a delicate stage.", review_until=day
        )
    elif until == "refused":
        play.decide("tom", REFUSAL)
        play.wait(days=1).release("tom", "aoife", "refuse")
    else:
        play.decide("tom", GRANT)
        play.wait(days=1).release("tom", "aoife", "accept")
        _executed(play, until)


def _executed(play: Play, until: str) -> None:
    if until == "accepted":
        return
    bureau = play.cast.executing["XB"]
    play.wait(days=1).act("tom", "assign", executing_authority=bureau, instructions="")
    if until == "executing":
        return
    play.wait(days=6).act("declan", "report", measure=1, result="done", result_text="Answered.")
    play.exhibit("declan", "answer.csv", b"a,b\n1,2\n", about="Subscriber information", measure=1)
    play.wait(days=1).act("tom", "deliver")
