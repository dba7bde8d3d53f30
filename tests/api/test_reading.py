"""What programs read: lists in pages, and a request as the side of its reader sees it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from accounts.models import Appointment, CaseGrant, Person
from audit import moment
from config.demonstration.play import Play
from workflow.models import Case

from .cast import LIST, START, Program, address, drafted, received, sent

SIDES = {"youssef": "requesting", "ciara": "requested"}


def opened(cast, number: int) -> set[str]:
    """Drafts of Arvenia; every three of them opened at the same moment."""
    made = set()
    for turn in range(number):
        play = Play(cast, START + timedelta(hours=turn // 3))
        made.add(str(play.draft("youssef", "XB", f"Case {turn}").case.pk))
    return made


def test_a_list_pages_without_gaps_or_doubles(cast) -> None:
    made = opened(cast, 53)
    program = Program(cast.actors["youssef"])
    found, path, pages = [], LIST, 0
    while path:
        page = program.client.get(path).json()
        found += [row["id"] for row in page["results"]]
        path, pages = page["next"], pages + 1
    assert pages == 3
    assert len(found) == 53
    assert set(found) == made


def test_a_case_opened_meanwhile_does_not_shift_the_next_page(cast) -> None:
    made = opened(cast, 30)
    program = Program(cast.actors["youssef"])
    first = program.get().json()
    Play(cast, START + timedelta(days=9)).draft("youssef", "XB", "Newest")
    second = program.client.get(first["next"]).json()
    assert {row["id"] for row in first["results"] + second["results"]} == made
    assert second["next"] is None


def test_filters_narrow_the_list_and_stay_in_the_next_link(cast) -> None:
    opened(cast, 30)
    program = Program(cast.actors["youssef"])
    page = program.get(status="drafting", words="case").json()
    assert "status=drafting" in page["next"]
    assert "words=case" in page["next"]
    assert program.get(status="sent").json() == {"next": None, "results": []}
    assert program.get(partner="XC").json()["results"] == []
    assert len(program.get(words="Case 17").json()["results"]) == 1


@pytest.mark.parametrize("query", [{"status": "lost"}, {"after": "yesterday"}, {"turn": "mine"}])
def test_a_filter_that_means_nothing_is_400(cast, query) -> None:
    answer = Program(cast.actors["youssef"]).get(**query)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["fields"]) == list(query)


def test_another_states_case_does_not_exist(cast) -> None:
    play = sent(cast)
    stranger = Program(cast.actors["lucia"])
    assert stranger.get().json()["results"] == []
    for below in ("", "offers/"):
        answer = stranger.get(address(play, below))
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
    assert stranger.act(play, "acknowledge").status_code == 404


def test_a_draft_does_not_exist_for_the_other_side(cast) -> None:
    play = drafted(cast)
    other = Program(cast.actors["ciara"])
    assert other.get(address(play)).status_code == 404
    assert other.get().json()["results"] == []
    own = Program(cast.actors["youssef"]).read(play)
    assert own["side"] == "requesting"
    assert {row["step"] for row in own["draft"]} >= {"who", "facts", "measures"}


def test_each_side_reads_its_own_secrets_and_never_the_others(cast) -> None:
    play = received(cast)
    texts = {who: str(Program(cast.actors[who]).read(play)) for who in SIDES}
    assert "SECRET OF ARVENIA" in texts["youssef"]
    assert "SECRET OF BELMARA" not in texts["youssef"]
    assert "SECRET INTERNAL REASONS" not in texts["youssef"]
    assert "SECRET OF BELMARA" in texts["ciara"]
    assert "SECRET INTERNAL REASONS" in texts["ciara"]
    assert "SECRET OF ARVENIA" not in texts["ciara"]


def test_decisions_reach_the_other_side_when_they_are_sent(cast) -> None:
    play = received(cast)
    asking = Program(cast.actors["youssef"])
    assert asking.read(play)["decisions"] == []
    play.release("ciara", "aoife", "accept")
    (decision,) = asking.read(play)["decisions"]
    assert decision["outcome"] == "granted"
    assert "internal_reasons" not in decision


def test_reports_and_assignments_stay_on_the_executing_side(cast) -> None:
    play = received(cast)
    play.release("ciara", "aoife", "accept")
    play.act(
        "ciara",
        "assign",
        executing_authority=cast.executing["XB"],
        instructions="SECRET INSTRUCTIONS",
    )
    play.act("declan", "report", measure=1, result="done", result_text="REPORTED RESULT")
    asking, asked = Program(cast.actors["youssef"]), Program(cast.actors["declan"])
    assert "SECRET INSTRUCTIONS" in str(asked.read(play)["assignments"])
    assert asked.read(play)["results"][0]["text"] == "REPORTED RESULT"
    before = str(asking.read(play))
    assert "SECRET INSTRUCTIONS" not in before
    assert "REPORTED RESULT" not in before
    play.act("ciara", "deliver")
    assert asking.read(play)["results"][0]["text"] == "REPORTED RESULT"


def test_people_who_are_not_to_be_named_are_named_to_their_own_side_only(cast) -> None:
    play = drafted(cast)
    play.add("youssef", "persons", [{"role": "victim", "names": "Hidden Name", "unnamed": True}])
    play.send("youssef", "leila")
    assert "Hidden Name" in str(Program(cast.actors["youssef"]).read(play))
    theirs = Program(cast.actors["ciara"]).read(play)
    assert "Hidden Name" not in str(theirs)
    assert theirs["unnamed_persons"] == ["victim"]


def test_somebody_who_may_see_a_case_by_name_reads_only_what_crossed_the_border(cast) -> None:
    play = received(cast)
    person = Person.objects.get(pk=cast.actors["lucia"].person_id)
    permission, _new = Permission.objects.get_or_create(
        codename="view_case",
        content_type=ContentType.objects.get_for_model(Case),
        defaults={"name": "Can view case"},
    )
    CaseGrant.objects.create(user=person, permission=permission, content_object=play.case)
    seen = Program(cast.actors["lucia"]).read(play)
    assert seen["side"] == "none"
    assert "SECRET" not in str(seen)


def test_without_a_token_it_is_401(client: Client, db) -> None:
    answer = client.get(LIST)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"


def test_the_token_of_an_ended_appointment_is_401(cast) -> None:
    actor = cast.actors["youssef"]
    program = Program(actor)
    assert program.get().status_code == 200
    yesterday = moment.now().date() - timedelta(days=1)
    Appointment.objects.filter(pk=actor.appointment_id).update(until=yesterday)
    assert program.get().status_code == 401


def test_reading_a_request_costs_the_same_however_much_happened(
    cast, django_assert_max_num_queries
) -> None:
    play = received(cast)
    program = Program(cast.actors["ciara"])
    with django_assert_max_num_queries(36):
        program.read(play)
    for _turn in range(3):
        play.act("youssef", "supplement", supplement="More facts.")
    with django_assert_max_num_queries(36):
        program.read(play)
