"""Cells that no spreadsheet takes for a formula."""

import unicodedata

STARTS = frozenset("=+-@\u2212")
QUOTES = frozenset("\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb")


def safe(text: str) -> str:
    """`text` with an apostrophe before it when a spreadsheet might run it.

    Looks behind leading spaces, quotes and invisible characters, and knows the full-width and
    small forms of the signs.
    """
    if not text or (text[0].isascii() and text[0].isalnum()):
        return text
    if text[0] in "\t\r\n":
        return "'" + text
    first = next((sign for sign in text if not _is_passed_over(sign)), "")
    return "'" + text if first and STARTS & set(unicodedata.normalize("NFKC", first)) else text


def _is_passed_over(sign: str) -> bool:
    return sign in QUOTES or unicodedata.category(sign)[0] in "ZC"
