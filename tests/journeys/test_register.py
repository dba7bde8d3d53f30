"""The register in a browser: sorted by its columns, and as cards on a phone."""

import pytest

from config.demonstration.play import Play

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
CIARA = "ciara@belmara.example"


@pytest.fixture
def cases(cast) -> None:
    from audit import moment
    from tests.requests_mla import stage

    at = moment.now()
    stage.received(cast, at)
    Play(cast, at).draft("ciara", "XA", "A draft that has no date")


def test_columns_sort_and_a_search_is_kept(visit, cast, cases) -> None:
    ciara = visit(CIARA)
    ciara.open("/requests/")
    with ciara.page.expect_navigation():
        ciara.page.locator("thead a", has_text="Runs out").click()
    heading = ciara.page.locator("th[aria-sort]")
    assert heading.get_attribute("aria-sort") == "ascending"
    titles = ciara.page.locator("tbody .table-title").all_inner_texts()
    assert titles == ["Clinic ransomware", "A draft that has no date"]
    ciara.page.get_by_text("Keep this search").click()
    ciara.fill(name="")
    ciara.press("Keep")
    ciara.sees("Give the search a name to find it by.")
    ciara.fill(name="Mine")
    ciara.press("Keep")
    ciara.sees("The search is kept as “Mine”.")
    ciara.press("Rename or forget")
    ciara.sees("under names of your own")
    ciara.fill(name="Ours")
    ciara.press("Rename")
    ciara.sees("The search is now called “Ours”.")


def test_a_card_has_no_line_for_what_there_is_not(visit, cast, cases) -> None:
    ciara = visit(CIARA, width=360)
    ciara.open("/requests/")
    ciara.is_accessible()
    for title, shown in (("Clinic ransomware", True), ("A draft that has no date", False)):
        card = ciara.page.locator("tbody tr", has_text=title)
        assert card.locator("[data-label='Runs out']").is_visible() is shown
        assert card.locator("[data-label='Status']").is_visible()
