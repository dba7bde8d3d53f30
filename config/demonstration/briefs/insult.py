"""Brief 3: “insult to public order”; Dravonia asks Arvenia on paper, and is refused."""

from datetime import date, datetime, timedelta

from convention.models import Ground, MeasureType
from requests_mla.choices import Discretion, Finding, Met, Outcome, Risk
from requests_mla.services.criminality import Written
from requests_mla.services.papers import NamedOffence

from ..cast import Cast
from ..play import Play

LETTER = (
    "Просим предоставить содержимое почтового ящика и список контактов журналиста за 2019–2026 "
    "годы и сообщить его адрес: распространял с помощью компьютера ложные сведения, порочащие "
    "государство. Наказание: до пяти лет.\n\n"
    "Nous demandons contenir la boîte de courriel et liste des contacts du journaliste 2019–2026, "
    "et l’adresse de lui: a répandu l’information fausse par ordinateur. Peine: cinq ans."
)
TITLE = "“Insult to public order”"
THEIR_REFERENCE = "27/4-96-26"
CONDUCTING = "Investigative Directorate of Severgrad"
FACTS = (
    "A journalist is said to have “spread false information by computer, damaging the State's "
    "standing”."
)
# The kind of each measure, and what is wanted.
MEASURES = (
    ("stored_data", "Content of the mailbox, 2019–2026."),
    ("stored_data", "Contact list of the mailbox."),
    ("information", "Address of the person."),
)
ACKNOWLEDGED = "Gaps will be asked for if needed."
# No offence of the Convention: a serious crime by its penalty alone.
INSULT = NamedOffence(
    None, "Insult to public order", "Criminal Code, section 212", maximum_penalty_months=60
)
# The reasons name neither the person's situation nor what is known of it here.
REASONS = (
    "There are substantial grounds to believe that the request serves to prosecute a person for "
    "what they said in public."
)
PERSECUTION = {
    "outcome": Outcome.REFUSED,
    "ground": Ground(code="DISCRIMINATION_PERSECUTION"),
    "reasons": REASONS,
    "internal_reasons": "Asylum is asked for here; nothing of it may be told.",
}
OUTSIDE = {
    "outcome": Outcome.REFUSED,
    "ground": Ground(code="OUT_OF_SCOPE"),
    "reasons": "The offence named is none of the Convention's; for it, only electronic evidence "
    "could be asked for, 40(1).",
    "internal_reasons": "The address would tell where the person found refuge.",
}
DECISION = {1: PERSECUTION, 2: PERSECUTION, 3: OUTSIDE}
NO_TALKS = "Talks would tell the other side what it must not learn."
NOTE = "Nothing about the person's stay here goes into any letter."
# Never leaves Arvenia: what was published would be no offence here.
LAW_HERE: dict[int | None, Written] = {
    None: Written(
        beside={
            "provision": "Law on the press, section 2: what is said of the State is free. Insult "
            "of an institution was struck out of the Penal Code in 2011.",
            "maximum_penalty": "none",
            "discretion": Discretion.NO_HELP,
            "discretion_reason": "Help would serve to punish an opinion; no interest of ours and "
            "none of a victim speaks for it.",
        },
        lines={
            "": {
                "described": "Articles on the conduct of the State, published on a site; said to "
                "be false and to damage its standing.",
                "finding": Met.NOT_MET,
                "words": "Publishing is no offence here, with a computer or without. Whether it is "
                "true plays no part where the State alone is spoken of.",
            }
        },
    )
}
# Never leaves Arvenia: a liaison officer other than the author agreed to it.
RIGHTS = {
    code: {
        "finding": Finding.CONCERN,
        "words": words,
        "source": source,
        "source_date": day,
        "step_taken": step,
        "remaining_risk": Risk.HIGH,
    }
    for code, words, source, day, step in (
        (
            "HR-06",
            "Prosecuted for an opinion: articles on the conduct of the State.",
            "Articles named in the request; report of a press association",
            date(2026, 8, 14),
            "Refusal under 40(22) proposed.",
        ),
        (
            "HR-07",
            "The person is a journalist; sources would be laid open by the mailbox.",
            "Press card and published work",
            date(2026, 8, 14),
            "No content and no contact list is handed over.",
        ),
        (
            "HR-26",
            "An application for asylum against the requesting State is pending here.",
            "Asked of the asylum office, answered in confidence",
            date(2026, 9, 21),
            "Neither confirmed nor denied in any letter; the address is not looked for.",
        ),
    )
}


def stage(cast: Cast, today: datetime) -> Play:
    """Registered although deficient; refused without talks, for reasons that disclose nothing."""
    play = Play(cast, today - timedelta(days=34))
    play.register(
        "amina",
        cast.central["XD"],
        title=TITLE,
        letter=LETTER,
        their_reference=THEIR_REFERENCE,
        measures=[(MeasureType.objects.get(pk=kind), wanted) for kind, wanted in MEASURES],
        conducting_authority=CONDUCTING,
        facts=FACTS,
        offences=[INSULT],
        language="ru",
    )
    play.wait(days=2).act("youssef", "acknowledge", remark=ACKNOWLEDGED)
    play.note("amina", "requested", NOTE)
    play.wait(days=6)
    play.compare("amina", LAW_HERE)
    play.rights("amina", RIGHTS)
    play.decide("amina", DECISION, no_talks=NO_TALKS)
    play.wait(days=1).release("amina", "leila", "refuse")
    return play
