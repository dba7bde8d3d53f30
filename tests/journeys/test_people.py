"""People administration in a real browser, narrow and wide: what is pressed, and what is read."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from accounts.models import Authority, Person

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PICTURES")


def look(visitor: Any, name: str) -> None:
    """Accessible, inside its margins; kept as a picture where PICTURES names a folder."""
    visitor.is_accessible()
    if PICTURES:
        width = visitor.page.viewport_size["width"]
        path = Path(PICTURES) / f"{name}-{width}.png"
        visitor.page.screenshot(path=path, full_page=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_an_administrator_stops_keeps_out_and_corrects(visit: Any, width: int) -> None:
    sean = visit("sean@belmara.example", width=width)
    ciara = Person.objects.get(email="ciara@belmara.example")
    sean.open("/people/")
    look(sean, "people")
    sean.open(f"/people/{ciara.pk}/")
    look(sean, "person")
    sean.submit("form[action$='/stop/']")
    sean.sees("The appointment was stopped.")
    sean.press("Let them sign in no more")
    sean.sees("may not sign in any more")
    look(sean, "kept-out")
    sean.press("Correct name or address")
    look(sean, "correct")
    sean.open("/people/invite/")
    sean.fill(
        name="Youssef",
        email="youssef@arvenia.example",
        authority=str(ciara.appointments.get().authority_id),
        role="liaison_officer",
        since="2026-11-01",
    )
    sean.press("Add this person")
    sean.sees("It is the same person")
    look(sean, "known-elsewhere")
    sean.page.check("[name=it_is_them]")
    sean.press("Add this person")
    sean.sees("keeps the password they have")
    sean.open("/authorities/")
    look(sean, "authorities")
    authority = Authority.objects.filter(state="XB").values_list("pk", flat=True)[0]
    sean.open(f"/authorities/{authority}/")
    look(sean, "authority")


@pytest.mark.parametrize("width", [360, 1280])
def test_somebody_chooses_and_looks_after_their_own_sign_in(visit: Any, width: int) -> None:
    mateo = visit("mateo@costaria.example", width=width, acts_as="")
    mateo.sees("For whom do you act?")
    look(mateo, "acting")
    mateo.submit("main li:has-text('Duty officer') form")
    mateo.open("/profile/")
    mateo.press("Save")
    mateo.sees("Saved.")
    look(mateo, "profile")
    mateo.open("/tokens/")
    mateo.fill(name="Archive")
    mateo.press("Make a token")
    mateo.sees("shown only this once")
    look(mateo, "token-made")
    mateo.submit("form[action$='/revoke/']")
    mateo.sees("was revoked")
    mateo.open("/account/email/")
    look(mateo, "address")


def test_a_role_that_needs_a_second_factor_reads_why(visit: Any) -> None:
    with override_settings(SECOND_FACTOR_ROLES=frozenset({"liaison_officer"})):
        aoife = visit("aoife@belmara.example", width=360)
        aoife.sees("asks for a second factor")
        look(aoife, "second-factor")
