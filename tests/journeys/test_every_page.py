"""Every page, narrow and wide: accessible, inside its margins, mirrored too, and in the dark."""

import os
from collections.abc import Callable
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pytest

from config.demonstration.cast import Cast

from .conftest import NUMBERS, Visitor
from .every_page import NAMES, Place, places

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
# Nobody of the play comes there: a second factor, files, what a document or a comparison is for.
UNSEEN = {
    *("mfa_deactivate_totp", "mfa_download_recovery_codes", "mfa_view_recovery_codes"),
    *("requests:comparison", "requests:document", "requests:read_document", "requests:exhibit"),
    "account_email",
    "network:exhibit",
}
PICTURES = os.environ.get("PICTURES")
WIDE, NARROW = 1280, 360


def test_every_page_is_accessible_and_fits_at_any_width_mirrored_and_in_the_dark(
    visit: Callable[..., Visitor], cast: Cast
) -> None:
    found, unseen = places(cast)
    assert unseen <= UNSEEN, "Nobody of the play can open these."
    assert len(found) > 90
    for name, rows in groupby(sorted(found, key=attrgetter("name", "path")), attrgetter("name")):
        visitor = visit(address_of(name), width=WIDE)
        for place in rows:
            look_at(visitor, place)


def look_at(visitor: Visitor, place: Place) -> None:
    """Load a page once and look at it in each way."""
    visitor.open(place.path)
    visitor.is_readable_in_the_dark()
    visitor.fits_mirrored()
    keep(visitor, place)
    visitor.narrow(NARROW)
    visitor.is_accessible()
    visitor.fits_mirrored()
    keep(visitor, place)
    visitor.narrow(WIDE)


def address_of(name: str) -> str:
    """The address with which somebody signs in; empty for nobody."""
    state = {"youssef": "arvenia", "leila": "arvenia", "ana": "costaria"}.get(name, "belmara")
    return f"{name}@{state}.example" if name in NAMES else ""


def keep(visitor: Visitor, place: Place) -> None:
    """A picture in the dark, mirrored, where PICTURES names a folder."""
    if not PICTURES:
        return
    name = NUMBERS.sub("", place.path).strip("/").replace("/", "-").replace("?", "-") or "home"
    visitor.page.emulate_media(color_scheme="dark")
    visitor.page.evaluate("document.documentElement.dir = 'rtl'")
    visitor.page.screenshot(path=Path(PICTURES) / f"{name}-{visitor.width}.png", full_page=True)
    visitor.page.emulate_media(color_scheme="light")
    visitor.page.evaluate("document.documentElement.dir = 'ltr'")
