"""Every kind of letter as a stranger's tools find it: signed, sound, and saying all it should."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation

from accounts.models import Issuer, Person, SigningKey
from config.demonstration.cast import give_key, give_time
from documents.findings import Level
from documents.inspection import attachment, inspect, inspect_letter
from documents.keys import load_demonstration_ca
from documents.templatetags.letters import in_fours
from evidence import store
from network247.letters.pages import KINDS as URGENT
from requests_mla.choices import ItemAnswer, PersonRole, Released, UseAnswer
from requests_mla.letters.basis import classification
from requests_mla.letters.pages import KINDS, content
from requests_mla.payload_checks import problems_of
from requests_mla.services import posting
from requests_mla.table import TABLE
from tests.documents.letters import closed_up, run
from tests.documents.lta import passes_as_lta
from tests.documents.openssl import SOUND, openssl_on_each
from tests.documents.reading import Read, fixed_texts
from tests.requests_mla import correspondence, stage
from workflow.choices import LetterState
from workflow.models import Letter

# What of a payload is for machines, or is printed in other words: codes, dates, who is reached how.
FOR_MACHINES = {
    "schema",
    "kind",
    "conversation",
    "created",
    "previous",
    "state",
    "zone",
    "address",
    "email",
    "role",
    "class",
    "article",
    "category",
    "type",
    "stage",
    "level",
    "language",
    "written_in",
    "legal_basis",
    "legal_basis_name",
    "until",
    "from",
    "seen_at",
    "ground",
    "outcome",
    "result",
    "review_on",
    "needed_by",
    "on",
    "source",
}
CODES = {*ItemAnswer.values, *UseAnswer.values, *PersonRole.values}
SECRETS = ("ONLY OURS", "NOT TO BE NAMED")


def texts_of(payload: Any) -> Iterator[str]:
    """Every text of a payload that people are meant to read."""
    if isinstance(payload, str):
        if payload.strip() and payload not in CODES:
            yield payload
    elif isinstance(payload, dict):
        for name, value in payload.items():
            # "from" and "to" name the sides in the letter, a period in a measure.
            if name not in FOR_MACHINES or isinstance(value, dict | list):
                yield from texts_of(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from texts_of(value)


class EveryLetter(stage.Staged):
    """All letters of three cases that were played to their ends.

    Each class has a language, the only one that the asked State accepts. With `proven` letters that
    a second person releases have that officer's signature besides, and everything is B-LTA.
    """

    language = "en"
    proven = False
    letters: list[Letter]
    files: dict[int, bytes]
    texts: dict[int, Read]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        for authority in cls.cast.central.values():
            authority.state.languages = [cls.language]
            authority.state.save(update_fields=["languages"])
        if cls.proven:
            cls.prove(at)
        for number, play in enumerate(
            (correspondence.granted, correspondence.refused, correspondence.withdrawn)
        ):
            play(cls.cast, at + timedelta(hours=number))
        cls.letters = list(Letter.objects.select_related("case__request").order_by("pk"))
        cls.files = {letter.pk: store.bytes_of(letter.sha256) for letter in cls.letters}
        cls.texts = {}

    @classmethod
    def read(cls, letter: Letter) -> Read:
        """The letter as other programs read it; once for all tests."""
        if letter.pk not in cls.texts:
            is_arabic = cls.language == "ar"
            cls.texts[letter.pk] = Read.of(cls.files[letter.pk], right_to_left=is_arabic)
        return cls.texts[letter.pk]

    @classmethod
    def prove(cls, at: datetime) -> None:
        """The time is stamped, and whoever releases letters has a key of their own."""
        issuer = Issuer.objects.get()
        give_time(issuer, at - timedelta(days=1))
        ca = load_demonstration_ca(
            issuer.key_pem.encode(), issuer.certificate_pem.encode(), settings.SIGNING_PASSPHRASE
        )
        for name in ("leila", "aoife"):
            actor = cls.cast.actors[name]
            person = Person.objects.get(pk=actor.person_id)
            give_key(cls.cast.central[actor.state], ca=ca, at=at, person=person)

    def each(self, look: Callable[[Letter, bytes], None]) -> None:
        """Look at every letter and its file, each in a test of its own.

        In other languages than English at the first of each kind: more would say no more.
        """
        first = {letter.kind: letter for letter in reversed(self.letters)}.values()
        for letter in self.letters if self.language == "en" else first:
            with self.subTest(kind=letter.kind, case=letter.case.title, number=letter.number):
                look(letter, self.files[letter.pk])

    def test_every_kind_of_the_table_was_made_and_signed(self) -> None:
        made = {letter.kind for letter in self.letters}
        self.assertEqual(made, set(KINDS) - set(URGENT))
        self.assertEqual(made, {move.letter for move in TABLE.moves if move.letter})
        self.assertEqual({letter.state for letter in self.letters}, {LetterState.SIGNED})
        ends = {letter.case.status for letter in self.letters}
        self.assertEqual(ends, {"closed", "refused", "withdrawn"})

    def test_pyhanko_finds_each_intact_trusted_and_whole(self) -> None:
        def look(letter: Letter, pdf: bytes) -> None:
            key = key_of(letter)
            anchor = key.chain_pem.encode()
            report = inspect_letter(pdf, trust=[anchor])
            self.assertEqual(report.problems, ())
            self.assertTrue(report.intact and report.trusted and report.covers_whole_file)
            self.assertEqual(report.fingerprint, key.fingerprint)
            self.assertEqual(report.signer_name, key.authority.name)
            self.assertEqual(report.person, letter.signer_name)
            self.assertEqual(report.signed_at, letter.signed_at)
            if not self.proven:  # a time stamp is vouched for by the issuer alone
                own = key.certificate_pem.encode()
                self.assertTrue(inspect(pdf, trust=[own]).valid)
            other = SigningKey.objects.exclude(pk=key.pk)[0].certificate_pem.encode()
            self.assertFalse(inspect(pdf, trust=[other]).trusted)
            by_two = self.proven and letter.kind in Released.values
            names = [letter.signer_name, key.authority.name] if by_two else [key.authority.name]
            self.assertEqual([one.signer_name for one in report.each], names)
            self.assertIs(report.level, Level.LASTING if self.proven else Level.BASIC)
            if self.proven:
                self.assertEqual(passes_as_lta(pdf, anchor), [True] * len(names))

        self.each(look)

    def test_pdfsig_and_qpdf_agree(self) -> None:
        def look(letter: Letter, pdf: bytes) -> None:
            with TemporaryDirectory() as folder:
                file = Path(folder) / "letter.pdf"
                file.write_bytes(pdf)
                verdict = run("pdfsig", "-nocert", str(file))
                checked = run("qpdf", "--check", str(file))
            signer = key_of(letter).authority.name
            released = self.proven and letter.kind in Released.values
            self.assertEqual(verdict.count("Signature is Valid"), 2 if released else 1)
            self.assertIn("Total document signed", verdict)
            self.assertIn(f"Signer Certificate Common Name: {signer}", verdict)
            self.assertIn("No syntax or stream encoding errors", checked)
            self.assertNotIn("WARNING", checked)

        self.each(look)

    def test_the_data_inside_are_those_of_the_case_and_of_the_foot(self) -> None:
        def look(letter: Letter, pdf: bytes) -> None:
            attached = attachment(pdf, f"{letter.kind}.json")
            self.assertEqual(attached.decode(), letter.payload)
            self.assertEqual(problems_of(attached), [])
            digest = hashlib.sha256(attached).hexdigest()
            self.assertTrue(self.read(letter).says(in_fours(digest)))
            if letter.kind not in Released.values:  # which keep the digest of their content
                self.assertEqual(letter.payload_sha256, digest)
            self.assertEqual(letter.sha256, hashlib.sha256(pdf).hexdigest())

        self.each(look)

    def test_openssl_finds_each_signature_over_what_it_covers(self) -> None:
        def look(letter: Letter, pdf: bytes) -> None:
            for number, verdict in enumerate(openssl_on_each(pdf, key_of(letter).chain_pem)):
                self.assertIn(SOUND, verdict, number)

        self.each(look)

    def test_the_same_content_gives_the_same_bytes_which_signing_leaves_alone(self) -> None:
        def look(letter: Letter, pdf: bytes) -> None:
            self.assertEqual(letter.language, self.language)
            self.assertTrue(pdf.startswith(posting.rendered(letter)))

        self.each(look)

    def test_all_fixed_text_is_printed_in_the_language_of_the_letter(self) -> None:
        def look(letter: Letter, pdf: bytes) -> None:
            payload, read = json.loads(letter.payload), self.read(letter)
            with translation.override(self.language):
                said = list(fixed_texts(content(payload, payload_sha256=letter.data_sha256)))
            self.assertEqual([text for text in said if not read.says(text)], [])
            with translation.override("en"):
                english = content(payload, payload_sha256=letter.data_sha256)
            if self.language != "en":
                self.assertFalse(read.says(str(english.title)))

        self.each(look)

    def test_each_names_the_letter_before_it(self) -> None:
        before: dict[UUID, str] = {}

        def look(letter: Letter, _pdf: bytes) -> None:
            named = json.loads(letter.payload)["previous"]
            self.assertEqual(named, before.get(letter.case_id, ""))
            before[letter.case_id] = letter.sha256

        for letter in self.letters:
            look(letter, b"")

    def test_everything_that_was_typed_is_printed(self) -> None:
        def look(letter: Letter, pdf: bytes) -> None:
            read, payload = self.read(letter), json.loads(letter.payload)
            del payload["to"]["place"]
            signer = payload.pop("signer")
            # Who releases a document stands in its signature alone; pyHanko reads it there.
            if letter.kind not in Released.values:
                payload["signed"] = signer["name"]
            # Why the case is secret was said in the request; the others only bear the mark.
            if letter.kind != "request":
                with translation.override(self.language):
                    payload["confidential"] = classification(payload).upper()
            texts = list(texts_of(payload))
            self.assertEqual([text for text in texts if not read.says(text)], [])

        self.each(look)

    def test_nothing_of_one_side_alone_is_in_a_letter(self) -> None:
        def look(letter: Letter, pdf: bytes) -> None:
            read = "".join(self.read(letter).pages)
            for secret in SECRETS:
                self.assertNotIn(secret, letter.payload)
                self.assertNotIn(closed_up(secret), read)

        self.each(look)


def key_of(letter: Letter) -> SigningKey:
    """The key of the authority whose letter it is."""
    request = letter.case.request
    authority = request.requesting if letter.side == "requesting" else request.requested
    return SigningKey.objects.select_related("authority").get(authority=authority, person=None)
