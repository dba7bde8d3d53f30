"""A letter prints what was written, the same way every time, and carries its payload."""

import re
import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import process_time

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from documents.failures import AttachmentMissing, RenderingFailed
from documents.inspection import attachment
from documents.letter import Paragraph, Section, Table, isolated
from documents.rendering import render
from tests.documents.letters import (
    ADDRESSES,
    AT,
    NAMES,
    PAYLOAD,
    WORDS,
    closed_up,
    letter,
    print_letter,
    run,
    text_of,
    with_facts,
    words_of,
)

LEFT_TO_RIGHT = [language for language in WORDS if language != "ar"]


@pytest.mark.parametrize("language", WORDS)
def test_the_same_letter_gives_the_same_bytes(language):
    assert print_letter(letter(language), language=language) == print_letter(
        letter(language), language=language
    )


def test_a_letter_is_the_same_whatever_was_printed_before_it():
    letters = [(letter(language, text=WORDS[language][2]), language) for language in WORDS]
    fresh = []
    for content, language in letters:
        # A thread of its own has looked up no fonts yet.
        with ThreadPoolExecutor(1) as thread:
            fresh.append(thread.submit(print_letter, content, language=language).result())
    with ThreadPoolExecutor(1) as thread:
        for pdf, (content, language) in reversed(list(zip(fresh, letters, strict=True))):
            assert thread.submit(print_letter, content, language=language).result() == pdf


def test_another_date_gives_other_bytes():
    assert print_letter(letter()) != print_letter(letter(), at=AT + timedelta(days=1))


@pytest.mark.parametrize("language", LEFT_TO_RIGHT)
def test_the_text_reads_back_as_it_was_written(language, tmp_path):
    read = closed_up(text_of(print_letter(letter(language), language=language), tmp_path))
    title, heading, facts = WORDS[language]
    for written in (title, facts, "203.0.113.77", "Leïla Mansour", "7c1e" * 16):
        assert closed_up(written) in read
    assert closed_up(heading).casefold() in read.casefold()
    for address in ADDRESSES.split(", "):
        assert address in read


def test_the_file_holds_the_text_in_the_order_of_reading(tmp_path):
    read = text_of(print_letter(letter()), tmp_path)
    parts = ["Arvenia", "Request", "ARV-MLA", "FACTS", "On 14 March", "Ostrova", "B · IP", "Leïla"]
    places = [read.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize("language", WORDS)
def test_every_word_reads_back_in_every_script(language, tmp_path):
    pdf = print_letter(letter(language), language=language)
    order = "-layout" if language == "ar" else "-raw"
    read = Counter(words_of(text_of(pdf, tmp_path, order=order)))
    facts = WORDS[language][2]
    # Chinese has no spaces, so line breaks part its words: the test above compares it closed up.
    texts = (NAMES, ADDRESSES, "+49 30 1234-567", *(() if language == "zh-hans" else (facts,)))
    written = Counter(word for text in texts for word in words_of(text))
    assert written - read == Counter()


@pytest.mark.parametrize("language", WORDS)
def test_it_is_a_sound_pdf_a_in_its_language(language, tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(print_letter(letter(language), language=language))
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(path))
    with path.open("rb") as file:
        root = PdfFileReader(file).root
        assert root["/Lang"] == language
        assert root["/MarkInfo"]["/Marked"]
        assert b'pdfaid:part="3" pdfaid:conformance="A"' in root["/Metadata"].data
        assert root["/AF"][0]["/AFRelationship"] == "/Source"


def test_the_payload_comes_out_as_it_went_in():
    assert attachment(print_letter(letter()), "request.json") == PAYLOAD


def test_an_attachment_that_is_not_there_is_named():
    with pytest.raises(AttachmentMissing, match=r"other\.json"):
        attachment(print_letter(letter()), "other.json")


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7\n%%EOF", b"\x00" * 100, b"<html>"])
def test_attachments_of_a_broken_file_are_refused(file):
    with pytest.raises(AttachmentMissing):
        attachment(file, "request.json")


def test_blank_lines_part_numbered_paragraphs_and_line_breaks_stay(tmp_path):
    text = "First line\nsecond line\r\n\r\nNext paragraph\n\n\n\nLast"
    read = text_of(print_letter(letter(text=text)), tmp_path)
    assert [number in read for number in ("1.", "2.", "3.", "4.")] == [True, True, True, False]
    assert "First line\nsecond line" in read


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_heading_or_number_is_parted_from_its_text(language, tmp_path):
    """Push the text down line by line over the foot of the page."""
    base = letter(language, text="begin " + "middle " * 40 + "end")
    base = replace(base, sections=base.sections[:1])
    for lines in range(14, 24):
        pdf = print_letter(with_facts(base, lines), language=language)
        for page in text_of(pdf, tmp_path).split("\f"):
            words = words_of(page)
            assert ("A" in words) == ("begin" in words)
            assert words.count("1") - words.count("1page") >= ("begin" in words)


def test_a_long_letter_prints_every_line(tmp_path):
    facts = "\n\n".join("word " * 100 + f"paragraph{number}" for number in range(60))
    rows = tuple((str(number), f"198.51.{number // 250}.{number % 250}") for number in range(400))
    content = letter(text=facts)
    table = Table(("No", "Address"), rows, (4, 16))
    content = replace(content, sections=(*content.sections, Section("List", table=table)))
    words = set(text_of(print_letter(content), tmp_path).split())
    assert {f"paragraph{number}" for number in range(60)} <= words
    assert {address for _number, address in rows} <= words


def test_long_addresses_break_after_their_marks_and_read_back_whole(tmp_path):
    address = "https://files.mailhaven.example/k.ostrova/" + "0123456789abcdef" * 20
    content = letter(text=address)
    table = Table(("No", "A"), (("1", "k.ostrova@mailhaven.example"),), (17, 3))
    content = replace(content, sections=(*content.sections, Section("List", table=table)))
    read = text_of(print_letter(content), tmp_path)
    assert "\u200b" not in read
    assert address in read.replace("\n", "")
    assert "mailhaven.\n" in read


REFERENCES = ("A/RES/79/243", "COD/2026/0001", "XB/24-7/2026/0003", "МЮ/ОП-2026/14")


@pytest.mark.parametrize("language", WORDS)
def test_references_stay_on_one_line_wherever_it_ends(language, tmp_path):
    sentences = [
        f"{'x' * length} {'word ' * 12}{reference}, and more"
        for reference in REFERENCES
        for length in range(1, 30)
    ]
    content = replace(letter(language), facts=(), sections=(Section("", _paragraphs(sentences)),))
    read = text_of(print_letter(content, language=language), tmp_path)
    assert [read.count(reference) for reference in REFERENCES] == [29] * len(REFERENCES)
    assert "\u2060" not in read


def test_a_reference_in_a_cell_stays_on_one_line(tmp_path):
    rows = tuple((f"{'x' * length} COD-MLA/2026", "") for length in range(1, 25))
    content = replace(letter(), sections=(Section("", table=Table(("A", "B"), rows, (6, 14))),))
    assert text_of(print_letter(content), tmp_path).count("COD-MLA/2026") == len(rows)


def test_a_reference_of_its_own_stays_on_one_line_however_long(tmp_path):
    long = "MJ/DACG/BEPI/ENTRAIDE/2026/0311-A"
    sentences = [f"{'x' * length} {'word ' * 8}{isolated(long)}" for length in range(1, 40)]
    content = replace(letter(), sections=(Section("", _paragraphs(sentences)),))
    assert text_of(print_letter(content), tmp_path).count(long) == len(sentences)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_reference_wider_than_its_column_is_parted_inside_it(language, tmp_path):
    wide = "/".join(["COD-2026", *["ABCDEFG"] * 9])
    table = Table(("A", "B"), (("", isolated(wide)),), (17, 3))
    content = replace(letter(language), sections=(Section("", table=table),))
    foot = replace(content.foot, other_reference=wide)
    pdf = print_letter(replace(content, foot=foot), language=language)
    assert closed_up(text_of(pdf, tmp_path)).count(wide) == 2
    assert_within_margins(pdf, tmp_path)


def test_nothing_isolated_is_nothing():
    assert isolated("") == ""


def _paragraphs(sentences: list[str]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(sentence) for sentence in sentences)


@pytest.mark.parametrize("character", ["a", "\u00a0", "\u0301", "\u0643", "\u5361", "-"])
def test_thirty_thousand_characters_without_a_space_print_in_seconds(character):
    start = process_time()
    print_letter(letter(text=character * 30_000))
    assert process_time() - start < 20


@pytest.mark.parametrize("text", ["a" * 20_000, "\u0301" * 500, "\t\n \n\t", "0", "\u2028\u2029x"])
def test_odd_text_prints(text):
    assert print_letter(letter(text=text)).startswith(b"%PDF")


def test_control_characters_are_left_out(tmp_path):
    content = replace(
        letter(text="be\x00fo\x1bre\x85after\ud800 \u202eend\uffff"), title="Ti\x00tle"
    )
    read = text_of(print_letter(content), tmp_path)
    assert "before" in read
    assert "Title" in read


def test_a_character_without_a_font_stops_the_letter_and_is_named_every_time():
    for _try in range(2):
        with pytest.raises(RenderingFailed, match=r"U\+E1F7"):
            print_letter(letter(text="name \ue1f7"))
        assert print_letter(letter(text="name"))


def test_a_letter_beyond_all_measure_is_refused():
    with pytest.raises(RenderingFailed, match="longer than can be printed"):
        print_letter(letter(text="word " * 700_000))


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr("documents.rendering.MOST_PAGES", 1)
    with pytest.raises(RenderingFailed, match="2 pages"):
        print_letter(letter(text="word\n" * 60))


def test_a_letter_may_be_a_plain_dictionary(tmp_path):
    content = {
        "letterhead": {"state": "Arvenia"},
        "title": "Note",
        "facts": [("To", "Belmara")],
        "sections": [{"paragraphs": [{"text": "Plain words.", "refs": "40(2)"}]}],
        "foot": {"reference": "ARV-1"},
    }
    pdf = render(
        "letters/letter.html",
        {"letter": content},
        language="en",
        title="Note",
        identifier="1",
        at=AT,
    )
    assert "Plain words." in text_of(pdf, tmp_path)
    with pytest.raises(AttachmentMissing):
        attachment(pdf, "request.json")


def test_a_table_says_when_its_columns_do_not_fit():
    with pytest.raises(ValueError, match="twentieths"):
        Table(("a", "b"), (), (5, 5))
    with pytest.raises(ValueError, match="as many cells"):
        Table(("a", "b"), (("1",),))


CELLS = {
    "plain": "203.0.113.77",
    "two lines": "first\nsecond",
    "a paragraph sign": "first\u2029second",
    "the other direction": "عبد الله",
    "a long word": "https://files.mailhaven.example/" + "0123456789" * 8,
    "long Chinese": "文件被加密" * 60,
    "markup": "<b>&amp;</b>",
    "white space": " \n ",
}


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_whatever_stands_in_a_cell_is_printed_inside_its_column(language, cell, tmp_path):
    table = Table(("A", "B"), (("", cell),), (12, 8))
    content = replace(letter(language), sections=(Section("", table=table),))
    pdf = print_letter(content, language=language)
    # Each reader's order brings one direction back as it was written.
    order = "-layout" if cell == CELLS["the other direction"] else "-raw"
    assert closed_up(cell) in closed_up(text_of(pdf, tmp_path, order=order))
    assert_within_margins(pdf, tmp_path)


@pytest.mark.parametrize(("language", "text"), [("en", "ar"), ("ar", "en"), ("ar", "ar")])
def test_the_number_stands_at_the_start_of_the_line_whatever_the_text(language, text, tmp_path):
    section = Section("", (Paragraph("First."), Paragraph(WORDS[text][2])))
    content = replace(letter(language), sections=(section,), facts=())
    file = tmp_path / "letter.pdf"
    file.write_bytes(print_letter(content, language=language))
    words = re.findall(
        r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)".*>(?:2\.|\.2)<', run_bbox(file)
    )
    ((left, right),) = words
    edge = PAGE_WIDTH - MARGIN - float(right) if language == "ar" else float(left) - MARGIN
    assert abs(edge) < 2


def test_many_articles_beside_a_short_paragraph_do_not_meet_the_next(tmp_path):
    many = "40(15)(a), 40(15)(b), 40(15)(c), 40(15)(d)"
    section = Section("Facts", (Paragraph("Short.", many), Paragraph("Next.", "2(h)")))
    read = text_of(print_letter(replace(letter(), sections=(section,))), tmp_path)
    assert closed_up(many) in closed_up(read)


MARGIN, PAGE_WIDTH = 20 * 72 / 25.4, 210 * 72 / 25.4  # points


@pytest.mark.parametrize("language", WORDS)
def test_no_word_of_a_table_stands_in_the_margins(language, tmp_path):
    table = Table(("No", "A", "B", "C"), (("1", "word " * 30, "word " * 30, "word " * 30),) * 3)
    wide = replace(table, widths=(2, 6, 4, 8))
    content = replace(letter(language), sections=(Section("T", (), table), Section("", (), wide)))
    assert assert_within_margins(print_letter(content, language=language), tmp_path) > 500


def assert_within_margins(pdf: bytes, folder: Path) -> int:
    """Every word stands between the margins; returns how many there are."""
    file = folder / "letter.pdf"
    file.write_bytes(pdf)
    places = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', run_bbox(file))
    assert min(float(left) for left, _right in places) >= MARGIN - 1
    assert max(float(right) for _left, right in places) <= PAGE_WIDTH - MARGIN + 1
    return len(places)


def run_bbox(file: Path) -> str:
    """Every word with its place on the page."""
    return run("pdftotext", "-bbox", str(file), "-")


def test_a_line_that_just_fits_is_not_parted_after_its_first_word(tmp_path):
    sentence = "Why this is needed: the payments lead to this account and to nowhere else"
    # One of these ends within a blank of the margin.
    rows = tuple(Paragraph(f"{sentence}{'.' * number}", "") for number in range(60))
    content = replace(letter(), sections=(Section("Growing", rows),))
    lines = text_of(print_letter(content), tmp_path).splitlines()
    assert not [line for line in lines if line.split()[-1:] == ["Why"]]


VOWELLED = (
    "أُرسِلَ الطلبُ إلى الأستاذ أَحمد أُوستروف",
    "يُفتح المِلفّ غدًا، ثم يُمسح؛ قال: إنّ الأدلّة مؤكَّدة",
    "أبو آدم، رئيس هيئة الأمن",
)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_vowel_signs_take_no_letter_away_and_add_none(language, tmp_path):
    """The letter under a sign once came back as nothing, on every page of the document."""
    with_signs = "\n\n".join(VOWELLED)
    without = "".join(c for c in with_signs if not unicodedata.combining(c))
    letters = []
    for text in (with_signs, without):
        pdf = print_letter(letter(language, text=text), language=language)
        read = text_of(pdf, tmp_path)
        letters.append(Counter(c for c in read if c.isalpha()))
    assert letters[0] == letters[1]
    assert letters[1]["أ"] >= without.count("أ")


@pytest.mark.parametrize("language", WORDS)
def test_the_foot_stays_where_every_printer_reaches(language, tmp_path):
    """5 mm from the edge of the paper, in the language with the longest sentences too."""
    content = letter(language)
    foot = replace(content.foot, check="https://central-authority.justice.example/check/")
    pdf = print_letter(replace(content, foot=foot), language=language)
    (tmp_path / "letter.pdf").write_bytes(pdf)
    read = run_bbox(tmp_path / "letter.pdf")
    height = float(re.findall(r'<page width="[\d.]+" height="([\d.]+)"', read)[0])
    lowest = max(float(found) for found in re.findall(r'yMax="([\d.]+)"', read))
    assert height - lowest > 5 * 72 / 25.4
