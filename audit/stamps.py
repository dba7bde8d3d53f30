"""Who acted, with names as they were at that moment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stamp:
    """Name, role and authority of an actor, copied so that a later rename changes nothing.

    `state` is the two-letter code of the State acted for; empty for the system itself.
    """

    person_id: int | None
    name: str
    role: str
    authority_id: int | None
    authority: str
    state: str


SYSTEM = Stamp(None, "Rogatory", "system", None, "", "")
