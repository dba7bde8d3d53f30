"""What is recorded of reading: a rights record may hold what endangers people."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.actors import Actor
from audit import moment
from audit.canonical import Json
from audit.models import Event
from audit.words import details_of

from ...models import RightsRecord
from . import rows

# For so long one line stands for all that a person opens of the same draft and list.
TOLD_FOR = timedelta(minutes=10)


@transaction.atomic
def tell_reading(
    *, actor: Actor, record: RightsRecord, listed: Iterable[RightsRecord] = ()
) -> None:
    """A finished record was opened, with the remarks on those `listed` beside it."""
    rows.tell(record, actor, "read", listed=_numbers(listed))


@transaction.atomic
def tell_drafting(
    *, actor: Actor, draft: RightsRecord | None, listed: Iterable[RightsRecord] = ()
) -> None:
    """The page of the draft was opened: the draft, if there is one, and the remarks `listed`.

    Once for each person, draft and list within ten minutes; nothing where nothing was to be read.
    """
    kept = list(listed)
    shown = draft or next(iter(kept), None)
    if shown is None:
        return
    act = "open" if draft else "list"
    told: dict[str, Json] = {"record": shown.number, "listed": _numbers(kept)}
    if not _is_told(actor, shown, act, told):
        rows.tell(shown, actor, act, listed=told["listed"])


def is_told_of_saving(actor: Actor, draft: RightsRecord) -> bool:
    """Whether the last line on saving this draft stands for what this person's pages save now."""
    lines = Event.objects.filter(
        case_id=draft.case_id, verb="rights.save", state=actor.state, at__gt=_since()
    )
    last = lines.order_by("-seq").first()
    told = (details_of(last) or {}) if last else {}
    is_own = last is not None and last.person_id == actor.person_id
    return is_own and told.get("automatic") is True and told.get("record") == draft.number


def _since() -> datetime:
    return moment.now() - TOLD_FOR


def _is_told(actor: Actor, record: RightsRecord, act: str, told: dict[str, Json]) -> bool:
    lines = Event.objects.filter(
        case_id=record.case_id,
        verb=f"rights.{act}",
        person_id=actor.person_id,
        authority_id=actor.authority_id,
        at__gt=_since(),
    )
    return any(details_of(line) == told for line in lines)


def _numbers(records: Iterable[RightsRecord]) -> list[Json]:
    return [one.number for one in records]
