"""Nothing of a comparison reaches the other side: looked for wherever that side can look.

Belmara's finished comparison, its superseded one and its open draft carry marks in every field;
then everybody follows every address of the installation, as for the rights record.
"""

from pathlib import Path

import pytest
from django.core import mail
from guardian.shortcuts import assign_perm

from accounts.models import Person
from audit.moment import pretended
from config.demonstration.cast import Cast
from desk.services import deliver_notices
from requests_mla.models import Request
from requests_mla.services import criminality
from requests_mla.services.criminality import Written
from tests.post import at_once
from tests.requests_mla import stage
from tests.requests_mla.test_rights_stay_home import (
    OF_ARVENIA,
    OF_BELMARA,
    OF_OTHERS,
    acts_in,
    exported,
    read_everything,
    searched,
)

MARK = "MARKOFTHECOMPARISON"
READERS = {"ciara", "tom", "aoife", "orla"}
CODES = ("7-access", "7-intent", "7-right", "7-security", "7-dishonest", "7-connected")


def marked(request: Request, mark: str) -> dict[int, Written]:
    """A comparison that finds it lacking and helps anyway; every text carries the mark."""
    (pk,) = request.offences.values_list("pk", flat=True)
    line = {name: f"{mark}{name.upper()}" for name in ("described", "here", "words")}
    beside = {
        name: f"{mark}{name.upper()}"
        for name in ("provision", "maximum_penalty", "discretion_reason")
    }
    lines = {code: {**line, "finding": "not_met"} for code in CODES}
    return {pk: Written({**beside, "discretion": "help"}, lines)}


@pytest.fixture
def compared_play(db: None) -> tuple[Cast, stage.Play]:
    """A case on its whole way, compared twice while it was assessed, and a third time begun."""
    cast, at = stage.gathered()
    play = stage.drafted(cast, at)
    play.send("youssef", "leila")
    play.act("ciara", "acknowledge")
    keep(cast, play, MARK)
    play.decide("ciara", {1: {"outcome": "granted"}})
    play.release("ciara", "aoife", "accept", remark="Granted as asked.")
    play.act("ciara", "assign", executing_authority=cast.executing["XB"])
    play.act("declan", "report", measure="1", result="done", result_text="Answered.")
    play.exhibit("declan", "log.csv", b"a;b\n", about="Log", measure=1)
    play.act("ciara", "deliver")
    actor = cast.actors["tom"]
    draft = criminality.begin_anew(actor=actor, case=play.case)
    criminality.save_comparison(
        actor=actor,
        case=play.case,
        offences=marked(play.case.request, f"{MARK}DRAFT"),
        seen_version=draft.version,
    )
    with pretended(play.at):
        stage.make_letters()
        at_once()
        deliver_notices()
    return cast, play


def keep(cast: Cast, play: stage.Play, mark: str) -> None:
    """A comparison, finished, superseded and finished again."""
    actor, case = cast.actors["ciara"], play.case
    with pretended(play.at):
        version = 0
        for _round in range(2):
            if version:
                version = criminality.begin_anew(actor=actor, case=case).version
            draft = criminality.save_comparison(
                actor=actor, case=case, offences=marked(case.request, mark), seen_version=version
            )
            version = criminality.finish(actor=actor, case=case, seen_version=draft.version).version


def test_it_is_nowhere_where_the_other_side_can_look(
    compared_play: tuple[Cast, stage.Play], tmp_path: Path
) -> None:
    cast, play = compared_play
    for name in (*OF_ARVENIA, *OF_BELMARA):
        client = stage.browser(cast, name)
        seen = read_everything(client, play, tmp_path) + exported(client)
        # The walk would have found it: whoever may read it did so.
        assert (MARK in seen) == (name in READERS), name
        assert (f"{MARK}DRAFT" in seen) == (name in READERS - {"orla"}), name


def test_states_that_take_no_part_find_nothing(
    compared_play: tuple[Cast, stage.Play], tmp_path: Path
) -> None:
    cast, play = compared_play
    lucia = Person.objects.get(pk=cast.actors["lucia"].person_id)
    assign_perm("workflow.view_case", lucia, play.case)
    for name in OF_OTHERS:
        client = stage.browser(cast, name)
        seen = read_everything(client, play, tmp_path) + exported(client)
        assert ("Clinic ransomware" in seen) == (name == "lucia")
        assert MARK not in seen


def test_no_search_and_no_mail_carries_it(compared_play: tuple[Cast, stage.Play]) -> None:
    cast, _play = compared_play
    for name in (*OF_ARVENIA, *OF_OTHERS):
        for words in (MARK, f"{MARK}DESCRIBED", f"{MARK}DRAFTWORDS"):
            for page in searched(stage.browser(cast, name), words):
                assert "Clinic ransomware" not in page, f"{name} finds by {words}"
    assert mail.outbox
    for message in mail.outbox:
        assert MARK not in message.message().as_string()


def test_the_other_sides_auditor_does_not_learn_that_one_was_written(
    compared_play: tuple[Cast, stage.Play],
) -> None:
    cast, _play = compared_play
    for name, is_own in (("karim", False), ("orla", True)):
        acts = acts_in(exported(stage.browser(cast, name), "jsonl"))
        written = {one["verb"] for one in acts if one["verb"].startswith("criminality.")}
        found = {"criminality.save", "criminality.finish", "criminality.supersede"}
        assert written == (found if is_own else set())
