"""Brief 3 by hand, from the letter on the scanner to the refusal; and what of it leaves Arvenia.

What is typed is the text of the demonstration's play of the same brief. Dravonia is reached by
post: what it reads are the letters. So that its side of the pages is looked at as well, it works
in the installation at the end.
"""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from accounts.choices import Role
from accounts.models import Authority, Participation, Person
from audit import moment
from config.demonstration.briefs import insult as brief
from config.demonstration.cast import PASSWORD, Cast
from config.demonstration.papers import paper
from requests_mla.models import Offence, Request, RightsRecord
from requests_mla.views.case import TABS
from tests.documents.letters import closed_up, text_of
from tests.requests_mla.stage import appointed
from tests.requests_mla.test_rights_stay_home import attached
from workflow.choices import Side
from workflow.models import Letter

from .conftest import Visitor, make_letters
from .rights import agree_to_rights_record, finish_rights_record
from .steps import Visit, acknowledge, fill_in, keep_the_sheet, put_forward, reads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LAW = brief.LAW_HERE[None]
(CONDUCT,) = LAW.lines.values()
INTERNAL_REASONS = [str(line["internal_reasons"]) for line in brief.DECISION.values()]
FINDINGS = [
    str(row[name]) for row in brief.RIGHTS.values() for name in ("words", "source", "step_taken")
]
COMPARED = [LAW.beside["provision"], LAW.beside["discretion_reason"], CONDUCT["words"]]
# What Arvenia writes for itself alone; and the one word that stands behind all of it.
OWN_WORDS = [brief.NOTE, brief.NO_TALKS, *INTERNAL_REASONS, *FINDINGS, *COMPARED, "asylum"]


def test_the_third_brief_goes_from_the_letter_to_the_refusal(
    visit: Visit, cast: Cast, tmp_path: Path
) -> None:
    amina, youssef = visit("amina@arvenia.example"), visit("youssef@arvenia.example")
    path = _register(amina, cast, tmp_path)
    acknowledge(youssef, path, brief.ACKNOWLEDGED)
    _keep_a_note(amina, path)
    _compare_with_the_law_here(amina, path)
    finish_rights_record(amina, path, brief.RIGHTS)
    amina.sees("Waits for a second liaison officer")
    _decide(amina, path)
    leila = visit("leila@arvenia.example")
    _agree(leila, path)
    _nobody_sends_before_a_liaison_officer_signed(youssef, path)
    _countersign(leila, path)
    _send(youssef, path)
    _arvenia_reads_its_own_words(youssef, path)
    oleg = visit(_somebody_in_dravonia(cast))
    _the_letters_tell_the_reasons_and_nothing_else(oleg, path, tmp_path)
    _the_pages_tell_the_reasons_and_nothing_else(oleg, path)


def _register(amina: Visitor, cast: Cast, folder: Path) -> str:
    """Deficient as it is, the letter comes on the register; what it lacks is said."""
    scan = folder / "letter.pdf"
    scan.write_bytes(paper(cast.central["XD"], brief.LETTER, moment.now()))
    amina.open("/requests/paper/")
    dravonia = amina.page.locator("main select[name=sender] option", has_text="Dravonia")
    amina.fill(
        sender=str(dravonia.get_attribute("value")),
        title=brief.TITLE,
        their_reference=brief.THEIR_REFERENCE,
        letter_date=f"{moment.now().date() - timedelta(days=6)}",
        letter_scan=str(scan),
        language="ru",
        conducting_authority=brief.CONDUCTING,
        facts=brief.FACTS,
        offence="serious",
        offence_title=brief.INSULT.title,
        offence_provision=brief.INSULT.provision,
        offence_penalty=str(brief.INSULT.maximum_penalty_months),
    )
    for number, (kind, wanted) in enumerate(brief.MEASURES, start=1):
        row = "" if number == 1 else f"_{number}"
        amina.fill(**{f"measure{row}": kind, f"wanted{row}": wanted})
    amina.press("Put on the register")
    amina.sees("The request is on the register.")
    path = amina.page.url.removeprefix(amina.address)
    amina.open(f"{path}draft/persons/")
    amina.sees("Still missing")
    amina.open(f"{path}?tab=measures")
    for _kind, wanted in brief.MEASURES:
        reads(amina, wanted)
    return path


def _keep_a_note(amina: Visitor, path: str) -> None:
    amina.open(path)
    amina.page.get_by_text("Write a note").click()
    amina.fill(text=brief.NOTE)
    amina.press("Keep the note")
    reads(amina, brief.NOTE)


def _compare_with_the_law_here(amina: Visitor, path: str) -> None:
    amina.open(f"{path}criminality/")
    offence = f"o{Offence.objects.get().pk}"
    for prefix, written in ((offence, LAW.beside), (f"{offence}-1", CONDUCT)):
        fill_in(amina, "main", {f"{prefix}-{name}": text for name, text in written.items()})
    amina.press("Finish the comparison")
    amina.sees("The comparison is finished.")


def _decide(amina: Visitor, path: str) -> None:
    """Every line is refused; the one that is out of scope stands apart. Amina cannot send it."""
    amina.open(f"{path}sheet/")
    apart = amina.page.locator("main section:has-text('Out of scope: a serious crime')")
    assert apart.evaluate_all("all => all.map(e => e.id)") == ["measure-3"]
    keep_the_sheet(amina, path, brief.DECISION, no_talks_reason=brief.NO_TALKS)
    amina.open(f"{path}sheet/")
    reason = amina.page.locator("main [name=no_talks_reason]")
    assert reason.input_value() == brief.NO_TALKS
    put_forward(amina, path)
    amina.open(f"{path}act/refuse/")
    reads(amina, "Somebody else must decide.")


def _agree(leila: Visitor, path: str) -> None:
    """Grave findings: until a second officer agreed to them nobody signs."""
    leila.open(f"{path}act/countersign/")
    leila.sees("A second liaison officer has not agreed to the rights record yet.")
    leila.open(f"{path}rights/")
    for text in FINDINGS:
        reads(leila, text)
    reads(leila, "The overall risk is high.")
    agree_to_rights_record(leila, path)


def _nobody_sends_before_a_liaison_officer_signed(youssef: Visitor, path: str) -> None:
    youssef.open(f"{path}act/refuse/")
    youssef.sees("No liaison officer has countersigned this decision yet.")
    assert youssef.page.get_by_role("button", name="Refuse", exact=True).is_disabled()


def _countersign(leila: Visitor, path: str) -> None:
    leila.open(f"{path}act/countersign/")
    leila.sees("Read exactly this document")
    for text in (brief.REASONS, *INTERNAL_REASONS):
        reads(leila, text)
    leila.press("Countersign")
    leila.sees("Decision countersigned")


def _send(youssef: Visitor, path: str) -> None:
    youssef.open(f"{path}act/refuse/")
    youssef.sees("It cannot be taken back.")
    youssef.press("Refuse")
    youssef.sees("Refused")
    make_letters()
    assert Request.objects.get().case.status == "refused"
    record = RightsRecord.objects.get()
    assert (record.author_name, record.second_name) == ("Amina Trabelsi", "Leïla Mansour")
    letters = Letter.objects.order_by("number").exclude(state="superseded")
    assert list(letters.values_list("kind", "state", "signer_name")[1:]) == [
        ("acknowledgement", "signed", "Youssef Haddad"),
        ("refusal", "signed", "Youssef Haddad"),
    ]


def _arvenia_reads_its_own_words(youssef: Visitor, path: str) -> None:
    """The same look finds them here: that it finds nothing for Dravonia then says something."""
    here = "".join(_pages_of(youssef, path))
    for text in (brief.NOTE, *INTERNAL_REASONS):
        assert text in here
    youssef.open(f"{path}criminality/")
    reads(youssef, CONDUCT["words"])


def _somebody_in_dravonia(cast: Cast) -> str:
    """Dravonia begins to work in the installation, and sees the cases in which it asks."""
    Authority.objects.filter(pk=cast.central["XD"].pk).update(connected=True)
    Participation.objects.filter(side=Side.REQUESTING).update(visible=True)
    officer = appointed(cast, "XD", "oleg", Role.CENTRAL_AUTHORITY_OFFICER)
    person = Person.objects.get(pk=officer.person_id)
    person.set_password(PASSWORD)
    person.save()
    return person.email


def _the_letters_tell_the_reasons_and_nothing_else(oleg: Visitor, path: str, folder: Path) -> None:
    """Every letter that went to Dravonia, as it is read on paper and by a program."""
    oleg.open(f"{path}?tab=letters")
    links = oleg.page.locator("main table a")
    found = links.evaluate_all("all => all.map(e => [e.textContent, e.href])")
    told = {label: _letter(oleg, address, folder) for label, address in found}
    assert [label[:2] for label in told] == ["3.", "2.", "1."]
    for text in told.values():
        _tells_nothing(text)
    refusal = told["3. Refusal of a request"]
    for words in (brief.REASONS, str(brief.OUTSIDE["reasons"]), "40(22)", brief.THEIR_REFERENCE):
        assert closed_up(words) in refusal


def _letter(oleg: Visitor, address: str, folder: Path) -> str:
    """The text of a letter and of what is attached to it."""
    pdf = oleg.page.request.get(address).body()
    return closed_up(text_of(pdf, folder) + attached(folder))


def _the_pages_tell_the_reasons_and_nothing_else(oleg: Visitor, path: str) -> None:
    pages = list(_pages_of(oleg, path))
    assert any(brief.REASONS in page for page in pages)
    for page in pages:
        _tells_nothing(closed_up(page))
    for own in ("rights/1/", "criminality/", "criminality/1/", "sheet/", "act/refuse/"):
        answer = oleg.page.request.get(f"{oleg.address}{path}{own}")
        assert answer.status in (403, 404, 409), own
        _tells_nothing(closed_up(unescape(answer.text())))


def _pages_of(who: Visitor, path: str) -> Iterator[str]:
    """The pages of the case as this side reads them, with what they hide from the eye."""
    tabs = [f"{path}?tab={tab}" for tab in TABS]
    for page in (*tabs, f"{path}history/", f"{path}read/", f"{path}rights/", f"{path}access/"):
        who.open(page)
        yield unescape(who.page.content())


def _tells_nothing(closed_up_text: str) -> None:
    for text in OWN_WORDS:
        assert closed_up(text) not in closed_up_text, text
