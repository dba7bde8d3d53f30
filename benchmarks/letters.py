"""P20 to P23: making, signing and checking a letter of four pages.

P20 our letter against reportlab, the plainest way to a PDF, with the same text in eight tables.
P21 in a warm process against a fresh one; two processes against one.
P22 a signature and its place in the file against the one RSA-3072 operation inside it.
P23 checking a signed letter against making it.
bare a signed letter (B-B) from its content against WeasyPrint alone on the same HTML.
large a request of 60 measures with 400 addresses in Arabic: pages, time, peak memory.
Times are of the processor, but for P21: nothing else here waits for anything.
"""

import json
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from . import house
from .form import as_letter, by_reportlab
from .large_letter import large_request
from .measuring import Report, interleaved

if TYPE_CHECKING:
    from documents.keys import Signer

AT = datetime(2026, 11, 6, 15, 40, tzinfo=UTC)
DETAILS = {
    "language": "en",
    "title": "Request for mutual legal assistance",
    "identifier": "benchmark",
}
PASSPHRASE = "benchmark"  # noqa: S105  # of a key that is gone a minute later


def arguments(parser: ArgumentParser) -> None:
    """Rounds."""
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=5, help="letters of each kind in a round")


def run(options: Namespace) -> Report:
    """Render and sign; no table is needed, only the templates."""
    report = Report("letters")
    with house.put_up({}, tables=False):
        letter = our_letter()
        report.row("pages of ours", f"{pages(letter):5d}")
        report.row("pages by reportlab", f"{pages(by_reportlab()):5d}")
        rendering = interleaved(
            {"reportlab": by_reportlab, "our letter": our_letter},
            rounds=options.rounds,
            repeats=options.repeats,
            clock=time.process_time,
        )
        report.milliseconds(rendering)
        report.goal("P20", rendering["our letter"] / rendering["reportlab"], at_most=9)
        _signing(report, options, letter, rendering["our letter"])
        _checking(report, options, letter, rendering["our letter"])
        _beside_bare(report, options)
    _processes(report)
    _large(report)
    return report


def our_letter() -> bytes:
    """The form as the house prints it: PDF/A-3a, tagged, with its payload."""
    from documents.rendering import render

    return render(
        "letters/letter.html",
        {"letter": as_letter()},
        **DETAILS,
        at=AT,
        payload=b'{"reference": "ARV-MLA-2026-0311"}',
    )


def large_letter() -> bytes:
    """A request of 60 measures with 400 addresses in Arabic, from its data to the PDF."""
    from django.utils import translation

    from documents.rendering import render
    from requests_mla.letters.pages import content

    payload = large_request()
    with translation.override("ar"):
        made = content(payload, payload_sha256="ab" * 32)
    return render(
        "letters/letter.html",
        {"letter": made},
        language="ar",
        title=str(made.title),
        identifier="benchmark",
        at=AT,
        payload=json.dumps(payload, ensure_ascii=False).encode(),
    )


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    from io import BytesIO

    from pyhanko.pdf_utils.reader import PdfFileReader

    return int(PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"])


def _signing(report: Report, options: Namespace, letter: bytes, rendering: float) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    signer = _signer()
    key = signer.key
    assert isinstance(key, rsa.RSAPrivateKey)
    message = b"\0" * 200
    found = interleaved(
        {
            "one RSA-3072 operation": lambda: key.sign(
                message, padding.PKCS1v15(), hashes.SHA256()
            ),
            "our signature": lambda: _signed(letter, signer),
        },
        rounds=options.rounds,
        repeats=options.repeats * 10,
        clock=time.process_time,
    )
    report.milliseconds(found)
    operation, signature = found.values()
    report.goal("P22", signature / operation, at_most=20)
    report.goal("P22-rendering", signature / rendering, at_most=0.1)


def _checking(report: Report, options: Namespace, letter: bytes, rendering: float) -> None:
    """P23: what a check of a letter costs whoever serves it, the reading of the file included."""
    from documents.inspection import inspect_letter

    signer, anchor = _signer_and_anchor()
    signed = _signed(letter, signer)
    found = interleaved(
        {"our check": lambda: inspect_letter(signed, trust=[anchor])},
        rounds=options.rounds,
        repeats=options.repeats * 4,
        clock=time.process_time,
    )
    assert inspect_letter(signed, trust=[anchor]).valid
    report.milliseconds(found)
    report.goal("P23", found["our check"] / rendering, at_most=0.08)


def _beside_bare(report: Report, options: Namespace) -> None:
    """From the content to a signed letter, against WeasyPrint alone on the same HTML and style."""
    from weasyprint import CSS, HTML

    from documents.rendering import html_of, style

    signer, _anchor = _signer_and_anchor()
    html = html_of("letters/letter.html", {"letter": as_letter()}, **DETAILS, at=AT)
    found = interleaved(
        {
            "bare WeasyPrint": lambda: HTML(string=html).write_pdf(
                stylesheets=[CSS(string=style())]
            ),
            "our signed letter": lambda: _signed(our_letter(), signer),
        },
        rounds=options.rounds,
        repeats=options.repeats,
        clock=time.process_time,
    )
    report.milliseconds(found)
    report.goal("bare", found["our signed letter"] / found["bare WeasyPrint"], at_most=1.3)


def _signed(letter: bytes, signer: "Signer") -> bytes:
    from documents.signing import sign

    return sign(letter, signer=signer, name="Leïla Mansour", reason="Released", location="", at=AT)


# --- in processes of their own --------------------------------------------------------------------

LETTERS_OF_A_PROCESS = 12


def _processes(report: Report) -> None:
    """P21: what a fresh process costs, and how two share the work. Times of the clock."""
    warm = _in_a_process(LETTERS_OF_A_PROCESS)
    begun = time.perf_counter()
    _in_a_process(1)
    fresh = time.perf_counter() - begun
    one = warm["seconds"] / LETTERS_OF_A_PROCESS
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(_in_a_process, [LETTERS_OF_A_PROCESS] * 2))
    rate = sum(LETTERS_OF_A_PROCESS / found["seconds"] for found in both)
    report.row("a letter in a fresh process", f"{fresh * 1000:9.3f} ms")
    report.row("a letter in a warm process", f"{one * 1000:9.3f} ms")
    report.row("letters a second, one process", f"{1 / one:9.2f}")
    report.row("letters a second, two processes", f"{rate:9.2f}")
    report.row("peak memory of a warm process", f"{warm['megabytes']:9.0f} MB")
    report.goal("P21", one / fresh, at_most=0.30)
    report.goal("P21-two", (1 / one) / rate, at_most=1 / 1.85)


def _large(report: Report) -> None:
    found = _in_a_process(1, "--large")
    report.row("60 measures, 400 addresses in Arabic: pages", f"{found['pages']:9.0f}")
    report.row("its time in a fresh process", f"{found['seconds'] * 1000:9.0f} ms")
    report.row("its peak memory", f"{found['megabytes']:9.0f} MB")


def _in_a_process(letters: int, *more: str) -> dict[str, float]:
    """Make so many letters there; seconds for them, without the imports, and peak memory."""
    command = [sys.executable, "-m", "benchmarks.one_process", str(letters), *more]
    done = subprocess.run(command, capture_output=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _signer() -> "Signer":
    return _signer_and_anchor()[0]


def _signer_and_anchor() -> tuple["Signer", bytes]:
    from documents import keys

    ca = keys.make_demonstration_ca(AT)
    issued = keys.issue_certificate(
        ca, "Benchmark", "XA", AT, 365, passphrase=PASSPHRASE, kind=keys.KeyKind.RSA3072
    )
    signer = keys.load_signer(
        issued.key_pem, issued.certificate_pem, PASSPHRASE, (ca.certificate_pem,)
    )
    return signer, ca.certificate_pem
