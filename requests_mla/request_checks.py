"""How to see whether a request as a whole satisfies a content rule of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .choices import IdentifierKind, Step, Urgency

if TYPE_CHECKING:
    from .completeness import Content

# The measure that needs no summary of the facts, 40(15)(c).
SERVICE = "service"
# The step to write it in, how to see whether it is there, what to say if it is not.
Check = tuple[Step, "Callable[[Content], bool]", "Callable[[], str]"]


def _serious_offences_are_described(content: Content) -> bool:
    """2(h) is judged by the maximum penalty, so the provision and the penalty must be there."""
    return bool(content.offences) and all(
        row.provision and row.maximum_penalty_months for row in content.offences
    )


def _addresses_have_port_and_time(content: Content) -> bool:
    """Providers put many customers behind one address; port and moment tell them apart."""
    return all(
        row.port and row.seen_at for row in content.identifiers if row.kind == IdentifierKind.IP
    )


CHECKS: dict[str, Check] = {
    "conducting_authority": (
        Step.WHO,
        lambda content: bool(
            content.request.conducting_authority and content.request.conducting_functions
        ),
        lambda: _("Name and functions of the authority in charge of the case"),
    ),
    "case_subject": (
        Step.WHO,
        lambda content: bool(content.request.nature and content.request.case.title),
        lambda: _("Subject and nature of the case"),
    ),
    "facts_summary": (
        Step.FACTS,
        lambda content: (
            bool(content.request.facts.strip())
            or (bool(content.measures) and all(row.type_id == SERVICE for row in content.measures))
        ),
        lambda: _("Summary of the facts"),
    ),
    "assistance_sought": (
        Step.MEASURES,
        lambda content: bool(content.measures),
        lambda: _("At least one measure"),
    ),
    "persons": (
        Step.PERSONS,
        lambda content: bool(content.persons),
        lambda: _("Persons concerned, where known"),
    ),
    "items_accounts": (
        Step.IDENTIFIERS,
        lambda content: bool(content.identifiers),
        lambda: _("Accounts, devices or addresses, where known"),
    ),
    "address_port_time": (
        Step.IDENTIFIERS,
        _addresses_have_port_and_time,
        lambda: _("Port and time of every IP address: a shared address alone names nobody"),
    ),
    "purpose": (
        Step.WHO,
        lambda content: bool(content.request.purpose.strip()),
        lambda: _("Purpose for which the evidence is wanted"),
    ),
    "offence_class": (
        Step.OFFENCES,
        lambda content: bool(content.offences),
        lambda: _("At least one offence, so that the scope can be seen"),
    ),
    "penal_provision": (
        Step.OFFENCES,
        _serious_offences_are_described,
        lambda: _("Text and maximum penalty of every offence"),
    ),
    "hr_assessment": (
        Step.SAFEGUARDS,
        lambda content: bool(content.request.safeguards.strip()),
        lambda: _("Statement on necessity and proportionality"),
    ),
    "confidentiality": (
        Step.URGENCY,
        lambda content: (
            not content.request.confidential or bool(content.request.confidential_reason)
        ),
        lambda: _("Reason why the request is to be kept secret"),
    ),
    "deadline_requested": (
        Step.URGENCY,
        lambda content: (
            content.request.urgency == Urgency.ORDINARY or bool(content.request.urgency_reason)
        ),
        lambda: _("Reason for the urgency"),
    ),
}
