"""Keep a handful of processes together: all of them run, or none does."""

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

LOOK_EVERY_SECONDS = 0.2
PR_SET_PDEATHSIG = 1  # Linux, prctl(2)


@dataclass(frozen=True)
class Part:
    """One process: what people call it, and its command."""

    name: str
    command: Sequence[str]


def die_with_parent() -> None:
    """In a new child: be told to end when the supervisor is killed and cannot tell us itself."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(part: Part, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a part in its own process group, so that Ctrl-C reaches only the supervisor."""
    return subprocess.Popen(
        part.command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


class Supervisor:
    """Starts the parts, watches them, and stops them together.

    `say` prints one line for the person at the terminal. `grace_seconds` is how long a part may
    take to finish what it is doing before it is killed.
    """

    def __init__(self, say: Callable[[str], object], *, grace_seconds: float = 20.0) -> None:
        self.say = say
        self.grace_seconds = grace_seconds
        self.asked_to_stop = threading.Event()
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def run(
        self,
        parts: Sequence[Part],
        *,
        environment: Mapping[str, str] | None = None,
        is_ready: Callable[[], bool] = lambda: True,
        announce: Callable[[], object] = lambda: None,
    ) -> int:
        """Run the parts until asked to stop (0) or until one ends by itself (1)."""
        before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        for number in before:
            signal.signal(number, self._ask_to_stop)
        try:
            for part in parts:
                self.running[part.name] = start(part, environment or os.environ)
            return self._watch(is_ready, announce)
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop.set()

    def _watch(self, is_ready: Callable[[], bool], announce: Callable[[], object]) -> int:
        announced = False
        while not self.asked_to_stop.wait(LOOK_EVERY_SECONDS):
            for name, process in self.running.items():
                if (code := process.poll()) is not None:
                    self.say(f"{name} ended by itself (exit code {code}); stopping everything.")
                    return 1
            if not announced and is_ready():
                announced = True
                announce()
        self.say("Stopping.")
        return 0

    def stop(self) -> None:
        """Ask every part to end, wait, and kill what does not listen."""
        for process in self.running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + self.grace_seconds
        for name, process in self.running.items():
            try:
                process.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{name} did not end within {self.grace_seconds:.0f} s; killed.")
            self._kill_group(process)
        self.running.clear()

    @staticmethod
    def _kill_group(process: subprocess.Popen[bytes]) -> None:
        # Also sweeps up children that a part left behind when it died.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
