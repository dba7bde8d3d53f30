"""Whatever a user types, rendering opens no file and no socket, and the text prints as typed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from documents.failures import RenderingFailed
from documents.letter import Foot, Letterhead, Paragraph, Section, Signature, Table
from documents.rendering import render
from tests.documents.letters import AT, closed_up, letter, print_letter, text_of

SECRET = "swordfish-7c1e90ab"
HOSTILE = """<img src=file://SECRET>
<link rel=attachment href="file://SECRET">
<link rel=stylesheet href=http://127.0.0.1:9/x.css>
<svg><image href="file://SECRET"/></svg>
<style>@import url(http://127.0.0.1:9/)</style>
</p></td></style><object data=file://SECRET>
p{background:url(file://SECRET)}
{{ letter }} {% include "SECRET" %} {% load i18n %}
<a href="javascript:1">&lt;&amp;&#0;</a> "quotes' <!-- -->"""

FIELDS = {
    "state": lambda c, t: replace(c, letterhead=Letterhead(t)),
    "ministry": lambda c, t: replace(c, letterhead=Letterhead("A", ministry=t)),
    "authority": lambda c, t: replace(c, letterhead=Letterhead("A", authority=t)),
    "basis": lambda c, t: replace(c, letterhead=Letterhead("A", basis=t)),
    "title": lambda c, t: replace(c, title=t),
    "subtitle": lambda c, t: replace(c, subtitle=t),
    "classification": lambda c, t: replace(c, classification=t),
    "label": lambda c, t: replace(c, facts=((t, ""),)),
    "value": lambda c, t: replace(c, facts=(("", t),)),
    "heading": lambda c, t: replace(c, sections=(Section(t, (Paragraph("x"),)),)),
    "text": lambda c, t: replace(c, sections=(Section("A", (Paragraph(t),)),)),
    "refs": lambda c, t: replace(c, sections=(Section("A", (Paragraph("x", t),)),)),
    "caption": lambda c, t: replace(c, sections=(Section(table=Table(("A",), (), caption=t)),)),
    "head": lambda c, t: replace(c, sections=(Section(table=Table((t,), ())),)),
    "cell": lambda c, t: replace(c, sections=(Section(table=Table(("A",), ((t,),))),)),
    "for": lambda c, t: replace(c, signature=Signature(t, "A")),
    "name": lambda c, t: replace(c, signature=Signature("A", t)),
    "role": lambda c, t: replace(c, signature=Signature("A", "A", t)),
    "note": lambda c, t: replace(c, signature=Signature("A", "A", "A", t)),
    "reference": lambda c, t: replace(c, foot=Foot(t)),
    "other_reference": lambda c, t: replace(c, foot=Foot("A", t)),
    "hash": lambda c, t: replace(c, foot=Foot("A", hash=t)),
}
# Ours, never typed: the foot is short, and the margin has room for articles only.
PRINTED_IN_PART = {"reference", "other_reference", "hash", "refs"}

_watching: list[tuple[str, str]] | None = None


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watching is not None and event in {"open", "socket.connect", "socket.getaddrinfo"}:
        _watching.append((event, str(arguments[0 if event == "open" else 1])))


sys.addaudithook(_watch)


@contextmanager
def nothing_opened(secret: Path) -> Iterator[None]:
    """Fail if Python opens the secret file or any socket meanwhile."""
    global _watching  # noqa: PLW0603  an audit hook cannot be taken off again, only told to rest
    seen: list[tuple[str, str]] = []
    _watching = seen
    try:
        yield
    finally:
        _watching = None
    assert [(e, what) for e, what in seen if e != "open" or str(secret) in what] == []


@pytest.fixture
def secret(tmp_path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


@pytest.mark.parametrize("field", FIELDS)
def test_hostile_text_prints_as_text_and_opens_nothing(field, secret, tmp_path):
    typed = HOSTILE.replace("SECRET", str(secret))
    content = FIELDS[field](letter(), typed)
    with nothing_opened(secret):
        pdf = print_letter(content)
    read = text_of(pdf, tmp_path)
    assert SECRET not in read
    assert SECRET.encode() not in pdf
    if field not in PRINTED_IN_PART:
        assert closed_up(typed).casefold() in closed_up(read).casefold()
    assert pdf.count(b"/Filespec") == print_letter(letter()).count(b"/Filespec")


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file://SECRET">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<link rel="stylesheet" href="file://SECRET">',
        '<link rel="attachment" href="file://SECRET">',
        '<object data="http://127.0.0.1:9/"></object>',
        '<embed src="file://SECRET">',
        "<style>@import url(http://127.0.0.1:9/)</style>",
        "<style>p { background: url(file://SECRET) }</style>",
        "<style>p { content: url(http://127.0.0.1:9/) }</style>",
        "<style>@font-face { font-family: x; src: url(http://127.0.0.1:9/) }</style>",
        '<a rel="attachment" href="file://SECRET">x</a>',
        '<svg width="9" height="9"><image href="file://SECRET" width="9" height="9"/></svg>',
        '<svg width="9" height="9"><use href="http://127.0.0.1:9/#x"/></svg>',
    ],
)
def test_even_a_template_of_our_own_loads_nothing(markup, secret, settings_with_template):
    """The second wall: should text ever get in unescaped, the fetcher is closed."""
    settings_with_template(f"<html><title>x</title>{markup.replace('SECRET', str(secret))}<p>x</p>")
    with nothing_opened(secret):
        pdf = rendered_or_refused()
    assert SECRET.encode() not in pdf
    assert b"/EmbeddedFiles" not in pdf


def rendered_or_refused() -> bytes:
    """What stands in an SVG, in rel=attachment or in content is dropped without a word."""
    try:
        return render("hostile.html", {}, language="en", title="x", identifier="x", at=AT)
    except RenderingFailed:
        return b""


def test_a_fetch_that_is_tried_stops_the_letter_and_says_why(settings_with_template):
    settings_with_template('<html><title>x</title><img src="http://127.0.0.1:9/x.png">')
    with pytest.raises(RenderingFailed, match="outside itself"):
        render("hostile.html", {}, language="en", title="x", identifier="x", at=AT)


@pytest.fixture
def settings_with_template(settings):
    def write(markup: str) -> None:
        loaders = [
            ("django.template.loaders.locmem.Loader", {"hostile.html": markup}),
            "django.template.loaders.filesystem.Loader",
        ]
        settings.TEMPLATES = [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": settings.TEMPLATES[0]["DIRS"],
                "OPTIONS": {"loaders": loaders},
            }
        ]

    return write


def test_templates_of_letters_mark_nothing_safe():
    for template in (settings.BASE_DIR / "templates" / "letters").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert "|safe" not in text, template
        assert "autoescape" not in text, template
