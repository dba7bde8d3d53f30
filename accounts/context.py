"""What every template knows about who is acting."""

from typing import Any

from django.http import HttpRequest

from .actors import Actor
from .middleware import is_proven


def acting(request: HttpRequest) -> dict[str, Any]:
    """`acting`: the Actor of this request, or None.

    `second_factor_missing`: whether the role asks for one that the person has not set up yet; asked
    only by pages that show it.
    """
    actor: Actor | None = getattr(request, "actor", None)

    def second_factor_missing() -> bool:
        return actor is not None and not is_proven(request, actor)

    return {"acting": actor, "second_factor_missing": second_factor_missing}
