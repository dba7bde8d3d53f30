"""One form for each step of a draft. Everything may be saved unfinished; gaps are shown beside."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from convention.queries import instruments_between

from .. import choices
from ..models import Request

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOST_CHARACTERS = 200_000
LANGUAGES = [
    ("ar", _("Arabic")),
    ("zh", _("Chinese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
]


def long_text(number: int) -> forms.Textarea:
    """A field of so many lines that takes letters of any script."""
    return forms.Textarea(attrs={"rows": number, "dir": "auto", "maxlength": MOST_CHARACTERS})


class StepForm(forms.ModelForm):
    """Base of the steps that fill plain fields of the request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.validators = [*field.validators, MaxLengthValidator(MOST_CHARACTERS)]


class WhoForm(StepForm):
    """Who and why: 40(15)(a), (b), (g)."""

    title = forms.CharField(
        label=_("Subject"), max_length=200, help_text=_("A few words that both sides recognise.")
    )

    class Meta:
        model = Request
        fields = [
            "conducting_authority",
            "conducting_functions",
            "case_number",
            "stage",
            "nature",
            "purpose",
            "basis",
            "basis_reason",
            "earlier_reference",
        ]
        widgets = {"nature": long_text(3), "purpose": long_text(3), "basis_reason": long_text(2)}
        labels = {"basis": _("Legal basis")}
        help_texts = {
            "basis_reason": _("Only your side reads it. Needed where another is proposed first."),
            "conducting_authority": _("Prosecutor, court or police unit that conducts the case."),
            "purpose": _("The evidence may be used for this purpose only, 40(19)."),
            "earlier_reference": _("Their number of data that was frozen before, if any."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        basis = self.fields["basis"]
        assert isinstance(basis, forms.ModelChoiceField)
        basis.required, basis.empty_label = False, _("not chosen yet")
        asking, asked = self.instance.requesting.state_id, self.instance.requested.state_id
        basis.queryset = instruments_between(asking, asked)
        if self.instance.received_on_paper:
            del self.fields["basis_reason"]  # their reason for it is theirs


class FactsForm(StepForm):
    """Facts: 40(15)(c)."""

    class Meta:
        model = Request
        fields = ["facts"]
        widgets = {"facts": long_text(18)}
        help_texts = {
            "facts": _("What happened, when (with time zone), and how it leads to what you ask.")
        }


class UrgencyForm(StepForm):
    """Urgency and secrecy: 40(20), 40(26)."""

    class Meta:
        model = Request
        fields = [
            "urgency",
            "urgency_reason",
            "confidential",
            "confidential_until",
            "confidential_reason",
        ]
        widgets = {"urgency_reason": long_text(2), "confidential_reason": long_text(2)}

    confidential_until = forms.DateField(label=_("Secret until"), required=False, widget=DAY)


class SafeguardsForm(StepForm):
    """Safeguards: Articles 6, 24, 36."""

    class Meta:
        model = Request
        fields = ["safeguards", "privilege", "use_limits"]
        widgets = {
            "safeguards": long_text(6),
            "privilege": long_text(4),
            "use_limits": long_text(3),
        }
        help_texts = {
            "safeguards": _("Why each measure is needed, and why a milder one is not enough."),
            "privilege": _("How material of lawyers, doctors, journalists and others is handled."),
            "use_limits": _("What you promise about use, retention and passing on."),
        }


class LanguageForm(StepForm):
    """The language the request is written in: 40(13)."""

    class Meta:
        model = Request
        fields = ["language"]

    language = forms.ChoiceField(label=_("Language of the request"), choices=LANGUAGES)


class AttachmentForm(forms.Form):
    """A document that belongs to the request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "attach_%s"
        super().__init__(*args, **kwargs)

    file = forms.FileField(label=_("Document"), help_text=_("PDF, PNG, JPEG or TIFF."))
    role = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            choice
            for choice in choices.AttachmentRole.choices
            if choice[0] != choices.AttachmentRole.LETTER
        ],
    )
    language = forms.CharField(
        label=_("Language"),
        max_length=10,
        required=False,
        help_text=_("Two letters, for example en or ru."),
    )
    certified = forms.BooleanField(label=_("Certified translation"), required=False)


STEP_FORMS: dict[str, type[StepForm]] = {
    choices.Step.WHO: WhoForm,
    choices.Step.FACTS: FactsForm,
    choices.Step.URGENCY: UrgencyForm,
    choices.Step.SAFEGUARDS: SafeguardsForm,
    choices.Step.ATTACHMENTS: LanguageForm,
}
