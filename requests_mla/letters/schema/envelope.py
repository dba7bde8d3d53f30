"""What every letter says, of whatever casework; and the parts that several bodies share."""

from accounts.models import Authority, Participation
from convention import languages
from evidence.models import Exhibit
from workflow.models import Case

from ... import choices
from ...models import Identifier, Measure
from ..payloads import SCHEMA
from .pieces import (
    Schema,
    column,
    day,
    moment,
    one_of,
    or_empty,
    or_null,
    record,
    sha256,
    shared,
    text,
    uuid,
    whole,
    yes_or_no,
)

# A code of the catalogue (an instrument, a measure, a ground). Catalogues differ: no fixed list.
LONGEST_CODE = 60


def code(about: str) -> Schema:
    """A code of the catalogue of whoever writes."""
    return text(about, least=1, most=LONGEST_CODE)


def language(about: str) -> Schema:
    """A language by its tag (BCP 47)."""
    tag = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
    return {"type": "string", "pattern": tag, "maxLength": 10, "description": about}


def envelope(kinds: list[str]) -> Schema:
    """What every letter says: who writes to whom, when, after which letter."""
    return record(
        "Who writes to whom, when, about which case, and after which letter.",
        {
            "schema": {
                "const": SCHEMA,
                "description": "The version of this schema that the letter follows.",
            },
            "kind": {"type": "string", "enum": kinds, "description": "What the letter is."},
            "language": {
                "type": "string",
                "enum": list(languages.SIX),
                "description": "The language of the fixed words and of the names in it.",
            },
            "check": text("Address at which anybody can have the PDF checked."),
            "conversation": uuid("Names the case, in every letter of it, on both sides."),
            "number": whole("Counts the letters of the case, as its sender counts.", least=1),
            "created": moment("When the letter was written."),
            "previous": or_empty(
                sha256(
                    "SHA-256 of the newest signed file (PDF) of the case that crossed the border "
                    "before this letter; empty in the first one."
                )
            ),
            "from": shared("authority"),
            "to": shared("authority"),
            "references": record(
                "What each side calls the case.",
                {
                    "ours": column(Participation, "reference", "Of the sender."),
                    "theirs": column(Participation, "reference", "Of the recipient, if known."),
                },
            ),
            "title": column(Case, "title", "What the case is about, in a few words."),
            "signer": record(
                "For whom the letter was written. Who released it stands in the signature.",
                {
                    "name": text("Name of the officer.", most=200),
                    "role": text("Role at the authority."),
                },
            ),
            "text": text("What was written freely in this letter."),
            "confidential": or_null(
                record(
                    "The request is to be kept secret, Article 40(20) or 42(3)(g).",
                    {
                        "until": or_null(day("Secret until that day; null: without an end.")),
                        "reason": text("Why it is secret."),
                    },
                )
            ),
            "legal_basis": or_null(code("The instrument it rests on, as the sender codes it.")),
            "legal_basis_name": text("Its name, in the language of the letter."),
            "legal_basis_reference": text("Where it is published."),
            "translation": _translation(),
        },
        optional=("check", "translation"),
    )


def _translation() -> Schema:
    texts: Schema = {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": (
            "The translated texts, each under the place of its original: `facts`, or "
            "`measures.3.description` for the description of measure 3."
        ),
    }
    return record(
        "A translation of what the letter says, printed beside the original.",
        {
            "language": language("The language it was translated into."),
            "certified": yes_or_no("Whether the translation is certified."),
            "by": text("Who answers for it."),
            "texts": texts,
        },
    )


SHARED: dict[str, Schema] = {
    "authority": record(
        "An authority, as its letterhead says.",
        {
            "state": text("Code of the State: ISO 3166-1, two letters.", least=2, most=2),
            "state_name": text("Name of the State, in the language of the letter."),
            "authority": column(Authority, "name", "Name of the authority."),
            "ministry": column(Authority, "ministry", "The ministry it belongs to."),
            "place": column(Authority, "place", "Its town."),
            "address": text("Where post reaches it."),
            "email": column(Authority, "email", "Where mail reaches it."),
            "zone": column(Authority, "zone", "Its time zone, by its name at IANA."),
        },
    ),
    "measure": record(
        "A measure asked for, Article 40(15)(d).",
        {
            "number": whole("Its number in the case; later letters name it by this.", least=1),
            "type": code("The kind of measure, as the sender codes it."),
            "name": text("The name of that kind, in the language of the letter."),
            "article": or_null(whole("The article that opens it.")),
            "reference": text("The provision, with its paragraph."),
            "category": one_of(
                choices.DataCategory, "Which data are wanted, Article 2(c), (d), (f)."
            ),
            "description": text("What should be done."),
            "target": text("Account, device, person or place."),
            "custodian": column(Measure, "custodian", "Who holds it."),
            "from": or_null(day("First day of the period, Article 40(15)(f).")),
            "until": or_null(day("Last day of the period.")),
            "zone": column(Measure, "zone", "The time zone in which the days are meant."),
            "necessity": text("Why it is needed, and why less is not enough."),
            "special_procedure": text("A procedure to be followed, Article 40(15)(d), 40(17)."),
            "needed_by": or_null(day("By which day it is needed, Article 40(26).")),
            "needed_reason": column(Measure, "needed_reason", "Why by then."),
        },
    ),
    "identifier": record(
        "An account, a device or an address, Article 40(15)(e).",
        {
            "kind": one_of(choices.IdentifierKind, "What it is."),
            "value": column(Identifier, "value", "Itself."),
            "port": or_null(whole("Port of an IP address.", most=65535)),
            "seen_at": or_null(moment("When it was seen.")),
            "zone": column(Identifier, "zone", "The time zone in which the log was written."),
            "service": column(Identifier, "service", "The service it belongs to."),
            "note": column(Identifier, "note", "What else is known of it."),
        },
    ),
    "exhibit": record(
        "A file of evidence. The file itself travels apart and is known by its digest.",
        {
            "number": whole("Its number in the case.", least=1),
            "name": column(Exhibit, "name", "Its name as a file."),
            "description": text("What it is."),
            "measure": or_null(whole("The measure that brought it.")),
            "size": {"type": "integer", "minimum": 0, "description": "How many bytes it has."},
            "sha256": sha256("SHA-256 of the file."),
        },
    ),
    "condition": record(
        "A condition that is proposed in talks, and what is said to it, Article 40(28).",
        {
            "number": whole("Its number in these talks.", least=1),
            "measure": or_null(whole("The measure it concerns; null: the whole request.")),
            "text": text("The condition."),
            "answer": or_empty(one_of(choices.ItemAnswer, "What is said; empty: nothing yet.")),
            "counter": text("What is proposed instead, or why not."),
        },
    ),
    "named_measure": record(
        "A measure that a letter comes back to.",
        {
            "number": whole("Its number in the case.", least=1),
            "name": text("The name of its kind, in the language of the letter."),
        },
    ),
    "question": record(
        "A question, and in a letter of answers its answer, Article 40(16).",
        {
            "number": whole("Its number in the case.", least=1),
            "text": text("What is asked."),
            "answer": text("The answer; or why it cannot be answered."),
            "unanswerable": yes_or_no("Whether it cannot be answered."),
        },
    ),
}
