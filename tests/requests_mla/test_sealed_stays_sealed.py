"""Of a sealed case the unnamed find nothing, wherever they look; nor do those who stepped back.

They open every address of the installation with the case's own key, every export, search and list,
desk, inbox and mail; the other side goes on seeing the case and finds no word of the seal.
"""

from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Appointment
from audit.moment import now
from config.demonstration.cast import Cast
from desk.services import deliver_notice, deliver_notices
from requests_mla.models import Request
from requests_mla.services import access
from tests.addresses import every_address
from tests.api.cast import Program
from tests.post import at_once
from tests.requests_mla import stage
from tests.requests_mla.test_rights_stay_home import (
    OF_ARVENIA,
    exported,
    paths_of,
    read_everything,
    searched,
)
from workflow.models import Notice

TITLE, REASON, CONFLICT = "MARKCASE of a minister", "MARKSEAL", "MARKCONFLICT"
WORDS = ("MARKCASE", "Karina Ostrova", "203.0.113.77", "PS-2026-00417")
NAMED = ("aoife", "tom")
UNNAMED = ("ciara", "niamh", "declan", "sean", "lucia", "mateo", "elena", "diego", "hedi")
STILL_404 = {404, 405}


@pytest.fixture
def cast_and_play(db: None) -> tuple[Cast, stage.Play]:
    """A case that was executing in everybody's sight when Aoife sealed it; Declan stepped back."""
    cast, at = stage.gathered()
    play = stage.executing(cast, at, title=TITLE)
    play.exhibit("declan", "log.csv", b"a;b\n", about="Log", measure=1)
    at_once()
    deliver_notices()
    mail.outbox.clear()
    play.at = now()
    tom, declan = (
        Appointment.objects.get(pk=cast.actors[name].appointment_id) for name in ("tom", "declan")
    )
    access.seal_case(actor=cast.actors["aoife"], case=play.case, reason=REASON, named=[tom, declan])
    access.declare_conflict(actor=cast.actors["declan"], case=play.case, reason=CONFLICT)
    play.act("youssef", "supplement", supplement="One more address.")
    deliver_notices()
    return cast, play


def reference(play: stage.Play) -> str:
    """Belmara's own number of the case."""
    return str(play.case.participations.get(side="requested", leads=True).reference)


def traces(play: stage.Play) -> list[str]:
    """What would give the case away."""
    return ["MARK", reference(play), str(play.case.pk)]


def assert_nothing_in(text: str, play: stage.Play, who: str, *, asked: str = "") -> None:
    seen = text.replace(asked, "") if asked else text
    for trace in traces(play):
        assert trace not in seen, f"{who} finds {trace}"


def test_every_address_of_the_case_is_not_there_for_the_unnamed(
    cast_and_play: tuple[Cast, stage.Play],
) -> None:
    cast, play = cast_and_play
    for name in UNNAMED:
        client = stage.browser(cast, name)
        for path in paths_of(play):
            if str(play.case.pk) not in path:
                continue
            for answer in (client.get(path), client.post(path)):
                expected = STILL_404 | ({403} if path.startswith("/oversight/") else set())
                assert answer.status_code in expected, f"{name} {path} {answer.status_code}"


def test_nothing_anywhere_else_tells_the_unnamed_of_it(
    cast_and_play: tuple[Cast, stage.Play], tmp_path: Path
) -> None:
    cast, play = cast_and_play
    for name in UNNAMED:
        client = stage.browser(cast, name)
        seen = read_everything(client, play, tmp_path) + exported(client)
        # The addresses that were asked for stand in the forms of sign-in and language.
        for path in sorted(set(paths_of(play)), key=len, reverse=True):
            seen = seen.replace(path, "")
        assert_nothing_in(seen, play, name)
        for words in (*WORDS, reference(play)):
            assert_nothing_in("".join(searched(client, words)), play, name)
        assert_nothing_in(str(Program(cast.actors[name]).get().json()), play, name)


def test_the_api_says_of_it_what_it_says_of_none(cast_and_play: tuple[Cast, stage.Play]) -> None:
    cast, play = cast_and_play
    for name in UNNAMED:
        for address in every_address():
            if address.is_of_a_case and address.name.startswith("api:"):
                client = stage.browser(cast, name)
                given = {"Case-Purpose": "review"}
                path = address.path(pk=play.case.pk)
                answers = (client.get(path, headers=given), client.post(path, headers=given))
                assert {one.status_code for one in answers} <= STILL_404


def test_no_mail_about_it_goes_to_the_unnamed(cast_and_play: tuple[Cast, stage.Play]) -> None:
    _cast, play = cast_and_play
    to_belmara = [one for one in mail.outbox if "@belmara.example" in one.to[0]]
    assert {one.to[0] for one in to_belmara} == {f"{name}@belmara.example" for name in NAMED}
    for message in mail.outbox:
        whole = message.message().as_string()
        assert "MARK" not in whole
        if "@belmara.example" not in message.to[0]:
            assert reference(play) not in whole


def test_mail_that_waited_when_the_case_was_sealed_is_not_sent(
    cast_and_play: tuple[Cast, stage.Play],
) -> None:
    cast, play = cast_and_play
    access.unseal_case(actor=cast.actors["aoife"], case=play.case, reason="x")
    play.act("youssef", "supplement", supplement="Another address.")
    for pk in Notice.objects.filter(state="waiting").values_list("pk", flat=True):
        deliver_notice(pk)
    access.seal_case(actor=cast.actors["aoife"], case=play.case, reason=REASON)
    mail.outbox.clear()
    deliver_notices()
    addressed = {one.to[0] for one in mail.outbox}
    assert "aoife@belmara.example" in addressed
    assert "ciara@belmara.example" not in addressed


def test_the_other_side_sees_the_case_and_no_word_of_the_seal(
    cast_and_play: tuple[Cast, stage.Play], tmp_path: Path
) -> None:
    cast, play = cast_and_play
    for name in OF_ARVENIA:
        client = stage.browser(cast, name)
        seen = read_everything(client, play, tmp_path) + exported(client)
        assert (TITLE in seen) == (name in {"youssef", "amina", "leila", "karim", "nour"}), name
        for mark in (REASON, CONFLICT, "sealed by your side", "access.seal", "access.declare"):
            assert mark not in seen, f"{name} reads {mark}"


def test_the_own_auditor_reads_the_record_and_nothing_that_the_case_says(
    cast_and_play: tuple[Cast, stage.Play], tmp_path: Path
) -> None:
    cast, play = cast_and_play
    client = stage.browser(cast, "orla")
    seen = read_everything(client, play, tmp_path) + exported(client)
    assert "access.seal" in seen
    assert reference(play) in seen
    for mark in ("MARK", *WORDS):
        assert mark not in seen
    for path in paths_of(play):
        if str(play.case.pk) in path and not path.startswith("/oversight/"):
            assert client.get(path).status_code in STILL_404, path


def test_the_named_find_it_everywhere(
    cast_and_play: tuple[Cast, stage.Play], tmp_path: Path
) -> None:
    cast, play = cast_and_play
    assert Request.objects.get().pk == play.case.pk
    for name in NAMED:
        client: Client = stage.browser(cast, name)
        given = {"purpose": "own_work", "next": reverse("desk:home")}
        client.post(stage.page("purpose", play), given)
        for path in ("desk:home", "desk:inbox", "requests:register"):
            assert TITLE in client.get(reverse(path)).content.decode(), f"{name} {path}"
        assert "MARKCASE" in "".join(searched(client, "Ostrova"))
        seen = read_everything(client, play, tmp_path)
        assert REASON in seen
