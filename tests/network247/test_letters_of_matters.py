"""Every letter of the desk: made, signed by its own desk, and readable by other programs."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from accounts.models import Issuer, SigningKey
from config.demonstration.cast import give_time
from convention.languages import SIX
from convention.models import State
from documents.findings import Level
from documents.inspection import attachment, inspect_letter
from evidence.services import read_kept
from network247.choices import Action, MatterKind, Route
from network247.letters.pages import KINDS
from network247.table import TABLE
from requests_mla.letters.pages import content
from requests_mla.letters.schema import unknown_fields
from requests_mla.payload_checks import problems_of
from requests_mla.services import posting
from tests.documents.letters import closed_up, run, text_of
from tests.documents.lta import passes_as_lta
from tests.documents.openssl import SOUND, openssl_on_each
from tests.documents.reading import Read, fixed_texts
from workflow.models import Letter

from . import stage

pytestmark = pytest.mark.django_db

PROVEN = "ar"


@pytest.fixture
def letters(request: pytest.FixtureRequest):
    """One of each kind, by kind, the newest; in the language asked for, else in English.

    Those in PROVEN are signed for proof in later years, which takes its time.
    """
    cast = stage.gathered()
    language = getattr(request, "param", "en")
    if language == PROVEN:
        give_time(Issuer.objects.get(), stage.START - timedelta(days=1))
    State.objects.filter(pk="XC").update(languages=[language])
    for authority in cast.central.values():
        authority.refresh_from_db()
    play = stage.frozen(cast)
    play.act("ana", Action.WARN, caution="harm", caution_text="They would notice.")
    play.act("niamh", Action.ANSWER_WARNING, caution_answer="go_on", reasons="Go on.")
    wanted = (play.at.date().replace(year=2027), "The translation is being made.")
    play.act("niamh", Action.ASK_EXTENSION, asked_until=wanted[0], reasons=wanted[1])
    play.act("ana", Action.EXTEND, extended_until=wanted[0], remark="")
    play.act(
        "ana",
        Action.TELL_TRACE,
        communication="Session of 14 August",
        trace_state=State.objects.get(pk="XA"),
        trace_provider="Sahel Net",
        trace_path="203.0.113.9 at 02:10 UTC",
    )
    oral = stage.accepted(cast, kind=MatterKind.EMERGENCY_DATA, route=Route.TELEPHONE)
    oral.act("niamh", Action.CONFIRM_WRITTEN, remark="")
    oral.act("lucia", Action.OVERRIDE, reasons="The stream begins in ten minutes.")
    oral.act("ana", Action.ANSWER, answer="198.51.100.7", permission="Law 9048.")
    refused = stage.accepted(cast)
    refused.act("ana", Action.REFUSE, ground="ESSENTIAL_INTERESTS", reasons="Our security.")
    return {letter.kind: letter for letter in Letter.objects.order_by("ordered_at")}


@pytest.mark.parametrize("letters", SIX, indirect=True)
def test_every_letter_is_signed_by_its_desk_and_says_what_its_data_say(letters, tmp_path: Path):
    assert set(letters) == set(KINDS) == {move.letter for move in TABLE.moves if move.letter}
    for kind, letter in letters.items():
        pdf = read_kept(letter.sha256)
        lead = letter.case.participations.get(side=letter.side, leads=True)
        key = SigningKey.objects.get(authority=lead.authority)
        anchor = key.chain_pem.encode()
        report = inspect_letter(pdf, trust=[anchor])
        assert report.problems == (), kind
        assert report.intact
        assert report.trusted
        assert report.covers_whole_file
        assert [SOUND in one for one in openssl_on_each(pdf, key.chain_pem)] == [True], kind
        assert report.level is (Level.LASTING if letter.language == PROVEN else Level.BASIC)
        if report.level is Level.LASTING:
            assert passes_as_lta(pdf, anchor) == [True], kind
        path = tmp_path / f"{kind}.pdf"
        path.write_bytes(pdf)
        assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(path))
        text = closed_up(text_of(pdf, tmp_path))
        assert closed_up(lead.reference) in text
        said = json.loads(attachment(pdf, f"{kind}.json"))
        assert said["language"] == letter.language
        with translation.override(letter.language):
            printed = list(fixed_texts(content(said, payload_sha256=letter.data_sha256)))
        read = Read.of(pdf, right_to_left=letter.language == "ar")
        assert [one for one in printed if not read.says(one)] == [], kind
        assert pdf.startswith(posting.rendered(letter))
        assert (said["kind"], said["matter"]["data"]) == (kind, letter.case.urgent.data_wanted)


def test_every_letter_is_what_the_published_schema_says(letters):
    for kind, letter in letters.items():
        assert problems_of(letter.payload.encode()) == [], kind
        assert list(unknown_fields(json.loads(letter.payload))) == [], kind


def test_what_the_asked_desk_writes_unverified_says_so_on_paper(letters, tmp_path: Path):
    unverified = closed_up("UNVERIFIED")
    for kind in ("urgent_answer", "urgent_refusal"):
        assert unverified in closed_up(text_of(read_kept(letters[kind].sha256), tmp_path))
    frozen = closed_up(text_of(read_kept(letters["urgent_frozen"].sha256), tmp_path))
    assert unverified not in frozen
    assert closed_up("Your request was verified on") in frozen
