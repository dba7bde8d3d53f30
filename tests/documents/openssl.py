"""The signatures of a letter by OpenSSL, which knows no PDF and is given what each is over."""

import io
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pyhanko.pdf_utils.reader import PdfFileReader

from tests.documents.letters import run

SOUND = "CMS Verification successful"


def openssl_on_each(pdf: bytes, anchor: str) -> Iterator[str]:
    """What OpenSSL says of each signature, in their order; time stamps are left out."""
    for signature in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures:
        start, first, second, length = signature.byte_range
        covered = pdf[start:first] + pdf[second : second + length]
        yield _openssl_on(signature.pkcs7_content, covered, anchor)


def _openssl_on(signature: bytes, covered: bytes, anchor: str) -> str:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "signed").write_bytes(covered)
        (folder / "signature").write_bytes(signature)
        (folder / "anchor").write_text(anchor)
        return run(
            *("openssl", "cms", "-verify", "-inform", "DER", "-in", str(folder / "signature")),
            *("-binary", "-content", str(folder / "signed"), "-CAfile", str(folder / "anchor")),
            *("-purpose", "any", "-out", "/dev/null"),
        )
