"""Every kind of letter as a stranger's tools find it: signed, sound, and saying all it should."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from accounts.models import SigningKey
from documents.inspection import attachment, inspect
from documents.templatetags.letters import in_fours
from evidence import store
from network247.letters.pages import KINDS as URGENT
from requests_mla.choices import ItemAnswer, Released, UseAnswer
from requests_mla.letters.pages import KINDS
from requests_mla.table import TABLE
from tests.documents.letters import closed_up, run, text_of, words_of
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
CODES = {*ItemAnswer.values, *UseAnswer.values}
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
SECRETS = ("ONLY OURS", "NOT TO BE NAMED")


@dataclass(frozen=True)
class Read:
    """A letter as pdftotext reads it, in the two orders it knows."""

    pages: tuple[str, ...]
    words: Counter[str]

    @classmethod
    def of(cls, pdf: bytes) -> "Read":
        with TemporaryDirectory() as folder:
            raw, layout = (text_of(pdf, Path(folder), order=order) for order in ("-raw", "-layout"))
        return cls(tuple(closed_up(page) for page in raw.split("\f")), Counter(words_of(layout)))

    def says(self, text: str) -> bool:
        """Whether the text is there whole: each paragraph in one piece, or parted by pages.

        Tools bring text that runs from right to left back in an order of their own; of it each
        word is looked for, as often as it stands there.
        """
        for paragraph in re.split(r"\n\s*\n|\n", text):
            if RIGHT_TO_LEFT.search(paragraph):
                if Counter(words_of(paragraph)) - self.words:
                    return False
            elif not self._holds(closed_up(paragraph)):
                return False
        return True

    def _holds(self, text: str) -> bool:
        return any(text in page for page in self.pages) or any(
            self._continues(text, first) for first in range(len(self.pages))
        )

    def _continues(self, text: str, page: int) -> bool:
        """Whether the text begins on that page and goes on over the next ones."""
        while text and page < len(self.pages):
            length = _longest_beginning(text, self.pages[page])
            if length < min(len(text), 20):
                return False
            text, page = text[length:], page + 1
        return not text


def _longest_beginning(text: str, page: str) -> int:
    least, most = 0, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        if text[:middle] in page:
            least = middle
        else:
            most = middle - 1
    return least


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
    """All letters of three cases that were played to their ends."""

    letters: list[Letter]
    files: dict[int, bytes]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        for number, play in enumerate(
            (correspondence.granted, correspondence.refused, correspondence.withdrawn)
        ):
            play(cls.cast, at + timedelta(hours=number))
        cls.letters = list(Letter.objects.select_related("case__request").order_by("pk"))
        cls.files = {letter.pk: store.bytes_of(letter.sha256) for letter in cls.letters}

    def each(self, look: Callable[[Letter, bytes], None]) -> None:
        """Look at every letter and its file, each in a test of its own."""
        for letter in self.letters:
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
            report = inspect(pdf, trust=[key.chain_pem.encode()])
            self.assertEqual(report.problems, ())
            self.assertTrue(report.intact and report.trusted and report.covers_whole_file)
            self.assertEqual(report.signatures, 1)
            self.assertEqual(report.fingerprint, key.fingerprint)
            self.assertEqual(report.signer_name, key.authority.name)
            self.assertEqual(report.person, letter.signer_name)
            self.assertEqual(report.signed_at, letter.signed_at)
            self.assertTrue(inspect(pdf, trust=[key.certificate_pem.encode()]).valid)
            other = SigningKey.objects.exclude(pk=key.pk)[0].certificate_pem.encode()
            self.assertFalse(inspect(pdf, trust=[other]).trusted)

        self.each(look)

    def test_pdfsig_and_qpdf_agree(self) -> None:
        def look(letter: Letter, pdf: bytes) -> None:
            with TemporaryDirectory() as folder:
                file = Path(folder) / "letter.pdf"
                file.write_bytes(pdf)
                verdict = run("pdfsig", "-nocert", str(file))
                checked = run("qpdf", "--check", str(file))
            signer = key_of(letter).authority.name
            self.assertIn("Signature is Valid", verdict)
            self.assertIn("Total document signed", verdict)
            self.assertIn(f"Signer Certificate Common Name: {signer}", verdict)
            self.assertIn("No syntax or stream encoding errors", checked)
            self.assertNotIn("WARNING", checked)

        self.each(look)

    def test_the_data_inside_are_those_of_the_case_and_of_the_foot(self) -> None:
        def look(letter: Letter, pdf: bytes) -> None:
            attached = attachment(pdf, f"{letter.kind}.json")
            self.assertEqual(attached.decode(), letter.payload)
            digest = hashlib.sha256(attached).hexdigest()
            self.assertTrue(Read.of(pdf).says(in_fours(digest)))
            if letter.kind not in Released.values:  # which keep the digest of their content
                self.assertEqual(letter.payload_sha256, digest)
            self.assertEqual(letter.sha256, hashlib.sha256(pdf).hexdigest())

        self.each(look)

    def test_each_names_the_letter_before_it(self) -> None:
        before: dict[UUID, str] = {}

        def look(letter: Letter, _pdf: bytes) -> None:
            named = json.loads(letter.payload)["previous"]
            self.assertEqual(named, before.get(letter.case_id, ""))
            before[letter.case_id] = letter.sha256

        self.each(look)

    def test_everything_that_was_typed_is_printed(self) -> None:
        def look(letter: Letter, pdf: bytes) -> None:
            read, payload = Read.of(pdf), json.loads(letter.payload)
            del payload["to"]["place"]
            signer = payload.pop("signer")
            # Who releases a document stands in its signature alone; pyHanko reads it there.
            if letter.kind not in Released.values:
                payload["signed"] = signer["name"]
            # Why the case is secret was said in the request; the others only bear the mark.
            if letter.kind != "request":
                payload["confidential"] = "CONFIDENTIAL · ARTICLE 40(20)"
            texts = list(texts_of(payload))
            self.assertEqual([text for text in texts if not read.says(text)], [])

        self.each(look)

    def test_nothing_of_one_side_alone_is_in_a_letter(self) -> None:
        def look(letter: Letter, pdf: bytes) -> None:
            read = "".join(Read.of(pdf).pages)
            for secret in SECRETS:
                self.assertNotIn(secret, letter.payload)
                self.assertNotIn(closed_up(secret), read)

        self.each(look)


def key_of(letter: Letter) -> SigningKey:
    """The key of the authority whose letter it is."""
    request = letter.case.request
    authority = request.requesting if letter.side == "requesting" else request.requested
    return SigningKey.objects.select_related("authority").get(authority=authority)
