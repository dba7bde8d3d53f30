"""The form of a move, built from the table's `needs`."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority
from workflow import recorded
from workflow.choices import Side
from workflow.models import Case, Clock
from workflow.table import Offer

from .. import choices
from ..facts import extendable_of
from ..models import Request
from ..services.executing import executors
from ..table import TABLE
from .exchange import LONG, answer_fields, complain_of_gaps
from .moments import has_come, not_before
from .supplements import added_fields, complain_of_measures
from .talks import item_answer_fields, item_fields


def _text(label: Any, help_text: Any = "", *, required: bool = True) -> forms.Field:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


def _day(label: Any) -> forms.Field:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def _measures(request: Request) -> forms.Field:
    rows = request.measures.select_related("type")
    return forms.ChoiceField(label=_("Measure"), choices=[(row.number, str(row)) for row in rows])


def _executing(request: Request) -> forms.Field:
    field = forms.ModelChoiceField(label=_("Executing authority"), queryset=executors(request))
    field.label_from_instance = lambda one: _executor(one, request)  # type: ignore[method-assign, assignment]  # Django's hook
    return field


def _executor(authority: Authority, request: Request) -> str:
    if authority.pk == request.requested_id:
        return str(_("ourselves: %(name)s") % {"name": authority.name})
    return authority.name


def _until(clock: Clock) -> str:
    """The act awaited and the day on which it ends now, where it is owed."""
    day = date_format(clock.due_at.astimezone(ZoneInfo(clock.zone)), "j F Y")
    label = TABLE.clock(clock.name).label
    return str(_("%(what)s, until %(day)s") % {"what": label, "day": day})


FIELDS: dict[str, Callable[[Request], forms.Field]] = {
    "comments": lambda request: _text(
        _("What should be changed"), _("The drafter reads this; the other side never does.")
    ),
    "reasons": lambda request: _text(_("Reasons")),
    "remark": lambda request: _text(
        _("Remark"), _("Goes into the letter. May stay empty."), required=False
    ),
    "their_reference": lambda request: forms.CharField(
        label=_("Reference"),
        max_length=60,
        required=False,
        help_text=_("Leave empty to take the next number of the authority."),
    ),
    "question": lambda request: _text(_("Question"), _("As plain as the case allows.")),
    "answer": lambda request: _text(_("Answer")),
    "proposal": lambda request: _text(
        _("Proposal"),
        _("What would make the help possible? Single conditions go below."),
        required=False,
    ),
    "supplement": lambda request: _text(_("What is added or corrected")),
    "status_text": lambda request: _text(_("How it stands")),
    "instructions": lambda request: _text(
        _("Instructions"), _("Only your side sees them."), required=False
    ),
    "executing_authority": _executing,
    "measure": _measures,
    "result": lambda request: forms.ChoiceField(label=_("Result"), choices=choices.Result.choices),
    "result_text": lambda request: _text(
        _("What was done"), _("Goes to the other side with the results."), required=False
    ),
    "review_until": lambda request: _day(_("Look at it again on")),
    "attachment": lambda request: forms.FileField(
        label=_("Document"), required=False, help_text=_("PDF or an image of a page.")
    ),
    "talks_on": lambda request: _day(_("Held on")),
    "talks_with": lambda request: forms.CharField(label=_("With whom"), max_length=200),
    "talks_about": lambda request: _text(_("What was talked about")),
    "talks_result": lambda request: forms.ChoiceField(
        label=_("Result"),
        choices=[(one.value, one.label) for one in choices.ItemAnswer],
    ),
    "use_kind": lambda request: forms.ChoiceField(
        label=_("What is wished"), choices=choices.UseKind.choices
    ),
    "use_recipient": lambda request: forms.CharField(
        label=_("To which State or organisation"),
        help_text=_("Only for a transfer."),
        max_length=200,
        required=False,
    ),
    "use_text": lambda request: _text(
        _("For what, and which evidence"), _("Name the proceedings and the exhibits.")
    ),
    "use_answer": lambda request: forms.ChoiceField(
        label=_("Answer"), choices=choices.UseAnswer.choices
    ),
    "use_answer_text": lambda request: _text(
        _("Conditions or reasons"), _("May stay empty for a plain consent."), required=False
    ),
    "use_until": lambda request: forms.DateField(
        label=_("Last day of the consent"),
        help_text=_("May stay empty: then it has no end."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    ),
    "clock": lambda request: forms.ChoiceField(label=_("Which date")),
    "extended_until": lambda request: _day(_("New last day")),
    "disclosure": lambda request: _text(
        _("What is disclosed, to whom and when"),
        _("Evidence that speaks for the accused; before it is disclosed, or at once afterwards."),
    ),
    "disposal_kind": lambda request: forms.ChoiceField(
        label=_("What became of the evidence"), choices=choices.DisposalKind.choices
    ),
    "disposed_on": lambda request: _day(_("On")),
    "document": lambda request: forms.CharField(widget=forms.HiddenInput, max_length=64),
}


# Needs that are several fields.
MANY: dict[str, Callable[[Request], dict[str, forms.Field]]] = {
    "answer": answer_fields,
    "items": item_fields,
    "item_answers": item_answer_fields,
    "added": added_fields,
}

# What is typed of a letter that came by post where, of the own, a document is released.
RECORDED: dict[str, tuple[str, ...]] = {
    choices.Action.SEND_SUPPLEMENTARY: ("supplement", "added"),
}


def _needs(offer: Offer) -> tuple[str, ...]:
    """What has to be filled in; their letter is the document of what comes by post."""
    needs = offer.move.needs
    if not offer.on_behalf or "document" not in needs:
        return needs
    others = tuple(need for need in needs if need != "document")
    # What it says may be typed for the timeline.
    return others + RECORDED.get(offer.move.action, ("remark",))


class ActForm(forms.Form):
    """What a move needs to be filled in; on behalf of the other side also its letter and date."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        case: Case,
        request: Request,
        offer: Offer,
        is_listed: bool = False,
        **kwargs: Any,
    ) -> None:
        """`is_listed`: a list of questions goes with the move, so that none need be typed."""
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = case.version
        self.offer = offer
        self.case = case
        self.request = request
        self.needs = _needs(offer)
        for need in self.needs:
            if need in MANY:
                self.fields.update(MANY[need](request))
            else:
                self.fields[need] = FIELDS[need](request)
        if "clock" in self.fields:
            self._offer_dates()
        if is_listed:
            self.fields["question"].required = False
            self.fields["question"].label = _("Another question")
        if offer.on_behalf:
            if "their_reference" in self.fields:
                self.fields["their_reference"].required = True
                self.fields["their_reference"].help_text = _("As it stands on their letter.")
            self.fields["letter_date"] = _day(_("Date on their letter"))
            self.fields["letter_scan"] = forms.FileField(
                label=_("Their letter"), help_text=_("Scanned: PDF, PNG, JPEG or TIFF.")
            )

    def clean(self) -> dict[str, Any]:
        """What several fields together lack: an answer, a part of a measure."""
        given = super().clean() or {}
        if "added" in self.needs:
            complain_of_measures(self)
        if "answer" in self.offer.move.needs:
            complain_of_gaps(self, self.request)
        return given

    def clean_review_until(self) -> date:
        """A review lies ahead."""
        day: date = self.cleaned_data["review_until"]
        if day <= recorded.today(self._zone):
            raise forms.ValidationError(_("Choose a day that lies ahead."))
        return day

    def clean_extended_until(self) -> date:
        """More time is a day that lies ahead; that it is later than the date now, the move says."""
        day: date = self.cleaned_data["extended_until"]
        if day < recorded.today(self._zone):
            raise forms.ValidationError(_("Choose a day that lies ahead."))
        return day

    def _offer_dates(self) -> None:
        """The clocks that this side may give more time."""
        field = self.fields["clock"]
        assert isinstance(field, forms.ChoiceField)
        move = self.offer.move
        names = {
            one.name
            for one in extendable_of(self.case)
            if one.owed_by == move.side and one.name in move.extends
        }
        clocks = self.case.clocks.filter(stopped_at__isnull=True, name__in=names)
        field.choices = [(clock.name, _until(clock)) for clock in clocks.order_by("due_at")]

    def clean_talks_on(self) -> date:
        """Talks that were held."""
        return has_come(self.cleaned_data["talks_on"], self._zone)

    def clean_disposed_on(self) -> date:
        """What was done with evidence, not what will be."""
        return has_come(self.cleaned_data["disposed_on"], self._zone)

    def clean_letter_date(self) -> date:
        """A letter that came is not from tomorrow, and not older than the step it follows."""
        day = has_come(self.cleaned_data["letter_date"], self._zone)
        step = recorded.followed(TABLE, self.case, self.offer.move)
        return not_before(day, step, self._zone)

    @property
    def happened_at(self) -> datetime | None:
        """When a recorded letter counts as written; None for what happens now."""
        day: date | None = self.cleaned_data.get("letter_date")
        return recorded.moment_of(day, zone=self._zone, case=self.case) if day else None

    @property
    def _zone(self) -> str:
        """Of the authority that fills this in; of a letter, the one across the border from it."""
        side = Side(self.offer.move.side)
        writer = side.other if self.offer.on_behalf else side
        asks = writer == Side.REQUESTING
        return (self.request.requesting if asks else self.request.requested).zone
