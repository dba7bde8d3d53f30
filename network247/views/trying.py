"""An act behind a form: its refusal stands in the form, and what was typed stays."""

from collections.abc import Callable

from django import forms

from workflow.refusals import Missing


def tried(form: forms.BaseForm, act: Callable[[], None]) -> bool:
    """Whether the form was valid and the act was done; its reasons go into the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except Missing as refusal:
        form.add_error(None, list(refusal.reasons))
        return False
    return True
