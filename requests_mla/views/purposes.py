"""Ask what a sensitive case is opened for, before anything of it is shown."""

from django.utils.translation import gettext as _

from accounts.actors import Actor
from workflow.models import Case

from ..forms.access import PurposeForm
from ..services import access


def ask(actor: Actor, case: Case, *, sealed: bool) -> None:
    """Raise PurposeNeeded, with the form that asks, unless a purpose stands or none is asked."""
    secret = case.request.confidential
    if not access.is_sensitive(sealed=sealed, confidential=secret, status=case.status):
        return
    if not access.purpose_stands(actor, case):
        raise needed(case, PurposeForm())


def needed(case: Case, form: PurposeForm) -> access.PurposeNeeded:
    """The refusal that asks with this form."""
    refusal = access.PurposeNeeded(
        _("The case is sealed or kept secret. Who opens it says what for; that is recorded."),
        case=case,
    )
    refusal.form = form
    return refusal
