"""Letters that can be proven for long, and everything that somebody may do to one, told apart."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from documents import inspection
from documents.failures import StampMissing
from documents.findings import Finding, Level, Verdict
from documents.inspection import inspect, inspect_letter, payload_of
from documents.signing import lasting
from documents.stamps import over_http
from tests.documents.certificates import DAY, MINISTRY, OFFICER, YEAR, Issuing, proven, signed
from tests.documents.letters import AT, PAYLOAD, letter, print_letter, run
from tests.documents.lta import passes_as_lta
from tests.documents.time_server import TimeServer


@pytest.fixture(scope="module")
def ours() -> Issuing:
    return Issuing.new()


@pytest.fixture(scope="module")
def theirs() -> Issuing:
    """Another issuer with the same name: whoever forges takes it."""
    return Issuing.new()


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return print_letter(letter())


@pytest.fixture(scope="module")
def sent(pdf: bytes, ours: Issuing) -> bytes:
    return proven(pdf, ours)


# --- what a letter proves -------------------------------------------------------------------------


def test_officer_and_authority_sign_and_both_can_be_proven_for_long(sent, ours):
    report = inspect_letter(sent, trust=[ours.anchor])
    assert report.findings == ()
    assert [(one.field, one.signer_name, one.level) for one in report.each] == [
        ("Officer", OFFICER, Level.LASTING),
        ("Authority", MINISTRY, Level.LASTING),
    ]
    assert report.seal.field == "Authority"
    assert {one.proven_at for one in report.each} == {AT}
    assert payload_of(sent) == PAYLOAD


def test_pyhanko_itself_takes_each_signature_for_b_lta(sent, ours):
    assert passes_as_lta(sent, ours.anchor) == [True, True]


def test_other_programs_find_it_sound(sent, tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(sent)
    said = run("pdfsig", "-nocert", str(path))
    assert said.count("Signature is Valid") == 2
    assert "Total document signed" in said
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(path))


def test_each_step_adds_and_leaves_what_was_there(pdf, sent, ours):
    assert sent.startswith(pdf)
    alone = signed(pdf, ours.signer())
    timed = signed(pdf, ours.signer(), stamper=ours.stamper())
    assert [inspect(one, trust=[ours.anchor]).level for one in (alone, timed, sent)] == list(Level)


def test_what_is_proven_outlives_its_certificate(sent, pdf, ours):
    later = AT + 5 * YEAR
    assert inspect(sent, trust=[ours.anchor], at=later).valid
    alone = signed(pdf, ours.signer())
    assert inspect(alone, trust=[ours.anchor], at=later).findings == (Finding.EXPIRED,)


def test_a_revocation_takes_nothing_from_what_was_proven_before(pdf, ours):
    signer = ours.signer()
    sent, alone = proven(pdf, ours, signer=signer), signed(pdf, signer)
    late = [ours.crl(AT + 30 * DAY, seal=(signer, AT + 20 * DAY))]
    early = [ours.crl(AT + 30 * DAY, seal=(signer, AT - DAY / 2))]
    now = AT + 40 * DAY
    report = inspect(sent, trust=[ours.anchor], at=now, lists=late)
    assert report.valid
    assert report.seal.revoked_at == AT + 20 * DAY
    for letter_, lists in ((sent, early), (alone, late), (alone, early)):
        found = inspect(letter_, trust=[ours.anchor], at=now, lists=lists)
        assert found.findings == (Finding.REVOKED,)
        assert found.intact


def test_a_list_by_somebody_else_revokes_nothing(pdf, ours, theirs):
    signer = ours.signer()
    forged = [theirs.crl(AT, seal=(signer, AT - DAY))]
    assert inspect(signed(pdf, signer), trust=[ours.anchor], lists=forged).valid


def test_what_this_installation_revoked_counts_without_a_list(pdf, ours):
    signer = ours.signer()
    revoked = {signer.fingerprint: AT - DAY / 2}
    report = inspect(signed(pdf, signer), trust=[ours.anchor], revoked=revoked)
    assert report.findings == (Finding.REVOKED,)


# --- what somebody may do to it: each told apart --------------------------------------------------


def flipped(file: bytes, _ours: Issuing, _theirs: Issuing) -> bytes:
    changed = bytearray(file)
    changed[changed.index(b"stream\n") + 40] ^= 1
    return bytes(changed)


def appended(file: bytes, _ours: Issuing, _theirs: Issuing) -> bytes:
    return file + b"% a comment\n%%EOF\n"


def _revised(file: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(file))
    change(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def repainted(file: bytes, _ours: Issuing, _theirs: Issuing) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b""))
        writer.update_container(page)

    return _revised(file, change)


def annotated(file: bytes, _ours: Issuing, _theirs: Issuing) -> bytes:
    """A white note over the first paragraph."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        note = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/Square"),
                generic.pdf_name("/Rect"): generic.ArrayObject(
                    map(generic.NumberObject, (50, 300, 500, 600))
                ),
                generic.pdf_name("/IC"): generic.ArrayObject(map(generic.NumberObject, (1, 1, 1))),
            }
        )
        page = writer.root["/Pages"]["/Kids"][0]
        notes = page.get("/Annots", generic.ArrayObject())
        notes.append(writer.add_object(note))
        page["/Annots"] = notes
        writer.update_container(page)

    return _revised(file, change)


def _without_data(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/Names"]
    writer.update_root()


def stripped(file: bytes, _ours: Issuing, _theirs: Issuing) -> bytes:
    return _revised(file, _without_data)


def swapped(file: bytes, _ours: Issuing, _theirs: Issuing) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
        names[1]["/EF"]["/F"]._data = b'{"kind":"refusal"}'
        stream = generic.StreamObject(stream_data=b'{"kind":"refusal"}')
        files = names[1]["/EF"]
        files["/F"] = writer.add_object(stream)
        writer.update_container(files)

    return _revised(file, change)


def repainted_and_sealed_again(file: bytes, ours: Issuing, theirs: Issuing) -> bytes:
    return signed(repainted(file, ours, theirs), theirs.signer(), field="Again")


def forged(_file: bytes, _ours: Issuing, theirs: Issuing) -> bytes:
    """The same letter, made and signed by whoever calls itself the same."""
    return proven(print_letter(letter()), theirs)


def signed_after_the_end(_file: bytes, ours: Issuing, _theirs: Issuing) -> bytes:
    """With a key that is not valid any more, by software that does not mind."""
    old = ours.signer(since=AT - 100 * DAY, days=30)
    return signed(print_letter(letter()), old, at=AT - 90 * DAY, stamper=ours.stamper(AT))


def stamped_by_a_stranger(_file: bytes, ours: Issuing, theirs: Issuing) -> bytes:
    return signed(print_letter(letter()), ours.signer(), stamper=theirs.stamper())


def stamped_at_another_time(_file: bytes, ours: Issuing, _theirs: Issuing) -> bytes:
    return signed(print_letter(letter()), ours.signer(), stamper=ours.stamper(AT + DAY / 2))


def with_the_stamp_of_another_letter(file: bytes, ours: Issuing, _theirs: Issuing) -> bytes:
    """The time stamp over the whole, taken from another letter."""
    other = proven(print_letter(letter(text="Another letter.")), ours)
    place, stamp = _last_contents(file), _last_contents(other)
    new = stamp.group(1)[: len(place.group(1))].ljust(len(place.group(1)), b"0")
    return file[: place.start(1)] + new + file[place.end(1) :]


def _last_contents(file: bytes) -> re.Match[bytes]:
    return list(re.finditer(rb"/Contents\s*<([0-9A-Fa-f]+)>", file))[-1]


def never_signed(_file: bytes, _ours: Issuing, _theirs: Issuing) -> bytes:
    return print_letter(letter())


def without_data_from_the_start(_file: bytes, ours: Issuing, _theirs: Issuing) -> bytes:
    return proven(_revised(print_letter(letter()), _without_data), ours)


def cut(file: bytes, _ours: Issuing, _theirs: Issuing) -> bytes:
    return file[: len(file) // 3]


TAMPERED = {
    flipped: {Finding.CHANGED, Finding.STAMP_BROKEN},
    appended: {Finding.ADDED},
    repainted: {Finding.REPAINTED, Finding.ADDED},
    annotated: {Finding.REPAINTED, Finding.ADDED},
    stripped: {Finding.REPAINTED, Finding.ADDED},
    swapped: {Finding.REPAINTED, Finding.ADDED},
    repainted_and_sealed_again: {Finding.REPAINTED, Finding.ISSUER_UNKNOWN},
    forged: {Finding.ISSUER_UNKNOWN, Finding.STAMP_UNKNOWN},
    signed_after_the_end: {Finding.NOT_VALID_THEN, Finding.STAMP_CONTRADICTS},
    stamped_by_a_stranger: {Finding.STAMP_UNKNOWN},
    stamped_at_another_time: {Finding.STAMP_CONTRADICTS},
    with_the_stamp_of_another_letter: {Finding.STAMP_BROKEN},
    never_signed: {Finding.NOT_SIGNED},
    without_data_from_the_start: {Finding.NO_DATA},
    cut: {Finding.UNREADABLE},
}


@pytest.mark.parametrize("tamper", TAMPERED, ids=lambda tamper: tamper.__name__)
def test_whatever_was_done_to_it_is_named(sent, ours, theirs, tamper):
    report = inspect_letter(tamper(sent, ours, theirs), trust=[ours.anchor], at=AT + DAY)
    assert set(report.findings) == TAMPERED[tamper]
    assert not report.valid


def test_what_was_altered_weighs_more_than_who_signed(sent, ours, theirs):
    report = inspect_letter(repainted(sent, ours, theirs), trust=[theirs.anchor], at=AT + DAY)
    assert report.verdict is Verdict.ALTERED


# --- an authority for the time --------------------------------------------------------------------


@pytest.fixture
def time_server(ours: Issuing) -> Iterator[TimeServer]:
    with TimeServer(ours.stamper()) as made:
        yield made


def test_the_time_is_stamped_over_the_network(pdf, ours, time_server):
    stamper = over_http(time_server.address, 5)
    sealed = signed(pdf, ours.signer(), stamper=stamper)
    proof = ours.proof()
    whole = lasting(sealed, proof=type(proof)(proof.certificates, proof.lists, stamper))
    assert inspect(whole, trust=[ours.anchor], at=AT + timedelta(minutes=1)).level is Level.LASTING
    assert time_server.asked >= 2


# TimeStampResp with the status "rejection", as DER.
REJECTED = bytes.fromhex("30053003020102")


@pytest.mark.parametrize("spoilt", [b"nothing", REJECTED])
def test_an_answer_that_is_no_stamp_stops_the_signature(pdf, ours, time_server, spoilt):
    time_server.spoilt = spoilt
    with pytest.raises(StampMissing, match="does not answer as it should"):
        signed(pdf, ours.signer(), stamper=over_http(time_server.address, 5))


def test_nobody_there_stops_the_signature(pdf, ours):
    with pytest.raises(StampMissing):
        signed(pdf, ours.signer(), stamper=over_http("http://127.0.0.1:9/", 2))


def test_a_file_of_nothing_but_ends_is_read_twice_at_most(sent, ours, monkeypatch):
    """Each end left away would else be one more reading."""
    read: list[int] = []
    original = inspection._inspect

    def counting(*given):
        read.append(len(given[0]))
        return original(*given)

    monkeypatch.setattr(inspection, "_inspect", counting)
    for file in (sent + b"%%EOF\n" * 2000, b"%PDF-1.7\n" + b"%%EOF\n" * 2000):
        read.clear()
        assert not inspect(file, trust=[ours.anchor]).valid
        assert len(read) <= 2


def test_a_list_that_is_brought_along_proves_nothing_in_later_years(pdf, ours):
    timed = signed(pdf, ours.signer(), stamper=ours.stamper())
    assert inspect(timed, trust=[ours.anchor], lists=[ours.crl()]).level is Level.TIMED
