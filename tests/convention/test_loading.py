"""Loading twice changes nothing; a change in the files reaches the tables."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import ProtectedError
from django.forms.models import model_to_dict

from convention import models as m
from convention import services

TABLES: list[Any] = [model for _name, model in services.CATALOGUE]


def _everything():
    return {
        model.__name__: [model_to_dict(row, exclude=["id"]) for row in model.objects.order_by("pk")]
        for model in (*TABLES, m.ContentRule, m.Membership, m.Declaration)
    }


def test_migrating_loads_the_catalogue(db):
    assert m.State.objects.filter(invented=False).count() == 196
    assert m.Article.objects.count() == 68


def test_loading_again_changes_nothing(catalogue):
    before = _everything()
    m.LoadedCatalogue.objects.all().delete()
    assert services.load_catalogue() is True
    assert _everything() == before


def test_an_unchanged_catalogue_costs_one_query(catalogue, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert services.load_catalogue() is False


def test_the_command_says_what_happened(catalogue, capsys):
    call_command("load_convention")
    assert capsys.readouterr().out == "Nothing has changed.\n"


def test_loading_again_leaves_the_invented_states_alone(invented):
    def invented_facts():
        memberships = m.Membership.objects.filter(state__invented=True).values_list("state_id")
        declarations = m.Declaration.objects.filter(state__invented=True).values_list("text")
        treaties = m.AssistanceRules.objects.filter(instrument__invented=True).values_list("pk")
        return [sorted(rows) for rows in (memberships, declarations, treaties)]

    before = invented_facts()
    m.LoadedCatalogue.objects.filter(pk="catalogue").delete()
    services.load_catalogue()
    assert all(before)
    assert invented_facts() == before
    assert services.load_invented() is False


@pytest.fixture
def own_files(tmp_path, monkeypatch, catalogue):
    """A copy of the data files that a test may change."""
    for path in services.DATA.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(services, "DATA", tmp_path)
    return tmp_path


def _change(path, change):
    rows = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(change(rows)), encoding="utf-8")


def test_a_changed_file_changes_its_rows(own_files):
    def rename(rows):
        rows[0]["name"] = "Hearing persons"
        return rows

    _change(own_files / "measures.json", rename)
    assert services.load_catalogue() is True
    assert m.MeasureType.objects.get(pk="statement").name == "Hearing persons"


def test_a_row_that_left_the_file_is_deleted(own_files):
    _change(own_files / "forbidden_grounds.json", lambda rows: rows[1:])
    services.load_catalogue()
    assert not m.ForbiddenGround.objects.filter(pk="BANK_SECRECY").exists()


def test_a_row_in_use_stops_the_load_and_nothing_has_changed(own_files):
    _change(own_files / "articles.json", lambda rows: [r for r in rows if r["number"] != 46])
    _change(own_files / "chapters.json", lambda rows: [{**r, "title": "New"} for r in rows])
    with pytest.raises(ProtectedError):
        services.load_catalogue()
    assert m.Article.objects.filter(pk=46).exists()
    assert not m.Chapter.objects.filter(title="New").exists()
