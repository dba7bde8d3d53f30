"""Names as they come from hostile senders, and what pages show instead."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.names import LONGEST, clean_name, extension_of

HOSTILE = {
    "report.pdf": "report.pdf",
    "../../etc/passwd": "passwd",
    "/etc/cron.d/job": "job",
    "C:\\Users\\x\\virus.exe": "virus.exe",
    "\\\\server\\share\\a.txt": "a.txt",
    "C:report.pdf": "C_report.pdf",
    "a.txt:hidden.exe": "a.txt_hidden.exe",
    "a\x00b.pdf": "ab.pdf",
    "a\r\nSet-Cookie: x=1.pdf": "aSet-Cookie_ x=1.pdf",
    "annex\u202efdp.exe": "annexfdp.exe",
    "\u2066a\u2069\u2067b\u2068.txt": "ab.txt",
    "\u202aa\u202bb\u202cc\u202dd.txt": "abcd.txt",
    "a\u200b\ufeff\u200eb.txt": "ab.txt",
    "line\u2028break.txt": "line break.txt",
    "lone\ud800.txt": "lone.txt",
    "CON": "_CON",
    "con.txt": "_con.txt",
    "Lpt1.tar.gz": "_Lpt1.tar.gz",
    "com¹.txt": "_com¹.txt",
    "console.txt": "console.txt",
    "": "file",
    ".": "file",
    "..": "file",
    "...": "file",
    "/": "file",
    "\x00\x01": "file",
    "\u202e": "file",
    "   ": "file",
    "trailing. . ": "trailing",
    ".htaccess": "htaccess",
    'say "<hi>"|?*.txt': "say __hi_____.txt",
    "émile.pdf": "émile.pdf",
    "e\u0301mile.pdf": "émile.pdf",
    "كارينا أوستروفا.pdf": "كارينا أوستروفا.pdf",
    "می\u200cخواهم.pdf": "می\u200cخواهم.pdf",
    "👩\u200d💻 log.csv": "👩\u200d💻 log.csv",
    "证据 1.png": "证据 1.png",
    "report.pdf.exe": "report.pdf.exe",
}


@pytest.mark.parametrize(("name", "shown"), HOSTILE.items())
def test_a_hostile_name_is_shown_plainly(name: str, shown: str):
    assert clean_name(name) == shown


def test_a_long_name_keeps_its_extension():
    shown = clean_name("x" * 300 + ".tar.pdf")
    assert len(shown) == LONGEST
    assert shown.endswith(".pdf")


def test_an_extension_that_is_no_extension_is_cut():
    assert clean_name("a." + "b" * 300) == ("a." + "b" * 300)[:LONGEST]


@given(st.text(max_size=400))
def test_every_name_becomes_a_plain_one_and_stays_it(name: str):
    shown = clean_name(name)
    assert 0 < len(shown) <= LONGEST
    assert not any(mark in shown for mark in '/\\\x00\r\n<>:"|?*')
    assert not any(unicodedata.category(mark) in {"Cc", "Cs"} for mark in shown)
    assert shown.encode()
    assert clean_name(shown) == shown


def test_the_last_extension_counts():
    assert extension_of("a.pdf.EXE") == ".exe"
    assert extension_of("README") == ""
    assert extension_of(".profile") == ""
