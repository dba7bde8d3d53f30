"""The form of a move, built from the table's `needs`."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from convention.amounts import amount_of
from convention.models import State
from requests_mla.choices import Status as RequestStatus
from requests_mla.forms.drafts import DAY, long_text
from requests_mla.forms.once import OneTimeKey
from requests_mla.models import Request
from workflow import recorded
from workflow.table import Offer

from ..choices import CautionAnswer, CautionKind, MatterKind, Method, Verdict
from ..grounds import open_grounds
from ..models import UrgentMatter
from ..queries.directory import entries_before

LONG = 20_000


def _text(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4) -> forms.Field:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONG,
        widget=long_text(rows),
    )


def _line(label: Any, help_text: Any = "", *, required: bool = True) -> forms.Field:
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=200)


def _pick(label: Any, choices: Any) -> forms.Field:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


def _entry(matter: UrgentMatter) -> forms.Field:
    """The numbers of the directory that stood there before it arrived; nobody types one."""
    entries = (
        entries_before(matter.requesting.state_id, matter.arrived_at) if matter.arrived_at else []
    )
    rows = [(row.pk, f"{row.phone} · {row.authority_name}") for row in entries]
    return forms.ChoiceField(
        label=_("Number called"),
        choices=rows,
        widget=forms.RadioSelect,
        help_text=_("As the directory stood before this arrived. Never a number from the message."),
    )


def _ground(matter: UrgentMatter) -> forms.Field:
    grounds = open_grounds(matter)
    rows = [(row.pk, f"{row.name} · {row.reference}") for row in grounds]
    return forms.ChoiceField(
        label=_("Ground"), choices=rows, widget=forms.RadioSelect, required=bool(rows)
    )


def _requests(matter: UrgentMatter) -> forms.Field:
    rows = Request.objects.filter(
        requesting=matter.requesting, requested__state=matter.requested.state_id
    ).exclude(case__status__in=[RequestStatus.DRAFTING, RequestStatus.IN_REVIEW])
    return forms.ModelChoiceField(
        label=_("Request that was sent"),
        queryset=rows.select_related("case").order_by("-case__opened_at")[:50],
        required=False,
        empty_label=_("one that is not here: its reference below"),
    )


def _permission(matter: UrgentMatter) -> forms.Field:
    return _text(
        _("By what law you may give the data directly, or who allowed it"),
        _("41(3): a contact point acts directly only if its law and practice let it."),
        required=matter.kind == MatterKind.EMERGENCY_DATA,
        rows=2,
    )


Fields = dict[str, Callable[[UrgentMatter], forms.Field]]
FIELDS: Fields = {
    "remark": lambda matter: _text(_("Remark"), _("May stay empty."), required=False, rows=3),
    "reasons": lambda matter: _text(_("Reasons")),
    "message": lambda matter: _text(_("What you write to them")),
    "entry": _entry,
    "method": lambda matter: _pick(_("How"), Method.choices),
    "verdict": lambda matter: _pick(
        _("Result"), [(one.value, one.label) for one in Verdict if one != Verdict.CONFIRMED]
    ),
    "spoke_to": lambda matter: _line(_("With whom you spoke")),
    "words": lambda matter: _text(_("What was said"), required=False, rows=3),
    "review": lambda matter: _text(
        _("What the review found"),
        _("Was it necessary, was it proportionate, what should be done otherwise?"),
    ),
    "custodian": lambda matter: _line(_("Ordered from"), _("Who holds the data.")),
    "order_reference": lambda matter: _line(_("Reference of the order"), required=False),
    "order_until": lambda matter: forms.DateField(
        label=_("The order at home ends on"),
        help_text=_("At most %(days)s days, 25(2), renewable. Empty: the longest.")
        % {"days": amount_of("domestic_preservation_maximum")},
        required=False,
        widget=DAY,
    ),
    "custodian_reference": lambda matter: _line(
        _("Reference of whoever holds the data"), required=False
    ),
    "frozen_from": lambda matter: forms.DateTimeField(
        label=_("Frozen from"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Your local time. From here the period of 42(8) is counted."),
    ),
    "frozen_what": lambda matter: _text(_("What is frozen"), rows=3),
    "caution": lambda matter: _pick(_("What you warn of"), CautionKind.choices),
    "caution_text": lambda matter: _text(_("Why")),
    "caution_answer": lambda matter: _pick(_("What you decide"), CautionAnswer.choices),
    "asked_until": lambda matter: forms.DateField(label=_("Frozen until"), widget=DAY),
    "extended_until": lambda matter: forms.DateField(label=_("Frozen until"), widget=DAY),
    "follow_up": _requests,
    "follow_up_reference": lambda matter: _line(
        _("Its reference, if it is not here"), required=False
    ),
    "communication": lambda matter: _text(_("Which communication"), rows=2),
    "trace_state": lambda matter: forms.ModelChoiceField(
        label=_("State of the other provider"),
        queryset=State.objects.exclude(
            pk__in=[matter.requesting.state_id, matter.requested.state_id]
        ),
    ),
    "trace_provider": lambda matter: _line(_("Provider")),
    "trace_path": lambda matter: _text(
        _("Traffic data that identify provider and path"), _("No more than that, 43(1)."), rows=3
    ),
    "tell_that_state": lambda matter: forms.BooleanField(
        label=_("Begin to tell that State as well, 40(4)"),
        help_text=_("A draft with the provider and the path; you send it."),
        required=False,
    ),
    "ground": _ground,
    "answer": lambda matter: _text(_("Answer"), rows=6),
    "permission": _permission,
    "answer_file": lambda matter: forms.FileField(label=_("File"), required=False),
}


class ActForm(forms.Form):
    """What a move needs; on behalf of the other side also when it came, and its letter if any."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    once = OneTimeKey()

    def __init__(self, *args: Any, matter: UrgentMatter, offer: Offer, zone: str, **kwargs: Any):
        """`zone`: of whoever fills it in."""
        super().__init__(*args, **kwargs)
        self.matter, self.offer, self.zone = matter, offer, zone
        self.fields["version"].initial = matter.case.version
        for need in offer.move.needs:
            self.fields[need] = FIELDS[need](matter)
        self._begin()
        if "method" in self.fields:
            # In person nobody is called; the service asks for the number where one was.
            self.fields["entry"].required = False
        if offer.on_behalf:
            self._add_how_it_came()

    def _begin(self) -> None:
        if "custodian" in self.fields:
            self.fields["custodian"].initial = self.matter.custodian
        if "frozen_from" in self.fields:
            here = timezone.localtime(timezone.now(), ZoneInfo(self.zone))
            self.fields["frozen_from"].initial = here.replace(second=0, microsecond=0, tzinfo=None)
        if "frozen_what" in self.fields:
            self.fields["frozen_what"].initial = self.matter.data_wanted
        freeze = getattr(self.matter, "preservation", None)
        if "extended_until" in self.fields and freeze:
            self.fields["extended_until"].initial = freeze.asked_until
        if "entry" in self.fields:
            self._choose_the_only_number()
        if "method" in self.fields:
            self.fields["method"].initial = Method.CALL_BACK

    def _choose_the_only_number(self) -> None:
        entry = self.fields["entry"]
        assert isinstance(entry.widget, forms.RadioSelect)
        numbers = [value for value, _label in entry.widget.choices]
        if len(numbers) == 1:
            entry.initial = numbers[0]

    def _add_how_it_came(self) -> None:
        self.fields["came_at"] = forms.DateTimeField(
            label=_("When it came"),
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            help_text=_("Your local time."),
            required=False,
        )
        self.fields["letter_scan"] = forms.FileField(
            label=_("Their letter or e-mail, if there is one"), required=False
        )

    def clean_order_until(self) -> date | None:
        """An order ends ahead, and within what 25(2) allows."""
        day: date | None = self.cleaned_data["order_until"]
        today = recorded.today(self.zone)
        most = amount_of("domestic_preservation_maximum")
        if day and not 0 < (day - today).days <= most:
            raise forms.ValidationError(
                _("Choose a day that lies ahead, at most %(days)s days from today, 25(2).")
                % {"days": most}
            )
        return day

    def clean_frozen_from(self) -> datetime:
        """A moment that has come."""
        at = self._there("frozen_from")
        assert at is not None
        return at

    def clean_came_at(self) -> datetime | None:
        """A moment that has come."""
        return self._there("came_at")

    def clean_asked_until(self) -> date:
        """Ahead."""
        return self._ahead("asked_until")

    def clean_extended_until(self) -> date:
        """Ahead."""
        return self._ahead("extended_until")

    @property
    def happened_at(self) -> datetime | None:
        """When what is recorded on behalf of the other side happened; None: now."""
        at: datetime | None = self.cleaned_data.get("came_at")
        return at

    def _there(self, name: str) -> datetime | None:
        typed: datetime | None = self.cleaned_data[name]
        if typed is None:
            return None
        at = timezone.make_naive(typed).replace(tzinfo=ZoneInfo(self.zone))
        if at > timezone.now():
            raise forms.ValidationError(_("This moment has not come yet."))
        return at.astimezone(ZoneInfo("UTC"))

    def _ahead(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        if day <= recorded.today(self.zone):
            raise forms.ValidationError(_("Choose a day that lies ahead."))
        return day
