"""A signature says who answers for a letter, and shows every way of tampering with it."""

import asyncio
import io
from datetime import timedelta

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from documents import keys
from documents.failures import SigningRefused
from documents.inspection import attachment, inspect
from documents.signing import sign
from tests.documents.letters import AT, PAYLOAD, letter, print_letter, run

PASSPHRASE = "correct horse"
YEAR = timedelta(days=365)


@pytest.fixture(scope="module")
def pdf():
    return print_letter(letter())


@pytest.fixture(scope="module")
def ca():
    return keys.make_demonstration_ca(AT)


@pytest.fixture(scope="module")
def other_ca():
    return keys.make_demonstration_ca(AT)


def signer_of(ca, *, kind=keys.KeyKind.P256, days=365):
    issued = keys.issue_certificate(
        ca, "Ministry of Justice of Arvenia", "AV", AT, days, passphrase=PASSPHRASE, kind=kind
    )
    return keys.load_signer(
        issued.key_pem, issued.certificate_pem, PASSPHRASE, [ca.certificate_pem]
    )


def signed(pdf, signer, *, at=AT, field="Authority"):
    return sign(
        pdf,
        signer=signer,
        name="Leïla Mansour",
        reason="Released",
        location="Port-Sélène",
        at=at,
        field=field,
    )


@pytest.fixture(scope="module")
def letter_sent(pdf, ca):
    return signed(pdf, signer_of(ca))


def test_a_signed_letter_is_valid(letter_sent, ca):
    report = inspect(letter_sent, trust=[ca.certificate_pem])
    assert report.problems == ()
    assert report.valid
    assert (report.intact, report.trusted, report.covers_whole_file) == (True, True, True)
    assert report.signer_name == "Ministry of Justice of Arvenia"
    assert (report.person, report.reason) == ("Leïla Mansour", "Released")
    assert report.signed_at == AT


def test_signing_leaves_the_letter_bit_for_bit(letter_sent, pdf):
    assert letter_sent.startswith(pdf)
    assert attachment(letter_sent, "request.json") == PAYLOAD
    before, after = (PdfFileReader(io.BytesIO(file)) for file in (pdf, letter_sent))
    assert before.root["/Metadata"].data == after.root["/Metadata"].data


@pytest.mark.parametrize("kind", keys.KeyKind)
def test_other_programs_find_the_signature_valid(pdf, ca, kind, tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(signed(pdf, signer_of(ca, kind=kind)))
    verdict = run("pdfsig", "-nocert", str(path))
    assert "Signature is Valid" in verdict
    assert "Total document signed" in verdict
    assert "ETSI.CAdES.detached" in verdict
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(path))
    assert inspect(path.read_bytes(), trust=[ca.certificate_pem]).valid


def test_a_second_authority_may_sign_below(letter_sent, ca):
    report = inspect(signed(letter_sent, signer_of(ca), field="Second"), trust=[ca.certificate_pem])
    assert report.valid
    assert report.signatures == 2


# --- tampering ------------------------------------------------------------------------------------


def test_a_flipped_byte_is_seen_wherever_it_is(letter_sent, pdf, ca):
    for place in range(100, len(pdf), len(pdf) // 60):
        changed = bytearray(letter_sent)
        changed[place] ^= 1
        assert not inspect(bytes(changed), trust=[ca.certificate_pem]).valid, place


def test_a_changed_content_stream_is_named(letter_sent, ca):
    changed = bytearray(letter_sent)
    changed[changed.index(b"stream\n") + 40] ^= 1
    report = inspect(bytes(changed), trust=[ca.certificate_pem])
    assert not report.intact
    assert any("changed after it was signed" in problem for problem in report.problems)


@pytest.mark.parametrize("tail", [b"x", b"\n", b"% comment\n%%EOF\n"])
def test_bytes_after_the_end_are_seen(letter_sent, ca, tail):
    report = inspect(letter_sent + tail, trust=[ca.certificate_pem])
    assert not report.covers_whole_file
    assert not report.valid
    assert report.problems


def repainted(file: bytes) -> bytes:
    """The file with a later revision in which the first page is empty."""
    writer = IncrementalPdfFileWriter(io.BytesIO(file))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b""))
    writer.update_container(page)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def test_a_page_changed_in_a_later_revision_is_seen(letter_sent, ca):
    report = inspect(repainted(letter_sent), trust=[ca.certificate_pem])
    assert not report.intact
    assert not report.covers_whole_file


def test_a_page_changed_and_signed_again_is_seen(letter_sent, ca):
    again = signed(repainted(letter_sent), signer_of(ca), field="Again")
    report = inspect(again, trust=[ca.certificate_pem])
    assert not report.intact
    assert not report.valid


def test_a_stranger_signing_below_is_seen(letter_sent, ca, other_ca):
    again = signed(letter_sent, signer_of(other_ca), field="Again")
    report = inspect(again, trust=[ca.certificate_pem])
    assert not report.trusted
    assert inspect(again, trust=[ca.certificate_pem, other_ca.certificate_pem]).valid


def test_a_moved_byte_range_is_seen(letter_sent, ca):
    start = letter_sent.index(b"/ByteRange")
    end = letter_sent.index(b"]", start)
    numbers = letter_sent[start:end].split()
    numbers[-1] = str(int(numbers[-1]) - 1).encode().rjust(len(numbers[-1]))
    changed = b" ".join(numbers).ljust(end - start)[: end - start]
    report = inspect(letter_sent[:start] + changed + letter_sent[end:], trust=[ca.certificate_pem])
    assert not report.valid


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7", b"PK\x03\x04" * 50, b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_a_finding(file):
    report = inspect(file, trust=[])
    assert not report.valid
    assert "damaged" in report.problems[0]


def test_an_unsigned_letter_is_told(pdf, ca):
    assert inspect(pdf, trust=[ca.certificate_pem]).problems == ("The file is not signed.",)


@pytest.mark.parametrize("cut", [0.2, 0.9, 0.999])
def test_a_letter_cut_short_is_not_valid(letter_sent, ca, cut):
    assert not inspect(letter_sent[: int(len(letter_sent) * cut)], trust=[ca.certificate_pem]).valid


# --- trust and time -------------------------------------------------------------------------------


def test_another_issuer_of_the_same_name_is_not_trusted(letter_sent, other_ca):
    report = inspect(letter_sent, trust=[other_ca.certificate_pem])
    assert report.intact
    assert not report.trusted
    assert any("not come from an authority" in problem for problem in report.problems)


def test_without_anchors_nothing_is_trusted(letter_sent):
    assert not inspect(letter_sent, trust=[]).trusted


def test_a_certificate_that_expired_since_is_told(letter_sent, ca):
    assert inspect(letter_sent, trust=[ca.certificate_pem], at=AT + YEAR / 2).valid
    report = inspect(letter_sent, trust=[ca.certificate_pem], at=AT + 2 * YEAR)
    assert report.intact
    assert not report.trusted
    assert "The signer's certificate has expired." in report.problems


def test_a_signature_dated_ahead_is_told(letter_sent, ca):
    report = inspect(letter_sent, trust=[ca.certificate_pem], at=AT - timedelta(hours=2))
    assert any("in the future" in problem for problem in report.problems)
    assert not report.valid


@pytest.mark.parametrize(
    ("at", "said"), [(AT + 2 * YEAR, "expired on"), (AT - YEAR, "valid only from")]
)
def test_a_key_out_of_its_time_does_not_sign(pdf, ca, at, said):
    with pytest.raises(SigningRefused, match=said):
        signed(pdf, signer_of(ca), at=at)


def test_an_issuers_key_does_not_sign_letters(pdf, ca):
    key = ca.key_pem(PASSPHRASE)
    signer = keys.load_signer(key, ca.certificate_pem, PASSPHRASE)
    with pytest.raises(SigningRefused, match="non-repudiation"):
        signed(pdf, signer)


def test_what_is_no_pdf_is_not_signed(ca):
    with pytest.raises(SigningRefused, match="cannot be signed"):
        signed(b"not a document", signer_of(ca))


def test_it_also_signs_and_inspects_inside_an_event_loop(pdf, ca):
    async def inside():
        return inspect(signed(pdf, signer_of(ca)), trust=[ca.certificate_pem])

    assert asyncio.run(inside()).valid
