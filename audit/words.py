"""What was recorded, in words. Each app above says how its own verbs read."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from .models import Event

Details = Mapping[str, Any]
# Gets what follows the dot of the verb, and the details; returns nothing for what it does not know.
Speaker = Callable[[str, Details], str]
_speakers: dict[str, Speaker] = {}


def register(noun: str, speaker: Speaker) -> None:
    """Let `speaker` read the verbs that begin with `noun` and a dot; called in `ready()`."""
    _speakers[noun] = speaker


def words_of(event: Event) -> str:
    """The act in the active language; empty where no app knows the verb."""
    noun, _dot, act = event.verb.partition(".")
    speaker = _speakers.get(noun)
    return speaker(act, details_of(event) or {}) if speaker else ""


def details_of(event: Event) -> dict[str, Any] | None:
    """What was recorded besides act, actor and time; None for a text that is no record any more."""
    try:
        told = json.loads(event.payload)
    except ValueError:
        return None
    details = told.get("details") if isinstance(told, dict) else None
    return details if isinstance(details, dict) else None
