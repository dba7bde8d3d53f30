"""Brief 1: hospital ransomware; Arvenia asks Belmara for five measures."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from convention.choices import CONVENTION
from requests_mla.choices import Met, Outcome
from requests_mla.services.criminality import Written

from ..cast import Cast
from ..papers import disk_extract, report
from ..play import Play

MIB = 1024 * 1024
PERIOD = {"period_from": date(2026, 3, 1), "period_until": date(2026, 3, 31), "zone": "UTC"}
BOTH = "virtual server at 203.0.113.77; account k.ostrova@mailhaven.example"
WHO = {
    "conducting_authority": "Public Prosecutor at the Court of First Instance of Port-Sélène",
    "basis_id": CONVENTION,
    "conducting_functions": "directs the investigation and brings the charge",
    "case_number": "PS-2026-00417",
    "nature": "Investigation into the encryption of hospital records and a demand for ransom.",
    "purpose": "To identify the persons responsible and prove the offences before the court of "
    "Port-Sélène; for no other purpose.",
    "earlier_reference": "BEL-247-2026-0098",
}
OFFENCES: list[dict[str, Any]] = [
    {"article": number, "provision": text, "maximum_penalty_months": months}
    for number, text, months in (
        (7, "Penal Code, section 199: entering a computer system without right.", 60),
        (9, "Penal Code, section 200: damaging or altering data without right.", 60),
        (10, "Penal Code, section 201: hindering the working of a system.", 84),
        (13, "Penal Code, section 291: extortion by means of a computer system.", 120),
        (17, "Law on money laundering, section 62.", 120),
    )
]
FACTS = (
    "On 14 March 2026 at 02:10 (UTC+1) files of the Hôpital Saint-Brice were encrypted. "
    "Operations were cancelled for four days. A note demanded 41 BTC and named "
    "saint-brice-recovery.example.\n\nLogs show sessions on 11–14 March 2026 from "
    "203.0.113.77 (source ports 49152 and 50210; times in UTC), a virtual server rented from "
    "Northgate Hosting Ltd in Belmara. The site in the note was registered from the account "
    "k.ostrova@mailhaven.example."
)
PERSONS = [
    {
        "role": "suspect",
        "names": "Карина Острова\nKarina Ostrova\nكارينا أوستروفا",
        "location": "unknown",
    }
]
BEGINS = datetime(2026, 3, 11, 22, 4, tzinfo=UTC)
SESSIONS: list[dict[str, Any]] = [
    {
        "kind": "ip",
        "value": "203.0.113.77",
        "port": (49152, 50210)[line % 2],
        "seen_at": BEGINS + timedelta(minutes=107 * line),
        "service": "Northgate Hosting Ltd",
    }
    for line in range(38)
]
ACCOUNTS: list[dict[str, Any]] = [
    {"kind": "domain", "value": "saint-brice-recovery.example"},
    {"kind": "email", "value": "k.ostrova@mailhaven.example", "service": "Mailhaven"},
]
MEASURES: list[dict[str, Any]] = [
    {
        "type": "stored_data",
        "category": "subscriber",
        "description": "Subscriber information for the server and the account.",
        "target": BOTH,
        "custodian": "Northgate Hosting Ltd; Mailhaven",
        "necessity": "The only trace that names whoever rented the server.",
        **PERIOD,
    },
    {
        "type": "stored_data",
        "category": "traffic",
        "description": "Traffic data of both.",
        "target": BOTH,
        "custodian": "Northgate Hosting Ltd; Mailhaven",
        "necessity": "Shows from where the server was steered; content is not needed.",
        **PERIOD,
    },
    {
        "type": "stored_data",
        "category": "content",
        "description": "Disk image of the server as frozen.",
        "target": "virtual server at 203.0.113.77",
        "custodian": "Northgate Hosting Ltd",
        "necessity": "Holds the tools and keys; there is no milder way to decrypt.",
        **PERIOD,
    },
    {
        "type": "stored_data",
        "category": "content",
        "description": "Mailbox of the account.",
        "target": "k.ostrova@mailhaven.example",
        "custodian": "Mailhaven",
        "necessity": "Shows how the attack was prepared and who took part.",
        **PERIOD,
        "period_from": date(2026, 1, 1),
    },
    {
        "type": "statement",
        "description": "Interview of the hosting company's security lead by video link.",
        "target": "security lead of Northgate Hosting Ltd",
        "necessity": "To explain the logs in court.",
        "special_procedure": "Video link; an officer of Arvenia asks, 40(18).",
    },
]
SAFEGUARDS = {
    "safeguards": "Each measure is limited to the server, the account and the dates of the "
    "attack. A judge of Port-Sélène authorised the search of content on 20 March 2026.",
    "privilege": "Correspondence with lawyers is filtered by a person outside the case.",
    "use_limits": "Used only in case PS-2026-00417; deleted five years after judgment.",
}
GRANTED: dict[str, Any] = {"outcome": Outcome.GRANTED}
ONLY_MARCH = "Range cut to 1–31 March 2026."
NO_LAWYERS = "Lawyers' correspondence is filtered out."
DECISION: dict[int, dict[str, Any]] = {
    1: GRANTED,
    2: GRANTED,
    3: GRANTED,
    4: {
        "outcome": Outcome.CONDITIONAL,
        "conditions": f"{ONLY_MARCH}\n{NO_LAWYERS}",
        "internal_reasons": "Wider range would not pass our own proportionality test.",
    },
    5: GRANTED,
}


def _met(described: str, here: str = "") -> dict[str, str]:
    return {"described": described, "here": here, "finding": Met.MET}


def _not_required(here: str = "Not required by our law.") -> dict[str, str]:
    return {"here": here, "finding": Met.NOT_REQUIRED}


PLANNED = _met("Four nights of sessions, a site and a note prepared beforehand.")
NOBODY_ALLOWED = _met("The hospital allowed none of it.")
# Belmara's own: its law asks for dishonest intent in Article 7 and for serious harm in Article 9.
LAW_HERE: dict[int | None, Written] = {
    7: Written(
        {"provision": "Computer Crime Act 2020, section 3", "maximum_penalty": "5 years"},
        {
            "7-access": _met("Sessions on the hospital's systems, 11–14 March 2026."),
            "7-intent": PLANNED,
            "7-right": NOBODY_ALLOWED,
            "7-security": _not_required(),
            "7-dishonest": _met("To extort 41 BTC.", "Section 3: dishonest intent."),
            "7-connected": _not_required(),
        },
    ),
    9: Written(
        {"provision": "Computer Crime Act 2020, section 5", "maximum_penalty": "7 years"},
        {
            "9-data": _met("The files were encrypted, so that nobody could read them."),
            "9-intent": PLANNED,
            "9-right": NOBODY_ALLOWED,
            "9-harm": _met(
                "Operations were cancelled for four days.",
                "Section 5: serious harm; loss of service and danger count.",
            ),
        },
    ),
    10: Written(
        {"provision": "Computer Crime Act 2020, section 6", "maximum_penalty": "10 years"},
        {
            "10-hindering": _met("The hospital could not work for four days."),
            "10-means": _met("Its data were changed by encryption."),
            "10-intent": PLANNED,
            "10-right": NOBODY_ALLOWED,
        },
    ),
    13: Written(
        {"provision": "Theft Act 1998, section 21: blackmail", "maximum_penalty": "14 years"},
        {
            "13-loss": _not_required("The demand is punished, paid or not."),
            "13-means": _met("Interference with the hospital's systems, and a note."),
            "13-dishonest": _met("A ransom of 41 BTC was demanded."),
            "13-intent": PLANNED,
            "13-right": NOBODY_ALLOWED,
        },
    ),
    17: Written(
        {"provision": "Proceeds of Crime Act 2012, section 12", "maximum_penalty": "14 years"},
        {
            "17-act": _met(
                "A site was set up under another's account to take in the ransom unseen.",
                "Section 12: attempt is enough.",
            ),
            "17-knowledge": _met("Whoever set it up demanded the ransom."),
            "17-predicate": _met("The extortion, and Articles 7, 9 and 10."),
            "17-foreign": _met("Committed in Arvenia; an offence in both States, see above."),
            "17-self": _not_required("Laundering one's own proceeds is punished as well."),
        },
    ),
}
RESULTS = (
    "Northgate and Mailhaven answered; subscribers.csv.",
    "Sessions of March 2026 handed over; sessions.csv.",
    "Image made on the host and sealed; the demonstration keeps its first 8 MiB.",
    "Counsel read the mailbox of March 2026 and took out one letter to a lawyer; what bears on the "
    "case is quoted in the report.",
    "Interview held by video link; its record is in the report.",
)
SUBSCRIBERS = (
    b"account,created,address\n"
    b"k.ostrova@mailhaven.example,2026-01-04,unknown\n"
    b"northgate-vps-20871,2026-02-27,unknown\n"
)


def stage(cast: Cast, today: datetime) -> Play:
    """One question, talks about one measure, part granted with conditions, delivered."""
    play = Play(cast, today - timedelta(days=58))
    _draft(play)
    play.wait(days=1).send("youssef", "leila")
    _ask_and_talk(play)
    play.compare("ciara", LAW_HERE)
    play.decide("ciara", DECISION)
    play.wait(hours=20).release("ciara", "aoife", "accept")
    _execute(play)
    play.wait(days=2)
    play.act("ciara", "deliver", remark="Use is limited to the purpose of the request, 40(19).")
    play.wait(days=3).act("youssef", "confirm_receipt")
    return play


def _draft(play: Play) -> None:
    play.draft("youssef", "XB", "Hospital ransomware, Port-Sélène")
    play.write("youssef", "who", **WHO)
    play.add("youssef", "offences", OFFENCES)
    play.write("youssef", "facts", facts=FACTS)
    play.add("youssef", "persons", PERSONS)
    play.add("youssef", "identifiers", SESSIONS + ACCOUNTS)
    play.add("youssef", "measures", MEASURES)
    play.write("youssef", "safeguards", **SAFEGUARDS)


def _ask_and_talk(play: Play) -> None:
    play.wait(days=3)
    play.act("ciara", "acknowledge", remark="The frozen data stay frozen until we decide.")
    play.wait(days=5)
    play.act("ciara", "ask", question="In which time zone are the connection times of the annex?")
    play.wait(days=6)
    play.act(
        "youssef",
        "reply",
        answer="The times of the annex are UTC; port numbers were added for lines 12–38.",
    )
    play.wait(days=2)
    play.act(
        "aoife",
        "consult",
        proposal="Measure 4 could be granted under two conditions:",
        item_1_text=ONLY_MARCH,
        item_1_measure="4",
        item_2_text=NO_LAWYERS,
        item_2_measure="4",
    )
    play.wait(days=3)
    play.act("youssef", "accept_conditions", remark="We accept both conditions for measure 4.")
    play.wait(days=1)


def _execute(play: Play) -> None:
    play.wait(days=1)
    play.act(
        "ciara",
        "assign",
        executing_authority=play.cast.executing["XB"],
        instructions="Serve both providers; filter measure 4 with counsel present.",
    )
    play.note("ciara", "requested", "Northgate answers best by telephone in the morning.")
    play.wait(days=9)
    for number, text in enumerate(RESULTS, start=1):
        play.act("declan", "report", measure=number, result="done", result_text=text)
    files = (
        ("subscribers.csv", SUBSCRIBERS, "Subscriber information", 1),
        ("sessions.csv", _sessions(), "Traffic data", 2),
        (
            "server-extract.img",
            disk_extract(8 * MIB),
            "Disk image: demonstration extract, the first 8 MiB of 2 GiB",
            3,
        ),
    )
    for name, content, about, measure in files:
        play.exhibit("declan", name, content, about=about, measure=measure)
    found = [(name, content) for name, content, _about, _measure in files]
    about = "Report on all measures, with the record of the interview"
    play.exhibit("declan", "report.pdf", _report(play, found), about=about, measure=5)


def _sessions() -> bytes:
    """The lines of the annex again, as the provider's own log has them."""
    lines = (
        f"{row['seen_at']:%Y-%m-%dT%H:%M:%SZ},{row['value']},{row['port']}" for row in SESSIONS
    )
    return "\n".join(("time_utc,address,port", *lines, "")).encode()


def _report(play: Play, files: list[tuple[str, bytes]]) -> bytes:
    return report(
        play.cast.executing["XB"],
        title="Report on the execution of a request for assistance",
        facts=(
            ("Request of", "Arvenia, case PS-2026-00417"),
            ("Preserved under", WHO["earlier_reference"]),
            ("Date", f"{play.at:%d %B %Y}"),
        ),
        paragraphs=(
            *RESULTS,
            "In the mailbox, 10 March 2026, 19:42 UTC, from the registrar: “Your site "
            "saint-brice-recovery.example is ready.” Nothing else bears on the case.",
            "Asked by the officer of Arvenia, the security lead of Northgate Hosting Ltd said that "
            "the server was rented on 27 February 2026, paid in advance in BTC, and that its log "
            "records the time of each session in UTC.",
        ),
        files=[
            (name, f"{len(content):,}".replace(",", " "), hashlib.sha256(content).hexdigest())
            for name, content in files
        ],
        signed_by=("Declan Moore", "Executing officer"),
        at=play.at,
    )
