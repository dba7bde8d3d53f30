"""The collector rests while a letter is printed, and goes on afterwards."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from documents.failures import RenderingFailed
from documents.unhurried import collected_later
from tests.documents.letters import letter, print_letter


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_nothing_is_collected_while_a_letter_is_printed():
    print_letter(letter())
    gc.collect()
    seen: list[int] = []
    gc.callbacks.append(lambda phase, found: seen.append(found["generation"]))
    try:
        print_letter(letter())
    finally:
        gc.callbacks.pop()
    # The one at the end, of what is young; both its phases.
    assert seen in ([], [0, 0])
    assert gc.isenabled()


def test_a_letter_that_fails_leaves_the_collector_on():
    with pytest.raises(RenderingFailed):
        print_letter(letter(text="name \ue1f7"))
    assert gc.isenabled()


def test_the_last_of_several_letters_starts_the_collector():
    begun, go_on = Event(), Event()

    def print_slowly() -> None:
        with collected_later():
            begun.set()
            assert go_on.wait(10)

    with ThreadPoolExecutor(1) as thread:
        other = thread.submit(print_slowly)
        assert begun.wait(10)
        with collected_later():
            pass
        assert not gc.isenabled()
        go_on.set()
        other.result()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off():
    gc.disable()
    with collected_later():
        pass
    assert not gc.isenabled()
