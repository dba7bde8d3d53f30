"""An article's page names every part of the software that rests on it."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from convention import models as m
from convention import references, uses
from requests_mla import completeness
from requests_mla.letters.pages import KINDS
from requests_mla.measure_checks import MEASURE_CHECKS
from requests_mla.request_checks import CHECKS
from requests_mla.table import TABLE
from requests_mla.uses import uses_of_requests
from tests.requests_mla import stage

ASIDE = re.compile(r"Used in this software.*?</section>", re.DOTALL)


def panel(reader, article):
    """The part of the article's page that says what uses it."""
    page = reader.get(reverse("convention:article", args=[article])).content.decode()
    found = ASIDE.search(page)
    assert found
    return unescape(found.group())


def listed(reader, article):
    """What the article's page says uses it: text and references of each line."""
    lines = re.findall(r"<li>(.*?)</li>", panel(reader, article), re.DOTALL)
    return {re.sub(r"<[^>]+>", "", line).strip() for line in lines}


def test_every_basis_in_the_table_is_on_the_page_of_its_article(reader):
    shown = {}
    moves = [move for move in TABLE.moves if move.basis]
    assert moves
    for move in moves:
        for article in references.articles(", ".join(move.basis)):
            if article not in shown:
                shown[article] = listed(reader, article)
            assert f"{move.label} {', '.join(move.basis)}" in shown[article]


def test_every_clock_of_the_table_is_on_the_page_of_its_article(reader):
    lines = listed(reader, 40)
    assert "Acknowledge: 5 working days, house target 40(26)" in lines
    assert "Review the postponement: date asked for 40(27)" in lines
    rules = [use for use in uses_of_requests() if use.part == "Clocks of a request"]
    assert len(rules) == len([clock for clock in TABLE.clocks if clock.basis])


def test_every_letter_that_a_move_sends_is_among_the_uses(catalogue):
    sent = {move.letter for move in TABLE.moves if move.letter}
    titles = {use.text for use in uses_of_requests() if use.part == "Letters of a request"}
    assert titles == {KINDS[letter][0]() for letter in sent}


def test_a_letter_rests_on_the_basis_of_every_move_that_sends_it(reader):
    assert "Receipt 40(14)" in listed(reader, 40)
    assert "Transmittal of results 40(26), 40(14)" in listed(reader, 40)


@pytest.mark.django_db
def test_every_gap_that_a_draft_can_have_is_among_the_uses():
    cast, at = stage.gathered()
    checked = {use.reference for use in uses_of_requests() if use.part == "Checks of a draft"}
    play = stage.Play(cast, at)
    play.draft("youssef", "XB", "Empty")
    for number, code in enumerate(("stored_data", "live_traffic", "statement"), start=1):
        play.case.request.measures.create(number=number, type_id=code, needed_by=at.date())
    found = {gap.reference for gap in completeness.gaps(completeness.content_of(play.case.request))}
    assert "45(3)(e)" in found
    assert found <= checked


def test_what_a_draft_is_tested_for_is_law_of_the_catalogue(catalogue):
    tested = {(rule.request_type_id, rule.field) for rule in completeness.tested_rules()}
    assert ("MLA", completeness.LANGUAGE) in tested
    assert {("MLA", field) for field in CHECKS} <= tested
    assert {(check.kind, check.field) for check in MEASURE_CHECKS} <= tested


def test_every_use_names_articles_that_exist(catalogue):
    known = set(m.Article.objects.values_list("pk", flat=True))
    found = list(uses.all_uses())
    assert len(found) > 50
    for use in found:
        named = references.articles(use.reference)
        assert named, use
        assert known.issuperset(named), use


def test_the_directory_and_the_central_authorities_are_linked(reader):
    assert reverse("network:contacts") in panel(reader, 41)
    assert reverse("convention:states") in panel(reader, 40)


def test_what_the_catalogue_keeps_on_an_article_is_counted_and_linked(reader):
    grounds = sum(40 in row.articles for row in m.Ground.objects.all())
    page = reader.get(reverse("convention:article", args=[40])).content.decode()
    assert grounds > 1
    assert f'<a href="#grounds">{grounds} grounds</a>' in page
    assert 'id="grounds"' in page
    assert '<a href="#offence">' in reader.get("/convention/7/").content.decode()


def test_every_link_inside_the_page_has_its_place(reader):
    for number in m.Article.objects.values_list("pk", flat=True):
        page = reader.get(reverse("convention:article", args=[number])).content.decode()
        for anchor in re.findall(r'href="#([^"]+)"', panel(reader, number)):
            assert f'id="{anchor}"' in page


def test_an_article_on_which_nothing_rests_says_so(reader):
    page = reader.get(reverse("convention:article", args=[68])).content.decode()
    assert "No act, clock or letter of the software rests on this article." in page


def test_uses_speak_the_readers_language(catalogue, monkeypatch):
    monkeypatch.setattr("requests_mla.uses._", lambda text: f"[{translation.get_language()}]{text}")
    with translation.override("fr"):
        assert {use.part[:4] for use in uses_of_requests()} == {"[fr]"}


def test_the_page_of_the_most_used_article_asks_few_questions(reader):
    address = reverse("convention:article", args=[40])
    reader.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(address).status_code == 200
    assert len(queries) <= 20
