"""The vocabulary of a request for mutual legal assistance."""

from django.db import models
from django.utils.translation import gettext_lazy as _

KIND = "request"


class Status(models.TextChoices):
    """The states of a request (DESIGN section 3)."""

    DRAFTING = "drafting", _("Draft")
    IN_REVIEW = "in_review", _("Waits for the second person")
    SENT = "sent", _("Sent, not yet acknowledged")
    RECEIVED = "received", _("Received, being assessed")
    CLARIFYING = "clarifying", _("Question asked")
    CONSULTING = "consulting", _("Talks about conditions")
    POSTPONED = "postponed", _("Postponed")
    ACCEPTED = "accepted", _("Granted in whole or in part")
    EXECUTING = "executing", _("Being executed")
    ANSWERED = "answered", _("Answered, results returned")
    CLOSED = "closed", _("Closed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# In these the requested State has not decided yet.
UNDECIDED = frozenset({Status.RECEIVED, Status.CLARIFYING, Status.CONSULTING, Status.POSTPONED})


# In these it has granted something, and may still decide what it left open.
GRANTED = frozenset({Status.ACCEPTED, Status.EXECUTING})


class Action(models.TextChoices):
    """What can be done; verbs as they stand on a button."""

    SUBMIT = "submit", _("Submit for review")
    RETURN = "return", _("Return to the drafter")
    SEND = "send", _("Release and send")
    DISCARD = "discard", _("Discard the draft")
    REGISTER = "register", _("Register a paper request")
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    ASK = "ask", _("Ask for more")
    REPLY = "reply", _("Answer the question")
    CONSULT = "consult", _("Talk about conditions")
    ACCEPT_CONDITIONS = "accept_conditions", _("Accept the conditions")
    DECLINE_CONDITIONS = "decline_conditions", _("Decline the conditions")
    PROPOSE = "propose", _("Put the decision forward")
    COUNTERSIGN = "countersign", _("Countersign")
    ACCEPT = "accept", _("Grant as decided")
    REFUSE = "refuse", _("Refuse")
    POSTPONE = "postpone", _("Postpone")
    RESUME = "resume", _("Resume")
    TAKE_UP = "take_up", _("Take up what was postponed")
    DECIDE_FURTHER = "decide_further", _("Send the further decision")
    ASSIGN = "assign", _("Assign for execution")
    REPORT = "report", _("Report on a measure")
    DELIVER_PART = "deliver_part", _("Deliver a part")
    DELIVER = "deliver", _("Deliver the results")
    CONFIRM_RECEIPT = "confirm_receipt", _("Confirm receipt")
    CLOSE = "close", _("Close the case")
    WITHDRAW = "withdraw", _("Withdraw the request")
    SUPPLEMENT = "supplement", _("Supplement the request")
    PREPARE_SUPPLEMENTARY = "prepare_supplementary", _("Prepare a supplementary request")
    RETURN_SUPPLEMENTARY = "return_supplementary", _("Return the supplementary request")
    SEND_SUPPLEMENTARY = "send_supplementary", _("Release the supplementary request")
    STATUS_QUERY = "status_query", _("Ask how it stands")
    STATUS_REPLY = "status_reply", _("Say how it stands")
    ANSWER_CONDITIONS = "answer_conditions", _("Answer item by item")
    RECORD_TALKS = "record_talks", _("Record talks held elsewhere")
    ASK_USE = "ask_use", _("Ask for another use")
    ANSWER_USE = "answer_use", _("Answer on another use")
    TELL_DISCLOSURE = "tell_disclosure", _("Tell of a disclosure to the defence")
    TELL_DISPOSAL = "tell_disposal", _("Confirm return or destruction")
    CONFIRM_WRITTEN = "confirm_written", _("Confirm in writing")
    EXTEND = "extend", _("Take more time")
    EXTEND_ANSWER = "extend_answer", _("Take more time")


class Outcome(models.TextChoices):
    """What is decided on one measure."""

    GRANTED = "granted", _("granted")
    CONDITIONAL = "conditional", _("granted with conditions")
    PARTIAL = "partial", _("granted in part")
    REFUSED = "refused", _("refused")
    POSTPONED = "postponed", _("postponed")
    NOT_POSSIBLE = "not_possible", _("not possible")


GRANTING = frozenset({Outcome.GRANTED, Outcome.CONDITIONAL, Outcome.PARTIAL})
REFUSING = frozenset({Outcome.REFUSED, Outcome.NOT_POSSIBLE})


class ItemAnswer(models.TextChoices):
    """What is said to one condition that was proposed in talks."""

    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    COUNTERED = "countered", _("something else proposed")


class UndertakingKind(models.TextChoices):
    """What a line of the ledger is."""

    CONDITION = "condition", _("condition")
    USE_LIMIT = "use_limit", _("limit of use")
    SECRECY = "secrecy", _("secrecy")
    ASSURANCE = "assurance", _("assurance")
    CONSENT = "consent", _("consent to another use")


class UseKind(models.TextChoices):
    """What else one may want to do with evidence that was received."""

    OTHER_USE = "other_use", _("use in other proceedings, 40(19)")
    ONWARD = "onward", _("transfer to a third State or an organisation, 36(3)")


class UseAnswer(models.TextChoices):
    """What is said to such a wish."""

    CONSENTED = "consented", _("consented")
    CONDITIONAL = "conditional", _("consented under conditions")
    REFUSED = "refused", _("refused")


class DisposalKind(models.TextChoices):
    """What became of evidence that is no longer needed."""

    RETURNED = "returned", _("returned")
    DESTROYED = "destroyed", _("destroyed")


class Subject(models.TextChoices):
    """What a notice tells besides moves and reminders."""

    SIGNATURE_VOID = "signature_void", _("The decision changed after it was countersigned")
    # Told by mail in other words: it hints at what a rights record says.
    RIGHTS_SECOND = "rights_second", _("The rights record waits for a second liaison officer")
    SEALED = "access_sealed", _("Sealed: only the people named on it see it")
    NAMED = "access_named", _("Sealed case: somebody was named on it")
    CONFLICT = "access_conflict", _("A colleague declared a conflict of interest and stepped back")
    CLOCK_MOVED = "clock_moved", _("A date was worked out anew")


class Released(models.TextChoices):
    """The letters that a second person reads before they are signed."""

    REQUEST = "request", _("request")
    DECISION = "decision", _("decision")
    REFUSAL = "refusal", _("refusal")
    SUPPLEMENTARY = "supplementary", _("supplementary request")


class Result(models.TextChoices):
    """What execution of one measure brought."""

    DONE = "done", _("carried out")
    PARTLY = "partly", _("carried out in part")
    NOTHING_FOUND = "nothing_found", _("carried out, nothing found")
    FAILED = "failed", _("could not be carried out")


class RecordState(models.TextChoices):
    """Where a record of one side stands; only a draft is written on."""

    DRAFT = "draft", _("draft")
    FINISHED = "finished", _("finished")
    SUPERSEDED = "superseded", _("superseded")


class Judged(models.TextChoices):
    """The parts of a request that a rights record judges, as they stand in a list."""

    REQUEST = "request", _("facts, purpose, urgency or safeguards")
    OFFENCES = "offences", _("offences")
    PERSONS = "persons", _("persons")
    IDENTIFIERS = "identifiers", _("accounts, devices, addresses")
    MEASURES = "measures", _("measures")
    ADDED = "added", _("supplements and answers")


class Finding(models.TextChoices):
    """What was found on one question of the rights record."""

    CLEAR = "clear", _("no concern found")
    CONCERN = "concern", _("concern found")
    UNCLEAR = "unclear", _("cannot be established")
    NOT_ARISING = "not_arising", _("does not arise here")


class Risk(models.TextChoices):
    """What risk remains, from the least to the gravest."""

    NONE = "none", _("none")
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


class Met(models.TextChoices):
    """What was found on one element when conduct is compared with the law of the own State."""

    MET = "met", _("met")
    NOT_MET = "not_met", _("not met")
    UNCLEAR = "unclear", _("unclear")
    NOT_REQUIRED = "not_required", _("not required here")


class Criminality(models.TextChoices):
    """Whether the conduct behind an offence is criminal here, whatever the name: 35(3)."""

    PUNISHABLE = "punishable", _("punishable here by conduct")
    NOT_PUNISHABLE = "not_punishable", _("not punishable here")
    UNCLEAR = "unclear", _("unclear")


class Discretion(models.TextChoices):
    """Whether help is given although the conduct is not punishable here: 40(8)."""

    HELP = "help", _("we help anyway")
    NO_HELP = "no_help", _("we see no reason to help anyway")


class Stage(models.TextChoices):
    """How far the case in the requesting State is."""

    INVESTIGATION = "investigation", _("investigation")
    PROSECUTION = "prosecution", _("prosecution")
    TRIAL = "trial", _("trial")


class Urgency(models.TextChoices):
    """How pressing the request is; every step above ordinary wants a reason, 40(26)."""

    ORDINARY = "ordinary", _("ordinary")
    URGENT = "urgent", _("urgent")
    EMERGENCY = "emergency", _("emergency: life or safety at risk")


class OffenceClass(models.TextChoices):
    """Which door of the Convention an offence opens, 35(1)."""

    TREATY = "treaty", _("offence of the Convention (Articles 7–17)")
    SERIOUS = "serious", _("serious crime, 2(h)")


class PersonRole(models.TextChoices):
    """What a person is in the case."""

    SUSPECT = "suspect", _("suspect")
    ACCUSED = "accused", _("accused")
    VICTIM = "victim", _("victim")
    WITNESS = "witness", _("witness")
    CUSTODIAN = "custodian", _("holder of the data")
    OTHER = "other", _("other")


class IdentifierKind(models.TextChoices):
    """What kind of account, device or address an identifier names."""

    IP = "ip", _("IP address")
    EMAIL = "email", _("e-mail address")
    PHONE = "phone", _("telephone number")
    URL = "url", _("web address")
    DOMAIN = "domain", _("domain name")
    ACCOUNT = "account", _("account or profile")
    BANK_ACCOUNT = "bank_account", _("bank account")
    WALLET = "wallet", _("wallet address")
    HASH = "hash", _("file hash")
    DEVICE = "device", _("device or server")


class DataCategory(models.TextChoices):
    """The Convention's categories of data, Article 2."""

    SUBSCRIBER = "subscriber", _("subscriber information, 2(f)")
    TRAFFIC = "traffic", _("traffic data, 2(c)")
    CONTENT = "content", _("content data, 2(d)")
    NONE = "none", _("no electronic data")


class AttachmentRole(models.TextChoices):
    """What an attached document is to the request."""

    TRANSLATION = "translation", _("translation")
    PROVISION = "provision", _("text of the law")
    AUTHORISATION = "authorisation", _("court order or authorisation")
    ANNEX = "annex", _("annex")
    LETTER = "letter", _("letter received on paper")


class Unknown(models.TextChoices):
    """What the letter of another installation may say and the catalogue here does not know."""

    SENDER = "sender", _("who sends it")
    BASIS = "basis", _("legal basis")
    OFFENCE = "offence", _("article of an offence")
    MEASURE = "measure", _("kind of measure")
    CONFIRMATION = "confirmation", _("confirmation")
    TRANSLATION = "translation", _("translation")
    FIELD = "field", _("field")


class Demand(models.TextChoices):
    """What a rule of a State asks; each has a check that the software makes."""

    CERTIFIED_TRANSLATION = "translation", _("a certified translation")
    COPIES = "copies", _("a number of copies")
    ATTACHMENT = "attachment", _("an attachment")
    FIELD = "field", _("something written in the request")
    CONFIRMATION = "confirmation", _("something that the drafter confirms")


# The software cannot see these; the drafter ticks a box.
CONFIRMED = frozenset({Demand.COPIES, Demand.CONFIRMATION})


class RuleOrigin(models.TextChoices):
    """What a rule of a State rests on."""

    LAW = "law", _("law")
    PRACTICE = "practice", _("practice")


class RuleField(models.TextChoices):
    """What a rule of a State may want written. Only what crosses the border."""

    CONDUCTING_AUTHORITY = "conducting_authority", _("authority in charge")
    CONDUCTING_FUNCTIONS = "conducting_functions", _("functions of the authority in charge")
    CASE_NUMBER = "case_number", _("case number of the authority in charge")
    NATURE = "nature", _("nature of the case")
    PURPOSE = "purpose", _("purpose")
    EARLIER_REFERENCE = "earlier_reference", _("earlier reference")
    FACTS = "facts", _("facts")
    OFFENCES = "offences", _("text and maximum penalty of every offence")
    PERSONS = "persons", _("persons concerned")
    IDENTIFIERS = "identifiers", _("accounts, devices or addresses")
    SAFEGUARDS = "safeguards", _("necessity and proportionality")
    PRIVILEGE = "privilege", _("privileged and third-party material")
    USE_LIMITS = "use_limits", _("limits of use offered")
    DESCRIPTION = "description", _("of each measure: what should be done")
    TARGET = "target", _("of each measure: account, device, person or place")
    CUSTODIAN = "custodian", _("of each measure: who holds it")
    PERIOD = "period", _("of each measure: period")
    ZONE = "zone", _("of each measure: time zone")
    NECESSITY = "necessity", _("of each measure: why needed")
    SPECIAL_PROCEDURE = "special_procedure", _("of each measure: special procedure")
    NEEDED_BY = "needed_by", _("of each measure: needed by which day")


class Step(models.TextChoices):
    """The steps of a draft; any order."""

    WHO = "who", _("Who and why")
    OFFENCES = "offences", _("Offences")
    FACTS = "facts", _("Facts")
    PERSONS = "persons", _("Persons")
    IDENTIFIERS = "identifiers", _("Accounts, devices, addresses")
    MEASURES = "measures", _("Measures")
    URGENCY = "urgency", _("Urgency and secrecy")
    SAFEGUARDS = "safeguards", _("Safeguards")
    ATTACHMENTS = "attachments", _("Language and attachments")
    TRANSLATION = "translation", _("Translation")
    CHECK = "check", _("Check and submit")


REPEATED_STEPS = frozenset(
    {Step.OFFENCES, Step.PERSONS, Step.IDENTIFIERS, Step.MEASURES, Step.ATTACHMENTS}
)


class Order(models.TextChoices):
    """In which order the register lists its cases."""

    NEWEST = "newest", _("newest first")
    RUNS_OUT = "runs_out", _("what runs out first")
    CHANGED = "changed", _("last changed first")
