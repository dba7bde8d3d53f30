"""What `manage.py demonstrate` leaves behind: a history, finished, in which nothing is old."""

import hashlib
import io
import subprocess
from collections import Counter
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import TestCase
from pyhanko.pdf_utils.reader import PdfFileReader

from accounts.actors import Actor
from accounts.choices import KeyStanding
from accounts.keyring import standing_of
from accounts.models import Appointment, CaseGrant, Conflict, Person, Seal, SigningKey
from accounts.queries import visible_to
from accounts.services import tell_of_ending_keys
from config.demonstration.cast import PASSWORD
from desk.mail import MAILED_WITHIN
from desk.models import InboxEntry
from desk.services import deliver_notices
from evidence import store
from evidence.models import Exhibit
from network247.services.drill_notices import tell_of_due_calls
from requests_mla.choices import Status
from requests_mla.completeness import content_of, gaps
from requests_mla.models import Question, Request
from requests_mla.services import posting
from workflow.choices import LetterState
from workflow.models import Letter
from workflow.sweeping import fire_reminders


class Demonstration(TestCase):
    said: str

    @classmethod
    def setUpTestData(cls) -> None:
        out = StringIO()
        call_command("demonstrate", stdout=out)
        cls.said = out.getvalue()

    def test_it_says_whom_to_sign_in_as(self) -> None:
        for person in Person.objects.all():
            assert person.email in self.said
            assert person.check_password(PASSWORD)

    def test_it_is_played_once(self) -> None:
        with pytest.raises(CommandError, match="only an empty installation"):
            call_command("demonstrate")

    def test_a_case_stands_in_every_state_connected_and_by_post(self) -> None:
        connected = F("requesting__connected"), F("requested__connected")
        stands = {
            (status, all(ways))
            for status, *ways in Request.objects.values_list("case__status", *connected)
        }
        assert stands == {(str(status), way) for status in Status for way in (True, False)}

    def test_the_first_sweep_finds_nothing_to_do(self) -> None:
        assert (tell_of_due_calls(), tell_of_ending_keys()) == (0, 0)
        assert (fire_reminders(), deliver_notices(), posting.claim_orders()) == (0, 0, [])
        assert mail.outbox == []
        assert not Letter.objects.filter(state=LetterState.FAILED).exists()

    def test_everybody_was_told_at_the_time_and_the_inbox_is_in_that_order(self) -> None:
        entries = InboxEntry.objects.order_by("pk")
        assert not entries.exclude(arrived_at=F("notice__created_at")).exists()
        arrived = list(entries.values_list("arrived_at", flat=True))
        assert arrived == sorted(arrived)
        assert arrived[-1] - arrived[0] > 10 * MAILED_WITHIN

    def test_people_were_told_of_keys_and_of_test_calls_that_are_due(self) -> None:
        entries = InboxEntry.objects.filter(notice__case=None, notice__clock=None)
        told = set(entries.values_list("notice__subject", "person__name"))
        assert {("calls_due", "Niamh Byrne"), ("key_ends", "Amina Trabelsi")} <= told
        # Sean, the only administrator, registered it; Tom holds it.
        waits = {name for subject, name in told if subject == "key_waits"}
        assert waits == {"Aoife Brennan", "Ciara Doyle", "Niamh Byrne"}

    def test_the_evidence_of_the_first_brief_is_what_it_says_it_is(self) -> None:
        found = Exhibit.objects.filter(case__title__startswith="Hospital ransomware")
        kinds = dict(found.values_list("name", "media_type"))
        assert [kind for name, kind in sorted(kinds.items())] == [
            "application/pdf",
            "application/octet-stream",
            "text/csv",
            "text/csv",
        ]
        report, image = found.get(name="report.pdf"), found.get(name="server-extract.img")
        read = pdftotext(store.bytes_of(report.file.sha256))
        for other in found.exclude(pk=report.pk):
            assert other.file.sha256 in read
        disk = store.bytes_of(image.file.sha256)
        assert hashlib.sha256(disk).hexdigest() == image.file.sha256
        assert disk[510:512] == b"\x55\xaa"
        assert b"DEMONSTRATION EXTRACT" in disk
        assert "demonstration extract" in image.description

    def test_what_belmara_asks_for_becomes_numbered_questions(self) -> None:
        asked = Question.objects.filter(request__case__title="Ransom note to a school")
        texts = list(asked.order_by("number").values_list("text", flat=True))
        assert len(texts) > 2
        assert any(text.startswith("Certified translation into English") for text in texts)
        assert texts[-1] == "Which account is meant?"
        draft = Request.objects.get(case__title="Forged registry extracts")
        said = [gap.text for gap in gaps(content_of(draft)) if gap.state]
        assert "Two copies of the request" in said

    def test_one_case_is_sealed_for_two_and_somebody_stepped_back_from_another(self) -> None:
        sealed = Seal.objects.get()
        assert sealed.case.title.startswith("Intimate images")
        named = CaseGrant.objects.filter(content_object=sealed.case)
        names = set(named.values_list("user__name", flat=True))
        assert names == {"Aoife Brennan", "Tom Keane"}
        ciara = Actor.of(Appointment.objects.get(person__name="Ciara Doyle"))
        seen = visible_to(ciara)
        assert not seen.filter(pk=sealed.case_id).exists()
        assert not seen.filter(pk=Conflict.objects.get(person=ciara.person_id).case_id).exists()

    def test_letters_that_somebody_released_carry_their_signature_beside_the_seal(self) -> None:
        released = Letter.objects.filter(kind="request", state=LetterState.SIGNED)
        letter = released.filter(signer_name="Leïla Mansour").exclude(rendered_sha256="")[0]
        signed = PdfFileReader(io.BytesIO(store.bytes_of(letter.sha256)))
        fields = [one.field_name for one in signed.embedded_regular_signatures]
        assert fields == ["Officer", "Authority"]
        assert len(signed.embedded_timestamp_signatures) == 1

    def test_one_key_waits_for_its_second_reading_one_is_lost_and_one_ends_soon(self) -> None:
        standings = Counter(standing_of(key) for key in SigningKey.objects.all())
        once = (KeyStanding.WAITING, KeyStanding.REVOKED, KeyStanding.EXPIRING)
        assert [standings[one] for one in once] == [1, 1, 1]
        assert SigningKey.objects.get(in_force_since=None).readings.count() == 1

    def test_the_record_of_it_all_holds(self) -> None:
        call_command("verify_audit", stdout=StringIO())


def pdftotext(pdf: bytes) -> str:
    """What a reader of the PDF sees, without spaces: long words break over lines."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        path.write_bytes(pdf)
        done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())
