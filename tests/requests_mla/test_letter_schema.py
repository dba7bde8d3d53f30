"""The published schema of letters: current, sound, and true of every letter written here."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from requests_mla.letters import pages, payloads, schema
from requests_mla.letters.schema import unknown_fields
from requests_mla.management.commands.letter_schema import NAME, written
from requests_mla.payload_checks import DEEPEST, MOST_BYTES, MOST_TOLD, problems_of
from tests.requests_mla import correspondence, stage
from workflow.models import Letter

SHA = "7c1e" * 16


def measure(**other: Any) -> dict[str, Any]:
    """A measure as a letter names it."""
    codes = {"number": 1, "type": "stored_data", "category": "content", "article": 40}
    days = {"from": "2026-03-11", "until": None, "needed_by": None}
    words = (
        *("name", "reference", "description", "target", "custodian", "zone"),
        *("necessity", "special_procedure", "needed_reason"),
    )
    return codes | days | dict.fromkeys(words, "") | other


def authority(state: str) -> dict[str, str]:
    """An authority as a letter names it."""
    names = ("authority", "ministry", "place", "address", "email", "zone")
    return {"state": state, "state_name": state, **dict.fromkeys(names, "")}


def letter(kind: str = "acknowledgement", **other: Any) -> dict[str, Any]:
    """The smallest letter of that kind."""
    return {
        "schema": payloads.SCHEMA,
        "kind": kind,
        "language": "en",
        "conversation": "0b5f8a52-3a43-4b4c-9a33-0a8e7e5f1c11",
        "number": 1,
        "created": "2026-03-14T01:10:00Z",
        "previous": "",
        "from": authority("XA"),
        "to": authority("XB"),
        "references": {"ours": "A-1", "theirs": ""},
        "title": "Fraud",
        "signer": {"name": "Somebody", "role": ""},
        "text": "",
        "confidential": None,
        "legal_basis": None,
        "legal_basis_name": "",
        "legal_basis_reference": "",
        **other,
    }


def supplementary(**other: Any) -> dict[str, Any]:
    """A letter with a measure that differs in something."""
    return letter("supplementary", measures=[measure(**other)], identifiers=[])


def nested(levels: int) -> str:
    """A list in a list in a list."""
    return "[" * levels + "]" * levels


def told(payload: object) -> list[str]:
    return problems_of(json.dumps(payload).encode())


class EveryLetter(stage.Staged):
    """All letters of three cases that were played to their ends."""

    @classmethod
    def setUpTestData(cls) -> None:
        cast, at = stage.gathered()
        plays = (correspondence.granted, correspondence.refused, correspondence.withdrawn)
        for number, play in enumerate(plays):
            play(cast, at + timedelta(hours=number))

    def test_it_is_what_the_schema_says(self) -> None:
        kinds = set()
        for row in Letter.objects.order_by("pk"):
            with self.subTest(kind=row.kind, case=row.case_id):
                self.assertEqual(problems_of(row.payload.encode()), [])
                self.assertEqual(list(unknown_fields(json.loads(row.payload))), [])
            kinds.add(row.kind)
        self.assertEqual(kinds, {kind for kind in pages.KINDS if not kind.startswith("urgent")})

    def test_what_every_letter_has_may_not_be_missing(self) -> None:
        payload = json.loads(Letter.objects.get(kind="request", case__title="Withdrawn").payload)
        for name in payload:
            if name in {"check", "schema"}:
                continue
            with self.subTest(field=name):
                rest = {field: value for field, value in payload.items() if field != name}
                self.assertTrue(any(name in sentence for sentence in told(rest)), told(rest))


class TheFile(SimpleTestCase):
    """What is published."""

    def test_it_is_current(self) -> None:
        call_command("letter_schema", "--check")

    def test_the_meta_schema_accepts_it(self) -> None:
        found = json.loads(written())
        Draft202012Validator.check_schema(found)
        self.assertEqual(found["$id"], payloads.SCHEMA)

    def test_every_kind_that_is_printed_is_described_once(self) -> None:
        self.assertEqual(sorted(schema.kinds()), sorted(pages.KINDS))

    def test_every_field_says_what_it_is_for(self) -> None:
        def look(part: Any, place: str) -> None:
            for name, inner in part.get("properties", {}).items():
                here = f"{place}.{name}"
                if "type" in inner or "const" in inner:
                    self.assertTrue(inner.get("description"), here)
                look(inner, here)
            look(part["items"], place) if "items" in part else None

        for name, part in schema.schema()["$defs"].items():
            look(part, name)

    def test_nothing_forbids_fields_that_are_not_known(self) -> None:
        self.assertNotIn('"additionalProperties": false', written())

    def test_the_example_for_implementers_is_a_letter(self) -> None:
        page = (Path(settings.BASE_DIR) / "docs" / "letters.md").read_text("utf-8")
        example = page.partition("```json")[2].partition("```")[0]
        self.assertEqual(problems_of(example.encode()), [])


def test_a_file_that_differs_fails_the_check_and_is_written_once(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=NAME):
        call_command("letter_schema", "--check", "--into", str(tmp_path))
    first, second = StringIO(), StringIO()
    call_command("letter_schema", "--into", str(tmp_path), stdout=first)
    call_command("letter_schema", "--into", str(tmp_path), stdout=second)
    assert (first.getvalue(), second.getvalue()) == (f"Wrote {NAME}.\n", "")


class WhatIsUnknown(SimpleTestCase):
    """A reader keeps what it does not know, and can say where it stands."""

    def test_it_is_allowed_everywhere_and_found(self) -> None:
        payload = supplementary(colour="blue") | {"weather": {"wind": 3}}
        payload["from"]["flag"] = "red"
        self.assertEqual(told(payload), [])
        self.assertEqual(
            dict(unknown_fields(payload)),
            {
                ("weather",): {"wind": 3},
                ("from", "flag"): "red",
                ("measures", 0, "colour"): "blue",
            },
        )


# What is wrong, and words of the sentence that says so.
BROKEN: tuple[tuple[Any, tuple[str, ...]], ...] = (
    ([], ("no object",)),
    ({}, ("which version",)),
    (letter(schema="https://other.example/letter/9"), ("other.example/letter/9", "letter/1")),
    (letter(schema=1), ("which version",)),
    (letter("greeting"), ("“kind”", "greeting", "acknowledgement")),
    (letter(language="de"), ("“language”", "“de”")),
    (letter(conversation="case 7"), ("“conversation”", "UUID")),
    (letter(number=0), ("“number”", "least is 1")),
    (letter(number=True), ("“number”", "whole number")),
    (letter(number=2**40), ("“number”", "too large")),
    (letter(created="2026-03-14T01:10:00+01:00"), ("“created”", "UTC")),
    (letter(created="2026-02-30T01:10:00Z"), ("“created”", "UTC")),
    (letter(created="0001-01-01T00:00:00Z"), ("“created”",)),
    (letter(previous="yesterday"), ("“previous”", "SHA-256")),
    (letter(previous=f"{SHA}\n"), ("“previous”", "SHA-256")),
    (letter(title="x" * 201), ("“title”", "200")),
    (letter(text=None), ("“text”", "should be a text")),
    (letter(references={"ours": "A-1"}), ("“references”", "“theirs” is missing")),
    (letter(text="a\x00b"), ("“text”", "no text can hold")),
    (letter(text="a\ud800b"), ("“text”", "no text can hold")),
    (letter("request"), ("“facts” is missing",)),
    (letter("supplementary", measures={}, identifiers=[]), ("“measures”", "a list")),
    (supplementary(until="2026-13-01"), ("“measures”, entry 1, “until”", "no day")),
    (supplementary(category="gossip"), ("“category”", "gossip", "subscriber")),
    (supplementary(type=""), ("“type”", "too short")),
    (letter("urgent_trace", desk=True), ("“trace” is missing",)),
)


class WhatIsBroken(SimpleTestCase):
    """The reader is told where, and what was expected."""

    def test_it_is_told(self) -> None:
        for payload, words in BROKEN:
            with self.subTest(words=words):
                said = " ".join(told(payload))
                for word in words:
                    self.assertIn(word, said)

    def test_what_no_schema_sees_is_told_too(self) -> None:
        whole = json.dumps(letter())
        for payload, words in (
            (b"", "not JSON"),
            (b"%PDF-1.7", "not JSON"),
            (b"\xff\xfe{}", "UTF-8"),
            (whole.encode("utf-16"), "UTF-8"),
            (b"\xef\xbb\xbf" + whole.encode(), "not JSON"),
            (whole.replace('"number": 1', '"number": NaN').encode(), "no number"),
            (whole.replace('"number": 1', '"number": -Infinity').encode(), "no number"),
            (whole.replace('"number": 1', f'"number": {"9" * 5000}').encode(), "too large"),
            (whole.replace('"number": 1', '"number": 1e999').encode(), "too large"),
            (whole.replace('"number": 1', '"number": 1, "number": 2').encode(), "stands twice"),
            (whole.replace('"text": ""', f'"text": {nested(DEEPEST + 1)}').encode(), "nested"),
            (nested(200_000).encode(), "nested"),
            (b" " * (MOST_BYTES + 1), "larger than 5 MB"),
        ):
            with self.subTest(words=words):
                self.assertIn(words, " ".join(problems_of(payload)))

    def test_a_list_of_broken_rows_is_not_told_to_its_end(self) -> None:
        rows: list[Any] = [{} for _number in range(5000)]
        said = told(letter("supplementary", measures=rows, identifiers=[]))
        self.assertEqual((len(said), said[-1]), (MOST_TOLD + 1, "There is more that does not fit."))

    def test_markup_and_percent_signs_are_only_shown(self) -> None:
        said = told(letter(language="<b>%(where)s %s</b>"))
        self.assertIn("“<b>%(where)s %s</b>”", said[0])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_it_never_raises(payload: bytes) -> None:
    assert all(isinstance(sentence, str) for sentence in problems_of(payload))


@given(st.dictionaries(st.sampled_from(sorted(letter())), JSON))
def test_it_never_raises_at_fields_of_any_kind(fields: dict[str, Any]) -> None:
    assert isinstance(told(letter("supplementary") | fields), list)
