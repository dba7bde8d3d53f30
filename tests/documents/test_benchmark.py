"""P20 compares like with like: our form and reportlab's say the same on as many pages."""

from collections import Counter

from benchmarks.form import HEAD, ROWS, SECTIONS, by_reportlab
from benchmarks.letters import our_letter, pages
from tests.documents.letters import text_of


def test_both_forms_have_the_same_words_and_pages(tmp_path):
    ours, theirs = our_letter(), by_reportlab()
    assert pages(ours) == pages(theirs) == 4
    said, compared = (Counter(text_of(pdf, tmp_path).split()) for pdf in (ours, theirs))
    # The head of a table stands again where a page parts it, and they part at different rows.
    heads = set(" ".join(HEAD).split())
    assert {word for word in said | compared if said[word] != compared[word]} <= heads
    assert said["account"] >= SECTIONS * ROWS
    assert "page 4 of 4" in text_of(theirs, tmp_path)
