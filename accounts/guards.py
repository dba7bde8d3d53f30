"""The condition that every table sets which sends letters: somebody signs them."""

from typing import Protocol

from django.utils.translation import gettext as _

from workflow.choices import Side
from workflow.table import Who


class Keyed(Protocol):
    """Facts that know which sides have a key, and where one waits for its fingerprint."""

    @property
    def keys(self) -> frozenset[Side]:
        """Sides whose authority signs now."""

    @property
    def keys_waiting(self) -> frozenset[Side]:
        """Sides that cannot sign yet: theirs waits to be read."""


def authority_has_a_key(facts: Keyed, who: Who) -> str | None:
    """The authority that would sign has a valid key; not asked of a letter that came by post."""
    if who.on_behalf or who.side in facts.keys:
        return None
    if who.side in facts.keys_waiting:
        return _(
            "Your authority has no signing key in force, so no letter can be sent. One waits for"
            " two people to read its fingerprint, under “Keys”."
        )
    return _("Your authority has no valid signing key, so no letter can be sent.")
