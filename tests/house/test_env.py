"""The helpers that read the environment refuse what makes no sense."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.mark.parametrize("written", ["1", "true", "YES", " on "])
def test_a_yes_is_a_yes(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("SWITCH", written)
    assert env.boolean("SWITCH", default=False) is True


@pytest.mark.parametrize("written", ["0", "False", "no", "OFF"])
def test_a_no_is_a_no(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("SWITCH", written)
    assert env.boolean("SWITCH", default=True) is False


@pytest.mark.parametrize("written", ["maybe", "2", "tru", "ja", "-1", "None"])
def test_a_boolean_that_is_none_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("SWITCH", written)
    with pytest.raises(ImproperlyConfigured, match="SWITCH"):
        env.boolean("SWITCH", default=False)


@pytest.mark.parametrize("default", [True, False])
def test_an_empty_switch_keeps_its_default(monkeypatch: pytest.MonkeyPatch, default: bool) -> None:
    monkeypatch.setenv("SWITCH", "  ")
    assert env.boolean("SWITCH", default=default) is default


@pytest.mark.parametrize(
    ("written", "complaint"),
    [("twelve", "not a whole"), ("1.5", "not a whole"), ("1e3", "not a whole"), ("0", "less than")],
)
def test_a_number_that_is_none_or_too_small_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, written: str, complaint: str
) -> None:
    monkeypatch.setenv("LIMIT", written)
    with pytest.raises(ImproperlyConfigured, match=complaint):
        env.whole("LIMIT", default=5, least=1)


def test_a_file_wins_over_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv("SECRET", "from the variable")
    monkeypatch.setenv("SECRET_FILE", str(secret))
    assert env.text("SECRET") == "from the file"


def test_a_file_that_cannot_be_read_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match="SECRET_FILE"):
        env.text("SECRET")


def test_a_list_drops_what_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMES", " a.example ,, b.example,")
    assert env.words("NAMES") == ["a.example", "b.example"]


def test_an_object_is_read_and_nothing_given_is_an_empty_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("THINGS", '{"a": {"b": 1}}')
    assert env.json_object("THINGS") == {"a": {"b": 1}}
    monkeypatch.setenv("THINGS", " ")
    assert env.json_object("THINGS") == {}


@pytest.mark.parametrize("written", ["{", "[]", "7", '"hunter2"', '{"a": hunter2}'])
def test_what_is_no_object_stops_the_start_and_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("THINGS", written)
    with pytest.raises(ImproperlyConfigured, match="THINGS") as refused:
        env.json_object("THINGS")
    assert "hunter2" not in str(refused.value)
