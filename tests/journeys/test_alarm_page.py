"""The page on which it rings, in a browser: it rings by itself, and says so when it cannot ask."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from audit import moment
from config.demonstration.cast import Cast
from network247.choices import AlarmEnd
from network247.models import Alarm
from network247.services import alarms
from network247.tasks import page_people
from tests.network247.ringing import make_alarm, on_duty

from .conftest import Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
NARROW, WAIT = 360, 60_000  # milliseconds
MOST_BYTES = 30_000
# What the page has loaded, itself included.
BYTES = """() => [...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource")].filter((one) => !one.name.includes("/state/"))
  .reduce((sum, one) => sum + one.decodedBodySize, 0)"""


def test_it_rings_without_being_loaded_again_and_falls_silent_when_somebody_accepted(
    visit: Callable[..., Visitor], cast: Cast
) -> None:
    on_duty(cast, cast.actors["ciara"])
    visitor = visit("niamh@belmara.example", width=NARROW)
    visitor.open("/network/alarm/")
    visitor.sees("Nothing rings.")
    visitor.page.click(".test")
    visitor.page.wait_for_selector("[data-audible]:not([hidden])", timeout=WAIT)

    alarm = make_alarm(cast)
    Alarm.objects.update(raised_at=moment.now() - timedelta(minutes=17))
    page_people()
    visitor.page.wait_for_selector("[data-alarm]", timeout=WAIT)
    visitor.sees("Preservation of data")
    assert visitor.page.inner_text("[data-minutes]") in {"17", "18"}  # a slow machine
    expect(visitor.page).to_have_title(re.compile(r"^\(1\) "), timeout=WAIT)
    visitor.page.click("summary")
    visitor.sees("Ciara Doyle: e-mail sent")
    visitor.is_readable_in_the_dark()
    visitor.fits_mirrored()
    accept = visitor.page.locator(".accept").bounding_box()
    assert accept is not None
    assert accept["width"] > 250
    assert accept["height"] > 60

    stamp = cast.actors["niamh"].stamp
    with transaction.atomic():
        alarms.stop(alarm.case, authority=alarm.authority, by=stamp, end=AlarmEnd.ACCEPTED)
    visitor.page.wait_for_selector(".quiet", timeout=WAIT)
    assert visitor.page.evaluate(BYTES) < MOST_BYTES
    assert not visitor.faults


def test_it_says_so_when_it_cannot_ask_and_takes_that_back(
    visit: Callable[..., Visitor], cast: Cast
) -> None:
    visitor = visit("niamh@belmara.example", width=NARROW)
    visitor.open("/network/alarm/")
    visitor.page.context.set_offline(True)
    visitor.page.wait_for_selector("#lost:not([hidden])", timeout=WAIT)
    visitor.sees("Not connected: telephone the desk.")
    visitor.page.context.set_offline(False)
    visitor.page.wait_for_selector("#lost", state="hidden", timeout=WAIT)


def test_somebody_who_was_signed_out_is_not_connected(
    visit: Callable[..., Visitor], cast: Cast
) -> None:
    visitor = visit("niamh@belmara.example", width=NARROW)
    visitor.open("/network/alarm/")
    visitor.page.context.clear_cookies()
    visitor.page.wait_for_selector("#lost:not([hidden])", timeout=WAIT)
