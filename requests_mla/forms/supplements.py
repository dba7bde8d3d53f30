"""Fields for what is asked in addition to a request that was sent."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext

from ..models import Request
from ..services.supplementing import KIND, MOST, PARTS, VALUES, field, prefix
from .rows import IdentifierListForm, MeasureForm

# What a row has before anybody touches it.
UNTOUCHED = frozenset({"category"})


def added_fields(request: Request) -> dict[str, forms.Field]:
    """Room for a few measures and for a list of addresses; empty ones are left out."""
    fields: dict[str, forms.Field] = {}
    for number in range(1, MOST + 1):
        row = MeasureForm().fields
        for name in PARTS:
            row[name].required = False
            fields[field(number, name)] = row[name]
    listed = IdentifierListForm().fields
    for key, name in ((KIND, "kind"), (VALUES, "values")):
        listed[name].required = False
        fields[key] = listed[name]
    return fields


def complain_of_measures(form: forms.Form) -> None:
    """Of each measure that was begun, what the form of a draft would complain of."""
    for number in range(1, MOST + 1):
        if not _is_begun(form, number):
            continue
        row = MeasureForm(form.data, prefix=prefix(number))
        for name, problems in row.errors.items():
            key = field(number, name) if name in PARTS else None
            if key is None or key not in form.errors:
                form.add_error(key, problems)


def groups(form: forms.Form) -> Iterator[dict[str, Any]]:
    """The fields as they stand on the page: folded away until somebody needs them."""
    for number in range(1, MOST + 1):
        yield _group(
            form,
            gettext("Measure %(number)s in addition") % {"number": number},
            [field(number, name) for name in PARTS],
            is_open=number == 1 or _is_begun(form, number),
        )
    is_open = bool(form.is_bound and form.data.get(VALUES))
    label = gettext("Accounts, devices, addresses in addition")
    yield _group(form, label, [KIND, VALUES], is_open=is_open)


def _group(form: forms.Form, label: str, names: list[str], *, is_open: bool) -> dict[str, Any]:
    return {"label": label, "fields": [form[name] for name in names], "is_open": is_open}


def _is_begun(form: forms.Form, number: int) -> bool:
    return form.is_bound and any(
        str(form.data.get(field(number, name)) or "").strip()
        for name in PARTS
        if name not in UNTOUCHED
    )
