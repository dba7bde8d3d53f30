"""Brief 1 by hand, from draft to close: names in three scripts, an annex, five measures, files.

What is typed is the text of the demonstration's play of the same brief.
"""

from pathlib import Path

import pytest

from config.demonstration.briefs import ransomware as brief
from desk.services import deliver_notices
from requests_mla.models import Request
from workflow.choices import LetterState
from workflow.models import Letter

from .conftest import Visitor, make_letters
from .executing import execute_and_close
from .rights import finish_rights_record
from .steps import acknowledge, fill_in, keep_the_sheet, put_forward, reads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
# The play fills the columns of the request, the browser the fields of the page.
WHO = {name.removesuffix("_id"): text for name, text in brief.WHO.items()}
QUESTION = "In which time zone are the connection times of the annex?"
ANSWER = "The times of the annex are UTC; port numbers were added for lines 12–38."
PROPOSAL = "Measure 4 for 1–31 March only, correspondence of lawyers filtered out beforehand."


def test_the_first_brief_goes_from_draft_to_close(visit, tmp_path: Path) -> None:
    youssef = visit("youssef@arvenia.example")
    path = _open(youssef)
    _say_who_and_why(youssef, path)
    _add_rows(youssef, path)
    _paste_the_annex(youssef, path)
    _submit(youssef, path)
    _release(visit, path)
    _ask_and_answer(visit, youssef, path)
    _talk(visit, youssef, path)
    _decide(visit, path)
    _read_the_decision(youssef, path)
    execute_and_close(visit, path, tmp_path)
    _everything_was_kept()


def _open(youssef: Visitor) -> str:
    youssef.open("/requests/new/")
    belmara = youssef.page.locator("main select[name=to] option", has_text="Belmara")
    youssef.fill(to=str(belmara.get_attribute("value")), title="Hospital ransomware, Port-Sélène")
    youssef.is_accessible()
    youssef.press("Open the draft")
    youssef.sees("Still missing")
    return youssef.page.url.removeprefix(youssef.address).split("draft/")[0]


def _say_who_and_why(youssef: Visitor, path: str) -> None:
    for step, values in (
        ("who", WHO),
        ("facts", {"facts": brief.FACTS}),
        ("safeguards", brief.SAFEGUARDS),
        ("urgency", {"urgency": "urgent", "urgency_reason": "The server is kept until 30 June."}),
    ):
        youssef.open(f"{path}draft/{step}/")
        youssef.fill(**values)
        youssef.press("Save")
        for name, text in values.items():
            assert youssef.page.locator(f"main [name={name}]").input_value() == text
        youssef.is_accessible()


def _add_rows(youssef: Visitor, path: str) -> None:
    for step, rows in (
        ("offences", brief.OFFENCES),
        ("persons", brief.PERSONS),
        ("identifiers", brief.ACCOUNTS),
        ("measures", brief.MEASURES),
    ):
        youssef.open(f"{path}draft/{step}/")
        for number, row in enumerate(rows, start=1):
            fill_in(youssef, "#row-form", row)
            youssef.submit("#row-form")
            assert youssef.page.locator(".draft-rows > li").count() == number
        youssef.is_accessible()
    youssef.open(f"{path}draft/persons/")
    youssef.sees("Карина Острова")


def _paste_the_annex(youssef: Visitor, path: str) -> None:
    """Thirty-eight lines of address, port and time; one of them first with a slip of the pen."""
    lines = [f"{row['value']} {row['port']} {row['seen_at']:%FT%TZ}" for row in brief.SESSIONS]
    youssef.open(f"{path}draft/identifiers/")
    _add_many(youssef, [*lines[:-1], lines[-1].replace("203", "2O3")])
    youssef.sees("Line 38 cannot be read")
    _add_many(youssef, lines)
    youssef.sees("203.0.113.77")
    count = youssef.page.locator(".draft-rows > li").count()
    assert count == len(lines) + len(brief.ACCOUNTS)


def _add_many(youssef: Visitor, lines: list[str]) -> None:
    form = "form:has([name=many])"
    if not youssef.page.locator(form).is_visible():
        youssef.page.get_by_text("Add many at once").click()
    fill_in(youssef, form, {"kind": "ip", "values": "\n".join(lines)})
    youssef.submit(form)


def _submit(youssef: Visitor, path: str) -> None:
    youssef.open(f"{path}draft/check/")
    youssef.sees("Nothing blocks.")
    youssef.press("Submit for review")
    youssef.is_accessible()
    youssef.press("Submit for review")
    reads(youssef, "Waits for the second person")
    youssef.open(f"{path}act/send/")
    youssef.sees("You wrote on this draft or its rights record. Somebody else must read and")
    finish_rights_record(youssef, path)


def _release(visit, path: str) -> None:
    make_letters()
    leila = visit("leila@arvenia.example")
    reads(leila, "Hospital ransomware")
    leila.open(f"{path}act/send/")
    leila.sees("Read exactly this document")
    leila.press("Release and send")
    reads(leila, "Sent, not yet acknowledged")


def _ask_and_answer(visit, youssef: Visitor, path: str) -> None:
    ciara = visit("ciara@belmara.example")
    reads(ciara, "Hospital ransomware")
    ciara.open(f"{path}?tab=persons")
    ciara.sees("كارينا أوستروفا")
    acknowledge(ciara, path, "The frozen data stay frozen until we decide.")
    ciara.open(f"{path}act/ask/")
    ciara.fill(question=QUESTION)
    ciara.is_accessible()
    ciara.press("Ask for more")
    reads(ciara, "Question asked")
    make_letters()
    youssef.open("/")
    reads(youssef, "Hospital ransomware")
    youssef.open(path)
    reads(youssef, QUESTION)
    youssef.open(f"{path}act/reply/")
    youssef.fill(answer=ANSWER)
    youssef.is_accessible()
    youssef.press("Answer the question")
    reads(youssef, "Received, being assessed")


def _talk(visit, youssef: Visitor, path: str) -> None:
    aoife = visit("aoife@belmara.example")
    aoife.open(path)
    aoife.sees(ANSWER)
    aoife.open(f"{path}act/consult/")
    aoife.fill(proposal=PROPOSAL)
    aoife.press("Talk about conditions")
    reads(aoife, "Talks about conditions")
    youssef.open(f"{path}act/accept_conditions/")
    youssef.fill(remark="We accept both conditions for measure 4.")
    youssef.press("Accept the conditions")
    reads(youssef, "Received, being assessed")


def _decide(visit, path: str) -> None:
    ciara = visit("ciara@belmara.example")
    keep_the_sheet(ciara, path, brief.DECISION)
    finish_rights_record(ciara, path)
    put_forward(ciara, path)
    ciara.open(f"{path}act/accept/")
    reads(ciara, "Somebody else must decide.")
    aoife = visit("aoife@belmara.example")
    aoife.open(f"{path}?tab=measures")
    reads(aoife, "granted with conditions")
    aoife.open(f"{path}act/accept/")
    aoife.sees("Read exactly this document")
    aoife.press("Grant as decided")
    aoife.sees("Granted in whole or in part")


def _read_the_decision(youssef: Visitor, path: str) -> None:
    make_letters()
    deliver_notices()
    for tab in ("timeline", "measures", "letters"):
        youssef.open(f"{path}?tab={tab}")
        youssef.sees("Granted in whole or in part")
        text = youssef.page.inner_text("body")
        assert brief.DECISION[4]["internal_reasons"] not in text
    youssef.open(f"{path}?tab=measures")
    reads(youssef, brief.DECISION[4]["conditions"])
    youssef.open("/inbox/")
    youssef.sees("Hospital ransomware")


def _everything_was_kept() -> None:
    """What was typed is in the database, letter by letter, and all letters are signed."""
    request = Request.objects.get()
    for name, text in {**brief.WHO, "facts": brief.FACTS, **brief.SAFEGUARDS}.items():
        assert getattr(request, name).replace("\r\n", "\n") == text
    (person,) = request.persons.all()
    assert person.all_names == brief.PERSONS[0]["names"].splitlines()
    seen = request.identifiers.filter(kind="ip").values_list("value", "port", "seen_at")
    assert list(seen) == [(row["value"], row["port"], row["seen_at"]) for row in brief.SESSIONS]
    kinds = Letter.objects.order_by("number").values_list("kind", "state")
    assert list(kinds) == [
        (kind, LetterState.SIGNED)
        for kind in (
            "request",
            "acknowledgement",
            "question",
            "answer",
            "talks",
            "talks_answer",
            "decision",
            "transmittal",
            "receipt",
            "closing",
        )
    ]
