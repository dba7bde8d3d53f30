"""The verifier that needs no database, on made-up exports."""

import ast
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import audit.verify
from audit.verify import ChainEnd, Link, Verdict, read, verify

SOURCE = Path(audit.verify.__file__)


def links(chain: str, length: int) -> list[Link]:
    """A sound chain."""
    made: list[Link] = []
    prev = ""
    for seq in range(1, length + 1):
        payload = json.dumps(
            {"chain": chain, "prev": prev, "seq": seq, "details": f"é {seq}"}, ensure_ascii=False
        )
        digest = sha256(f"{prev}\n{payload}".encode()).hexdigest()
        made.append(Link(chain, seq, prev, digest, payload))
        prev = digest
    return made


def exported(*chains: list[Link]) -> bytes:
    """The file an export of these chains would be."""
    lines: list[dict[str, object]] = []
    for chain in chains:
        for link in chain:
            fields = link._asdict()
            if link.payload is None:
                del fields["payload"]
                fields["withheld"] = True
            lines.append(fields)
        last = chain[-1]
        lines.append({"chain": last.chain, "seq": last.seq, "hash": last.hash, "end": "chain"})
    lines.append({"end": "file", "lines": len(lines) + 1})
    return b"".join(
        json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        for line in lines
    )


def judged(file: bytes) -> Verdict:
    """The verdict on a file's bytes."""
    return verify(read(file.splitlines(keepends=True)))


A, B = links("case:a", 3), links("case:b", 2)
WHOLE = exported(A, B)
PARTLY = exported([A[0], A[1]._replace(payload=None), A[2]], B)


def test_a_sound_export_is_intact() -> None:
    verdict = judged(WHOLE)
    assert verdict.intact
    assert (verdict.events, verdict.chains, verdict.withheld, verdict.exit_status) == (5, 2, 0, 0)


def test_withheld_events_are_counted_and_still_link() -> None:
    verdict = judged(PARTLY)
    assert verdict.intact
    assert (verdict.events, verdict.withheld) == (5, 1)


@given(st.data(), st.sampled_from([WHOLE, PARTLY]))
def test_any_single_byte_changed_is_found(data: st.DataObject, file: bytes) -> None:
    place = data.draw(st.integers(0, len(file) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != file[place]))
    verdict = judged(file[:place] + bytes([byte]) + file[place + 1 :])
    assert not verdict.intact


@given(st.sampled_from([WHOLE, PARTLY]), st.data())
def test_a_file_that_breaks_off_is_incomplete(file: bytes, data: st.DataObject) -> None:
    verdict = judged(file[: data.draw(st.integers(0, len(file) - 1))])
    assert verdict.exit_status == 2


@given(st.data())
def test_a_missing_line_is_found(data: st.DataObject) -> None:
    lines = WHOLE.splitlines(keepends=True)
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    assert not judged(b"".join(lines)).intact


@given(st.permutations(A))
def test_events_in_another_order_are_found(order: list[Link]) -> None:
    assert judged(exported(order, B)).intact == (order == A)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), unique=True, max_size=20))
def test_any_number_of_chains_of_any_length_is_intact(sizes: list[tuple[str, int]]) -> None:
    chains = [links(f"case:{name}{size}", size + 1) for name, size in sizes]
    assert judged(exported(*chains)).intact


def test_a_rewritten_text_is_altered_and_named() -> None:
    changed = A[1]._replace(payload=(A[1].payload or "").replace("é", "e"))
    verdict = judged(exported([A[0], changed, A[2]], B))
    assert verdict.exit_status == 1
    assert verdict.broken == 1
    assert verdict.first is not None
    assert verdict.first.where == "case:a, event 2"


def test_an_event_taken_out_and_the_rest_renumbered_is_altered() -> None:
    assert judged(exported([A[0], A[2]._replace(seq=2)], B)).exit_status == 1


def test_an_event_taken_out_of_the_middle_is_missing() -> None:
    verdict = verify([A[0], A[2], ChainEnd("case:a", 3, A[2].hash)])
    assert verdict.exit_status == 2
    assert verdict.first is not None
    assert "events 2 to 2 are missing" in verdict.first.why


def test_the_last_event_cut_off_is_missing() -> None:
    verdict = verify([*A[:2], ChainEnd("case:a", 3, A[2].hash)])
    assert verdict.exit_status == 2


def test_an_event_moved_to_another_chain_is_altered() -> None:
    moved = [link._replace(chain="case:z") for link in A]
    assert judged(exported(moved, B)).exit_status == 1


def test_a_head_whose_events_are_all_gone_is_incomplete() -> None:
    assert (
        verify([*B, ChainEnd("case:b", 2, B[1].hash), ChainEnd("case:a", 3, "f")]).exit_status == 2
    )


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"null\n",
        b"[1]\n",
        b"\xff\n",
        b"[" * 100_000 + b"\n",
        b'{"chain":"a","seq":true,"prev":"","hash":"","payload":""}\n',
        b'{"chain":"a","seq":1.0,"prev":"","hash":"","payload":""}\n',
        b'{"chain":"a","seq":1,"prev":"","hash":"","withheld":false}\n',
        b'{"chain":"a","seq":1,"prev":"","hash":"","payload":"\\ud800"}\n',
        b'{"chain":"a","seq":1,"prev":"","hash":"","payload":"","more":1}\n',
    ],
)
def test_a_hostile_line_is_altered_not_a_crash(line: bytes) -> None:
    assert judged(line + WHOLE).exit_status == 1


def test_the_script_runs_on_its_own_and_says_so_with_its_exit_status(tmp_path: Path) -> None:
    alone = tmp_path / "check.py"
    alone.write_bytes(SOURCE.read_bytes())
    files = {0: WHOLE, 1: WHOLE.replace("é 2".encode(), b"ee 2"), 2: WHOLE[:-9]}
    for status, content in files.items():
        file = tmp_path / f"{status}.jsonl"
        file.write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-I", str(alone), str(file)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done
        assert done.stdout.startswith("Events checked: ")
    gone = subprocess.run([sys.executable, "-I", str(alone), str(tmp_path / "no")], check=False)
    assert gone.returncode == 3


def test_the_script_uses_the_standard_library_only() -> None:
    names = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name) or ""
        for node in ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
    assert (SOURCE.parent / "__init__.py").read_bytes() == b""
