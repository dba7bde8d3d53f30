"""The record in words: each app reads its own verbs; a text that is no record does no harm."""

import pytest
from django.db import transaction

from audit import words
from audit.models import Event
from audit.queries import texts_of
from audit.services import sealed
from audit.words import details_of, words_of


def event(verb: str, payload: str = '{"details": {"number": 3}}') -> Event:
    """An event with the two columns that words are made of."""
    return Event(verb=verb, payload=payload)


def test_an_app_reads_the_verbs_it_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_speakers", {})
    words.register("lamp", lambda act, details: f"Lamp {details['number']}: {act}")
    assert words_of(event("lamp.light.again")) == "Lamp 3: light.again"
    assert words_of(event("candle.light")) == ""


def test_exhibits_are_read_by_the_vault() -> None:
    assert words_of(event("exhibit.seal")) == "Exhibit 3 sealed"
    assert words_of(event("exhibit.unheard_of")) == ""


@pytest.mark.parametrize("payload", ["", "no record", "[]", "7", "{}", '{"details": []}'])
def test_a_text_that_is_no_record_has_no_details(payload: str) -> None:
    assert details_of(event("exhibit.seal", payload)) is None
    assert words_of(event("exhibit.seal", payload)) == "Exhibit ? sealed"


@pytest.mark.django_db
def test_sealed_texts_are_found_by_their_digest() -> None:
    with transaction.atomic():
        one, other = sealed("one text"), sealed("another")
    assert texts_of({one, other, "0" * 64}) == {one: "one text", other: "another"}
    assert texts_of(set()) == {}
