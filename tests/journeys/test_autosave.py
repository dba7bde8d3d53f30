"""Writing on a draft in a real browser: what is typed is kept without a press of the button."""

import pytest
from playwright.sync_api import expect

from config.demonstration.cast import Cast
from requests_mla.models import CasePerson, Request
from requests_mla.services import opening

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
# A pause in typing, and the way to the server and back.
SOON = 15_000


@pytest.fixture
def draft(cast: Cast) -> Request:
    """A draft of Lucia's to Arvenia."""
    return opening.open_draft(
        actor=cast.actors["lucia"], to=cast.central["XA"], title="Subscriber of one number"
    )


def address(draft: Request, step: str) -> str:
    return f"/requests/{draft.pk}/draft/{step}/"


def is_saved(visitor) -> None:
    expect(visitor.page.locator("[data-save-state]")).to_contain_text("Saved at", timeout=SOON)


@pytest.mark.parametrize("width", [360, 1280])
def test_words_that_were_typed_are_there_after_a_reload(visit, draft: Request, width: int) -> None:
    lucia = visit("lucia@costaria.example", width=width)
    lucia.open(address(draft, "facts"))
    missing = lucia.page.locator("#gaps")
    expect(missing).to_contain_text("Summary of the facts")
    lucia.page.locator("[name=facts]").press_sequentially("A seller who never delivered.")
    is_saved(lucia)
    expect(missing).not_to_contain_text("Summary of the facts")
    expect(lucia.page.locator(".steps .step-done")).to_contain_text("Facts")
    lucia.is_accessible()
    lucia.page.reload()
    assert lucia.page.locator("[name=facts]").input_value() == "A seller who never delivered."
    draft.refresh_from_db()
    assert draft.facts == "A seller who never delivered."


def test_leaving_by_a_link_takes_the_last_words_along(visit, draft: Request) -> None:
    lucia = visit("lucia@costaria.example")
    lucia.page.on("dialog", lambda dialog: pytest.fail(f"asked: {dialog.message}"))
    lucia.open(address(draft, "facts"))
    lucia.fill(facts="Typed and left at once.")
    lucia.page.locator(".steps a", has_text="Safeguards").click()
    lucia.page.wait_for_url("**/draft/safeguards/")
    draft.refresh_from_db()
    assert draft.facts == "Typed and left at once."


def test_a_page_that_is_put_away_saves_what_it_holds(visit, draft: Request) -> None:
    lucia = visit("lucia@costaria.example")
    lucia.open(address(draft, "facts"))
    lucia.fill(facts="Put away.")
    hide = "Object.defineProperty(document, 'visibilityState', {value: 'hidden'})"
    # Sent at once, not by the pause in typing; how long the answer takes is another matter.
    with lucia.page.expect_request("**/draft/facts/", timeout=2_500) as sent:
        lucia.page.evaluate(f"{hide}; document.dispatchEvent(new Event('visibilitychange'))")
    answer = sent.value.response()
    assert answer
    assert answer.status == 200
    draft.refresh_from_db()
    assert draft.facts == "Put away."


def test_the_button_pressed_right_after_typing_saves_once_and_goes_on(
    visit, draft: Request
) -> None:
    lucia = visit("lucia@costaria.example")
    lucia.open(address(draft, "facts"))
    lucia.page.locator("[name=facts]").press_sequentially("First. ")
    is_saved(lucia)
    lucia.page.locator("[name=facts]").press_sequentially("Second.")
    lucia.press("Save and go on")
    lucia.sees("Saved.")
    draft.refresh_from_db()
    assert draft.facts == "First. Second."


def test_a_row_is_written_once_however_long_one_types_on_it(visit, draft: Request) -> None:
    lucia = visit("lucia@costaria.example")
    lucia.open(address(draft, "persons"))
    lucia.fill(role="suspect")
    lucia.page.locator("[name=names]").press_sequentially("Karina")
    is_saved(lucia)
    expect(lucia.page.locator(".draft-rows")).to_contain_text("Karina")
    lucia.is_accessible()
    lucia.page.locator("[name=names]").press_sequentially(" Ostrova")
    expect(lucia.page.locator(".draft-rows")).to_contain_text("Karina Ostrova", timeout=SOON)
    lucia.page.reload()
    assert lucia.page.locator("[name=names]").input_value() == "Karina Ostrova"
    lucia.fill(nationality="Arvenian")
    lucia.press("Save")
    lucia.sees("Saved.")
    assert CasePerson.objects.get().nationality == "Arvenian"
    lucia.submit(".draft-rows")
    lucia.sees("Nothing here yet")


def test_what_is_not_valid_waits_and_says_why(visit, draft: Request) -> None:
    lucia = visit("lucia@costaria.example")
    lucia.open(address(draft, "who"))
    lucia.fill(title="", case_number="ST-1204")
    state = lucia.page.locator("[data-save-state]")
    expect(state).to_contain_text("Not saved yet: Subject", timeout=SOON)
    assert not lucia.page.locator("[data-errors]").count()
    lucia.is_accessible()
    lucia.fill(title="Subscriber of one number")
    is_saved(lucia)
    draft.refresh_from_db()
    assert draft.case_number == "ST-1204"


def test_the_second_of_two_tabs_is_told_and_keeps_what_was_typed(visit, draft: Request) -> None:
    lucia, mateo = visit("lucia@costaria.example"), visit("mateo@costaria.example", width=360)
    for one in (lucia, mateo):
        one.open(address(draft, "facts"))
    lucia.fill(facts="What Lucia wrote")
    is_saved(lucia)
    mateo.fill(facts="What Mateo wrote")
    state = mateo.page.locator("[data-save-state]")
    expect(state).to_contain_text("Not saved: Lucía", timeout=SOON)
    box = mateo.page.get_by_role("alert")
    expect(box).to_contain_text("saved this step at")
    assert box.get_by_label("Facts").input_value() == "What Lucia wrote"
    assert mateo.page.locator("[name=facts]").input_value() == "What Mateo wrote"
    mateo.is_accessible()
    mateo.press("Save")
    mateo.sees("Saved.")
    draft.refresh_from_db()
    assert draft.facts == "What Mateo wrote"


def test_without_a_connection_the_page_says_so_and_saves_when_it_is_back(
    visit, draft: Request
) -> None:
    lucia = visit("lucia@costaria.example")
    lucia.open(address(draft, "facts"))
    lucia.page.context.set_offline(True)
    lucia.fill(facts="Typed on a train.")
    state = lucia.page.locator("[data-save-state]")
    expect(state).to_contain_text("there is no connection", timeout=SOON)
    lucia.page.context.set_offline(False)
    expect(state).to_contain_text("Saved at", timeout=2 * SOON)
    draft.refresh_from_db()
    assert draft.facts == "Typed on a train."


def test_somebody_who_was_signed_out_is_not_told_that_words_were_saved(
    visit, draft: Request
) -> None:
    lucia = visit("lucia@costaria.example")
    lucia.open(address(draft, "facts"))
    lucia.page.context.clear_cookies()
    lucia.fill(facts="Typed too late.")
    expect(lucia.page.locator("[data-save-state]")).to_contain_text(
        "press the button to see why", timeout=SOON
    )
    draft.refresh_from_db()
    assert draft.facts == ""
