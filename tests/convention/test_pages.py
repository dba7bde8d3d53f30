"""The pages on States and articles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from convention import models as m
from convention import panels, uses
from convention.choices import Level


def _text(response):
    assert response.status_code == 200
    return response.content.decode()


def _cost(reader, address, **query):
    reader.get(address, query)
    with CaptureQueriesContext(connection) as queries:
        _text(reader.get(address, query))
    return len(queries)


def test_every_article_has_its_page_at_the_same_cost(reader):
    numbers = m.Article.objects.values_list("pk", flat=True)
    costs = {_cost(reader, reverse("convention:article", args=[number])) for number in numbers}
    assert len(costs) == 1


def test_the_list_of_states_costs_the_same_however_many_there_are(reader):
    address = reverse("convention:states")
    assert _cost(reader, address) == _cost(reader, address, q="belmara")


def test_the_convention_costs_the_same_however_many_articles_there_are(reader):
    before = _cost(reader, reverse("convention:articles"))
    m.Paragraph.objects.filter(article__gt=41).delete()
    m.OffenceType.objects.all().delete()
    assert _cost(reader, reverse("convention:articles")) == before


def test_every_state_has_its_page(reader):
    for code in ("FR", "PS", "VA", "EU", "UY", "XD"):
        state = m.State.objects.get(pk=code)
        page = _text(reader.get(reverse("convention:state", args=[code])))
        assert state.name_ar in page


def test_a_state_is_searched_and_filtered(reader):
    address = reverse("convention:states")
    page = _text(reader.get(address, {"q": "cote d'iv"}))
    assert "Côte d’Ivoire" in page
    assert "Belgium" not in page
    page = _text(reader.get(address, {"status": "in_force"}))
    assert "Arvenia" in page
    assert "Belgium" not in page


def test_a_state_named_by_its_code_comes_first(reader):
    page = _text(reader.get(reverse("convention:states"), {"q": "ci"}))
    assert page.index("Côte d’Ivoire") < page.index("Bolivia")


def test_an_empty_result_says_what_to_do(reader):
    page = _text(reader.get(reverse("convention:states"), {"q": "<zzz>"}))
    assert "No State found" in page
    assert "&lt;zzz&gt;" in page


def test_hostile_search_words_do_no_harm(reader):
    for words in ("\x00", "%", "a" * 5000, "'; drop table", "\u202e"):
        _text(reader.get(reverse("convention:states"), {"q": words, "status": words}))


def test_signature_and_its_source_are_shown(reader):
    page = _text(reader.get(reverse("convention:state", args=["AZ"])))
    assert "25 October 2025" in page
    assert "UN Treaty Collection" in page
    assert "Not bound by the settlement of disputes" in page


def test_an_invented_state_says_that_it_is_invented(reader):
    assert "This State is invented" in _text(reader.get(reverse("convention:state", args=["XA"])))
    assert "This State is invented" not in _text(
        reader.get(reverse("convention:state", args=["FR"]))
    )


def test_marks_are_shown_in_words(reader):
    page = _text(reader.get(reverse("convention:article", args=[42])))
    assert page.count(str(Level.MODEL.label)) >= 5
    assert str(Level.MEMORY.label) in page
    assert "read in the Convention" in _text(reader.get(reverse("convention:article", args=[7])))


def test_the_article_of_assistance_shows_everything_that_rests_on_it(reader):
    page = _text(reader.get(reverse("convention:article", args=[40])))
    for words in ("p-40-15-b", "Bank secrecy", "15 consecutive days", "Service of judicial"):
        assert words in page


@pytest.mark.parametrize("address", ["/states/ZZ/", "/convention/69/", "/convention/0/"])
def test_what_does_not_exist_is_not_found(reader, address):
    assert reader.get(address).status_code == 404


def test_nobody_reads_without_signing_in(client, catalogue):
    for name, args in (("states", []), ("state", ["FR"]), ("articles", []), ("article", [40])):
        response = client.get(reverse(f"convention:{name}", args=args))
        assert response.status_code == 302


def test_names_follow_the_language_of_the_page(reader):
    with translation.override("fr"):
        state = m.State.objects.get(pk="DE")
        assert state.name == "Allemagne"


def test_other_parts_put_their_panel_on_the_page_of_a_state(reader, monkeypatch):
    monkeypatch.setattr(panels, "_makers", [])
    panels.register(
        lambda state, request: (
            panels.Panel(f"Desk of {state.pk}", "components/empty.html", {"anything": 1})
            if state.pk == "FR"
            else None
        )
    )
    assert "Desk of FR" in _text(reader.get(reverse("convention:state", args=["FR"])))
    assert "Desk of" not in _text(reader.get(reverse("convention:state", args=["BE"])))


def test_an_article_says_which_parts_of_the_software_use_it(reader, monkeypatch):
    address = reverse("convention:questions")
    use = uses.Use("40(25), 42(7)", "Refusals", "Reasons with every refusal", address)
    monkeypatch.setattr(uses, "_sources", [])
    uses.register(lambda: [use])
    page = _text(reader.get(reverse("convention:article", args=[42])))
    assert "Reasons with every refusal" in page
    assert address in page
    assert "Reasons with every refusal" not in _text(
        reader.get(reverse("convention:article", args=[41]))
    )


def test_pages_stay_light(reader):
    for address in ("/states/", "/convention/", "/convention/40/", "/convention/questions/"):
        assert len(reader.get(address).content) < 100_000
