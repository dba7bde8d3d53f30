"""Small cases with a State that is reached by post, one left standing in each state of the table.

The brief on business e-mail compromise stands at `postponed`, that on an insult at `refused`.
"""

from datetime import date, datetime, timedelta
from typing import Any

from audit.moment import pretended
from convention.models import MeasureType
from requests_mla.services.opening import register_paper
from requests_mla.services.papers import NamedOffence

from .cast import Cast
from .drafts import simple_draft, translation
from .moments import GRANT, REFUSAL
from .play import Play

# As its incoming letters name the offence, Article 13.
FRAUD = NamedOffence(13, "Fraud", "Criminal Code, section 159", maximum_penalty_months=72)
# What Dravonia wrote, by the move it makes.
WROTE = {
    "acknowledge": "Получено и зарегистрировано.",
    "ask": "Просим уточнить, за какой день нужны сведения.",
    "consult": "Предлагаем ограничить запрос одним счётом.",
    "accept": "Запрос удовлетворён.",
    "refuse": "В исполнении отказано ввиду малозначительности.",
    "deliver": "Направляем сведения провайдера.",
}


def small_cases(cast: Cast, today: datetime) -> list[Play]:
    """Belmara asks Dravonia, and the other way round."""
    outgoing = [
        _outgoing(cast, today, title=title, days=days, until=until)
        for title, days, until in (
            ("Counterfeit customs portal", 1, "drafting"),
            ("Cloned payment terminals", 3, "in_review"),
            ("False charity collection", 8, "sent"),
            ("Stolen cargo documents", 26, "received"),
            ("Threats against a mayor", 31, "clarifying"),
            ("Pyramid scheme by messenger", 36, "consulting"),
            ("Pump-and-dump channel", 43, "accepted"),
            ("Sale of forged diplomas", 55, "answered"),
            ("Hijacked shop accounts", 70, "closed"),
            ("Unpaid taxi fares", 44, "refused"),
            ("Runaway found at home", 24, "withdrawn"),
        )
    ]
    incoming = [
        _incoming(cast, today, title=title, days=days, until=until)
        for title, days, until in (
            ("Skimming of bank cards", 2, "sent"),
            ("Ransom note to a school", 18, "clarifying"),
            ("Fraudulent call centre", 29, "executing"),
        )
    ]
    return [*outgoing, *incoming, _telephoned(cast, today)]


def _telephoned(cast: Cast, today: datetime) -> Play:
    """Dravonia asks by telephone, because it cannot wait; its letter has not come yet."""
    play = Play(cast, today - timedelta(days=1, hours=3))
    with pretended(play.at):
        play.request = register_paper(
            actor=cast.actors["tom"],
            sender=cast.central["XD"],
            title="Threat to poison a reservoir",
            their_reference="by telephone, Major Lebed",
            dated=play.at,
            scan=None,
            measures=[(MeasureType.objects.get(pk="stored_data"), "Subscriber information.")],
            offences=[FRAUD],
            conducting_authority="Investigative Directorate of Severgrad",
            remark=(
                "Major Lebed asked by telephone for the holder of the account "
                "reservoir@mailhaven.example, from which a threat was sent this morning. Read back "
                "to him word for word; he confirms in writing at once."
            ),
            language="ru",
        )
    return play


def _outgoing(cast: Cast, today: datetime, *, title: str, days: int, until: str) -> Play:
    """Belmara asks; what Dravonia answers is recorded. The play stops when it stands at `until`."""
    play = Play(cast, today - timedelta(days=days))
    play.draft("ciara", "XD", title)
    if until == "drafting":
        return play.write("ciara", "facts", facts="A copy of the customs portal took payments.")
    simple_draft(
        play,
        "ciara",
        unit="Fraud Division of the Carrick Police",
        number=f"CK-2026-{2000 + days}",
        article=13,
        target=f"account trader{days}@pochta.example",
        period=(date(2026, 7, 1), date(2026, 7, 31)),
        facts="The account took payments for goods that do not exist.",
    )
    translation(play, "ciara", to="XD", language="ru", text="Перевод запроса, заверен.")
    if until == "in_review":
        play.act("ciara", "submit")
        return play
    play.send("ciara", "aoife")
    if until == "sent":
        return play
    play.wait(days=11)
    _recorded(play, "acknowledge", their_reference=f"27/4-{100 + days}-26", remark="Received.")
    play.wait(days=9)
    if until == "withdrawn":
        play.act("ciara", "withdraw", reasons="The person came home.")
    elif until == "clarifying":
        _recorded(play, "ask", question="For which day is the information wanted?")
    elif until == "consulting":
        _recorded(play, "consult", proposal="Limit the request to one account?")
    elif until == "refused":
        play.decide("ciara", REFUSAL)
        _recorded(play, "refuse")
    elif until != "received":
        play.decide("ciara", GRANT)
        _recorded(play, "accept")
        _answered(play, until)
    return play


def _answered(play: Play, until: str) -> None:
    if until == "accepted":
        return
    play.wait(days=14)
    play.exhibit("ciara", "answer.csv", b"a,b\n3,4\n", about="Subscriber information", measure=1)
    _recorded(play, "deliver")
    if until == "closed":
        play.wait(days=2).act("ciara", "confirm_receipt")
        play.wait(days=1).act("tom", "close")


def _incoming(cast: Cast, today: datetime, *, title: str, days: int, until: str) -> Play:
    """Dravonia asks Belmara on paper."""
    play = Play(cast, today - timedelta(days=days))
    play.register(
        "ciara",
        cast.central["XD"],
        title=title,
        letter="Просим сообщить сведения об абоненте.",
        their_reference=f"27/4-{300 + days}-26",
        measures=[(MeasureType.objects.get(pk="stored_data"), "Subscriber information.")],
        conducting_authority="Investigative Directorate of Severgrad",
        facts="The account was used for the offence.",
        offences=[FRAUD],
        language="ru",
    )
    if until == "sent":
        return play
    play.wait(days=2).act("tom", "acknowledge")
    play.wait(days=3)
    if until == "clarifying":
        play.ask_for_gaps("tom", "Which account is meant?")
        return play
    play.decide("tom", GRANT)
    play.wait(days=2).release("tom", "aoife", "accept")
    bureau = cast.executing["XB"]
    play.wait(days=1).act("ciara", "assign", executing_authority=bureau, instructions="")
    return play


def _recorded(play: Play, action: str, **given: Any) -> None:
    """A letter of Dravonia's arrives and Ciara records it."""
    scan = play.scan("ciara", play.cast.central["XD"], WROTE[action])
    play.act("ciara", action, on_behalf=True, letter_scan=scan, **given)
