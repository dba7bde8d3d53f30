"""One value has one text."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import LARGEST, canonical, moment

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.text(st.characters(max_codepoint=127))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_the_text_reads_back_as_the_same_value(value: Any) -> None:
    text = canonical(value)  # hypothesis cannot name recursive types
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(KEYS, VALUES, min_size=2))
def test_the_order_of_keys_does_not_matter(value: dict[str, Any]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical(turned) == canonical(value)


def test_characters_stand_as_themselves_and_nothing_is_added() -> None:
    assert (
        canonical({"b": [1, True, None], "a": "ж\n\u0000"})
        == '{"a":"ж\\n\\u0000","b":[1,true,null]}'
    )


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        (1, 2),
        {1, 2},
        b"x",
        {1: "x"},
        {"é": 1},
        2**53,
        -(2**53),
        "\ud800",
        {"a": [{"b": object()}]},
        object(),
    ],
)
def test_what_readers_could_take_differently_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical(value)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment(datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None))
