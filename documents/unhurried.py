"""Let Python put off looking for rubbish while a letter is printed.

A letter makes some hundred thousand small objects and lets go of nearly all of them at its end. To
look through them again and again meanwhile, and through all that the house has loaded, took up to a
third of the time.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Pause:
    """How many letters are in the making, in all threads: the collector is one for all of them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.letters = 0

    def begin(self) -> bool:
        with self.lock:
            if not self.letters and not gc.isenabled():
                return False
            self.letters += 1
            gc.disable()
            return True

    def end(self) -> None:
        with self.lock:
            self.letters -= 1
            if not self.letters:
                gc.enable()


_pause = _Pause()


@contextmanager
def collected_later() -> Iterator[None]:
    """Pause the collector; it starts again with the last letter in the making.

    Costs a fifth more memory at the largest letters that are printed. Leaves a collector alone that
    somebody else has switched off.
    """
    paused = _pause.begin()
    try:
        yield
    finally:
        if paused:
            _pause.end()
