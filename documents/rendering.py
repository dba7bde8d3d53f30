"""Render a letter to PDF: the same input gives the same bytes, and nothing is ever fetched.

PDF/A-3a with the machine-readable payload attached, so that the letter can be read by people, by
screen readers and by programs, now and in thirty years.
"""

import hashlib
import logging
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from documents.failures import RenderingFailed
from documents.glyphs import Fonts
from documents.unhurried import collected_later

STYLE_BESIDE, STYLE = "letters/base.html", "letter.css"
MOST_CHARACTERS = 1_000_000  # about 20 seconds
MOST_PAGES = 400
GENERATOR = "Rogatory"

# Controls and noncharacters cannot stand in HTML or XMP; the two overrides can show a text in
# another order than the one in the payload.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff]"
)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def render(
    template: str,
    context: Mapping[str, Any],
    *,
    language: str,
    title: str,
    identifier: str,
    at: datetime,
    payload: bytes | None = None,
    payload_name: str = "request.json",
) -> bytes:
    """Render a template to PDF/A-3a, with `payload` attached as the source of what it says.

    `language` is the language of the letter, not of whoever asks for it. `identifier` names this
    letter and version; `at` is the date it bears. User text belongs into `context`, where the
    template engine escapes it. Raises RenderingFailed.
    """
    moment = at.astimezone(UTC).replace(microsecond=0)
    fetcher = closed_fetcher()
    html = html_of(
        template, context, language=language, title=title, identifier=identifier, at=moment
    )
    if len(html) > MOST_CHARACTERS:
        raise RenderingFailed(
            _(
                "The letter is longer than can be printed (%(most)s characters with their "
                "layout). Move long lists or texts into an attached file."
            )
            % {"most": MOST_CHARACTERS}
        )
    attachments = [] if payload is None else [_attachment(payload, payload_name, moment, fetcher)]
    with _every_character_printed(), _nothing_fetched(), collected_later():
        document = _laid_out(html, fetcher)
        _describe(document, title=title, language=language, at=moment)
        pdf: bytes = document.write_pdf(
            pdf_variant="pdf/a-3a",
            pdf_identifier=hashlib.sha256(identifier.encode()).hexdigest()[:32].encode(),
            attachments=attachments,
            finisher=_written_once,
        )
    return pdf


def html_of(
    template: str,
    context: Mapping[str, Any],
    *,
    language: str,
    title: str,
    identifier: str,
    at: datetime,
) -> str:
    """What is printed, before it is: HTML in which all text of users is escaped."""
    with translation.override(language):
        return printable(
            get_template(template).render(
                {
                    **context,
                    "language": language,
                    "direction": "rtl" if translation.get_language_bidi() else "ltr",
                    "title": title,
                    "identifier": identifier,
                    "at": at,
                }
            )
        )


def closed_fetcher() -> URLFetcher:
    """A fetcher that opens no file and no socket; an attempt stops the rendering.

    One for each rendering: a fetcher keeps state and is not for several threads.
    """
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)


def printable(text: str) -> str:
    """Drop the control characters that no document may hold."""
    return LONE_SURROGATE.sub("\ufffd", UNPRINTABLE.sub("", text))


@cache
def style() -> str:
    """The stylesheet, read by us from our own template folder and handed over as text."""
    origin = get_template(STYLE_BESIDE).origin  # type: ignore[attr-defined]  # stubs: protocol only
    return Path(origin.name).with_name(STYLE).read_text(encoding="utf-8")


class _Press:
    """What every letter is printed with: the stylesheet parsed and the fonts looked up, once.

    Preparing both anew took a third of the time of a short letter.
    """

    def __init__(self) -> None:
        self.style = CSS(string=style(), url_fetcher=closed_fetcher())
        self.fonts = FontConfiguration()


_presses = threading.local()  # Pango's fonts are not for several threads


def _press() -> _Press:
    """The press of this thread; a new one after a letter failed for want of a font."""
    found: _Press | None = getattr(_presses, "ready", None)
    if found is None:
        found = _presses.ready = _Press()
    return found


@contextmanager
def _nothing_fetched() -> Iterator[None]:
    try:
        yield
    except FatalURLFetchingError as problem:
        raise RenderingFailed(
            _("The letter refers to a file or an address outside itself; letters load nothing.")
        ) from problem


def _laid_out(html: str, fetcher: URLFetcher) -> Document:
    press = _press()
    document = HTML(string=html, url_fetcher=fetcher).render(
        stylesheets=[press.style], font_config=press.fonts, pdf_variant="pdf/a-3a", pdf_tags=True
    )
    document.fonts = Fonts()
    if len(document.pages) > MOST_PAGES:
        raise RenderingFailed(
            _(
                "The letter has %(pages)s pages; %(most)s can be printed. Move long lists or "
                "texts into an attached file."
            )
            % {"pages": len(document.pages), "most": MOST_PAGES}
        )
    return document


def _describe(document: Document, *, title: str, language: str, at: datetime) -> None:
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    document.metadata.title = printable(title)
    document.metadata.lang = language
    document.metadata.generator = GENERATOR
    document.metadata.created = document.metadata.modified = stamp
    document.metadata.attachments = []


class _Written:
    """An object of a PDF that is already put into bytes; what pydyf asks of one that it writes."""

    free, offset = "n", 0

    def __init__(self, origin: Any) -> None:
        self.number, self.generation = origin.number, origin.generation
        self.compressible, self.data = origin.compressible, origin.data

    @property
    def indirect(self) -> bytes:
        return b"%d %d obj\n%b\nendobj" % (self.number, self.generation, self.data)


def _written_once(_document: Document, pdf: Any) -> None:
    """Compress each object once; pydyf would do it twice, to write it and for the identifier."""
    pdf.objects = [one if one.free == "f" else _Written(one) for one in pdf.objects]


def _attachment(payload: bytes, name: str, at: datetime, fetcher: URLFetcher) -> Attachment:
    return Attachment(
        string=payload,
        name=name,
        description="The content of this letter for machines",
        relationship="Source",
        created=at,
        modified=at,
        url_fetcher=fetcher,
    )


class _Boxes(logging.Handler):
    """Collects the characters for which WeasyPrint found no font, in this thread only."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.thread = threading.get_ident()
        self.characters: dict[int, str] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread and str(record.msg).startswith(".notdef glyph"):
            character, codepoint = record.args  # type: ignore[misc]  # as WeasyPrint logs it
            self.characters[int(str(codepoint))] = str(character)


@contextmanager
def _every_character_printed() -> Iterator[None]:
    """Refuse a letter in which a name would print as empty boxes."""
    boxes, logger = _Boxes(), logging.getLogger("weasyprint")
    logger.addHandler(boxes)
    try:
        yield
    finally:
        logger.removeHandler(boxes)
    if boxes.characters:
        _presses.ready = None  # the next try finds a font that was installed meanwhile
        shown = ", ".join(
            f"{character} (U+{codepoint:04X})"
            for codepoint, character in sorted(boxes.characters.items())[:10]
        )
        raise RenderingFailed(
            _(
                "No installed font can print these characters of the letter: %(characters)s. "
                "Replace them, or have the packages fonts-noto-core and fonts-noto-cjk installed."
            )
            % {"characters": shown}
        )
