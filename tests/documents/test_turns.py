"""So many at a time; a place is free again however its holder ended."""

import subprocess
import sys
from pathlib import Path

from documents.turns import turn

HOLDER = """
import sys, time
from pathlib import Path
from documents.turns import turn
with turn(Path(sys.argv[1]), at_once=1) as free:
    print(free, flush=True)
    time.sleep(60)
"""


def test_the_places_are_taken_one_by_one_and_free_again(tmp_path: Path) -> None:
    with turn(tmp_path, at_once=2) as first, turn(tmp_path, at_once=2) as second:
        assert (first, second) == (True, True)
        with turn(tmp_path, at_once=2) as third:
            assert third is False
    with turn(tmp_path, at_once=2) as again:
        assert again is True


def test_a_place_is_free_again_when_its_process_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        with turn(tmp_path, at_once=1) as free:
            assert free is False
        other.kill()
    with turn(tmp_path, at_once=1) as free:
        assert free is True
