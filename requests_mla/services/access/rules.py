"""Who may seal, name, unseal, declare and lift: the house rules, one function each."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Conflict
from accounts.queries import place_of, side_led_by, visible_to
from workflow.choices import Side
from workflow.models import Case

from ...choices import Status


def is_sensitive(*, sealed: bool, confidential: bool, status: str) -> bool:
    """Whether opening the case asks for a purpose: sealed by the own side, or kept secret.

    A draft that will be kept secret is still the work of those who write it.
    """
    return sealed or (confidential and status != Status.DRAFTING)


def side_answered_for(actor: Actor, case: Case) -> Side | None:
    """The side that this liaison officer answers for: that of the authority which leads it."""
    return side_led_by(actor, case) if actor.role == Role.LIAISON_OFFICER else None


def may_seal(actor: Actor, case: Case) -> bool:
    """A liaison officer of the authority that leads the own side, while it is not sealed."""
    return side_answered_for(actor, case) is not None and not place_of(actor, case).sealed


def may_keep_seal(actor: Actor, case: Case) -> bool:
    """A liaison officer named on the sealed case names and strikes off others, and unseals it."""
    return side_answered_for(actor, case) is not None and place_of(actor, case).sealed


def may_name_by_reference(actor: Actor) -> bool:
    """A State administrator names a liaison officer on a sealed case by its reference, unseen.

    So that a case is not locked for good when the last one named has left or stepped back.
    """
    return actor.role == Role.STATE_ADMINISTRATOR


def may_declare(actor: Actor, case: Case) -> bool:
    """Whoever sees the case as one of a side, the auditor included, for themselves alone."""
    if place_of(actor, case).side is None:
        return False
    return visible_to(actor).filter(pk=case.pk).exists()


def may_lift(actor: Actor, conflict: Conflict) -> bool:
    """Another liaison officer of the side on which it was declared, who sees the case."""
    if actor.person_id == conflict.person_id:
        return False
    return side_answered_for(actor, conflict.case) == conflict.side


# Each act of this package with the rule that opens it, in words for the generated permissions.
ACTS: tuple[tuple[str, Callable[..., bool], object], ...] = (
    ("seal", may_seal, _("a liaison officer of the authority that leads the side")),
    ("name", may_keep_seal, _("a liaison officer named on the sealed case")),
    ("strike", may_keep_seal, _("a liaison officer named on the sealed case")),
    ("unseal", may_keep_seal, _("a liaison officer named on the sealed case")),
    ("name_by_reference", may_name_by_reference, _("a State administrator, without opening it")),
    ("declare_conflict", may_declare, _("everybody on a side, for themselves")),
    ("lift_conflict", may_lift, _("another liaison officer of that side who sees the case")),
)
