"""The rights record as somebody fills it in the browser."""

from .conftest import Visitor


def finish_rights_record(who: Visitor, path: str, *, doubted: str = "") -> None:
    """Answer every question without concern, but that of the code `doubted`, and finish."""
    who.open(f"{path}rights/")
    who.is_accessible()
    names = who.page.locator("main [name$=-finding]")
    for code in [(one.get_attribute("name") or "")[:5] for one in names.all()]:
        answer = {
            f"{code}-finding": "unclear" if code == doubted else "clear",
            f"{code}-words": "Looked at.",
            f"{code}-source": "File of the case",
            f"{code}-source_date": "2026-09-01",
            f"{code}-step_taken": "Names of others are cut out.",
            f"{code}-remaining_risk": "low",
        }
        who.fill(**answer)
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
