"""Brief 5: business e-mail compromise; Belmara asks Dravonia by post."""

from datetime import date, datetime, timedelta

from convention.choices import CONVENTION

from ..cast import Cast
from ..drafts import translation
from ..play import Play


def stage(cast: Cast, today: datetime) -> Play:
    """Brief 5: Belmara asks Dravonia by post; acknowledged, questioned, answered, postponed."""
    play = Play(cast, today - timedelta(days=75))
    play.draft("ciara", "XD", "Business e-mail compromise, 2.35 M EUR")
    dravonia = cast.central["XD"]
    play.write(
        "ciara",
        "who",
        conducting_authority="Economic Crime Division of the Carrick Police",
        basis_id=CONVENTION,
        conducting_functions="investigates fraud above one million EUR",
        case_number="CK-2026-1180",
        nature="Investigation into fraud by a forged payment instruction.",
        purpose="To trace and freeze the proceeds and identify those responsible.",
    )
    play.add(
        "ciara",
        "offences",
        [
            {"article": 12, "provision": "Computer Misuse Act, s. 4", "maximum_penalty_months": 60},
            {"article": 13, "provision": "Fraud Act, s. 6", "maximum_penalty_months": 120},
            {"article": 17, "provision": "Proceeds Act, s. 7", "maximum_penalty_months": 168},
        ],
    )
    play.write(
        "ciara",
        "facts",
        facts="On 2 June 2026 a company in Carrick paid 2,350,000 EUR on a forged instruction to "
        "account XD00 4417 0000 2231 9004 at Banka Severa. Two further transfers followed.",
    )
    june = {"period_from": date(2026, 5, 1), "period_until": date(2026, 6, 30)}
    play.add(
        "ciara",
        "measures",
        [
            {
                "type": "records",
                "description": "Account-opening documents and statements.",
                "target": "XD00 4417 0000 2231 9004",
                "custodian": "Banka Severa",
                "necessity": "To know who opened the account.",
                **june,
            },
            {
                "type": "search",
                "description": "Freezing of the balance.",
                "target": "XD00 4417 0000 2231 9004",
                "custodian": "Banka Severa",
                "necessity": "The money is still moving.",
            },
            {
                "type": "trace_proceeds",
                "description": "Tracing of two further transfers.",
                "target": "transfers of 3 and 5 June 2026",
                "custodian": "Banka Severa",
                "necessity": "To find where the proceeds went.",
            },
        ],
    )
    play.add(
        "ciara",
        "identifiers",
        [{"kind": "bank_account", "value": "XD00 4417 0000 2231 9004", "service": "Banka Severa"}],
    )
    play.write(
        "ciara", "safeguards", safeguards="Limited to one account and two months; court order."
    )
    translation(play, "ciara", to="XD", language="ru", text="Перевод запроса, заверен.")
    play.send("ciara", "aoife")
    play.wait(days=16)
    scan = play.scan("ciara", dravonia, "Получено. Наш номер: 27/4-118-26.")
    play.act(
        "ciara",
        "acknowledge",
        on_behalf=True,
        their_reference="27/4-118-26",
        remark="Received.",
        letter_scan=scan,
    )
    play.wait(days=14)
    scan = play.scan("ciara", dravonia, "Просим сообщить назначение двух переводов.")
    play.act(
        "ciara",
        "ask",
        on_behalf=True,
        question="Which purpose was stated for the two further transfers?",
        letter_scan=scan,
    )
    play.wait(days=4)
    play.act("tom", "reply", answer="Both were marked “equipment, invoice 4471”.")
    play.wait(days=20)
    scan = play.scan("ciara", dravonia, "Исполнение отложено до 15 января 2027 года.")
    review = max(date(2027, 1, 15), (today + timedelta(days=30)).date())
    play.act(
        "ciara",
        "postpone",
        on_behalf=True,
        reasons="A case of their own concerns the same account.",
        review_until=review,
        letter_scan=scan,
    )
    return play
