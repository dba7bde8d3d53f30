"""`manage.py up`: the whole house from one command: web, workers and beat."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config.supervisor import Part, Supervisor, die_with_parent

PYTHON = sys.executable
HIGHEST_PORT = 65_535


def parts(*, host: str, port: int) -> list[Part]:
    """Web, workers and beat, with the commands that start them."""
    # As root, celery warns of pickled messages on every start; JSON is all we accept.
    python = [PYTHON, "-W", "ignore:You're running the worker with superuser"]
    celery = [*python, "-m", "celery", "--app", "config", "--quiet", "--skip-checks"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]

    def worker(name: str, queue: str, processes: int) -> Part:
        pool = ["--pool", "prefork", "--concurrency", str(processes), "--loglevel", "WARNING"]
        named = ["--queues", queue, "--hostname", f"{name}@%h"]
        return Part(name, [*celery, "worker", *pool, *named, *quiet])

    return [
        Part(
            "web",
            [
                *(PYTHON, "-m", "gunicorn", "--config", "python:config.gunicorn"),
                *("--bind", f"{host}:{port}", "--log-level", "warning", "config.wsgi:application"),
            ],
        ),
        worker("worker", settings.CELERY_TASK_DEFAULT_QUEUE, 2),
        # Apart: an alarm waits for no letter, however long that takes.
        worker("pager", settings.ALARM_QUEUE, 1),
        Part("beat", [*celery, "beat", "--pidfile", "", "--loglevel", "WARNING"]),
    ]


def refuse_busy_port(host: str, port: int) -> None:
    """Say so at once when something else already answers at this address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"Port {port} cannot be used on {host}: {problem.strerror}. "
                f"Stop what is using it, or choose another: ./run --port {port + 1}"
            ) from problem


def static_fingerprint() -> str:
    """A digest of every static file's name, size and time: changes when anything changed."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static_files() -> None:
    """Copy and compress the static files, unless nothing changed since the last time."""
    root = Path(settings.STATIC_ROOT)
    stamp, now = root / ".collected", static_fingerprint()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == now:
        return
    call_command("collectstatic", interactive=False, clear=root.exists(), verbosity=0)
    stamp.write_text(now, encoding="utf-8")


def forget_old_wake_ups() -> None:
    """Drop what a stopped worker left in the filesystem queue: it would only wake us up in vain."""
    if not settings.REDIS_URL:
        shutil.rmtree(settings.QUEUE_DIR, ignore_errors=True)
        for folder in ("messages", "control"):
            (settings.QUEUE_DIR / folder).mkdir(parents=True)


class Command(BaseCommand):
    """Prepare the database and start web, worker and beat until told to stop."""

    help = "Prepares the database, then runs web, worker and beat until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--port` and `--host`."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, then supervise; exit 1 when a part ended by itself."""
        host, port = options["host"], options["port"]
        if not 1 <= port <= HIGHEST_PORT:
            raise CommandError(f"{port} is not a port: choose 1 to {HIGHEST_PORT}.")
        refuse_busy_port(host, port)
        address = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0'} else host}:{port}/"  # noqa: S104 compared, not bound
        environment = {"SITE_ADDRESS": address.rstrip("/"), **os.environ}
        # A stop while we still prepare: end the ordinary way, which also ends a child.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        self.prepare(environment)
        code = Supervisor(self.stdout.write).run(
            parts(host=host, port=port),
            environment=environment,
            is_ready=lambda: answers(f"http://{host}:{port}/healthz"),
            announce=lambda: self.announce(address, environment),
        )
        if code:
            sys.exit(code)

    def prepare(self, environment: dict[str, str]) -> None:
        """Bring the database, the static files and the demonstration up to date."""
        self.stdout.write("Preparing the database.")
        call_command("migrate", interactive=False, verbosity=0)
        # With the database: also whether a key in it is fit for this kind of installation.
        self.check(databases=["default"])
        collect_static_files()
        forget_old_wake_ups()
        empty = not get_user_model()._default_manager.exists()
        connections.close_all()
        if settings.DEMONSTRATION and empty:
            self.stdout.write("Playing the demonstration cases; this happens once.")
            if self.manage("demonstrate", environment=environment, quiet=True):
                raise CommandError("The demonstration could not be played; see above.")

    def manage(self, *command: str, environment: dict[str, str], quiet: bool) -> int:
        """Run another command in its own process; its exit code."""
        self.stdout.flush()
        done = subprocess.run(
            [PYTHON, str(settings.BASE_DIR / "manage.py"), *command],
            env=environment,
            stdout=subprocess.DEVNULL if quiet else None,
            preexec_fn=die_with_parent,
            check=False,
        )
        return done.returncode

    def announce(self, address: str, environment: dict[str, str]) -> None:
        """Tell where it is and whom to sign in as."""
        self.stdout.write(f"Data: {settings.DATA_DIR}")
        if settings.DEMONSTRATION:
            self.manage("demonstrate", "--people", environment=environment, quiet=False)
        self.stdout.write(self.style.SUCCESS(f"Rogatory is at {address}  (Ctrl-C stops it)"))
        self.stdout.flush()


def answers(url: str) -> bool:
    """Whether the web process answers yet (any status: a sick house must still be announced)."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
