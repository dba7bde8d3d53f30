"""The vault keeps bytes once, whole or not at all, and notices when they change."""

import hashlib
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from evidence import store

from .conftest import MIB, age, files_in, flip

CONTENT = b"evidence" * 1000
NAME = hashlib.sha256(CONTENT).hexdigest()


def test_a_file_is_named_by_its_hash_and_is_read_only(vault: Path):
    stored = store.put([CONTENT[:100], CONTENT[100:]], limit=MIB)

    path = vault / NAME[:2] / NAME[2:4] / NAME
    assert stored == store.Stored(NAME, len(CONTENT))
    assert path.read_bytes() == CONTENT
    assert path.stat().st_mode & 0o777 == 0o440
    assert files_in(vault) == [path]
    assert store.bytes_of(NAME) == CONTENT


def test_the_same_bytes_again_are_kept_once_and_untouched(vault: Path):
    store.put([CONTENT], limit=MIB)
    before = store.path_of(NAME).stat().st_ino

    store.put([CONTENT], limit=MIB)

    assert store.path_of(NAME).stat().st_ino == before
    assert len(files_in(vault)) == 1


def test_above_the_limit_nothing_stays(vault: Path):
    with pytest.raises(store.TooLarge) as refused:
        store.put([b"a" * 60, b"b" * 41], limit=100)
    assert refused.value.limit == 100
    assert files_in(vault) == []


def test_exactly_the_limit_is_kept():
    assert store.put([b"a" * 60, b"b" * 40], limit=100).size == 100


def test_a_source_that_breaks_leaves_nothing(vault: Path):
    def broken():
        yield b"half of it"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(broken(), limit=MIB)
    assert files_in(vault) == []


def test_a_full_disk_is_told_apart_and_its_space_is_free_at_once(full_disk: Path, settings):
    settings.VAULT_DIR = full_disk

    with pytest.raises(store.NoSpace):
        store.put((bytes([n]) * 65536 for n in range(64)), limit=8 * MIB)

    assert files_in(full_disk) == []
    assert store.put([b"n" * (MIB + MIB // 2)], limit=8 * MIB).size > MIB


KILLED = """
import os, signal, sys
from django.conf import settings
settings.configure(VAULT_DIR=sys.argv[1])
from evidence import store
def chunks():
    yield b"a" * 1000000
    os.kill(os.getpid(), signal.SIGKILL)
store.put(chunks(), limit=10**9)
"""


def test_a_killed_upload_leaves_only_what_the_sweep_removes(vault: Path):
    run = subprocess.run([sys.executable, "-c", KILLED, vault], check=False, cwd=Path.cwd())
    assert run.returncode == -9
    left = files_in(vault)
    assert [path.parent.name for path in left] == ["incoming"]

    assert store.sweep_orphans(older_than=timedelta(hours=1), known=lambda _: False) == []
    age(left[0])
    assert store.sweep_orphans(older_than=timedelta(hours=1), known=lambda _: False) == [
        left[0].name
    ]
    assert files_in(vault) == []


def test_the_sweep_takes_old_unknown_files_and_leaves_known_and_young_ones(vault: Path):
    known, unknown, young = (store.put([text], limit=MIB).sha256 for text in (b"1", b"2", b"3"))
    age(store.path_of(known))
    age(store.path_of(unknown))

    removed = store.sweep_orphans(older_than=timedelta(hours=1), known={known}.__contains__)

    assert removed == [unknown]
    assert {path.name for path in files_in(vault)} == {known, young}


def test_an_orphan_that_is_put_again_is_young_again():
    store.put([CONTENT], limit=MIB)
    age(store.path_of(NAME))
    store.put([CONTENT], limit=MIB)
    assert store.sweep_orphans(older_than=timedelta(hours=1), known=lambda _: False) == []


def test_many_puts_of_the_same_bytes_at_once_keep_one_whole_file(vault: Path):
    start, results, failures = threading.Barrier(8), [], []

    def put_one() -> None:
        def chunks():
            yield CONTENT[:4000]
            start.wait(timeout=20)
            yield CONTENT[4000:]

        try:
            results.append(store.put(chunks(), limit=MIB).sha256)
        except Exception as problem:  # noqa: BLE001  shown by the assertion below
            failures.append(problem)

    threads = [threading.Thread(target=put_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert results == [NAME] * 8
    assert files_in(vault) == [store.path_of(NAME)]
    assert store.bytes_of(NAME) == CONTENT


def test_a_flipped_bit_is_found_before_the_first_byte_leaves(caplog):
    store.put([CONTENT], limit=MIB)
    flip(store.path_of(NAME), at=100)

    with pytest.raises(store.Damaged):
        store.read_verified(NAME)
    assert not store.is_intact(NAME)
    assert any(record.levelname == "CRITICAL" for record in caplog.records)


def test_a_large_file_that_is_damaged_is_never_given_out_whole():
    size = store.CHECKED_FIRST + 5
    stored = store.put((b"\x00" * MIB for _ in range(64)), limit=size)
    longer = store.put([*(b"\x00" * MIB for _ in range(64)), b"tail!"], limit=size)
    assert stored.size == store.CHECKED_FIRST
    assert sum(map(len, store.read_verified(longer.sha256))) == size
    flip(store.path_of(longer.sha256), at=3)

    came = 0
    with pytest.raises(store.Damaged):  # noqa: PT012  what came before the stop is the point
        for chunk in store.read_verified(longer.sha256):
            came += len(chunk)
    assert came < size


def test_damage_is_healed_by_the_true_bytes_and_kept_aside(vault: Path):
    store.put([CONTENT], limit=MIB)
    flip(store.path_of(NAME), at=0)

    store.put([CONTENT], limit=MIB)

    assert store.bytes_of(NAME) == CONTENT
    aside = [path for path in files_in(vault) if ".damaged-" in path.name]
    assert len(aside) == 1
    assert aside[0].read_bytes() != CONTENT


def test_a_swapped_file_of_the_same_size_is_found():
    store.put([CONTENT], limit=MIB)
    path = store.path_of(NAME)
    path.chmod(0o640)
    path.write_bytes(CONTENT[::-1])
    with pytest.raises(store.Damaged):
        store.bytes_of(NAME)


def test_a_lost_file_is_told_apart():
    with pytest.raises(store.Lost):
        store.read_verified(NAME)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "", "A" * 64, NAME[:-1], NAME + "\n", "é" * 64]
)
def test_only_a_sha256_is_a_name(name: str):
    with pytest.raises(ValueError, match="SHA-256"):
        store.open_stored(name)
