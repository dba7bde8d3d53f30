"""The bodies of the letters about a request; the reverse side of `letters.bodies`."""

from ... import choices
from ...models import Attachment, CasePerson, Offence, Request, UseRequest
from . import Body
from .envelope import code, language
from .pieces import (
    by_path,
    column,
    day,
    listed,
    moment,
    one_of,
    or_empty,
    or_null,
    record,
    sha256,
    shared,
    text,
    whole,
    yes_or_no,
)

ADDED = {
    "measures": listed(shared("measure"), "What is asked, measure by measure."),
    "identifiers": listed(shared("identifier"), "Accounts, devices, addresses."),
}

_OFFENCE = record(
    "An offence under investigation.",
    {
        "class": one_of(
            choices.OffenceClass,
            "Offence of the Convention, or serious crime, Articles 35(1), 2(h).",
        ),
        "article": or_null(whole("Article of the Convention; null for another serious crime.")),
        "name": text("What the Convention, or else the national law, calls it."),
        "national_title": column(Offence, "title", "What the national law calls it."),
        "provision": text("The provision, Article 40(15)(b)."),
        "maximum_penalty_months": or_null(whole("The maximum penalty in months.")),
    },
)
_PERSON = record(
    "A person concerned, Article 40(15)(e).",
    {
        "role": one_of(choices.PersonRole, "What the person is in the case."),
        "names": listed(
            text("A name in one script.", least=1), "Names; the first is the one used."
        ),
        "nationality": column(CasePerson, "nationality", "Nationality."),
        "born": column(CasePerson, "born", "When and where the person was born."),
        "location": column(CasePerson, "location", "Where the person is."),
    },
)
_ATTACHMENT = record(
    "A document that belongs to the request. It travels apart and is known by its digest.",
    {
        "name": column(Attachment, "name", "Its name as a file."),
        "role": one_of(choices.AttachmentRole, "What it is."),
        "language": text("The language it is written in, if known.", most=10),
        "certified": yes_or_no("Whether it is a certified translation."),
        "sha256": sha256("SHA-256 of the file."),
        "size": {"type": "integer", "minimum": 0, "description": "How many bytes it has."},
    },
)
_DECISION = record(
    "What is decided on one measure.",
    {
        "measure": whole("Its number in the case.", least=1),
        "name": text("The name of its kind, in the language of the letter."),
        "asked": text("What was asked, briefly."),
        "outcome": one_of(choices.Outcome, "What is decided."),
        "ground": or_null(code("The ground of a refusal, as the sender codes it, Article 40(21).")),
        "ground_name": text("Its name, in the language of the letter."),
        "reference": text("The provision that the ground rests on."),
        "reasons": text("The reasons, Article 40(25)."),
        "conditions": text("Under which conditions it is granted, Article 40(28)."),
        "left_out": text("What is not granted of it, and why."),
        "review_on": or_null(day("When it is looked at again, Article 40(27).")),
    },
)
_EARLIER = record(
    "A letter in which something of the request was decided before.",
    {
        "number": whole("Its number.", least=1),
        "sent": or_null(moment("When it was signed.")),
        "sha256": sha256("SHA-256 of its signed file."),
    },
)
_RESULT = record(
    "What the execution of one measure brought.",
    {
        "measure": whole("Its number in the case.", least=1),
        "name": text("The name of its kind, in the language of the letter."),
        "result": one_of(choices.Result, "What it brought."),
        "text": text("What was done."),
    },
)
_UNDERTAKING = record(
    "What binds whoever receives the evidence, Articles 36 and 40(19), (20), (28).",
    {
        "number": whole("Its number in the ledger of the case.", least=1),
        "kind": one_of(choices.UndertakingKind, "What it is."),
        "text": text("What is undertaken."),
        "reference": text("The provision it rests on."),
        "measures": listed(whole("A measure.", least=1), "What it concerns; empty: everything."),
        "until": or_null(day("Its last day; null: without an end.")),
        "accepted": yes_or_no("Whether the State that it binds has accepted it."),
    },
)

REQUEST = Body(
    "request",
    "A request for mutual legal assistance, Article 40(15).",
    ("request",),
    {
        "references": {"properties": {"ours": {"minLength": 1}}},
        "earlier_reference": column(Request, "earlier_reference", "Number of an earlier freeze."),
        "proceedings": record(
            "The case in the State that asks, Article 40(15)(b).",
            {
                "authority": column(Request, "conducting_authority", "Who conducts it."),
                "functions": column(Request, "conducting_functions", "What that authority does."),
                "number": column(Request, "case_number", "Its number there."),
                "stage": one_of(choices.Stage, "How far it is."),
                "nature": text("Subject and nature of the case."),
            },
        ),
        "purpose": text("What the evidence is for, Article 40(15)(g)."),
        "written_in": language("The language in which the texts were written, Article 40(13)."),
        "facts": text("What happened, Article 40(15)(c)."),
        "urgency": record(
            "How pressing it is, Article 40(26).",
            {"level": one_of(choices.Urgency, "How pressing."), "reason": text("Why.")},
        ),
        "safeguards": text("Why it is necessary and proportionate, Articles 6 and 24."),
        "privilege": text("What is done about privileged and third-party material."),
        "use_limits": text("Which limits of use are offered, Article 40(19)."),
        "offences": listed(_OFFENCE, "What is investigated."),
        "persons": listed(_PERSON, "Who is concerned."),
        "unnamed_persons": listed(
            one_of(choices.PersonRole, "What the person is in the case."),
            "People who are not named in letters: their roles.",
        ),
        **ADDED,
        "attachments": listed(_ATTACHMENT, "Documents that belong to the request."),
        "confirmations": listed(
            record(
                "Something that the asked State wants confirmed.",
                {"text": text("What is confirmed."), "source": text("Where that State asks it.")},
            ),
            "What the drafter has confirmed.",
        ),
        "translation": record(
            "The texts in another language, where they were translated, Article 40(13).",
            {
                "language": language("The language of the translation."),
                "certified": yes_or_no("Whether somebody certifies it."),
                "by": text("Who translated or certifies it."),
                "texts": by_path("A translated text by where the original stands, as facts."),
                "names": by_path("A name of the catalogue in the language of the original."),
            },
        ),
    },
    optional=("translation",),
)
DECISION = Body(
    "decision",
    "What is decided, measure by measure. Only what is decided now.",
    ("decision", "refusal"),
    {
        "earlier": listed(_EARLIER, "Letters in which something was decided before."),
        "decisions": listed(_DECISION, "One for each measure."),
    },
)
EXCHANGE = Body(
    "exchange",
    "Questions and answers, Article 40(16).",
    ("question", "answer"),
    {"questions": listed(shared("question"), "What is asked or answered.")},
)
TALKS = Body(
    "talks",
    "A proposal to talk before a decision, Article 40(28).",
    ("talks",),
    {"conditions": listed(shared("condition"), "What is proposed.")},
)
TALKS_ANSWER = Body(
    "talks_answer",
    "What is said to the proposal, Article 40(28).",
    ("talks_answer",),
    {
        "accepted": yes_or_no("Whether the proposal is accepted as a whole."),
        "item_by_item": yes_or_no("Whether each condition has its own answer."),
        "conditions": listed(shared("condition"), "What was proposed, with what is said to it."),
    },
)
REVIEW = Body(
    "review",
    "The request is postponed, Article 40(27).",
    ("postponement",),
    {"review_on": or_null(day("When it is looked at again."))},
)
RESUMPTION = Body(
    "resumption",
    "What was postponed is taken up again, Article 40(27).",
    ("resumption",),
    {"measures": listed(shared("named_measure"), "What is decided anew; empty: the request.")},
)
TRANSMITTAL = Body(
    "transmittal",
    "Results and evidence are handed over.",
    ("transmittal",),
    {
        "exhibits": listed(shared("exhibit"), "The files."),
        "results": listed(_RESULT, "What came of each measure so far."),
        "undertakings": listed(_UNDERTAKING, "What binds whoever receives them."),
    },
)
RECEIPT = Body(
    "receipt",
    "The files have arrived.",
    ("receipt",),
    {"exhibits": listed(shared("exhibit"), "Every file that has arrived so far.")},
)
SUPPLEMENTARY = Body(
    "supplementary",
    "What is asked in addition to the request, Article 40(15).",
    ("supplementary",),
    ADDED,
)
USE = Body(
    "use",
    "A wish to use evidence otherwise or to pass it on, Articles 40(19) and 36(3); or its answer.",
    ("use_request", "use_answer"),
    {
        "use": record(
            "The wish and, once there is one, the answer.",
            {
                "number": whole("Its number in the case.", least=1),
                "kind": one_of(choices.UseKind, "What is wished."),
                "reference": text("The provision that asks for consent."),
                "recipient": column(UseRequest, "recipient", "To whom it would be passed on."),
                "text": text("What for."),
                "answer": or_empty(one_of(choices.UseAnswer, "The answer; empty: none yet.")),
                "answer_text": text("Conditions or reasons."),
            },
        )
    },
)
DISPOSAL = Body(
    "disposal",
    "Evidence was given back or destroyed, Article 40(28).",
    ("disposal",),
    {
        "disposal": record(
            "What became of it.",
            {
                "kind": one_of(choices.DisposalKind, "What was done."),
                "on": day("When."),
            },
        )
    },
)
WORDS = Body(
    "words",
    "A letter that says no more than its kind and what was written freely.",
    (
        *("acknowledgement", "closing", "withdrawal", "supplement", "disclosure"),
        *("status_query", "status_reply"),
    ),
    {},
)
BODIES = (
    *(REQUEST, EXCHANGE, TALKS, TALKS_ANSWER, DECISION, REVIEW, RESUMPTION, TRANSMITTAL, RECEIPT),
    *(SUPPLEMENTARY, USE, DISPOSAL, WORDS),
)
