"""The reading view: the request as it was sent, and its translation beside it."""

from typing import Any

import pytest

from audit.models import Event
from tests import cast as house
from tests.requests_mla import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def play() -> Any:
    """Arvenia's request to Belmara, sent with two translations."""
    cast, at = stage.gathered()
    play = stage.drafted(cast, at)
    for name, certified in (("first.pdf", False), ("sworn.pdf", True)):
        play.save(
            "youssef",
            "attachments",
            lambda found, name=name, certified=certified: found.attachments.create(
                file=house.scan(),
                name=name,
                role="translation",
                language="en",
                certified=certified,
                side="requesting",
            ),
        )
    play.send("youssef", "leila")
    return play


def test_the_certified_translation_stands_beside_the_letter(play) -> None:
    text = stage.browser(play.cast, "aoife").get(stage.page("reading", play)).content.decode()
    letter = play.case.letters.get(kind="request")
    assert stage.page("letter", play, letter.number) in text
    sworn = play.case.request.attachments.get(name="sworn.pdf")
    assert f'src="{stage.page("read_document", play, sworn.pk)}"' in text
    assert "certified" in text


def test_another_translation_can_be_chosen_and_reading_is_recorded(play) -> None:
    client = stage.browser(play.cast, "aoife")
    first = play.case.request.attachments.get(name="first.pdf")
    text = client.get(stage.page("reading", play), {"document": first.pk}).content.decode()
    address = stage.page("read_document", play, first.pk)
    assert f'src="{address}"' in text
    answer = client.get(address)
    assert answer.content == house.SCAN
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    read = Event.objects.filter(case_id=play.case.pk, verb="document.read")
    assert read.count() == 1


def test_what_a_draft_holds_is_not_readable_on_the_other_side(play) -> None:
    own = play.case.request.attachments.create(
        file=house.scan(), name="own.pdf", role="translation", side="requesting", shared=False
    )
    client = stage.browser(play.cast, "aoife")
    assert client.get(stage.page("read_document", play, own.pk)).status_code == 404
    text = client.get(stage.page("reading", play), {"document": own.pk}).content.decode()
    assert "own.pdf" not in text
