"""Searches of the register that a person keeps under names of their own."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actors import Actor
from workflow.refusals import Missing

from ..models import SavedView


def kept_by(actor: Actor) -> QuerySet[SavedView]:
    """The searches that this person keeps, by name."""
    return SavedView.objects.filter(person_id=actor.person_id)


def keep_search(*, actor: Actor, name: str, query: str) -> SavedView:
    """Keep filters and order under a name that the person does not use yet.

    Raises Missing where there is nothing to keep or the name is taken.
    """
    if not query:
        raise Missing(_("Choose a filter or an order first: without them it is the whole list."))
    return _named(SavedView(person_id=actor.person_id, query=query), name)


def rename_search(*, search: SavedView, name: str) -> SavedView:
    """Give a kept search another name; raises Missing if it is taken."""
    return _named(search, name)


def _named(search: SavedView, name: str) -> SavedView:
    search.name = name
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError as problem:  # the constraint decides, also between two open pages
        raise Missing(
            _("You keep a search called “%(name)s” already. Choose another name.") % {"name": name}
        ) from problem
    return search
