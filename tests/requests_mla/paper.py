"""Letters as another program reads them."""

from pathlib import Path
from tempfile import TemporaryDirectory

from evidence import store
from tests.documents.letters import text_of
from tests.requests_mla.stage import Play


def read_letter(play: Play, kind: str) -> str:
    """The newest letter of that kind as pdftotext reads it, in one line."""
    letter = play.case.letters.filter(kind=kind).order_by("-number").first()
    assert letter is not None
    pdf = store.bytes_of(letter.sha256 or letter.rendered_sha256)
    with TemporaryDirectory() as folder:
        return " ".join(text_of(pdf, Path(folder)).split())
