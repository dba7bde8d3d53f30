"""Several at the same moment, each with a connection of its own to the database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


def together(*works: Callable[[], Result]) -> list[Result]:
    """Start all works at the same moment; what each returned. Raises what the first one raised."""
    start = Barrier(len(works))

    def run(work: Callable[[], Result]) -> Result:
        try:
            start.wait(timeout=60)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as people:
        return list(people.map(run, works))
