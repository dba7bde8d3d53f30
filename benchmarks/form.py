"""A request form of four pages: eight tables of six rows between paragraphs; printed two ways."""

from collections.abc import Iterator
from io import BytesIO
from string import ascii_uppercase
from typing import Any

HEAD = ("No", "Identifier", "Seen at (UTC)", "What is asked for")
WIDTHS = (2, 6, 4, 8)
TITLE = "Request for mutual legal assistance"
PARAGRAPH = (
    "On 14 March 2026 at 02:10 (UTC+1) the files of the hospital were encrypted; operations were "
    "cancelled for four days. Logs show sessions from a virtual server that was rented in the "
    "requested State, and a site that was registered from an account there. The holder of the "
    "account, the sessions and the payments are needed to identify the persons responsible."
)
SECTIONS, ROWS = 8, 6
LETTERHEAD = ("Arvenia", "Ministry of Justice", "Central authority")
# What our letters say at the foot of each page.
CHECK = (
    "This letter is signed electronically. Any program that reads PDF signatures can check",
    "who signed it, when, and that nothing was changed.",
    "The same content as data is attached inside this file.",
)
REFERENCES = ("ARV-MLA-2026-0311", "your reference BEL-MLA-2026-0087", "letter 1 of its case")


def rows(section: int) -> tuple[tuple[str, str, str, str], ...]:
    """The lines of one table."""
    return tuple(
        (
            str(number),
            f"203.0.113.{section * ROWS + number}:49{number}52",
            f"2026-03-1{number} 02:1{number}",
            "Holder of the account and the times of use",
        )
        for number in range(1, ROWS + 1)
    )


def as_letter() -> Any:
    """The form in the house's own terms: `documents.letter.LetterContent`."""
    from documents.letter import Foot, LetterContent, Letterhead, Paragraph, Section, Table

    return LetterContent(
        letterhead=Letterhead(*LETTERHEAD),
        title=TITLE,
        foot=Foot("ARV-MLA-2026-0311", "BEL-MLA-2026-0087", 1),
        sections=tuple(
            Section(
                f"Part {number + 1}",
                (Paragraph(PARAGRAPH),),
                Table(HEAD, rows(number), WIDTHS),
            )
            for number in range(SECTIONS)
        ),
    )


def by_reportlab() -> bytes:
    """The same words on as many pages by reportlab, page numbers with their total included."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    output = BytesIO()
    document = SimpleDocTemplate(output, pagesize=A4, title=TITLE)
    document.build(list(_flowables()), canvasmaker=_canvas_with_totals())
    return output.getvalue()


def _flowables() -> Iterator[Any]:
    from reportlab.lib import colors
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Table

    styles = getSampleStyleSheet()
    plain, heading = styles["BodyText"], styles["Heading2"]
    for line in LETTERHEAD:
        yield Paragraph(line, plain)
    yield Paragraph(TITLE, styles["Title"])
    for number in range(SECTIONS):
        yield Paragraph(f"{ascii_uppercase[number]} · PART {number + 1}", heading)
        yield Paragraph(PARAGRAPH, plain, bulletText=f"{number + 1}.")
        yield Table(
            [[Paragraph(cell, plain) for cell in row] for row in (HEAD, *rows(number))],
            colWidths=[width * 8 * mm for width in WIDTHS],
            style=[("GRID", (0, 0), (-1, -1), 0.3, colors.grey)],
            repeatRows=1,
        )


def _canvas_with_totals() -> type:
    """reportlab's usual way to "page 1 of 4": keep the pages, then write below each."""
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas

    class WithTotals(Canvas):  # type: ignore[misc]  # ships no types
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.kept: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  # its name there
            self.kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for page in self.kept:
                self.__dict__.update(page)
                self._furniture()
                super().showPage()
            super().save()

        def _furniture(self) -> None:
            self.setFont("Helvetica", 8)
            if self._pageNumber > 1:
                self.drawString(20 * mm, 285 * mm, f"{LETTERHEAD[0]} · {TITLE}")
            for line, text in enumerate(CHECK):
                self.drawString(20 * mm, (18 - 4 * line) * mm, text)
            page = f"page {self._pageNumber} of {len(self.kept)}"
            for line, text in enumerate((*REFERENCES, page)):
                self.drawRightString(190 * mm, (18 - 4 * line) * mm, text)

    return WithTotals
