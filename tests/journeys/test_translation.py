"""A translation is written in a browser: its boxes run as the language does and save themselves."""

from collections.abc import Callable

import pytest

from audit import moment
from config.demonstration.cast import Cast
from convention.models import State
from requests_mla.models import TranslatedText
from tests.requests_mla import stage

from .conftest import Visitor
from .every_page import Place
from .test_every_page import look_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
FACTS = "شُفرت الملفات في 14 آذار/مارس 2026."


def test_a_box_follows_the_language_and_what_is_typed_is_kept(
    visit: Callable[..., Visitor], cast: Cast
) -> None:
    State.objects.filter(pk="XB").update(languages=["fr", "ar"])
    play = stage.drafted(cast, moment.now(), measures=2)
    youssef = visit("youssef@arvenia.example")
    youssef.open(stage.page("draft", play, "translation"))
    box = youssef.page.locator("[name='text.facts']")
    assert (box.get_attribute("lang"), box.get_attribute("dir")) == ("fr", "ltr")
    youssef.fill(language="ar")
    assert (box.get_attribute("lang"), box.get_attribute("dir")) == ("ar", "rtl")
    box.fill(FACTS)
    youssef.page.wait_for_selector("[data-save-state=saved]")
    youssef.sees("8 of 11 texts are not translated yet")
    assert TranslatedText.objects.get().text == FACTS
    youssef.open(stage.page("draft", play, "translation"))
    assert box.input_value() == FACTS
    play.write("youssef", "facts", facts="Other facts.")
    for path in (
        stage.page("draft", play, "translation"),
        stage.page("draft", play, "attachments"),
    ):
        look_at(youssef, Place("youssef", path))
    play.write("youssef", "facts", facts="Files were encrypted on 14 March 2026 at 02:10 (UTC+1).")
    for path in (f"{stage.page('case', play)}?tab=request", stage.page("reading", play)):
        look_at(youssef, Place("youssef", path))
        youssef.sees(FACTS)
