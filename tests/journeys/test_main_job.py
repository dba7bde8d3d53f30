"""Brief 6 by hand: one telephone number, from the draft to the closed case, by five people."""

from pathlib import Path

import pytest

from requests_mla.models import Request
from workflow.models import Letter

from .conftest import make_letters
from .rights import DOUBT, agree_to_rights_record, finish_rights_record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_a_request_goes_from_draft_to_closed(visit, tmp_path: Path) -> None:
    translation = tmp_path / "traduction.pdf"
    translation.write_bytes(b"%PDF-1.4\n%fixture\ntrailer\n%%EOF\n")
    path = _draft(visit, translation)
    _release(visit, path)
    _decide(visit, path)
    evidence = tmp_path / "subscriber.csv"
    evidence.write_text("number,holder\n+999205550142,A. N. Other\n")
    _execute(visit, path, evidence)
    _close(visit, path)
    letters = Letter.objects.order_by("number").values_list("kind", "state")
    assert list(letters) == [
        (kind, "signed")
        for kind in (
            "request",
            "acknowledgement",
            "decision",
            "transmittal",
            "receipt",
            "closing",
        )
    ]


def _draft(visit, translation: Path) -> str:
    lucia = visit("lucia@costaria.example")
    lucia.sees("Your desk is clear")
    lucia.open("/requests/new/")
    arvenia = lucia.page.locator("main select[name=to] option", has_text="Arvenia")
    lucia.fill(to=arvenia.get_attribute("value"), title="Subscriber of one telephone number")
    lucia.press("Open the draft")
    lucia.sees("Still missing")
    lucia.fill(
        conducting_authority="Fraud Section of the Prosecutor",
        conducting_functions="conducts the investigation",
        case_number="ST-1204-2026",
        nature="Criminal investigation",
        purpose="To identify the person behind the number",
    )
    lucia.press("Save")
    path = lucia.page.url.removeprefix(lucia.address).split("draft/")[0]
    lucia.open(f"{path}draft/offences/")
    lucia.fill(article="13", provision="Penal Code, s. 216", maximum_penalty_months="72")
    lucia.press("Add")
    lucia.sees("13")
    lucia.open(f"{path}draft/facts/")
    lucia.fill(facts="A seller who never delivered used this number.\n\nEleven buyers paid.")
    lucia.press("Save")
    lucia.open(f"{path}draft/measures/")
    lucia.fill(
        type="stored_data",
        category="subscriber",
        description="Subscriber information",
        target="+999 20 555 0142",
        period_from="2026-09-01",
        period_until="2026-09-30",
        necessity="Nothing else names the person",
    )
    lucia.press("Add")
    lucia.is_accessible()
    lucia.open(f"{path}draft/attachments/")
    lucia.fill(file=str(translation), role="translation")
    lucia.page.locator("main form:has([name=file]) [name=language]").fill("fr")
    lucia.submit("main form:has([name=file])")
    lucia.sees("traduction.pdf")
    lucia.open(f"{path}draft/check/")
    lucia.press("Submit for review")
    lucia.press("Submit for review")
    lucia.sees("Waits for the second person")
    finish_rights_record(lucia, path)
    return path


def _release(visit, path: str) -> None:
    make_letters()
    mateo = visit("mateo@costaria.example")
    mateo.open(f"{path}act/send/")
    mateo.press("Release and send")
    mateo.sees("Sent, not yet acknowledged")


def _decide(visit, path: str) -> None:
    amina = visit("amina@arvenia.example")
    amina.sees("Subscriber of one telephone number")
    amina.open(f"{path}act/acknowledge/")
    amina.press("Acknowledge")
    amina.sees("Received, being assessed")
    amina.open(f"{path}sheet/")
    amina.page.locator("main [name=m1-outcome]").select_option("granted")
    amina.press("Keep the decisions")
    finish_rights_record(amina, path, {"HR-10": DOUBT})
    amina.open(f"{path}act/propose/")
    amina.sees("granted")
    amina.press("Put the decision forward")
    make_letters()
    leila = visit("leila@arvenia.example")
    leila.open(f"{path}act/accept/")
    leila.sees("A second liaison officer has not agreed to the rights record yet.")
    agree_to_rights_record(leila, path)
    leila.open(f"{path}act/accept/")
    leila.press("Grant as decided")
    leila.sees("Granted in whole or in part")


def _execute(visit, path: str, evidence: Path) -> None:
    amina = visit("amina@arvenia.example")
    amina.open(f"{path}act/assign/")
    option = amina.page.locator("main select[name=executing_authority] option").nth(1)
    amina.fill(executing_authority=option.get_attribute("value"))
    amina.press("Assign for execution")
    hedi = visit("hedi@arvenia.example", width=360)
    hedi.open(f"{path}act/report/")
    hedi.fill(result="done", result_text="The provider answered.")
    hedi.press("Report on a measure")
    hedi.open(f"{path}?tab=evidence")
    hedi.fill(file=str(evidence), description="Subscriber information")
    hedi.submit("main form:has([name=file])")
    hedi.sees("subscriber.csv")
    amina.open(f"{path}act/deliver/")
    amina.press("Deliver the results")
    amina.sees("Answered, results returned")


def _close(visit, path: str) -> None:
    make_letters()
    lucia = visit("lucia@costaria.example")
    lucia.open(f"{path}?tab=evidence")
    lucia.sees("subscriber.csv")
    lucia.open(f"{path}act/confirm_receipt/")
    lucia.press("Confirm receipt")
    lucia.open(f"{path}act/close/")
    lucia.press("Close the case")
    lucia.sees("Nobody's: the case is closed")
    make_letters()
    assert Request.objects.get().case.status == "closed"


@pytest.mark.parametrize("width", [360, 1280])
def test_every_section_is_accessible_and_fits(visit, width: int) -> None:
    someone = visit("youssef@arvenia.example", width=width)
    for path in ("/", "/requests/", "/inbox/", "/states/", "/convention/", "/network/", "/acting/"):
        someone.open(path)
        someone.is_accessible()
