"""Files taken in, exhibits numbered, sealed, delivered, withdrawn; each with its record."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Event
from audit.stamps import Stamp
from evidence import refusals, services, store
from evidence.choices import OPAQUE, PDF, SCANS
from evidence.models import Exhibit, StoredFile
from evidence.queries import exhibits_of, exhibits_seen_by
from workflow.choices import LetterState, Side
from workflow.models import Letter
from workflow.refusals import Missing

from .conftest import MIB, age, files_in, flip
from .test_sniffing import A_DRAWING, A_PAGE, A_PDF, A_PNG, a_zip


def verbs() -> list[str]:
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


@pytest.fixture
def add(case, officer, upload):
    """Adds an exhibit of the requested side."""

    def make(content: bytes = b"1;2\n", name: str = "log.csv", side: Side = Side.REQUESTED):
        return services.add_exhibit(
            case=case,
            side=side,
            upload=upload(content, name),
            description="Access log",
            measure_number=1,
            actor=officer,
        )

    return make


def test_a_kept_file_has_a_row_its_bytes_and_a_record(db, upload, officer):
    stored = services.keep_file(upload=upload(A_PDF, "letter.pdf"), actor_stamp=officer.stamp)

    assert (stored.size, stored.media_type) == (len(A_PDF), PDF)
    assert store.bytes_of(stored.sha256) == A_PDF
    event = Event.objects.get()
    assert (event.chain, event.verb) == ("state:XA", "file.keep")
    assert "letter.pdf" not in event.payload


def test_the_same_file_twice_is_one_row(db, upload, officer, vault: Path):
    first = services.keep_file(upload=upload(A_PDF, "lie.exe"), actor_stamp=officer.stamp)
    assert first.media_type == OPAQUE
    second = services.keep_file(upload=upload(A_PDF, "letter.pdf"), actor_stamp=officer.stamp)

    assert second.pk == first.pk
    assert second.media_type == PDF
    assert len(files_in(vault)) == 1


@pytest.mark.parametrize("missing", [True, False])
def test_no_file_and_an_empty_file_are_refused(db, upload, officer, vault: Path, missing: bool):
    with pytest.raises(refusals.EmptyFile):
        services.keep_file(
            upload=None if missing else upload(b"", "a.pdf"), actor_stamp=officer.stamp
        )
    assert files_in(vault) == []
    assert not Event.objects.exists()


def test_the_limit_is_named_in_mib_with_what_to_do(db, upload, officer, settings, vault: Path):
    settings.EVIDENCE_LIMIT_BYTES = 2 * MIB
    with pytest.raises(refusals.FileTooLarge) as refused:
        services.keep_file(upload=upload(b"x" * (2 * MIB + 1), "a.bin"), actor_stamp=officer.stamp)
    assert "2 MiB" in refused.value.reasons[0]
    assert "Split it" in refused.value.reasons[0]
    assert refused.value.status == 422
    assert files_in(vault) == []
    assert services.keep_file(upload=upload(b"x" * 2 * MIB, "a.bin"), actor_stamp=officer.stamp)


def test_a_size_that_lies_does_not_get_past_the_limit(db, upload, officer, vault: Path):
    lying = upload(b"x" * 3000, "a.bin")
    lying.size = 10
    with pytest.raises(refusals.FileTooLarge):
        services.keep_file(upload=lying, actor_stamp=officer.stamp, limit=2000)
    assert files_in(vault) == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" + b"\x00" * 99, "letter.exe"),
        (b"MZ\x90\x00" + b"\x00" * 99, "letter.pdf"),
        (A_PAGE, "letter.html"),
        (A_PAGE, "letter.pdf"),
        (A_DRAWING, "letter.svg"),
        (A_DRAWING, "letter.png"),
        (A_PDF, "letter.pdf.exe"),
        (A_PDF, "letter"),
        (A_PDF + a_zip(), "letter.pdf"),
        (b"a;b", "letter.csv"),
    ],
)
def test_a_scanned_letter_is_a_document_or_refused(
    db, upload, officer, vault: Path, content: bytes, name: str
):
    with pytest.raises(refusals.WrongType) as refused:
        services.keep_file(upload=upload(content, name), actor_stamp=officer.stamp, accept=SCANS)
    assert "JPEG, PDF, PNG, TIFF" in refused.value.reasons[0]
    assert files_in(vault) == []


def test_a_full_disk_is_refused_and_recorded(db, upload, officer, settings, full_disk: Path):
    settings.VAULT_DIR = full_disk
    with pytest.raises(refusals.NoRoom):
        services.keep_file(upload=upload(b"x" * 3 * MIB, "a.bin"), actor_stamp=officer.stamp)
    assert files_in(full_disk) == []
    assert not StoredFile.objects.exists()
    assert verbs() == ["file.no_room"]


def test_what_cannot_be_recorded_does_not_happen(db, upload, vault: Path):
    nobody = Stamp(None, "", "", None, "", "not a State")
    with pytest.raises(ValueError, match="state:"):
        services.keep_file(upload=upload(A_PDF, "a.pdf"), actor_stamp=nobody)

    assert not StoredFile.objects.exists()
    (orphan,) = files_in(vault)  # bytes came first; without a row they are swept
    age(orphan)
    assert services.sweep_vault(older_than=timedelta(hours=1)) == [orphan.name]


def test_the_sweep_leaves_letters_and_stored_files(case, upload, officer):
    kept = services.keep_file(upload=upload(), actor_stamp=officer.stamp).sha256
    read, signed = (store.put([text], limit=MIB).sha256 for text in (b"read", b"signed"))
    Letter.objects.create(
        case=case,
        number=1,
        kind="request",
        side=Side.REQUESTING,
        state=LetterState.SIGNED,
        rendered_sha256=read,
        sha256=signed,
    )
    for sha256 in (kept, read, signed):
        age(store.path_of(sha256))
    assert services.sweep_vault(older_than=timedelta(hours=1)) == []


def test_exhibits_count_up_and_carry_names_as_they_were(case, add, officer):
    first, second = add(b"one", "../../one.csv"), add(A_PNG, "two\u202egnp.png")

    assert [first.number, second.number] == [1, 2]
    assert [first.name, second.name] == ["one.csv", "twognp.png"]
    assert (first.added_by_id, first.added_by_name) == (7, "Amel Darzi")
    assert not first.sealed
    assert verbs() == ["exhibit.add", "exhibit.add"]
    assert {event.chain for event in Event.objects.all()} == {f"case:{case.pk}"}


def test_a_description_may_hold_anything_but_nul(case, officer, upload):
    exhibit = services.add_exhibit(
        case=case,
        side=Side.REQUESTED,
        upload=upload(),
        description=" a\x00<b>\u202e ",
        measure_number=None,
        actor=officer,
    )
    exhibit.refresh_from_db()
    assert exhibit.description == "a<b>\u202e"


def test_a_withdrawn_exhibit_keeps_its_number_and_goes_no_further(case, add, officer):
    first = add()
    with pytest.raises(Missing, match="Say why"):
        services.withdraw_exhibit(exhibit=first, reason=" ", actor=officer)
    taken = services.withdraw_exhibit(exhibit=first, reason="SECRET mistake", actor=officer)
    services.withdraw_exhibit(exhibit=first, reason="Again", actor=officer)
    taken.refresh_from_db()
    assert (taken.withdrawn_reason, taken.withdrawn_by_name) == ("SECRET mistake", officer.name)
    assert "SECRET" not in Event.objects.get(verb="exhibit.withdraw").payload

    assert add(b"other").number == 2
    assert [e.number for e in exhibits_of(case=case, side=Side.REQUESTED)] == [2]
    assert verbs().count("exhibit.withdraw") == 1


def test_sealed_then_delivered_and_then_it_stays(case, add, officer):
    add()
    add(b"theirs", side=Side.REQUESTING)
    assert [e.number for e in exhibits_seen_by(case=case, keeping=[Side.REQUESTING])] == [2]
    assert services.deliver_exhibits(case=case, side=Side.REQUESTED, actor=officer) == []

    sealed = services.seal_exhibits(case=case, side=Side.REQUESTED, actor=officer)
    assert [e.number for e in sealed] == [1]
    assert services.seal_exhibits(case=case, side=Side.REQUESTED, actor=officer) == sealed
    assert [e.number for e in exhibits_seen_by(case=case, keeping=[Side.REQUESTING])] == [2]

    delivered = services.deliver_exhibits(case=case, side=Side.REQUESTED, actor=officer)
    assert [e.number for e in delivered] == [1]
    assert services.deliver_exhibits(case=case, side=Side.REQUESTED, actor=officer) == []
    assert [e.number for e in exhibits_seen_by(case=case, keeping=[Side.REQUESTING])] == [1, 2]
    with pytest.raises(refusals.AlreadyDelivered):
        services.withdraw_exhibit(exhibit=delivered[0], reason="Late", actor=officer)
    assert verbs() == ["exhibit.add", "exhibit.add", "exhibit.seal", "exhibit.deliver"]
    assert Event.objects.get(shared=True).verb == "exhibit.deliver"


def test_a_damaged_exhibit_is_not_sealed(case, add, officer):
    add(b"good")
    bad = add(b"to be damaged", "disk.csv")
    flip(store.path_of(bad.file.sha256), at=2)

    with pytest.raises(refusals.DamagedExhibits) as refused:
        services.seal_exhibits(case=case, side=Side.REQUESTED, actor=officer)

    assert "2 (disk.csv)" in refused.value.reasons[0]
    assert not Exhibit.objects.filter(sealed_at__isnull=False).exists()
    assert Event.objects.get(verb="file.damaged").chain == "system"


def test_reading_is_recorded(add, officer):
    services.note_reading(exhibit=add(), actor=officer)
    assert verbs() == ["exhibit.add", "exhibit.read"]


def test_the_database_knows_the_rules_too(case, add):
    exhibit = add()
    now = exhibit.added_at
    for wrong in ({"delivered_at": now}, {"side": "third"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Exhibit.objects.filter(pk=exhibit.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(sha256="0" * 64, size=0)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_officers_adding_at_once_get_two_numbers(case, officer, upload):
    start, problems = threading.Barrier(4), []

    def add_one(content: bytes) -> None:
        start.wait(timeout=20)
        try:
            services.add_exhibit(
                case=case,
                side=Side.REQUESTED,
                upload=upload(content),
                description="",
                measure_number=None,
                actor=officer,
            )
        except Exception as problem:  # noqa: BLE001  shown by the assertion below
            problems.append(problem)
        finally:
            connection.close()

    same, other = b"the same bytes", b"other bytes"
    threads = [threading.Thread(target=add_one, args=[c]) for c in (same, same, same, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert sorted(Exhibit.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert StoredFile.objects.count() == 2


def test_what_the_house_made_itself_is_kept_without_a_record(db):
    stored = services.keep_bytes(content=A_PDF, media_type=PDF)
    assert services.keep_bytes(content=A_PDF, media_type=PDF).pk == stored.pk
    assert not Event.objects.exists()


def test_there_is_no_room_for_what_the_house_makes_itself(db, full_disk, settings):
    settings.VAULT_DIR = full_disk
    with pytest.raises(refusals.NoRoom):
        services.keep_bytes(content=bytes(3 * MIB), media_type=PDF)
    assert not StoredFile.objects.exists()
