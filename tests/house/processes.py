"""Real worker and beat processes on the database of a test, with their logs at hand."""

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config.management.commands.up import parts
from config.supervisor import Part, Supervisor, start

OURS = ("ROGATORY_", "DATABASE_", "REDIS_", "SECRET_", "SIGNING_", "EMAIL_", "VAULT_")
INTO_LOG = 'exec "$@" >"$0" 2>&1'


class House:
    """The processes that `manage.py up` starts, on this test's database and in a folder of its own.

    The web process is left out: the test is that.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = _environment(folder)
        self.commands = {part.name: part.command for part in parts(host="127.0.0.1", port=1)}
        # Stops them all in the end, as it does in real life.
        self.supervisor = Supervisor(lambda _line: None, grace_seconds=10)

    def start(self, kind: str, name: str, *options: str) -> None:
        """Start a worker or a beat under a name of our own."""
        command = ["sh", "-c", INTO_LOG, str(self._log(name)), *self.commands[kind], *options]
        self.supervisor.running[name] = start(Part(name, command), self.environment)

    def kill_when(
        self, name: str, what: str, condition: Callable[[], object], *, seconds: float
    ) -> None:
        """Kill a process and its children as a power cut would, just when the condition holds.

        They stand still while it is looked at: it holds at the kill, however fast they are.
        """
        process = self.supervisor.running[name]

        def holds() -> bool:
            os.killpg(process.pid, signal.SIGSTOP)
            if condition():
                return True
            os.killpg(process.pid, signal.SIGCONT)
            return False

        self.wait_for(what, holds, seconds=seconds, every=0.005)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        del self.supervisor.running[name]

    def end(self, name: str) -> None:
        """Ask one of them to end, and wait: what it had begun to send has then been sent."""
        process = self.supervisor.running.pop(name)
        process.terminate()
        process.wait(timeout=60)

    def wait_for(
        self, what: str, condition: Callable[[], object], *, seconds: float, every: float = 0.1
    ) -> None:
        """Wait until the condition holds; fail with all logs when it does not in time."""
        until = time.monotonic() + seconds
        while not condition():
            self._everybody_lives()
            if time.monotonic() > until:
                pytest.fail(f"Not within {seconds:.0f} s: {what}.\n{self.logs()}")
            time.sleep(every)

    def mails(self) -> list[str]:
        """The Message-ID of every mail that was sent, without the name of the machine."""
        found = sorted((self.folder / "mail").glob("*.log"))
        text = "\n".join(path.read_text("utf-8") for path in found)
        return re.findall(r"(?m)^Message-ID: <(.+)@", text)

    def logs(self) -> str:
        """What the processes have said."""
        found = sorted(self.folder.glob("*.out"))
        return "\n".join(f"--- {path.stem}\n{path.read_text('utf-8')}" for path in found)

    def nothing_broke(self) -> None:
        """Asked while all of them work: beat calls it a fault to be stopped while it sends."""
        assert "Traceback" not in self.logs(), self.logs()

    def stop(self) -> None:
        """Ask all of them to end."""
        self.supervisor.stop()

    def _everybody_lives(self) -> None:
        for name, process in self.supervisor.running.items():
            if process.poll() is not None:
                pytest.fail(f"{name} ended by itself ({process.returncode}).\n{self.logs()}")

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.out"


def _environment(folder: Path) -> dict[str, str]:
    """What an operator would set: the folder, and the addresses of servers if there are any."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    folder.mkdir()
    return {
        **plain,
        "ROGATORY_DATA": str(folder),
        "VAULT_DIR": str(settings.VAULT_DIR),
        "REDIS_URL": settings.REDIS_URL,
        "DATABASE_URL": _address_of_database(folder),
    }


def _address_of_database(folder: Path) -> str:
    """The database of this test; a file is put where the processes look for theirs."""
    here = connection.settings_dict
    if connection.vendor == "sqlite":
        (folder / "rogatory.sqlite3").symlink_to(here["NAME"])
        return ""
    who = f"{here['USER']}:{here['PASSWORD']}" if here["PASSWORD"] else here["USER"]
    return f"postgres://{who}@{here['HOST']}:{here['PORT'] or 5432}/{here['NAME']}"
