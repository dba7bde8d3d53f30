"""A Redis and a worker of our own, to count what goes through the broker."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from redis import ConnectionError as NotThere
from redis import Redis

ROOT = Path(__file__).resolve().parent.parent
QUEUE = "celery"


@contextmanager
def redis_server() -> Iterator[str]:
    """The address of a Redis that nobody else uses; RuntimeError if it is not installed."""
    if not shutil.which("redis-server"):
        raise RuntimeError("This needs a Redis of its own: apt-get install redis-server")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with TemporaryDirectory(prefix="rogatory-redis-") as folder:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        command += ["--save", "", "--loglevel", "warning"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            address = f"redis://127.0.0.1:{port}/0"
            wait_until(lambda: _answers(address), seconds=20)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


@contextmanager
def worker(*, redis: str, database: str) -> Iterator[None]:
    """A worker on this broker and this database, and no beat."""
    environment = dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "REDIS_URL": redis,
        "DATABASE_URL": database,
    }
    command = [sys.executable, "-m", "celery", "--app", "config", "--quiet", "--skip-checks"]
    command += ["worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "ERROR"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def messages(redis: str) -> int:
    """How many messages were ever put on a queue here."""
    with Redis.from_url(redis) as client:
        calls = client.info("commandstats")
    return sum(int(calls.get(f"cmdstat_{name}", {}).get("calls", 0)) for name in ("lpush", "rpush"))


def waiting(redis: str) -> int:
    """How many messages wait on the queue of the house."""
    with Redis.from_url(redis) as client:
        return int(client.llen(QUEUE))


def wait_until(condition: Callable[[], object], *, seconds: float) -> None:
    """RuntimeError if it does not hold in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise RuntimeError(f"Not within {seconds:.0f} seconds: {condition}")
        time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        with Redis.from_url(address) as client:
            return bool(client.ping())
    except NotThere:
        return False
