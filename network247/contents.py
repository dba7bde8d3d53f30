"""What an urgent matter lacks: the catalogue's rules for its kind, each with its source.

The rules are data in `convention/`; here stands only how to see whether a matter satisfies one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from convention.choices import Origin, RequestType, Requirement
from convention.models import ContentRule
from convention.queries import content_rules

from .choices import MatterKind
from .models import UrgentMatter

# The rules of each kind; of the others the catalogue has none of their own.
RULES = {
    MatterKind.PRESERVATION: RequestType.PRESERVATION,
    MatterKind.EMERGENCY_DATA: RequestType.EMERGENCY,
    MatterKind.TRACE_DISCLOSURE: RequestType.TRAFFIC_DISCLOSURE,
    MatterKind.SPONTANEOUS: RequestType.SPONTANEOUS,
}


@dataclass(frozen=True)
class Gap:
    """Something missing: the field to write it in, and who asks for it."""

    field: str
    text: str
    reference: str
    origin: str
    verified: bool
    blocks: bool

    @property
    def asked_by(self) -> str:
        """Who asks for it, in words."""
        return str(Origin(self.origin).label)


def _offence(matter: UrgentMatter) -> bool:
    return bool(matter.offence_title.strip()) or matter.offences.exists()


# Field of the rule: whether it is there, where to write it, what to say if it is not.
Check = tuple[Callable[[UrgentMatter], object], str, Callable[[], str]]
CHECKS: dict[tuple[str, str], Check] = {
    (RequestType.PRESERVATION, "authority"): (
        lambda matter: matter.authority_in_charge.strip(),
        "authority_in_charge",
        lambda: _("The authority that asks for the freeze"),
    ),
    (RequestType.PRESERVATION, "offence_and_facts"): (
        lambda matter: _offence(matter) and matter.facts.strip(),
        "facts",
        lambda: _("The offence, and the facts in brief"),
    ),
    (RequestType.PRESERVATION, "data_to_preserve"): (
        lambda matter: matter.data_wanted.strip(),
        "data_wanted",
        lambda: _("Which data, and how they are related to the offence"),
    ),
    (RequestType.PRESERVATION, "custodian_or_location"): (
        lambda matter: matter.custodian.strip() or matter.location.strip(),
        "custodian",
        lambda: _("Who holds the data, or where they are, as far as you know"),
    ),
    (RequestType.PRESERVATION, "necessity"): (
        lambda matter: matter.necessity.strip(),
        "necessity",
        lambda: _("Why the data have to be frozen now"),
    ),
    (RequestType.PRESERVATION, "mla_intent"): (
        lambda matter: matter.follow_up_promised,
        "follow_up_promised",
        lambda: _("The promise that a request will follow"),
    ),
    (RequestType.PRESERVATION, "planned_mla_date"): (
        lambda matter: matter.follow_up_by,
        "follow_up_by",
        lambda: _("The day for which that request is planned"),
    ),
    (RequestType.EMERGENCY, "risk"): (
        lambda matter: matter.life_at_risk,
        "risk_to_whom",
        lambda: _("Whose life or safety is at risk, why the risk is significant and imminent"),
    ),
    (RequestType.EMERGENCY, "data_needed"): (
        lambda matter: matter.data_wanted.strip(),
        "data_wanted",
        lambda: _("The data that are needed to avert it"),
    ),
    (RequestType.EMERGENCY, "provider"): (
        lambda matter: matter.custodian.strip() or matter.location.strip(),
        "custodian",
        lambda: _("Who holds the data, or where they are, as far as you know"),
    ),
    (RequestType.EMERGENCY, "case_link"): (
        lambda matter: _offence(matter) and matter.facts.strip(),
        "facts",
        lambda: _("The specific case and its offence"),
    ),
    (RequestType.TRAFFIC_DISCLOSURE, "preservation_ref"): (
        lambda matter: matter.earlier_id or matter.earlier_reference.strip(),
        "earlier_reference",
        lambda: _("The reference of the freeze that it builds on"),
    ),
    (RequestType.TRAFFIC_DISCLOSURE, "specific_communication"): (
        lambda matter: matter.data_wanted.strip(),
        "data_wanted",
        lambda: _("Which communication"),
    ),
    (RequestType.SPONTANEOUS, "info"): (
        lambda matter: matter.facts.strip(),
        "facts",
        lambda: _("The information, and why it may be useful"),
    ),
}


def gaps(matter: UrgentMatter) -> list[Gap]:
    """What the matter lacks, what blocks first; one or two queries."""
    return sorted(_gaps(matter), key=lambda gap: not gap.blocks)


def _gaps(matter: UrgentMatter) -> Iterator[Gap]:
    kind = RULES.get(MatterKind(matter.kind))
    if kind is None:
        if not matter.data_wanted.strip():
            yield Gap(
                field="data_wanted",
                text=_("What is asked"),
                reference="41(3)",
                origin=Origin.HOUSE,
                verified=False,
                blocks=True,
            )
        return
    for rule in content_rules(kind):
        check = CHECKS.get((kind, rule.field))
        if check and not check[0](matter):
            yield Gap(
                field=check[1],
                text=check[2](),
                reference=rule.reference,
                origin=rule.origin,
                verified=rule.verified,
                blocks=_blocks(rule),
            )


def _blocks(rule: ContentRule) -> bool:
    """What the Convention makes part of every such request; what it names if known does not."""
    return rule.requirement == Requirement.MANDATORY
