"""What an uploaded list would change in the directory, line by line; nothing is written here."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from accounts.actors import Actor
from audit import moment
from convention.models import State

from ..choices import LineKind, VersionState, language_name
from ..contact_details import LABELS, ContactDetails, label_of
from ..models import ContactPoint, ContactVersion
from .directory import connected_states, may_propose
from .directory_history import Change
from .directory_reading import BETWEEN_CODES, Row, rows_of

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Key = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One line of a list, and what it would do."""

    number: int
    state: str
    name: str
    kind: LineKind
    details: ContactDetails | None = None
    point: ContactPoint | None = None
    changes: list[Change] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """All lines; `absent`: desks of the States it names that are in no line. They stay."""

    lines: list[Line]
    absent: list[ContactVersion]

    @property
    def to_propose(self) -> list[Line]:
        """The lines that become proposals."""
        return [line for line in self.lines if line.kind in (LineKind.NEW, LineKind.CHANGED)]

    @property
    def counts(self) -> Counter[str]:
        """How many lines of each kind."""
        return Counter(line.kind.value for line in self.lines)

    @property
    def mark(self) -> str:
        """A short sign of what would be proposed: it shows whether what was read still holds."""
        told = [
            (one.number, one.kind.value, one.point.pk if one.point else 0, one.changes)
            for one in self.to_propose
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def plan_of(actor: Actor, text: str) -> Plan:
    """What a list would change now, for this actor; raises Missing if the text is no list."""
    rows = rows_of(text)
    today = _Today(actor)
    lines: list[Line] = []
    seen: dict[Key, int] = {}
    for row in rows:
        line = today.line(row)
        key = (line.state, line.name)
        if line.kind != LineKind.FAULTY and key in seen:
            line = _faulty(
                row,
                line.state,
                line.name,
                _("The same desk stands in line %(number)d.") % {"number": seen[key]},
            )
        seen.setdefault(key, row.number)
        lines.append(line)
    return Plan(lines, today.not_among(seen))


class _Today:
    """The directory as it stands, read once for all lines."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.day = moment.now().date()
        self.states = set(State.objects.values_list("pk", flat=True))
        self.connected = connected_states()
        points = ContactPoint.objects.select_related("current")
        listed = [point for point in points if point.current]
        self.points = {_key(point): point for point in listed}
        waiting = ContactVersion.objects.filter(state=VersionState.PROPOSED)
        found = list(waiting.select_related("point"))
        self.waiting_at = {version.point_id: version for version in found}
        # Of desks that are not in the directory yet.
        self.waiting = {
            (version.point.state_id, version.authority_name): version
            for version in found
            if version.point.current_id is None
        }

    def not_among(self, seen: Iterable[Key]) -> list[ContactVersion]:
        """Desks that are in no line, of States that have one."""
        known = set(seen)
        named = {state for state, _name in known}
        return [
            point.current
            for key, point in self.points.items()
            if key[0] in named and key not in known and point.current
        ]

    def line(self, row: Row) -> Line:
        """What a row would do."""
        state = row.given.get("state", "").strip().upper()
        name = " ".join(row.given.get("authority_name", "").split())
        if row.problem:
            return _faulty(row, state, name, row.problem)
        if state not in self.states:
            return _faulty(row, state, name, _("No State has this code: %s.") % (state or "–"))
        given, problems = _read(row)
        name = given["authority_name"]
        if problems:
            return _faulty(row, state, name, *problems)
        point = self.points.get((state, name))
        base = point.current.details if point and point.current else None
        details = _filled(given, base)
        if details is None:
            return _faulty(row, state, name, _("“last verified” is empty."))
        changed = details.changes_from(base) if base else []
        if base and not changed:
            return Line(row.number, state, name, LineKind.UNCHANGED, details, point)
        if problems := details.problems(self.day):
            return _faulty(row, state, name, *problems)
        changes = _changes(base, details, changed)
        kind, why = self._kind(state, name, point, details)
        return Line(row.number, state, name, kind, details, point, changes, why)

    def _kind(
        self, state: str, name: str, point: ContactPoint | None, details: ContactDetails
    ) -> tuple[LineKind, list[str]]:
        if not may_propose(self.actor, state, self.connected):
            return LineKind.NOT_OURS, [_("That State keeps its desks itself.")]
        waits = self.waiting_at.get(point.pk) if point else self.waiting.get((state, name))
        if waits and not details.changes_from(waits.details):
            return LineKind.WAITING, [_("This very change waits for a second person already.")]
        if waits:
            return LineKind.WAITING, [
                _("Another change to this desk waits for a second person already.")
            ]
        return (LineKind.CHANGED if point else LineKind.NEW), []


def _key(point: ContactPoint) -> Key:
    return point.state_id, point.current.authority_name if point.current else ""


def _faulty(row: Row, state: str, name: str, *problems: str) -> Line:
    return Line(row.number, state, name, LineKind.FAULTY, problems=list(problems))


def _read(row: Row) -> tuple[dict[str, str], list[str]]:
    """The fields of a row, the name as the directory would keep it; and a day that is none."""
    given = {name: text for name, text in row.given.items() if name != "state"}
    problems = []
    day = given.get("verified_on", "").strip()
    if day and not _is_day(day):
        problems.append(_("The day is not written like 2026-01-31: %s.") % day[:40])
    named = ContactDetails(
        given.get("authority_name", ""), "", "", (), "", "", date.min, ""
    ).tidied()
    return {**given, "authority_name": named.authority_name, "verified_on": day}, problems


def _filled(given: dict[str, str], base: ContactDetails | None) -> ContactDetails | None:
    """The row as details; what it does not say stays as it is. None without a day."""
    told = {**vars(base)} if base else {}
    told |= {name: text for name, text in given.items() if name not in ("languages", "verified_on")}
    if "languages" in given:
        told["languages"] = tuple(
            code for code in BETWEEN_CODES.split(given["languages"].lower()) if code
        )
    if given.get("verified_on"):
        told["verified_on"] = date.fromisoformat(given["verified_on"])
    if "verified_on" not in told:
        return None
    empty = {
        "languages": (),
        **dict.fromkeys(("phone", "email", "timezone", "hours", "source"), ""),
    }
    return ContactDetails(**{**empty, **told}).tidied()


def _is_day(text: str) -> bool:
    try:
        return bool(ISO_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _changes(
    base: ContactDetails | None, details: ContactDetails, names: list[str]
) -> list[Change]:
    if base is None:
        return [Change(label_of(name), "", _said(details, name)) for name in LABELS]
    return [Change(label_of(name), _said(base, name), _said(details, name)) for name in names]


def _said(details: ContactDetails, name: str) -> str:
    value = getattr(details, name)
    if isinstance(value, tuple):
        return ", ".join(language_name(code) for code in value)
    return str(value)
