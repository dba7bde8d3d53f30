"""The catalogue's vocabulary: how far a row was checked, kinds of requests, offences and data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# This Convention's own row among the instruments.
CONVENTION = "UNCC"


class Level(models.TextChoices):
    """How far a row of the catalogue was checked against the treaty. The only place that says so.

    The copy of the Convention that could be read had Articles 1 to 15 only. Nothing below `TEXT`
    counts as verified unless the row itself says who verified it (`Sourced.verified`).
    """

    TEXT = "T", _("read in the Convention's text")
    SOURCE = "D", _("substance stated by a source")
    MODEL = "M", _("compared with the model treaty, number not verified")
    MEMORY = "R", _("from memory, not verified")
    INVENTED = "I", _("invented for the demonstration")


class StateKind(models.TextChoices):
    """What stands behind a row of the table of States."""

    MEMBER = "member", _("Member State of the United Nations")
    OBSERVER = "observer", _("observer State at the United Nations")
    ORGANISATION = "organisation", _("regional organisation")
    INVENTED = "invented", _("invented for the demonstration")


class InstrumentKind(models.TextChoices):
    """What stands behind an instrument: it decides its place among the bases of a request."""

    CONVENTION = "convention", _("this Convention")
    ASSISTANCE = "assistance", _("treaty on mutual legal assistance")
    OTHER = "other", _("another convention with rules on assistance")
    NONE = "none", _("no treaty")


class RuleAbout(models.TextChoices):
    """What an officer looks up in an instrument before resting a request on it."""

    CHANNEL = "channel", _("Channel")
    LANGUAGE = "language", _("Languages")
    DUAL_CRIMINALITY = "dual_criminality", _("Dual criminality")
    USE = "use", _("Limits of use")


class RequestType(models.TextChoices):
    """Kinds of requests that differ in contents and in the grounds for saying no."""

    MLA = "MLA", _("mutual legal assistance")
    STORED = "STORED", _("stored electronic data")
    RT_TRAFFIC = "RT_TRAFFIC", _("live traffic data")
    INTERCEPT = "INTERCEPT", _("interception of content")
    PRESERVATION = "PRESERVATION", _("preservation of stored data")
    TRAFFIC_DISCLOSURE = "TRAFFIC_DISCLOSURE", _("disclosure of the trace")
    EMERGENCY = "EMERGENCY", _("emergency data through the 24/7 network")
    NETWORK = "NETWORK", _("help of a contact point")
    SPONTANEOUS = "SPONTANEOUS", _("information given unasked")


class Channel(models.TextChoices):
    """Who normally carries a measure across the border."""

    CENTRAL_AUTHORITY = "central_authority", _("central authorities")
    CONTACT_POINT = "contact_point", _("24/7 contact points")


class OffenceClass(models.TextChoices):
    """The classes that decide which assistance is open: Articles 35(1) and 40(1)."""

    TREATY_OFFENCE = "treaty_offence", _("offence of the Convention")
    SERIOUS_CRIME = "serious_crime", _("serious crime")
    OTHER = "other", _("other offence")


class ElementKind(models.TextChoices):
    """Whether every State punishes only with this element, or may choose to."""

    ELEMENT = "element", _("element of the offence")
    EVERYWHERE = "everywhere", _("limit that holds for every State")
    MAY_ADD = "may_add", _("a State may require it as well")
    MAY_NARROW = "may_narrow", _("a State may limit the offence to it")
    MAY_WIDEN = "may_widen", _("a State may cover it as well")
    OWN_OFFENCE = "own_offence", _("may be an offence of its own")


# What a State chooses for itself, and what conduct has to be compared with.
CHOSEN = (ElementKind.MAY_ADD, ElementKind.MAY_NARROW)
COMPARED = (ElementKind.ELEMENT, ElementKind.EVERYWHERE, *CHOSEN)


class DataCategory(models.TextChoices):
    """Electronic data by how deep it reaches into private life: Article 2(c), (d) and (f)."""

    SUBSCRIBER = "subscriber", _("subscriber information")
    TRAFFIC = "traffic", _("traffic data")
    CONTENT = "content", _("content data")


class Requirement(models.TextChoices):
    """How strongly something has to stand in a request."""

    MANDATORY = "mandatory", _("mandatory")
    CONDITIONAL = "conditional", _("where it applies")
    OPTIONAL = "optional", _("optional")
    PRACTICE = "practice", _("needed in practice")
    POLICY = "policy", _("house rule")


class Origin(models.TextChoices):
    """Who asks for it. Only the first is law between the States."""

    TREATY = "treaty", _("treaty")
    PRACTICE = "practice", _("practice")
    HOUSE = "house", _("house rule")


class GroundKind(models.TextChoices):
    """What follows when a ground is used."""

    REFUSAL = "refusal", _("refusal")
    REDIRECT = "redirect", _("refusal, pointing to another way")
    NO_OBLIGATION = "no_obligation", _("no obligation to help")
    DISCLOSURE = "disclosure", _("refusal to hand data over")
    NOT_EXECUTED = "not_executed", _("measure not carried out")
    INADMISSIBLE = "inadmissible", _("outside the Convention")
    POSTPONEMENT = "postponement", _("postponement")
    CONDITIONS = "conditions", _("help under conditions")


class Consultation(models.TextChoices):
    """Whether the two States talk before the ground is used."""

    REQUIRED = "required", _("required by the treaty")
    POLICY = "policy", _("house rule, the text does not require it")
    PRACTICE = "practice", _("good practice")
    WITHHOLDABLE = "withholdable", _("may be left out to protect persons")
    OUTCOME = "outcome", _("is the result of the talks")


class Reasons(models.TextChoices):
    """Whether the decision has to carry reasons."""

    REQUIRED = "required", _("required")
    MINIMAL = "minimal", _("required, may be short to protect persons")
    PRACTICE = "practice", _("good practice")
    NONE = "none", _("not needed")


class Bound(models.TextChoices):
    """Which way a period binds."""

    MINIMUM = "min", _("at least")
    MAXIMUM = "max", _("at most")
    EXACT = "exact", _("exactly")
    NONE = "none", _("no number set")


class Consequence(models.TextChoices):
    """What a paragraph means for casework and for software that keeps to it."""

    FIELD = "field", _("to fill in")
    GATE = "gate", _("check")
    LOG = "log", _("to record")
    NOTIFY = "notify", _("to tell")
    DEADLINE = "deadline", _("time")
    REFUSAL = "refusal", _("ground")
    CHANNEL = "channel", _("way")
    REGISTER = "register", _("list to keep")
    CONFIG = "config", _("setting")


class QuestionSide(models.TextChoices):
    """Who answers a safeguard question."""

    BOTH = "both", _("both sides")
    REQUESTING = "requesting", _("requesting State")
    REQUESTED = "requested", _("requested State")


class QuestionGroup(models.TextChoices):
    """What the safeguard questions are about, in the order of the record's page."""

    NEED = "need", _("Basis, need and extent")
    PERSON = "person", _("The person and the conduct")
    TRIAL = "trial", _("Penalty, treatment and trial")
    DATA = "data", _("Data, third parties and secrecy")
    ACCOUNT = "account", _("Remedy and accountability")


class Matter(models.TextChoices):
    """What a request touches. A question that presupposes one of these is asked only then."""

    HANDED_OVER = "handed_over", _("something is handed over")
    PRIVATE_LIFE = "private_life", _("data of any category, or a search")
    BEYOND_SUBSCRIBER = "beyond_subscriber", _("traffic or content, live or stored, or a search")
    NOT_ONLY_NAMES = "not_only_names", _("anything handed over but subscriber information")
    CONTENT = "content", _("content, live or stored, or a search")
    EMERGENCY = "emergency", _("life or safety at risk")


class StateFilter(models.TextChoices):
    """Ways to narrow the list of States."""

    SIGNED = "signed", _("signed")
    RATIFIED = "ratified", _("ratified, as far as reported")
    IN_FORCE = "in_force", _("in force")
    NOTHING = "nothing", _("nothing recorded")
