"""So many at a time on one machine, for what is costly and asked for by anybody."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(folder: Path, *, at_once: int) -> Iterator[bool]:
    """Whether one of `at_once` places is free; it is taken until the block ends.

    A place is a locked file in `folder`, so that it is free again when its process is killed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(at_once):
        with (folder / f"place-{number}").open("wb") as place:
            try:
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield True
            return
    yield False
