"""What leaves the vault cannot run in a browser of this site, and is what was put in."""

from email.message import Message

import pytest

from audit.models import Event
from evidence import services, store
from evidence.refusals import Unreadable
from evidence.responses import download

from .conftest import flip
from .test_sniffing import A_PAGE


@pytest.fixture
def stored(db):
    """A web page that somebody sent as evidence."""
    return services.keep_bytes(content=A_PAGE, media_type="application/octet-stream")


def test_a_download_is_an_attachment_that_nothing_runs(stored):
    response = download(stored, "page.html")
    assert response.getvalue() == A_PAGE
    assert response["Content-Length"] == str(len(A_PAGE))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="page.html"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("كارينا.pdf", "كارينا.pdf"),
        ('a"b\\c\r\nX-Evil: 1.pdf', "cX-Evil_ 1.pdf"),
        ("100%.pdf", "100%.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("", "file"),
    ],
)
def test_a_name_survives_the_header_and_adds_none(stored, name: str, called: str):
    response = download(stored, name)
    header = Message()
    header["Content-Disposition"] = response["Content-Disposition"]
    assert header.get_filename() == called
    assert "X-Evil" not in response


def test_a_damaged_file_is_not_given_out_and_that_is_recorded(stored):
    flip(store.path_of(stored.sha256), at=1)
    with pytest.raises(Unreadable):
        download(stored, "page.html")
    assert Event.objects.get().verb == "file.damaged"


def test_a_lost_file_is_not_given_out_either(stored):
    store.path_of(stored.sha256).unlink()
    with pytest.raises(Unreadable):
        download(stored, "page.html")
    assert Event.objects.get().verb == "file.damaged"
