"""Nothing of a rights record reaches the other side: looked for wherever that side can look.

Each side's records, drafts and remarks carry a mark of their own in every field. Then everybody of
the other side, and of States that take no part, opens every address of the installation, every
letter as text and with what is attached to it, every export, every search and every mail.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from guardian.shortcuts import assign_perm

from accounts.models import Person
from audit.moment import pretended
from config.demonstration.cast import Cast
from desk.models import InboxEntry
from desk.services import deliver_notices
from oversight.choices import Format
from requests_mla.choices import Action, Step, Subject
from requests_mla.models import RightsRecord
from requests_mla.services import rights
from tests.addresses import every_address
from tests.documents.letters import run, text_of
from tests.post import at_once
from tests.requests_mla import stage

OURS, THEIRS = "MARKARVENIA", "MARKBELMARA"
OF_ARVENIA = ("youssef", "amina", "leila", "karim", "salma", "nour", "hedi")
OF_BELMARA = ("ciara", "tom", "aoife", "orla", "sean", "niamh", "declan")
OF_OTHERS = ("lucia", "mateo", "elena", "diego")
TABS = ("timeline", "measures", "persons", "letters", "evidence")
READERS = {"youssef", "amina", "leila", "karim", "ciara", "tom", "aoife", "orla"}
# Signing out ends the walk.
LEFT_OUT = {"account_logout"}
DAY = date(2019, 8, 7)


@pytest.fixture
def cast_and_play(db: None) -> tuple[Cast, stage.Play]:
    """A case on its whole way, at each end of which a marked record was written, read, returned."""
    cast, at = stage.gathered()
    play = stage.drafted(cast, at)
    keep_marked(cast, play, "youssef", "leila", OURS)
    play.send("youssef", "leila")
    play.act("ciara", "acknowledge")
    keep_marked(cast, play, "ciara", "aoife", THEIRS)
    play.decide("ciara", {1: {"outcome": "granted"}})
    play.release("ciara", "aoife", "accept", remark="Granted as asked.")
    play.act("ciara", "assign", executing_authority=cast.executing["XB"])
    play.act("declan", "report", measure="1", result="done", result_text="Answered.")
    play.exhibit("declan", "log.csv", b"a;b\n", about="Log", measure=1)
    play.act("ciara", "deliver")
    # A draft that supersedes the finished record stays open on both sides.
    for name, mark in (("youssef", OURS), ("ciara", THEIRS)):
        actor = cast.actors[name]
        draft = rights.begin_anew(actor=actor, case=play.case)
        answers = marked(f"{mark}DRAFT")
        version = draft.version
        rights.save_answers(actor=actor, case=play.case, answers=answers, seen_version=version)
    with pretended(play.at):
        stage.make_letters()
        at_once()
        deliver_notices()
    return cast, play


def keep_marked(cast: Cast, play: stage.Play, author: str, second: str, mark: str) -> None:
    """A record that was returned with a remark, and its successor, agreed to with another."""
    findings = marked(mark)
    actor, case = cast.actors[author], play.case
    whole = {**ordinary(play, author), **findings}
    with pretended(play.at):
        for says, word in ((rights.return_record, "BACK"), (rights.agree, "YES")):
            draft = RightsRecord.objects.filter(
                case=case, side=rights.kept_by(actor, case), state="draft"
            ).first()
            version = draft.version if draft else 0
            kept = rights.save_answers(actor=actor, case=case, answers=whole, seen_version=version)
            record = rights.finish(actor=actor, case=case, seen_version=kept.version)
            says(
                actor=cast.actors[second],
                case=case,
                number=record.number,
                seen_digest=record.digest,
                remark=f"{mark}{word}",
            )


def ordinary(play: stage.Play, author: str) -> dict[str, dict[str, Any]]:
    """An answer without concern to every question there is; those that apply are kept."""
    clear = {"finding": "clear", "source": "File", "source_date": DAY, "remaining_risk": "low"}
    numbers = range(1, 29)
    return {f"HR-{number:02}": clear for number in numbers}


def marked(mark: str) -> dict[str, dict[str, Any]]:
    """Grave answers whose every text carries the mark."""
    texts = {name: f"{mark}{name.upper()}" for name in ("words", "source", "step_taken")}
    grave = {"finding": "concern", "source_date": DAY, "remaining_risk": "high", **texts}
    return {"HR-07": grave, "HR-11": grave}


def paths_of(play: stage.Play) -> Iterator[str]:
    """Every address, with every value that its gaps may have for this case."""
    for address in every_address():
        if address.name in LEFT_OUT:
            continue
        for values in fillings(address.gaps, play.case.pk if address.is_of_a_case else 1):
            yield address.path(**values)
    case = stage.page("case", play)
    yield from (f"{case}?tab={tab}" for tab in TABS)


def fillings(gaps: tuple[str, ...], pk: UUID | int) -> Iterator[dict[str, object]]:
    """The case's own key, with each number, move and step in turn."""
    some: dict[str, list[object]] = {
        "number": list(range(1, 9)),
        "action": list(Action.values),
        "step": list(Step.values),
    }
    base: dict[str, object] = {"pk": pk} if "pk" in gaps else {}
    name = next((gap for gap in gaps if gap in some), None)
    yield from ({**base, name: value} for value in some[name]) if name else (base,)


def body_of(answer: Any, folder: Path) -> str:
    """The whole of an answer as text; a PDF with its text and what is attached to it."""
    content: bytes = answer.getvalue() if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
    if content.startswith(b"%PDF"):
        return f"{headers}\n{text_of(content, folder)}\n{attached(folder)}"
    return f"{headers}\n{content.decode(errors='replace')}"


def attached(folder: Path) -> str:
    """What is attached to the PDF that was read last."""
    run("pdfdetach", "-saveall", "-o", str(folder), str(folder / "letter.pdf"))
    texts = []
    for path in folder.glob("*.json"):
        texts.append(path.read_text(errors="replace"))
        path.unlink()
    return "\n".join(texts)


def read_everything(client: Client, play: stage.Play, folder: Path) -> str:
    """All that somebody reads by following every address, as one text."""
    return "\n".join(body_of(client.get(path), folder) for path in paths_of(play))


def searched(client: Client, words: str) -> list[str]:
    """What the register, the API and the auditor's pages find by these words; refusals left out."""
    asked = (
        (reverse("requests:register"), {"q": words}),
        ("/api/v1/requests/", {"words": words}),
        (reverse("oversight:events"), {"person": words}),
        (reverse("oversight:events"), {"reference": words}),
    )
    answers = [client.get(path, given) for path, given in asked]
    return [one.content.decode().replace(words, "") for one in answers if one.status_code == 200]


def exported(client: Client, *forms: str) -> str:
    """The record as an auditor takes it out, in these formats; in every one, if none is named."""
    files = []
    for form in forms or Format.values:
        answer = client.post(reverse("oversight:export"), {"format": form})
        if answer.status_code == 200:
            assert answer.streaming
            files.append(answer.getvalue().decode())
    return "\n".join(files)


def acts_in(lines: str) -> list[dict[str, Any]]:
    """The acts that an export in JSON Lines shows."""
    told = [json.loads(line) for line in lines.splitlines()]
    return [json.loads(line["payload"]) for line in told if "payload" in line]


def test_what_one_side_found_is_nowhere_where_the_other_can_look(
    cast_and_play: tuple[Cast, stage.Play], tmp_path: Path
) -> None:
    cast, play = cast_and_play
    for names, own, foreign in ((OF_ARVENIA, OURS, THEIRS), (OF_BELMARA, THEIRS, OURS)):
        for name in names:
            client = stage.browser(cast, name)
            seen = read_everything(client, play, tmp_path) + exported(client)
            assert foreign not in seen, f"{name} reads {foreign}"
            # The walk would have found it: whoever may read the own side's record did so.
            assert (own in seen) == (name in READERS), name


def test_states_that_take_no_part_find_nothing(
    cast_and_play: tuple[Cast, stage.Play], tmp_path: Path
) -> None:
    cast, play = cast_and_play
    for name in OF_OTHERS:
        client = stage.browser(cast, name)
        seen = read_everything(client, play, tmp_path) + exported(client)
        assert OURS not in seen
        assert THEIRS not in seen


def test_a_person_whom_the_case_was_opened_to_by_name_reads_neither(
    cast_and_play: tuple[Cast, stage.Play], tmp_path: Path
) -> None:
    cast, play = cast_and_play
    lucia = Person.objects.get(pk=cast.actors["lucia"].person_id)
    assign_perm("workflow.view_case", lucia, play.case)
    seen = read_everything(stage.browser(cast, "lucia"), play, tmp_path)
    assert "Clinic ransomware" in seen
    assert OURS not in seen
    assert THEIRS not in seen


def test_no_search_finds_the_case_by_what_the_other_side_found(
    cast_and_play: tuple[Cast, stage.Play],
) -> None:
    cast, _play = cast_and_play
    for names, foreign in ((OF_ARVENIA, THEIRS), (OF_BELMARA, OURS), (OF_OTHERS, OURS)):
        for name in names:
            for words in (foreign, f"{foreign}WORDS", f"{foreign}BACK", f"{foreign}DRAFTSOURCE"):
                for page in searched(stage.browser(cast, name), words):
                    assert "Clinic ransomware" not in page, f"{name} finds by {words}"


def test_no_mail_and_no_inbox_carries_any_of_it(cast_and_play: tuple[Cast, stage.Play]) -> None:
    assert mail.outbox
    for message in mail.outbox:
        whole = message.message().as_string()
        assert OURS not in whole
        assert THEIRS not in whole
        assert "rights" not in whole.lower()
    assert InboxEntry.objects.exists()


def test_that_a_record_waits_is_told_to_the_own_sides_liaison_officers_only(
    cast_and_play: tuple[Cast, stage.Play],
) -> None:
    cast, play = cast_and_play
    told = InboxEntry.objects.filter(notice__case=play.case, notice__subject=Subject.RIGHTS_SECOND)
    readers = {
        side: set(told.filter(notice__side=side).values_list("person_id", flat=True))
        for side in ("requesting", "requested")
    }
    assert readers == {
        "requesting": {cast.actors["leila"].person_id},
        "requested": {cast.actors["aoife"].person_id},
    }
    words = str(Subject.RIGHTS_SECOND.label)
    for name in (*OF_ARVENIA, *OF_BELMARA, *OF_OTHERS):
        inbox = stage.browser(cast, name).get(reverse("desk:inbox")).content.decode()
        assert (words in inbox) == (name in {"leila", "aoife"}), name


def test_the_other_sides_auditor_does_not_learn_that_one_was_written(
    cast_and_play: tuple[Cast, stage.Play],
) -> None:
    cast, _play = cast_and_play
    for name, state in (("karim", "XA"), ("orla", "XB")):
        acts = acts_in(exported(stage.browser(cast, name), "jsonl"))
        written = [one for one in acts if one["verb"].startswith("rights.")]
        assert written
        assert {one["actor"]["state"] for one in written} == {state}
