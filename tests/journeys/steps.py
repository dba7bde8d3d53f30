"""Steps that several briefs take by hand, and how one fills in a page and reads it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model

from .conftest import Visitor, make_letters

Visit = Callable[..., Visitor]
Values = Mapping[str, Any]


def reads(visitor: Visitor, text: str) -> None:
    """The text is there; axe has seen or will see a page of this kind elsewhere in the journey."""
    assert text in visitor.page.inner_text("body"), visitor.page.inner_text("main")[:2000]


def fill_in(visitor: Visitor, form: str, values: Values) -> None:
    """Fill one of several forms of the page; dates, words and rows as their fields want them."""
    for name, value in values.items():
        field = visitor.page.locator(f"{form} [name={name}]")
        text = str(value.pk if isinstance(value, Model) else value)
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def acknowledge(who: Visitor, path: str, remark: str) -> None:
    """The requested State takes the request up."""
    who.open(f"{path}act/acknowledge/")
    who.fill(remark=remark)
    who.press("Acknowledge")
    reads(who, "Received, being assessed")


def keep_the_sheet(who: Visitor, path: str, decision: Mapping[int, Values], **beside: str) -> None:
    """Write every line of the decision sheet, and what stands `beside` them, and keep it."""
    who.open(f"{path}sheet/")
    for number, line in decision.items():
        fill_in(who, "main", {f"m{number}-{name}": value for name, value in line.items()})
    who.fill(**beside)
    who.press("Keep the decisions")
    reads(who, "The decisions are kept.")


def put_forward(who: Visitor, path: str) -> None:
    """The decision goes before a second person, and its document is made."""
    who.open(f"{path}act/propose/")
    who.is_accessible()
    who.press("Put the decision forward")
    reads(who, "Decision put forward")
    make_letters()
