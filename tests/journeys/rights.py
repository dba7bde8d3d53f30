"""The rights record as somebody fills it in the browser."""

from collections.abc import Mapping

from config.demonstration.rights import Findings
from requests_mla.choices import Finding

from .conftest import Visitor
from .steps import fill_in

# Nothing was found; with a doubt instead of `finding`, the same answer is as whole.
NOTHING: Mapping[str, object] = {
    "finding": Finding.CLEAR,
    "words": "Looked at.",
    "source": "File of the case",
    "source_date": "2026-09-01",
    "step_taken": "Names of others are cut out.",
    "remaining_risk": "low",
}
DOUBT = {**NOTHING, "finding": Finding.UNCLEAR}


def finish_rights_record(who: Visitor, path: str, findings: Findings | None = None) -> None:
    """Answer every question, those without a finding of their own as of no concern, and finish."""
    who.open(f"{path}rights/")
    who.is_accessible()
    names = who.page.locator("main [name$=-finding]")
    for code in [(one.get_attribute("name") or "")[:5] for one in names.all()]:
        answer = (findings or {}).get(code.upper(), NOTHING)
        fill_in(who, "main", {f"{code}-{name}": value for name, value in answer.items()})
    who.press("Finish the record")
    who.page.wait_for_url(f"**{path}rights/*/")
    who.sees("The rights record is finished.")


def agree_to_rights_record(who: Visitor, path: str) -> None:
    """The second officer reads and agrees."""
    who.open(f"{path}rights/")
    who.sees("You are the second officer")
    who.press("Agree to this record")
    who.page.wait_for_url(f"**{path}")
    who.sees("a second liaison officer agreed")
