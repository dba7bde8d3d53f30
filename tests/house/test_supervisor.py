"""The supervisor keeps its parts together: all run, or none does."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from config.supervisor import Part, Supervisor

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENT = "import signal, time; signal.pause()"
STUBBORN = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "open(sys.argv[1], 'w').close(); time.sleep(60)"
)
# Ends tidily when asked to, and leaves a note that it did.
TIDY = (
    "import signal, sys, time\n"
    "def end(*_): open(sys.argv[1], 'w').close(); sys.exit(0)\n"
    "signal.signal(signal.SIGTERM, end)\n"
    "open(sys.argv[1] + '.ready', 'w').close()\n"
    "time.sleep(60)\n"
)


def part(name: str, code: str, *arguments: object) -> Part:
    """A part that is a small Python program."""
    return Part(name, [sys.executable, "-c", code, *map(str, arguments)])


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until `condition` holds; fail when it does not in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.02)


def stop_when(condition: Callable[[], bool]) -> None:
    """Send ourselves SIGTERM, as a service manager would, once `condition` holds."""

    def send() -> None:
        wait_for(condition)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=send, daemon=True).start()


def test_asked_to_stop_it_lets_every_part_end_tidily(tmp_path: Path) -> None:
    notes = [tmp_path / "web", tmp_path / "worker"]
    stop_when(lambda: all(note.with_name(note.name + ".ready").exists() for note in notes))
    said: list[str] = []
    code = Supervisor(said.append).run([part(note.name, TIDY, note) for note in notes])
    assert code == 0
    assert all(note.exists() for note in notes)
    assert said == ["Stopping."]


def test_a_part_that_ends_by_itself_takes_the_others_with_it(tmp_path: Path) -> None:
    note = tmp_path / "worker"
    said: list[str] = []
    # The other part waits until this one is ready, so that the note can be written at all.
    fails = (
        "import sys, time, pathlib\n"
        "while not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.02)\n"
        "sys.exit(3)\n"
    )
    code = Supervisor(said.append).run(
        [part("worker", TIDY, note), part("beat", fails, f"{note}.ready")]
    )
    assert code == 1
    assert said == ["beat ended by itself (exit code 3); stopping everything."]
    assert note.exists()


def test_a_part_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    deaf = tmp_path / "deaf"
    stop_when(deaf.exists)
    said: list[str] = []
    begun = time.monotonic()
    code = Supervisor(said.append, grace_seconds=0.5).run([part("web", STUBBORN, deaf)])
    assert code == 0
    assert time.monotonic() - begun < 10
    assert any("web did not end" in line for line in said)


def test_it_announces_once_and_only_when_ready() -> None:
    calls: list[str] = []
    answers = iter([False, False, True])
    supervisor = Supervisor(lambda _line: None)

    def announce() -> None:
        calls.append("announced")
        supervisor.asked_to_stop.set()

    supervisor.run([part("web", PATIENT)], is_ready=lambda: next(answers), announce=announce)
    assert calls == ["announced"]


def test_signals_are_given_back_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    supervisor = Supervisor(lambda _line: None)
    supervisor.run([part("web", PATIENT)], announce=supervisor.asked_to_stop.set)
    assert signal.getsignal(signal.SIGTERM) is before


def test_parts_end_when_the_supervisor_itself_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "web"
    program = (
        "import sys; from config.supervisor import Part, Supervisor\n"
        f"Supervisor(print).run([Part('web', [sys.executable, '-c', {TIDY!r}, {str(note)!r}])])\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program], cwd=CHECKOUT)
    wait_for(Path(f"{note}.ready").exists)
    supervisor.kill()
    supervisor.wait()
    wait_for(note.exists)
