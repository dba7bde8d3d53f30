"""The decision queue and the assurance watch: what waits, how far it is, what binds."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Appointment
from desk.decisions import queue
from requests_mla.services import access
from tests.requests_mla import stage

pytestmark = pytest.mark.django_db
GRANT = {"outcome": "granted"}


@pytest.fixture
def play() -> Any:
    """Belmara has acknowledged a request of Arvenia's."""
    cast, at = stage.gathered()
    return stage.received(cast, at)


def standing(play: Any, who: str = "aoife") -> dict[str, Any]:
    """The only row of somebody's queue."""
    (row,) = queue(play.cast.actors[who])
    return row


def test_the_queue_says_how_far_a_case_is_and_what_comes_next(play) -> None:
    assert standing(play)["standing"] == "rights record not finished"
    play.rights("ciara")
    assert standing(play)["standing"] == "being assessed"
    play.decide("ciara", {1: dict(GRANT)})
    assert standing(play)["standing"] == "assessed, to be put forward"
    play.act("ciara", "propose")
    row = standing(play)
    assert row["standing"] == "waits for the second person"
    assert row["step"]["url"] == stage.page("act", play, "accept")
    document = play.case.letters.get(kind="decision").rendered_sha256
    play.act("aoife", "countersign", document=document)
    assert standing(play)["standing"] == "countersigned, to be sent"
    play.decide("ciara", {1: {"outcome": "partial", "cut": "Only March."}})
    assert standing(play)["changed"]
    assert not standing(play, "tom")["changed"]
    page = stage.browser(play.cast, "aoife").get(reverse("desk:decisions"))
    assert "changed since you signed" in page.content.decode()


def test_what_is_delicate_is_marked_and_what_runs_out_first_comes_first(play) -> None:
    later = stage.drafted(play.cast, play.at, title="Later")
    later.write("youssef", "urgency", urgency="urgent", urgency_reason="The server is kept until.")
    later.send("youssef", "leila")
    later.wait(days=2).act("ciara", "acknowledge")
    later.rights("ciara", {"HR-10": stage.grave(later)})
    rows = queue(play.cast.actors["aoife"])
    assert [row["title"] for row in rows] == ["Clinic ransomware", "Later"]
    assert rows[0]["marks"] == []
    assert rows[1]["marks"][0] == "urgent"
    assert "second officer" in rows[1]["marks"][-1]


def test_only_the_side_that_decides_has_it_in_its_queue(play) -> None:
    assert queue(play.cast.actors["youssef"]) == []
    assert queue(play.cast.actors["lucia"]) == []


def test_the_queue_asks_no_more_questions_however_long_it_is(play) -> None:
    actor = play.cast.actors["aoife"]
    queue(actor)  # names of States are remembered from the first time on
    with CaptureQueriesContext(connection) as short:
        assert len(queue(actor)) == 1
    for number in range(3):
        stage.received(play.cast, play.at, title=f"More {number}")
    with CaptureQueriesContext(connection) as long:
        assert len(queue(actor)) == 4
    assert len(long) == len(short) <= 7


def test_the_watch_lists_what_binds_with_what_ends_first(play) -> None:
    play.decide("ciara", {1: {"outcome": "conditional", "conditions": "Only March."}})
    play.release("ciara", "aoife", "accept")
    for who, words in (("youssef", "ours"), ("ciara", "theirs")):
        page = stage.browser(play.cast, who).get(reverse("desk:watch"))
        text = page.content.decode()
        assert "Only March." in text
        assert "not accepted yet" in text
        assert "40(19)" in text
        assert f"side-{words}" in text
    page = stage.browser(play.cast, "lucia").get(reverse("desk:watch"))
    assert "Nothing binds yet" in page.content.decode()


def test_a_sealed_case_waits_and_binds_for_the_named_alone(play) -> None:
    actors = play.cast.actors
    named = Appointment.objects.filter(pk=actors["tom"].appointment_id)
    access.seal_case(actor=actors["aoife"], case=play.case, reason="x", named=list(named))
    waits = {who: len(queue(actors[who])) for who in ("aoife", "tom", "ciara")}
    assert waits == {"aoife": 1, "tom": 1, "ciara": 0}
    access.unseal_case(actor=actors["aoife"], case=play.case, reason="x")
    play.decide("ciara", {1: {"outcome": "conditional", "conditions": "Only March."}})
    play.release("ciara", "aoife", "accept")
    access.seal_case(actor=actors["aoife"], case=play.case, reason="x", named=list(named))
    for who, sees in (("aoife", True), ("tom", True), ("ciara", False), ("youssef", True)):
        page = stage.browser(play.cast, who).get(reverse("desk:watch")).content.decode()
        assert ("Only March." in page) == sees, who
