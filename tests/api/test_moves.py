"""What programs do: moves with the engine's refusals, told as problem+json."""

import pytest
from django.test import Client

from accounts.models import Authority, Person, SigningKey
from requests_mla.services import posting

from .cast import LIST, Program, address, drafted, received, sent

PROBLEM = "application/problem+json"


def make_letters() -> None:
    """What the worker does."""
    for pk in posting.claim_orders():
        posting.make_letter(pk)


def test_two_people_send_a_request_and_the_other_side_acknowledges_it(cast) -> None:
    play = drafted(cast).rights("youssef")
    drafter, releaser = Program(cast.actors["youssef"]), Program(cast.actors["leila"])
    answer = drafter.act(play, "submit")
    assert answer.status_code == 201, answer.content
    assert answer.json()["status"] == "in_review"
    assert answer.json()["version"] == play.case.version
    make_letters()
    (letter,) = releaser.read(play)["letters"]
    given = {"document": letter["document_sha256"]}
    answer = releaser.act(play, "send", given=given)
    assert answer.status_code == 201, answer.content
    asked = Program(cast.actors["ciara"])
    assert asked.act(play, "acknowledge").status_code == 201
    assert asked.read(play)["status"] == "received"
    assert [row["action"] for row in asked.read(play)["events"]] == ["send", "acknowledge"]


def test_offers_say_what_is_needed_and_what_is_unmet(cast) -> None:
    play = received(cast)
    answer = Program(cast.actors["aoife"]).get(address(play, "offers/")).json()
    offers = {offer["action"]: offer for offer in answer["offers"]}
    assert answer["version"] == play.case.version
    assert offers["ask"]["is_ready"]
    assert not offers["refuse"]["is_ready"]
    assert offers["refuse"]["reasons"]
    assert [need["name"] for need in offers["ask"]["needs"]] == ["question"]
    assert "withdraw" not in offers


def test_an_auditor_reads_and_is_offered_nothing(cast) -> None:
    play = received(cast)
    program = Program(cast.actors["orla"])
    assert program.read(play)["side"] == "requested"
    assert program.get(address(play, "offers/")).json()["offers"] == []
    assert program.act(play, "ask", given={"question": "Why?"}).status_code == 403


@pytest.mark.parametrize(
    ("who", "action"), [("ciara", "postpone"), ("youssef", "acknowledge"), ("aoife", "withdraw")]
)
def test_the_wrong_role_or_side_is_403(cast, who, action) -> None:
    play = sent(cast) if action == "acknowledge" else received(cast)
    before = play.case.version
    answer = Program(cast.actors[who]).act(play, action, given={"reasons": "No."})
    assert answer.status_code == 403
    assert answer["Content-Type"] == PROBLEM
    assert play.case.version == before


def test_a_stale_version_is_409(cast) -> None:
    play = sent(cast)
    answer = Program(cast.actors["ciara"]).act(play, "acknowledge", version=play.case.version - 1)
    assert answer.status_code == 409
    assert answer["Content-Type"] == PROBLEM
    assert play.case.status == "sent"


def test_a_step_that_does_not_start_here_is_409(cast) -> None:
    play = sent(cast)
    answer = Program(cast.actors["ciara"]).act(play, "close")
    assert answer.status_code == 409


def test_what_is_missing_is_422_with_every_reason(cast) -> None:
    play = sent(cast)
    SigningKey.objects.filter(authority=cast.central["XA"]).delete()
    answer = Program(cast.actors["leila"]).act(play, "withdraw", given={"resons": "typed wrong"})
    assert answer.status_code == 422
    assert answer["Content-Type"] == PROBLEM
    said = answer.json()
    assert said["status"] == 422
    assert set(said["fields"]) == {"reasons", "resons"}
    assert any("signing key" in reason for reason in said["reasons"])
    assert len(said["reasons"]) == 3
    assert play.case.status == "sent"


def test_unmet_guards_are_422_with_every_reason(cast) -> None:
    play = drafted(cast)
    play.write("youssef", "facts", facts="")
    SigningKey.objects.filter(authority=cast.central["XA"]).delete()
    answer = Program(cast.actors["youssef"]).act(play, "submit")
    assert answer.status_code == 422
    gaps, key = answer.json()["reasons"]
    assert "facts" in gaps
    assert "signing key" in key


def test_files_are_not_taken_and_the_answer_says_so(cast) -> None:
    play = sent(cast)
    given = {"supplement": "More.", "attachment": "aGVsbG8="}
    program = Program(cast.actors["youssef"])
    answer = program.act(play, "supplement", given=given)
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["attachment"]
    assert program.act(play, "supplement", given={"supplement": "More."}).status_code == 201


def test_a_letter_that_came_by_post_is_recorded_on_its_page(cast) -> None:
    play = drafted(cast)
    Authority.objects.filter(pk=cast.central["XB"].pk).update(connected=False)
    play.send("youssef", "leila")
    program = Program(cast.actors["youssef"])
    given = {"their_reference": "D-1", "letter_date": "2026-09-02"}
    answer = program.act(play, "acknowledge", given=given, on_behalf=True)
    assert answer.status_code == 422
    assert "letter_scan" in answer.json()["fields"]
    assert program.act(play, "acknowledge", given=given).status_code == 403


@pytest.mark.parametrize(
    "body",
    [{}, {"action": "fly", "version": 1}, {"action": "ask"}, {"action": "ask", "version": "x"}, []],
)
def test_a_body_that_means_nothing_is_400(cast, body) -> None:
    play = sent(cast)
    client = Program(cast.actors["ciara"]).client
    answer = client.post(address(play, "acts/"), body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == PROBLEM


def test_a_signed_in_browser_acts_only_with_its_csrf_token(cast) -> None:
    play = sent(cast)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(Person.objects.get(pk=cast.actors["ciara"].person_id))
    body = {"action": "acknowledge", "version": play.case.version}
    path = address(play, "acts/")
    assert browser.get(LIST).status_code == 200
    refused = browser.post(path, body, content_type="application/json")
    assert refused.status_code == 403
    assert play.case.status == "sent"
    browser.cookies["csrftoken"] = "a" * 32
    done = browser.post(
        path, body, content_type="application/json", headers={"x-csrftoken": "a" * 32}
    )
    assert done.status_code == 201
