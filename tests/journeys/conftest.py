"""A real browser on the real pages: Debian's chromium through playwright, axe on every page."""

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from audit import moment
from config.demonstration.cast import PASSWORD, Cast, assemble
from requests_mla.services import posting

# Playwright runs an event loop in this thread; the database is used from it on purpose.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What a page is made of: two pages of one address that differ here are looked at both.
COMPONENTS = """() => {
  const kinds = [...document.querySelectorAll("body, body *")].map((e) =>
    [e.tagName, e.className, e.type, e.getAttribute("role"), e.hidden].join(" "));
  return [...new Set(kinds)].sort().join();
}"""
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")
seen_by_axe: set[tuple[object, ...]] = set()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "The journeys need the Debian package chromium; ./test installs it."
    with sync_playwright() as player:
        running = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    from convention.services import load_catalogue

    load_catalogue()
    return assemble(moment.now())


class Visitor:
    """One person in a browser of their own.

    Who holds two appointments acts as `acts_as`; empty: is still asked. Without an address of
    e-mail nobody signs in.
    """

    def __init__(
        self,
        browser: Browser,
        address: str,
        email: str,
        width: int = 1280,
        acts_as: str = "Liaison officer",
    ) -> None:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="en")
        self.width = width
        self.page: Page = context.new_page()
        self.address = address
        self.faults: list[str] = []
        self.page.on("pageerror", lambda problem: self.faults.append(str(problem)))
        if email:
            self._sign_in(email, acts_as)

    def _sign_in(self, email: str, acts_as: str) -> None:
        self.open("/account/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.submit("main form:has([name=password])")
        if acts_as and "/acting/" in self.page.url:
            self.submit(f"main li:has-text('{acts_as}') form")

    def open(self, path: str) -> None:
        """Go to a page of the installation, and look at it."""
        self.page.goto(self.address + path)
        self._look_at_page()

    def fill(self, **values: str) -> None:
        """Fill fields by name; a file is given as a path."""
        for name, value in values.items():
            field = self.page.locator(f"main [name={name}]")
            kind = field.evaluate("e => e.tagName + ':' + (e.type || '')")
            if kind.startswith("SELECT"):
                field.select_option(value)
            elif kind.endswith(":file"):
                field.set_input_files(value)
            else:
                field.fill(value)

    def press(self, label: str) -> None:
        """Press the button or follow the link with exactly these words, in the main part."""
        main = self.page.locator("main")
        button = main.get_by_role("button", name=label, exact=True)
        link = main.get_by_role("link", name=label, exact=True)
        self._arrive(button.or_(link).first)

    def submit(self, form: str) -> None:
        """Press the button of one form among several, named by a selector."""
        self._arrive(self.page.locator(f"{form} button[type=submit]").first)

    def _arrive(self, target: Locator) -> None:
        """Click and wait for the page it leads to; the next step would else race with it."""
        with self.page.expect_navigation():
            target.click()
        self._look_at_page()

    def _look_at_page(self) -> None:
        """Every page that is visited is accessible; those of one kind are looked at once."""
        address = NUMBERS.sub("*", self.page.url.removeprefix(self.address))
        kind = (self.width, address, self.page.evaluate(COMPONENTS))
        if kind in seen_by_axe:
            self.fits()
        else:
            self.is_accessible()
            seen_by_axe.add(kind)

    def sees(self, text: str) -> None:
        """The page shows this text, and is accessible."""
        assert text in self.page.inner_text("body"), self.page.inner_text("main")[:2000]
        self._look_at_page()

    def is_accessible(self) -> None:
        """axe finds nothing on this page, and nothing overflows sideways."""
        self._passes({"runOnly": RULES})
        self.fits()

    def is_readable_in_the_dark(self) -> None:
        """Text stands out from its ground in the dark colours, too."""
        self.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        self._passes({"runOnly": {"type": "rule", "values": ["color-contrast"]}})
        self.page.emulate_media(color_scheme="light")

    def narrow(self, width: int) -> None:
        """Give the window another width."""
        self.width = width
        self.page.set_viewport_size({"width": width, "height": 900})

    def fits_mirrored(self) -> None:
        """The page fits when it is read from right to left."""
        self.page.evaluate("document.documentElement.dir = 'rtl'")
        self.fits()
        self.page.evaluate("document.documentElement.dir = 'ltr'")

    def _passes(self, options: dict[str, Any]) -> None:
        found: Any = Axe().run(self.page, options=options)
        assert not found.response["violations"], f"{self.page.url}\n{found.generate_report()}"

    def fits(self) -> None:
        """Nothing overflows sideways, and no script failed."""
        assert not self.page.evaluate(WIDE), f"{self.page.url} scrolls sideways"
        assert not self.faults


@pytest.fixture
def visit(browser: Browser, live_server: Any, cast: Cast) -> Any:
    """`visit("lucia@costaria.example")` signs somebody in."""
    return lambda email, **options: Visitor(browser, live_server.url, email, **options)


def make_letters() -> None:
    """What the worker does every few seconds."""
    for pk in posting.claim_orders():
        posting.make_letter(pk)
