"""Somebody without an account checks letters on a telephone and on a desk."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache

from accounts.models import Issuer
from audit import moment
from config.demonstration.cast import Cast, give_time
from documents.letter import token_of
from evidence import store
from tests.documents.certificates import Issuing, signed
from tests.documents.letters import letter, print_letter
from tests.requests_mla import stage

from .conftest import Visitor, make_letters

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.parametrize("width", [360, 1280])
def test_a_stranger_reads_how_a_letter_stands(
    visit: Callable[..., Visitor], cast: Cast, tmp_path: Path, width: int
) -> None:
    cache.clear()
    give_time(Issuer.objects.get(), moment.now() - timedelta(days=1))
    play = stage.received(cast, moment.now() - timedelta(hours=6))
    make_letters()
    sent = play.case.letters.get(kind="request")
    good = tmp_path / "letter.pdf"
    good.write_bytes(store.bytes_of(sent.sha256))
    altered = bytearray(good.read_bytes())
    altered[altered.index(b"stream\n") + 40] ^= 1
    bad, strange, none = (tmp_path / f"{name}.pdf" for name in ("bad", "strange", "none"))
    bad.write_bytes(altered)
    strange.write_bytes(signed(print_letter(letter()), Issuing.new().signer()))
    none.write_bytes(b"not a letter")

    stranger = visit("", width=width)
    for path, words in (
        (good, "Genuine and unchanged"),
        (bad, "Altered: do not rely on it"),
        (strange, "signed by somebody who is not trusted here"),
        (none, "This is not a PDF"),
    ):
        stranger.open("/check/")
        stranger.fill(file=str(path))
        stranger.press("Check this letter")
        stranger.sees(words)
        stranger.is_readable_in_the_dark()
        stranger.fits_mirrored()
    stranger.open(f"/check/{token_of(sent.data_sha256)}/")
    stranger.sees("1 later letter was sent in its case")
    stranger.open("/check/")
    stranger.press("Check a letter with programs of your own, without this page")
    stranger.sees("openssl")
