"""Moments that are typed in UTC, whatever zone the pages are shown in; and days on letters."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow import recorded
from workflow.models import Event

from ..table import TABLE


class UtcDateTimeField(forms.DateTimeField):
    """A moment as logs write it. Shown in UTC; what is typed without an offset is UTC."""

    def prepare_value(self, value: Any) -> Any:
        """A kept moment without its zone, for the control; what was typed stays as it is."""
        if isinstance(value, datetime) and timezone.is_aware(value):
            return timezone.make_naive(value, UTC)
        return value

    def to_python(self, value: Any) -> datetime | None:
        """Aware, in UTC."""
        with timezone.override(UTC):
            return super().to_python(value)


def has_come(day: date, zone: str) -> date:
    """The day on a letter; ValidationError where it has not begun yet."""
    if day > recorded.today(zone):
        raise forms.ValidationError(_("This day has not come yet."))
    return day


def not_before(day: date, step: Event | None, zone: str) -> date:
    """The day on a letter; ValidationError, naming the step it follows, where it is older."""
    if step is None or day >= (earliest := recorded.day_of(step.happened_at, zone)):
        return day
    move = TABLE.move(step.action)
    raise forms.ValidationError(
        _(
            "This letter follows “%(step)s” of %(day)s and cannot be older than that day. Look "
            "at the date on it again."
        )
        % {"step": move.done if move else step.action, "day": date_format(earliest, "j F Y")}
    )
