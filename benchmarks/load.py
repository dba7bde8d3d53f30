"""Asks one address over and over from four connections: with wrk if it is there, else with ours.

Only numbers of the same tool can be compared: ours takes more of the processor for itself, and that
flatters the slower page.
"""

import re
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

CONNECTIONS = 4
# wrk itself prints no 95th percentile.
SUMMARY = """
done = function(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read
  io.write(string.format("found %f %f %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(95) / 1e6, failed))
end
"""


@dataclass(frozen=True)
class Load:
    """Answers in a second, and how long the slowest twentieth waited at least (seconds)."""

    rate: float
    p95: float


def tool() -> str:
    """Which of the two asks."""
    return "wrk" if shutil.which("wrk") else "our own client"


def load(address: str, *, cookie: str, seconds: float) -> Load:
    """Ask for so long. Raises RuntimeError when an answer is anything but 200."""
    if shutil.which("wrk"):
        return _by_wrk(address, cookie, seconds)
    return _by_ourselves(address, cookie, seconds)


def _by_wrk(address: str, cookie: str, seconds: float) -> Load:
    with TemporaryDirectory() as folder:
        script = Path(folder) / "summary.lua"
        script.write_text(SUMMARY, encoding="utf-8")
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s"]
        command += ["-s", str(script), "-H", f"Cookie: {cookie}", address]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"^found (\S+) (\S+) (\d+)$", done.stdout, re.MULTILINE)
    if found is None or int(found[3]):
        raise RuntimeError(f"{address} did not always answer:\n{done.stdout}")
    return Load(float(found[1]), float(found[2]))


def _by_ourselves(address: str, cookie: str, seconds: float) -> Load:
    waits: list[float] = []
    problems: list[str] = []
    end = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=_ask, args=(address, cookie, end, waits, problems))
        for _ in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems or len(waits) < 2:
        raise RuntimeError(f"{address} did not always answer: {problems[:3]}")
    return Load(len(waits) / seconds, quantiles(waits, n=20)[-1])


def _ask(address: str, cookie: str, end: float, waits: list[float], problems: list[str]) -> None:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=30)
    while time.perf_counter() < end and not problems:
        start = time.perf_counter()
        try:
            connection.request("GET", parts.path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
        except OSError as problem:
            problems.append(str(problem))
            return
        waits.append(time.perf_counter() - start)
        if answer.status != 200:
            problems.append(str(answer.status))
    connection.close()
