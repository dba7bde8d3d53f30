"""Brief 4 by hand, on two telephones: from the call at night to the hand-over in the morning.

Belmara's desk asks Costaria's; a second person of Costaria looks at it afterwards.
"""

import re
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Person
from audit import moment
from audit.moment import pretended
from config.demonstration.cast import Cast
from config.demonstration.duty import at_the_desk
from network247.models import Shift, UrgentMatter
from network247.services.roster import plan_shift
from network247.services.seeding import seed_contacts

from .conftest import Visitor, make_letters
from .steps import Visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PHONE = 360
SAID = {
    "risk_to_whom": "A child who is abused before a camera.",
    "risk_significant": "The abuse goes on for as long as the stream is paid for.",
    "risk_imminent": "The next stream is announced for tonight.",
    "data_wanted": "Last IP addresses of lagoon_77 and the subscriber's address.",
    "custodian": "Vidriera",
    "authority_in_charge": "Child Protection Unit, Carrick",
    "offence_title": "Online child sexual abuse",
    "facts": "A live stream of lagoon_77 was seen at 02:40 (UTC).",
    "read_back": "Child before a camera, account lagoon_77 on Vidriera, needed within hours.",
}


@pytest.fixture
def desks(cast: Cast) -> None:
    """The directory has known the desks for a month."""
    with pretended(moment.now() - timedelta(days=30)):
        seed_contacts()
    _roster(cast)


def _roster(cast: Cast) -> None:
    """Ana has the night, Pablo the morning; it is twenty minutes before he comes."""
    morning = moment.now() + timedelta(minutes=20)
    with pretended(moment.now() - timedelta(hours=8)):
        for name, begin, end in (
            ("ana", morning - timedelta(hours=8), morning),
            ("pablo", morning, morning + timedelta(hours=8)),
        ):
            plan_shift(
                actor=at_the_desk(cast, name),
                authority=cast.central["XC"],
                person=Person.objects.get(pk=cast.actors[name].person_id),
                span=(begin, end),
            )


def test_the_fourth_brief_is_played_by_two_desks_on_their_telephones(
    visit: Visit, desks: None
) -> None:
    niamh = visit("niamh@belmara.example", width=PHONE)
    ana = visit("ana@costaria.example", width=PHONE)
    ana.open("/network/shift/")
    ana.press("Take the desk over")
    path = _ask_by_telephone(niamh)
    _it_rings_and_is_accepted(ana, path)
    _nothing_is_done_before_she_was_verified(ana, path)
    _verify(ana, path)
    niamh.open(path)
    niamh.sees("Verified: called back, number of the directory.")
    _freeze(ana, path)
    _answer(ana, path)
    _confirm_in_writing(niamh, path)
    lucia = visit("lucia@costaria.example", width=PHONE)
    _look_at_it_afterwards(ana, lucia, path)
    _the_times_are_on_the_timeline(niamh, path)
    _hand_over(ana, visit("pablo@costaria.example", width=PHONE))


def _ask_by_telephone(niamh: Visitor) -> str:
    niamh.open("/network/")
    niamh.press("Ask another desk")
    costaria = niamh.page.locator("main select[name=desk] option", has_text="Costaria")
    niamh.page.check("main [name=kind][value=emergency_data]")
    niamh.page.check("main [name=route][value=telephone]")
    niamh.fill(desk=str(costaria.get_attribute("value")), title="Child before a camera")
    niamh.press("Go on")
    niamh.press("I telephone now: ring there")
    niamh.sees("It could not be sent yet")
    niamh.fill(**SAID)
    niamh.fill(kind_0="account", value_0="lagoon_77", service_0="Vidriera")
    niamh.press("I telephone now: ring there")
    niamh.sees("Waits to be accepted")
    return str(niamh.page.url.removeprefix(niamh.address))


def _it_rings_and_is_accepted(ana: Visitor, path: str) -> None:
    ana.open("/network/alarm/")
    ana.sees("emergency data")
    ana.page.locator("form[action*='/accept/'] button").first.click()
    ana.open(path)
    ana.sees("Accepted")
    ana.sees("Not verified. Call back at a number of the directory before you act.")


def _nothing_is_done_before_she_was_verified(ana: Visitor, path: str) -> None:
    assert ana.page.get_by_role("button", name="Order the freeze").is_disabled()
    assert ana.page.get_by_role("button", name="Answer", exact=True).is_disabled()


def _verify(ana: Visitor, path: str) -> None:
    ana.press("Verified: they confirmed it")
    ana.sees("+999 353 555 0124")
    ana.fill(spoke_to="Niamh Byrne", words="She named the account before I did.")
    ana.press("Verified: they confirmed it")
    ana.sees("Verified: called back, number of the directory.")


def _freeze(ana: Visitor, path: str) -> None:
    ana.press("Order the freeze")
    ana.fill(custodian="Vidriera S.A.", order_reference="OG-247-88")
    ana.press("Order the freeze")
    ana.press("Note that it is frozen meanwhile")
    ana.fill(custodian_reference="VID-5512", frozen_what="Everything of lagoon_77.")
    ana.press("Note that it is frozen meanwhile")
    make_letters()
    ana.open(path)
    ana.sees("Frozen, the answer is still owed")
    ana.sees("Treaty, 42(8): at least 60 days")
    ana.sees("Treaty, 25(2): at most 90 days")


def _answer(ana: Visitor, path: str) -> None:
    ana.press("Answer, the data stay frozen")
    ana.fill(answer="198.51.100.23, until 02:51 (UTC).", permission="Law 9048, article 14.")
    ana.press("Answer, the data stay frozen")
    make_letters()
    ana.sees("Answered, the data stay frozen")


def _confirm_in_writing(niamh: Visitor, path: str) -> None:
    niamh.open(path)
    niamh.sees("198.51.100.23")
    niamh.sees("Confirm in writing what was asked orally")
    niamh.press("Confirm in writing")
    niamh.press("Confirm in writing")
    make_letters()
    niamh.open(path)
    niamh.sees("Written confirmation of an oral request")


def _look_at_it_afterwards(ana: Visitor, lucia: Visitor, path: str) -> None:
    ana.open(path)
    assert ana.page.get_by_role("button", name="Review what was done").is_disabled()
    lucia.open(path)
    lucia.press("Review what was done in the emergency")
    lucia.fill(review="Necessary and proportionate; the call-back came first.")
    lucia.press("Review what was done in the emergency")
    lucia.sees("Reviewed")


def _hand_over(ana: Visitor, pablo: Visitor) -> None:
    """The shift does not close before somebody else has taken over what is open, by name."""
    ana.open("/network/shift/")
    ana.press("Close the shift")
    ana.sees("COS-247-2026-0001")
    assert Shift.objects.filter(ended_at__isnull=False).count() == 0
    ana.open("/network/shift/")
    ana.page.locator("main summary", has_text="Offer it to a colleague").click()
    to = ana.page.locator("main select[name=to] option", has_text="Pablo")
    ana.fill(to=str(to.get_attribute("value")), next_step="Wait for their request.")
    ana.submit("main form[action*='/offer/']")
    ana.press("Close the shift")
    assert Shift.objects.filter(ended_at__isnull=False).count() == 0
    pablo.open("/network/shift/")
    pablo.sees("Wait for their request.")
    pablo.press("Take the desk over")
    pablo.submit("main form[action*='/take/']")
    ana.open("/network/shift/")
    ana.fill(note="One night, one child.")
    ana.press("Close the shift")
    assert Shift.objects.get(ended_at__isnull=False).ended_note == "One night, one child."
    pablo.open("/network/shift/")
    pablo.sees("One night, one child.")


def _the_times_are_on_the_timeline(niamh: Visitor, path: str) -> None:
    niamh.open(path)
    matter = UrgentMatter.objects.get(pk=re.findall(r"[0-9a-f-]{36}", path)[0])
    shared = matter.case.events.filter(shared=True)
    times: list[Any] = niamh.page.locator(".timeline time").all()
    assert len(times) == shared.count()
    # What Costaria looked at for itself stays there.
    assert "Reviewed" not in niamh.page.inner_text("main")
    assert "She named the account before I did." not in niamh.page.content()
    niamh.fits_mirrored()
    niamh.is_readable_in_the_dark()
