"""Cells that could run as formulas do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.cells import safe

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\tplain",
    "\rplain",
    "\nplain",
    " =1",
    "\u00a0=1",
    "\u3000=1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    "\x00=1",
    '"=1',
    "'=1",
    " ' =1",
    "\u201c=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "\ufe66 1",
    "\ufe63 1",
    "\ufe62 1",
    "\ufe6b x",
    "\u22121",
    "=cmd|' /C calc'!A0",
]
HARMLESS = [
    "",
    "mla.send",
    "2026-03-02T09:00:00.000000Z",
    "Ann-Marie",
    "1-2",
    '{"a": "=1"}',
    "ü=1",
    "東京",
    "العربية",
    "(=1)",
    " ",
    "'",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_start_is_neutralised(text: str) -> None:
    assert safe(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


@given(st.text())
def test_nothing_is_ever_lost_or_left_dangerous(text: str) -> None:
    made = safe(text)
    assert made.removeprefix("'") == text or made == text
    assert made[:1] not in set("=+-@\t\r\n")
