"""P20, P22: making and signing a letter of four pages.

P20 our letter against reportlab, the plainest way to a PDF, with the same text in eight tables.
P22 a signature and its place in the file against the one RSA-3072 operation inside it. Times
are of the processor: nothing here waits for anything.
"""

import time
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from . import house
from .form import as_letter, by_reportlab
from .measuring import Report, interleaved

if TYPE_CHECKING:
    from documents.keys import Signer

AT = datetime(2026, 11, 6, 15, 40, tzinfo=UTC)
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
    return report


def our_letter() -> bytes:
    """The form as the house prints it: PDF/A-3a, tagged, with its payload."""
    from documents.rendering import render

    return render(
        "letters/letter.html",
        {"letter": as_letter()},
        language="en",
        title="Request for mutual legal assistance",
        identifier="benchmark",
        at=AT,
        payload=b'{"reference": "ARV-MLA-2026-0311"}',
    )


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    from io import BytesIO

    from pyhanko.pdf_utils.reader import PdfFileReader

    return int(PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"])


def _signing(report: Report, options: Namespace, letter: bytes, rendering: float) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    from documents.signing import sign

    signer = _signer()
    key = signer.key
    assert isinstance(key, rsa.RSAPrivateKey)
    message = b"\0" * 200
    found = interleaved(
        {
            "one RSA-3072 operation": lambda: key.sign(
                message, padding.PKCS1v15(), hashes.SHA256()
            ),
            "our signature": lambda: sign(
                letter, signer=signer, name="Leïla Mansour", reason="Released", location="", at=AT
            ),
        },
        rounds=options.rounds,
        repeats=options.repeats * 10,
        clock=time.process_time,
    )
    report.milliseconds(found)
    operation, signature = found.values()
    report.goal("P22", signature / operation, at_most=20)
    report.goal("P22-rendering", signature / rendering, at_most=0.1)


def _signer() -> "Signer":
    from documents import keys

    ca = keys.make_demonstration_ca(AT)
    issued = keys.issue_certificate(
        ca, "Benchmark", "XA", AT, 365, passphrase=PASSPHRASE, kind=keys.KeyKind.RSA3072
    )
    return keys.load_signer(
        issued.key_pem, issued.certificate_pem, PASSPHRASE, (ca.certificate_pem,)
    )
