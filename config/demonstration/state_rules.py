"""What Belmara asks of requests beyond the treaty, as its administrator keeps it."""

from datetime import datetime

from audit.moment import pretended
from convention.models import MeasureType
from requests_mla.choices import Demand, RuleOrigin
from requests_mla.services.rules import Wording, add_rule

from .cast import Cast

TRANSLATED = ("search", "stored_data")


def belmara_asks(cast: Cast, at: datetime) -> None:
    """A certified translation for searches and data; two copies of what comes."""
    day = at.date()
    translation = Wording(
        demand=Demand.CERTIFIED_TRANSLATION,
        words="Certified translation into English for searches and stored data",
        origin=RuleOrigin.LAW,
        reference="Mutual Assistance Act, section 12(3)",
        blocks=True,
        valid_from=day,
        if_foreign=True,
        measure_types=tuple(MeasureType.objects.filter(pk__in=TRANSLATED)),
    )
    copies = Wording(
        demand=Demand.COPIES,
        words="Two copies of the request",
        origin=RuleOrigin.PRACTICE,
        reference="Guide of the central authority, page 4",
        blocks=False,
        valid_from=day,
        copies=2,
    )
    with pretended(at):
        for wording in (translation, copies):
            add_rule(actor=cast.actors["sean"], wording=wording)
