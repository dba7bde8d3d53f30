"""The record of acts on who sees a case, and who is told of them; never shared."""

import audit.services
from accounts.actors import Actor
from accounts.choices import NAMEABLE, Role
from audit.canonical import Json
from workflow.models import Case, Notice

from ...choices import Subject


def tell(case: Case, actor: Actor, act: str, **details: Json) -> None:
    """Record an act; call it last, it locks the chain."""
    audit.services.record(
        chain=f"case:{case.pk}",
        verb=f"access.{act}",
        actor=actor.stamp,
        case_id=case.pk,
        shared=False,
        details=details,
    )


def sealed_text(text: str) -> str | None:
    """The digest that stands for a reason or a purpose; None for no words."""
    return audit.services.sealed(text) if text else None


def notify(case: Case, side: str, subject: Subject) -> None:
    """Let those of the own side know who see the case: of a conflict its liaison officers."""
    roles = {Role.LIAISON_OFFICER} if subject == Subject.CONFLICT else NAMEABLE
    Notice.objects.create(
        case=case, side=side, roles=sorted(role.value for role in roles), subject=subject
    )
