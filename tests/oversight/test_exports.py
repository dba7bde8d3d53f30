"""The record leaves the house: on the record, harmless in a spreadsheet, checkable anywhere."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from audit.verify import Verdict, read, verify
from oversight.choices import Format
from oversight.queries import Filters
from oversight.services import export_record
from oversight.streams import chunks
from tests.audit.chains import run, take_guards_away
from tests.oversight.cast import Cast, signed_in, told
from workflow.refusals import NotYours

EXPORT = reverse("oversight:export")


def file_of(client: Client, form: str, **asked: object) -> bytes:
    """The bytes of an export as the browser gets them."""
    response = client.post(EXPORT, {"format": form, **asked})
    assert response.status_code == 200
    assert response.streaming
    return response.getvalue()


def lines_of(file: bytes) -> list[dict[str, Any]]:
    """A JSON Lines file, read."""
    return [json.loads(line) for line in file.splitlines()]


def judged(file: bytes) -> Verdict:
    """What the standalone verifier says."""
    return verify(read(file.splitlines(keepends=True)))


def test_the_page_before_an_export_writes_nothing(cast: Cast) -> None:
    before = Event.objects.count()
    page = signed_in(cast.auditor).get(EXPORT, {"case": str(cast.case.pk)})
    assert "3 entries will leave the house" in page.content.decode()
    assert Event.objects.count() == before


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_every_export_is_recorded_with_its_filters_and_count(cast: Cast, form: str) -> None:
    file_of(signed_in(cast.auditor), form, case=cast.case.pk, verb="mla.s")
    event = Event.objects.filter(chain="state:XA").latest("seq")
    assert (event.verb, event.person_name, event.shared) == ("audit.export", "Ada Auditor", False)
    assert json.loads(event.payload)["details"] == {
        "format": form,
        "filters": {"case": str(cast.case.pk), "verb": "mla.s"},
        "count": 2,
    }


def test_an_export_without_a_known_format_is_refused_and_not_recorded(cast: Cast) -> None:
    before = Event.objects.count()
    for asked in ({}, {"format": "xml"}, {"format": "csv", "since": "x"}):
        page = signed_in(cast.auditor).post(EXPORT, asked)
        assert 'role="alert"' in page.content.decode()
    assert Event.objects.count() == before


def test_only_an_auditor_can_call_the_service(cast: Cast) -> None:
    with pytest.raises(NotYours):
        export_record(actor=cast.officer, filters=Filters(), form=Format.CSV)


def test_an_export_without_token_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(cast.auditor).cookies
    assert client.post(EXPORT, {"format": "csv"}).status_code == 403


def test_json_lines_can_be_checked_and_hold_only_links_of_what_is_withheld(cast: Cast) -> None:
    file = file_of(signed_in(cast.auditor), "jsonl", case=cast.case.pk)
    assert b"secret" not in file
    assert b"Ben Tolk" in file  # the shared acknowledgement
    verdict = judged(file)
    assert verdict.intact
    assert (verdict.events, verdict.withheld, verdict.chains) == (5, 2, 1)
    withheld = [line for line in lines_of(file) if line.get("withheld")]
    assert [sorted(line) for line in withheld] == [["chain", "hash", "prev", "seq", "withheld"]] * 2
    shown = [line["payload"] for line in lines_of(file) if "payload" in line]
    assert shown == [
        event.payload
        for event in Event.objects.filter(case_id=cast.case.pk).order_by("seq")
        if event.shared or event.state == "XA"
    ]


def test_both_sides_exports_hold_the_same_links(cast: Cast) -> None:
    def links(client: Client) -> list[tuple[int, str, str]]:
        file = file_of(client, "jsonl", case=cast.case.pk)
        return [
            (line["seq"], line["prev"], line["hash"]) for line in lines_of(file) if "prev" in line
        ]

    assert links(signed_in(cast.auditor)) == links(signed_in(cast.foreign_auditor))


def test_a_filtered_export_still_checks_and_leaves_the_rest_as_links(cast: Cast) -> None:
    file = file_of(signed_in(cast.auditor), "jsonl", case=cast.case.pk, verb="mla.send")
    verdict = judged(file)
    assert (verdict.intact, verdict.events, verdict.withheld) == (True, 5, 4)


def test_everything_at_once_checks_chain_by_chain(cast: Cast) -> None:
    other = Cast.gather()
    told(other.officer, other.case, "mla.send", shared=True)
    told(cast.officer, None, "people.invite")
    verdict = judged(file_of(signed_in(cast.auditor), "jsonl"))
    assert verdict.intact
    assert verdict.chains >= 3


def test_an_export_of_nothing_is_a_whole_file(cast: Cast) -> None:
    file = file_of(signed_in(cast.auditor), "jsonl", verb="no.such")
    assert lines_of(file) == [{"end": "file", "lines": 1}]
    assert judged(file).intact


def test_what_is_recorded_while_the_file_is_sent_is_not_in_it(cast: Cast) -> None:
    taken = export_record(actor=cast.auditor, filters=Filters(case=cast.case.pk), form=Format.JSONL)
    told(cast.officer, cast.case, "mla.withdraw", shared=True, hours=9)
    file = b"".join(taken.chunks)
    assert b"mla.withdraw" not in file
    assert judged(file).intact
    own = b"".join(
        export_record(actor=cast.auditor, filters=Filters(verb="audit"), form=Format.JSONL).chunks
    )
    assert judged(own).intact
    assert lines_of(own)[-2]["end"] == "chain"


def test_the_script_checks_a_downloaded_file_without_this_software(
    cast: Cast, tmp_path: Path
) -> None:
    client = signed_in(cast.auditor)
    response = client.get(reverse("oversight:checker"))
    script = tmp_path / "check_audit.py"
    script.write_bytes(response.getvalue())
    file = file_of(client, "jsonl", case=cast.case.pk)
    for status, content in ((0, file), (1, file.replace(b"letter one", b"letter two"))):
        copy = tmp_path / "record.jsonl"
        copy.write_bytes(content)
        done = subprocess.run([sys.executable, "-I", str(script), str(copy)], check=False)
        assert done.returncode == status


def test_an_export_after_tampering_shows_it(cast: Cast) -> None:
    take_guards_away()
    event = Event.objects.get(case_id=cast.case.pk, seq=3)
    run("DELETE FROM audit_event WHERE id = %(id)s", {"id": event.pk})
    client = signed_in(cast.auditor)
    assert judged(file_of_unrecorded(cast)).exit_status == 2
    page = client.get(reverse("oversight:case", args=[cast.case.pk])).content.decode()
    assert "Something is missing from this record." in page
    assert "The database does not refuse changes as it should." in page


def file_of_unrecorded(cast: Cast) -> bytes:
    """The case's file without recording it: nothing can be recorded without the guards."""
    last = Event(pk=2**62)
    return b"".join(chunks(Format.JSONL, Filters(case=cast.case.pk), cast.auditor, last))


def test_a_case_page_says_that_a_record_was_altered(cast: Cast) -> None:
    take_guards_away()
    Event.objects.filter(case_id=cast.case.pk, seq=4).update(payload="{}")
    page = signed_in(cast.auditor).get(reverse("oversight:case", args=[cast.case.pk]))
    assert "This record was altered." in page.content.decode()


def test_an_untouched_case_page_says_intact(cast: Cast) -> None:
    page = signed_in(cast.auditor).get(reverse("oversight:case", args=[cast.case.pk]))
    assert "Intact." in page.content.decode()


def rows_of(file: bytes) -> list[dict[str, str]]:
    """A CSV file, read."""
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def test_csv_holds_what_the_auditor_sees_oldest_first(cast: Cast) -> None:
    rows = rows_of(file_of(signed_in(cast.auditor), "csv", case=cast.case.pk))
    assert [row["verb"] for row in rows] == ["mla.submit", "mla.send", "mla.acknowledge"]
    assert rows[0]["reference"] == f"A-{cast.case.pk.hex[:8]}"
    assert rows[0]["at"] == "2026-03-02T09:00:00.000000Z"
    assert (rows[0]["shared"], rows[1]["shared"]) == ("no", "yes")
    assert json.loads(rows[1]["details"]) == {"letter": "letter one"}


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", " +1", "@x", "\uff1d1", "-2"])
def test_a_name_that_is_a_formula_is_text_in_csv(cast: Cast, name: str) -> None:
    told(replace(cast.officer, name=name, authority=name), cast.case, "mla.note", hours=9)
    row = rows_of(file_of(signed_in(cast.auditor), "csv", case=cast.case.pk))[-1]
    assert (row["person"], row["authority"]) == ("'" + name, "'" + name)


def test_separators_quotes_and_line_breaks_stay_in_their_cell(cast: Cast) -> None:
    text = 'a,"b";\r\nc\t=1'
    told(cast.officer, cast.case, "mla.note", hours=9, text=text)
    row = rows_of(file_of(signed_in(cast.auditor), "csv", case=cast.case.pk))[-1]
    assert json.loads(row["details"]) == {"text": text}


@pytest.mark.parametrize("form", [Format.CSV, Format.JSONL])
def test_files_are_made_while_they_are_sent(
    cast: Cast, form: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(25):
        told(cast.officer, cast.case, "mla.note", shared=True, hours=5)
    monkeypatch.setattr("oversight.streams.AT_A_TIME", 10)
    taken = export_record(actor=cast.auditor, filters=Filters(case=cast.case.pk), form=form)
    assert isinstance(taken.chunks, Iterator)
    assert len(list(taken.chunks)) >= 3


def test_the_download_has_a_name_a_type_and_is_not_kept_by_caches(cast: Cast) -> None:
    response = signed_in(cast.auditor).post(EXPORT, {"format": "jsonl"})
    assert response["Content-Type"] == "application/jsonl"
    assert response["Content-Disposition"].startswith('attachment; filename="audit-XA-')
    assert response["Cache-Control"] == "no-store"
