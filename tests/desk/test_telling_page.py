"""How you are told: when mail comes, and the private address of one's calendar."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.moment import pretended
from config.demonstration.cast import Cast
from desk.models import CalendarFeed, NoticeSettings
from desk.telling import Post, post_for

from .cases import START, browser

PAGE, ADDRESS = reverse("desk:telling"), reverse("desk:calendar_address")
REVOKE = reverse("desk:revoke_calendar_address")
EVENINGS = {"zone": "", "digest_at": "08:00", "quiet_from": "20:00", "quiet_until": "07:00"}


@pytest.fixture(autouse=True)
def nobody_chose_anything(cast: Cast) -> None:
    """The other tests of the desk let everybody be told at once."""
    NoticeSettings.objects.all().delete()


def kept(cast: Cast, who: str = "ciara") -> NoticeSettings | None:
    """What that person chose."""
    return NoticeSettings.objects.filter(person=cast.actors[who].person_id).first()


def sent(cast: Cast, given: dict[str, str], who: str = "ciara") -> Any:
    """Send the form."""
    with pretended(START):
        return browser(cast, who).post(PAGE, given)


def opened(cast: Cast, who: str = "ciara") -> Any:
    """The page for somebody."""
    with pretended(START):
        return browser(cast, who).get(PAGE)


@pytest.mark.parametrize("who", ["ciara", "aoife", "declan", "niamh", "orla", "sean"])
def test_everybody_who_acts_has_the_page_with_the_defaults(cast: Cast, who: str):
    page = opened(cast, who)
    assert page.status_code == 200
    text = page.content.decode()
    assert "as your authority: Europe/Dublin" in text
    assert 'value="08:00"' in text
    assert "Urgent matters always come at once" in text
    assert "Whoever has the address can read these dates and references" in text
    assert kept(cast, who) is None


def test_what_was_chosen_is_kept_and_holds(cast: Cast):
    answer = sent(cast, {**EVENINGS, "zone": "Africa/Tunis"})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    chosen = kept(cast)
    assert chosen is not None
    assert (chosen.zone, chosen.digest) == ("Africa/Tunis", False)
    assert (chosen.quiet_from, chosen.quiet_until) == (time(20), time(7))
    night = START.replace(hour=22)  # 23:00 in Tunis
    assert post_for(chosen.person, urgent=False, now=night) == Post(
        (START + timedelta(days=1)).replace(hour=6)
    )
    assert post_for(chosen.person, urgent=True, now=night) == Post(night)


def test_the_page_shows_what_was_chosen(cast: Cast):
    sent(cast, {**EVENINGS, "zone": "Africa/Tunis"})
    text = opened(cast).content.decode()
    assert '<option value="Africa/Tunis" selected>' in text
    assert 'value="20:00"' in text


def test_quiet_hours_are_given_up_by_emptying_both(cast: Cast):
    sent(cast, EVENINGS)
    answer = sent(cast, {"digest": "on", "digest_at": "17:30", "quiet_from": "", "quiet_until": ""})
    assert answer.status_code == 302
    chosen = kept(cast)
    assert chosen is not None
    assert (chosen.quiet_from, chosen.digest, chosen.digest_at) == (None, True, time(17, 30))


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"quiet_until": ""}, "quiet_until", "Quiet hours need both times, or none."),
        ({"quiet_from": ""}, "quiet_from", "Quiet hours need both times, or none."),
        ({"quiet_until": "20:00"}, "quiet_until", "This is when they begin."),
        ({"quiet_until": "25:00"}, "quiet_until", "Enter a valid time."),
        ({"digest_at": ""}, "digest_at", "This field is required."),
        ({"zone": "Europe/Nowhere"}, "zone", "Select a valid choice."),
        ({"zone": "\x00"}, "zone", ""),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    cast: Cast, given: dict[str, str], field: str, said: str
):
    answer = sent(cast, {**EVENINGS, "digest_at": "09:15", **given})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert said in str(form.errors[field])
    if "digest_at" not in given:
        assert 'value="09:15"' in answer.content.decode()
    assert kept(cast) is None


def test_nobody_sets_anything_for_others(cast: Cast):
    other = cast.actors["tom"].person_id
    sent(cast, {**EVENINGS, "person": str(other)})
    assert NoticeSettings.objects.get().person_id == cast.actors["ciara"].person_id


# --- the private address --------------------------------------------------------------------------


def test_the_address_is_shown_once_and_works(cast: Cast, settings: Any):
    settings.SITE_ADDRESS = "https://rogatory.example"
    with pretended(START):
        client = browser(cast, "ciara")
        page = client.post(ADDRESS)
        made = page.context["made"]
        assert made.startswith("https://rogatory.example/calendar/")
        assert made in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        later = client.get(PAGE).content.decode()
        assert made not in later
        assert "not yet" in later
        assert Client().get(made.removeprefix("https://rogatory.example")).status_code == 200
        assert "1 Sep 2026, 10:00" in client.get(PAGE).content.decode()


def test_it_is_replaced_and_revoked(cast: Cast):
    with pretended(START):
        client = browser(cast, "ciara")
        assert "Make an address" in client.get(PAGE).content.decode()
        client.post(ADDRESS)
        assert "Replace by a new address" in client.get(PAGE).content.decode()
        client.post(ADDRESS)
        assert CalendarFeed.objects.filter(revoked_at=None).count() == 1
        done = client.post(REVOKE, follow=True)
        assert "Revoked. Nobody can read your dates under that address." in done.content.decode()
        assert "No address is in force." in done.content.decode()
        again = client.post(REVOKE, follow=True)
        assert "No calendar address is in force. Nothing was changed." in again.content.decode()
    assert not CalendarFeed.objects.filter(revoked_at=None).exists()


def test_looking_makes_and_ends_nothing(cast: Cast):
    with pretended(START):
        client = browser(cast, "ciara")
        assert client.get(ADDRESS)["Location"] == PAGE
        assert client.get(REVOKE).status_code == 405
    assert not CalendarFeed.objects.exists()


def test_nobody_revokes_the_address_of_others(cast: Cast):
    with pretended(START):
        browser(cast, "ciara").post(ADDRESS)
        browser(cast, "tom").post(REVOKE)
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1
