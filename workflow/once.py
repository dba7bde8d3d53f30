"""A form that is sent twice makes one thing: the form carries a key, and the thing keeps its name.

Two presses of a button, or a page sent again after the line broke, are the same form with the same
words. Other words on the same page, which the browser's Back brought back, are something new.
"""

import json
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from .models import MadeOnce

Row = TypeVar("Row", bound=MadeOnce)


def named(key: UUID | None, *about: object) -> UUID | None:
    """The name of what a form makes, from its key, its sender and its words; None without a key.

    The sender belongs to it, so that somebody else's key leads to nothing.
    """
    if key is None:
        return None
    return uuid5(key, json.dumps([str(one) for one in about]))


def made_once(kind: type[Row], name: UUID | None, make: Callable[[], Row]) -> Row:
    """The row that carries `name`: the one that is there, else what `make` makes, all or nothing.

    Of two at once the database lets one in; the other undoes what it did and gets the first's row.
    Without a name every call makes a row.
    """
    made = _carrying(kind, name)
    if made is not None:
        return made
    try:
        with transaction.atomic():
            return make()
    except IntegrityError:
        made = _carrying(kind, name)
        if made is None:
            raise
        return made


def _carrying(kind: type[Row], name: UUID | None) -> Row | None:
    return kind._default_manager.filter(once=name).first() if name else None
