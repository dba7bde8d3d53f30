"""P1: the register's page for an officer signed in, against a view that only says hello.

Both served by the same gunicorn with two sync workers on PostgreSQL; the hello view without any
middleware. P1 is about answers in a second, P1-p95 about the wait of the slowest twentieth.
"""

import os
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from . import HELLO, house
from .databases import temporary_database
from .load import Load, load, tool
from .measuring import Report

if TYPE_CHECKING:
    from accounts.actors import Actor

WORKERS = 2
BASELINE, SUBJECT = "hello, no middleware", "register"


def arguments(parser: ArgumentParser) -> None:
    """Size, rounds, seconds."""
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5, help="of each page in a round")


def run(options: Namespace) -> Report:
    """Seed, serve, and ask both pages in turns."""
    report = Report("page")
    with ExitStack() as stack:
        address = stack.enter_context(temporary_database("page"))
        stack.enter_context(house.put_up({}, default=address))
        from .seeding import seed

        cookie = _session(seed("default", options.cases).heavy)
        origin = stack.enter_context(_served())
        _measure(report, origin, cookie, options)
    return report


def _measure(report: Report, origin: str, cookie: str, options: Namespace) -> None:
    from django.urls import reverse

    pages = {BASELINE: f"{origin}/{HELLO}", SUBJECT: origin + reverse("requests:register")}
    found: dict[str, list[Load]] = {name: [] for name in pages}
    for page in pages.values():
        load(page, cookie=cookie, seconds=1)
    for _ in range(options.rounds):
        for name, page in pages.items():
            found[name].append(load(page, cookie=cookie, seconds=options.seconds))
    rate = {name: median(one.rate for one in loads) for name, loads in found.items()}
    p95 = {name: median(one.p95 for one in loads) for name, loads in found.items()}
    report.row("asked by", tool())
    for name in pages:
        report.row(name, f"{rate[name]:9.1f} req/s   p95 {p95[name] * 1000:8.2f} ms")
    # At least 1/18 of the rate: the inverse.
    report.goal("P1", rate[BASELINE] / rate[SUBJECT], at_most=18)
    report.goal("P1-p95", p95[SUBJECT] / p95[BASELINE], at_most=16)


def _session(actor: "Actor") -> str:
    """A cookie of somebody who signed in."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import Person

    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


@contextmanager
def _served() -> Iterator[str]:
    """Gunicorn on a free port of this machine."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "benchmarks.wsgi", "--worker-class", "sync"]
    command += ["--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command += ["--log-level", "warning"]
    root = Path(__file__).resolve().parent.parent
    server = subprocess.Popen(command, cwd=root, env=dict(os.environ))
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _ in range(120):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", f"/{HELLO}")
            if connection.getresponse().status == 200:
                return
        except ConnectionError:
            time.sleep(0.5)
    raise RuntimeError("The server did not come up in a minute.")
