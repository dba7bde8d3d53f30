"""Take files into the vault, attach them to cases as exhibits, fix and hand them over.

Bytes go to the store first, outside any transaction; then the row and the record, together.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actors import Actor
from audit import moment
from audit.canonical import Json
from audit.services import record, sealed
from audit.stamps import SYSTEM, Stamp
from workflow.choices import Side
from workflow.models import Case
from workflow.once import made_once, named
from workflow.refusals import Missing

from . import store
from .choices import OPAQUE
from .intake import Kept, take_in
from .models import Exhibit, StoredFile
from .names import clean_name
from .queries import exhibits_of, is_known
from .refusals import AlreadyDelivered, DamagedExhibits, NoRoom, Unreadable
from .uploads import Upload

# How long bytes without a row are left alone: far longer than an upload or a transaction takes.
GRACE = timedelta(hours=24)


def keep_file(
    *,
    upload: Upload | None,
    actor_stamp: Stamp,
    name: str = "",
    accept: frozenset[str] | None = None,
    limit: int | None = None,
    case_id: UUID | None = None,
) -> StoredFile:
    """Keep an uploaded file and return its row; the same content again returns the same row.

    `accept` names the media types allowed (`choices.SCANS` for letters and translations); None
    takes anything, as opaque bytes where content and name disagree. Raises FileRefused. Call it
    before the transaction that will use the file: it records in its own, on the chain of the case
    if there is one.
    """
    given = name or (upload.name if upload else "") or ""
    kept = _taken_in(
        upload, name=given, accept=accept, limit=limit, actor=actor_stamp, case_id=case_id
    )
    with transaction.atomic():
        stored = _row_of(kept)
        details: dict[str, Json] = {
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type": kept.media_type,
            "name": sealed(clean_name(given)),
        }
        _record("file.keep", actor_stamp, case_id, details)
    return stored


def keep_bytes(*, content: bytes, media_type: str) -> StoredFile:
    """Keep bytes this installation made itself, such as a letter. The caller records the act.

    Raises NoRoom when the disk is full.
    """
    try:
        kept = store.put([content], limit=settings.EVIDENCE_LIMIT_BYTES)
    except store.NoSpace as problem:
        raise NoRoom from problem
    with transaction.atomic():
        return _row_of(Kept(kept.sha256, kept.size, media_type))


def add_exhibit(
    *,
    case: Case,
    side: Side,
    upload: Upload | None,
    description: str,
    measure_number: int | None,
    actor: Actor,
    form_key: UUID | None = None,
    look: Callable[[Case], None] | None = None,
) -> Exhibit:
    """Attach a file to the case as the next numbered exhibit of `side`. Raises FileRefused.

    `form_key`: the same file with the same words, from the same form, is one exhibit. `look` gets
    the locked case before anything is written, and refuses whoever may not add to it any more.
    """
    name = clean_name((upload.name if upload else "") or "")
    kept = _taken_in(upload, name=name, actor=actor.stamp, case_id=case.pk)
    values = {
        "side": side,
        "name": name,
        "description": description.replace("\x00", "").strip(),
        "measure_number": measure_number,
    }
    key = named(form_key, actor.person_id, case.pk, kept.sha256, *values.values())
    return made_once(
        Exhibit, key, lambda: _next_exhibit(case, kept, actor, look, once=key, **values)
    )


def _next_exhibit(
    case: Case, kept: Kept, actor: Actor, look: Callable[[Case], None] | None, **values: Any
) -> Exhibit:
    # The lock makes the number: two officers adding at once wait for each other here.
    locked = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    if look:
        look(locked)
    last = Exhibit.objects.filter(case=locked).aggregate(last=Max("number"))["last"]
    exhibit = Exhibit.objects.create(
        case=locked,
        number=(last or 0) + 1,
        file=_row_of(kept),
        media_type=kept.media_type,
        added_by_id=actor.person_id,
        added_by_name=actor.name,
        **values,
    )
    _record_exhibit("exhibit.add", actor.stamp, exhibit)
    return exhibit


def withdraw_exhibit(*, exhibit: Exhibit, reason: str, actor: Actor) -> Exhibit:
    """Take an exhibit back before it is delivered; its number stays used. Raises AlreadyDelivered.

    Withdrawing twice does nothing the second time.
    """
    if not reason.strip():
        raise Missing(_("Say why the exhibit is taken back."))
    with transaction.atomic():
        Case.objects.select_for_update(no_key=True).get(pk=exhibit.case_id)
        exhibit = Exhibit.objects.select_related("file", "case").get(pk=exhibit.pk)
        if exhibit.delivered_at is not None:
            raise AlreadyDelivered
        if exhibit.withdrawn_at is None:
            exhibit.withdrawn_at = moment.now()
            exhibit.withdrawn_by_name, exhibit.withdrawn_reason = actor.name, reason.strip()
            exhibit.save(update_fields=["withdrawn_at", "withdrawn_by_name", "withdrawn_reason"])
            _record_exhibit("exhibit.withdraw", actor.stamp, exhibit, reason=sealed(reason.strip()))
    return exhibit


def seal_exhibits(*, case: Case, side: Side, actor: Actor) -> list[Exhibit]:
    """Fix every open exhibit of `side` for delivery, after its bytes were checked once more.

    Returns all exhibits of that side that are sealed and not yet delivered. Raises
    DamagedExhibits, naming each file that is missing or damaged.
    """
    open_ones = exhibits_of(case=case, side=side).filter(sealed_at__isnull=True)
    checked = _refuse_damaged(list(open_ones))
    with transaction.atomic():
        Case.objects.select_for_update(no_key=True).get(pk=case.pk)
        newly = list(open_ones.filter(pk__in=[exhibit.pk for exhibit in checked]))
        for exhibit in newly:
            exhibit.sealed_at = moment.now()
            exhibit.save(update_fields=["sealed_at"])
            _record_exhibit("exhibit.seal", actor.stamp, exhibit)
        waiting = exhibits_of(case=case, side=side).filter(
            sealed_at__isnull=False, delivered_at__isnull=True
        )
        return list(waiting)


def deliver_exhibits(*, case: Case, side: Side, actor: Actor) -> list[Exhibit]:
    """Open the sealed exhibits of `side` to the other side; returns those newly delivered."""
    with transaction.atomic():
        Case.objects.select_for_update(no_key=True).get(pk=case.pk)
        going = list(
            exhibits_of(case=case, side=side).filter(
                sealed_at__isnull=False, delivered_at__isnull=True
            )
        )
        for exhibit in going:
            exhibit.delivered_at = moment.now()
            exhibit.save(update_fields=["delivered_at"])
            _record_exhibit("exhibit.deliver", actor.stamp, exhibit, shared=True)
    return going


def read_kept(sha256: str) -> bytes:
    """The content of a letter or another small file, checked against its hash.

    Raises Unreadable, which is recorded, if it is missing or damaged. The caller records who reads.
    """
    try:
        return store.bytes_of(sha256)
    except (store.Damaged, store.Lost) as problem:
        note_damage(sha256=sha256)
        raise Unreadable from problem


def note_reading(*, exhibit: Exhibit, actor: Actor) -> None:
    """Record that the actor was given the file of an exhibit."""
    with transaction.atomic():
        _record_exhibit("exhibit.read", actor.stamp, exhibit)


def note_damage(*, sha256: str) -> None:
    """Record that a file of the vault is missing or damaged."""
    with transaction.atomic():
        record(chain="system", verb="file.damaged", actor=SYSTEM, details={"sha256": sha256})


def sweep_vault(*, older_than: timedelta = GRACE) -> list[str]:
    """Remove files that no row points at and that are older than the grace; returns their names."""
    return store.sweep_orphans(older_than=older_than, known=is_known)


def _taken_in(
    upload: Upload | None,
    *,
    name: str,
    actor: Stamp,
    case_id: UUID | None,
    accept: frozenset[str] | None = None,
    limit: int | None = None,
) -> Kept:
    """The upload's bytes in the store; that there was no room for them is recorded."""
    try:
        return take_in(upload, name=name, accept=accept, limit=limit)
    except NoRoom:
        size = (upload.size if upload else None) or 0
        with transaction.atomic():
            _record("file.no_room", actor, case_id, {"size": size})
        raise


def _row_of(kept: Kept) -> StoredFile:
    """The one row of that content. An opaque type gives way to one found out later."""
    stored, _made = StoredFile.objects.get_or_create(
        sha256=kept.sha256, defaults={"size": kept.size, "media_type": kept.media_type}
    )
    if stored.media_type == OPAQUE != kept.media_type:
        stored.media_type = kept.media_type
        stored.save(update_fields=["media_type"])
    return stored


def _refuse_damaged(exhibits: list[Exhibit]) -> list[Exhibit]:
    damaged = [exhibit for exhibit in exhibits if not store.is_intact(exhibit.file.sha256)]
    if damaged:
        for exhibit in damaged:
            note_damage(sha256=exhibit.file.sha256)
        raise DamagedExhibits((exhibit.number, exhibit.name) for exhibit in damaged)
    return exhibits


def _record(
    verb: str,
    actor: Stamp,
    case_id: UUID | None,
    details: Mapping[str, Json],
    *,
    shared: bool = False,
) -> None:
    """On the chain of the case if there is one, else on that of the actor's State."""
    if case_id is not None:
        chain = f"case:{case_id}"
    else:
        chain = f"state:{actor.state}" if actor.state else "system"
    record(chain=chain, verb=verb, actor=actor, case_id=case_id, shared=shared, details=details)


def _record_exhibit(
    verb: str, actor: Stamp, exhibit: Exhibit, *, shared: bool = False, **more: Json
) -> None:
    """File names and reasons may name people: they enter as digests."""
    details: dict[str, Json] = {
        "number": exhibit.number,
        "side": str(exhibit.side),
        "sha256": exhibit.file.sha256,
        "size": exhibit.file.size,
        "measure": exhibit.measure_number,
        "name": sealed(exhibit.name),
        **more,
    }
    _record(verb, actor, exhibit.case_id, details, shared=shared)
