"""A language is offered when its texts are there, and only then."""

from pathlib import Path

from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from config.languages import offered

SIX = [(code, code) for code in ("ar", "zh-hans", "en", "fr", "ru", "es")]


def compiled(folder: Path, locale: str) -> None:
    place = folder / locale / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.mo").write_bytes(b"")


def test_without_catalogues_there_is_english(tmp_path: Path) -> None:
    assert offered(SIX, [tmp_path]) == [("en", "en")]


def test_a_compiled_catalogue_is_offered_and_a_source_is_not(tmp_path: Path) -> None:
    compiled(tmp_path, "fr")
    compiled(tmp_path, "zh_Hans")
    (tmp_path / "ar" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "ar" / "LC_MESSAGES" / "django.po").write_text("")
    assert [code for code, _name in offered(SIX, [tmp_path])] == ["zh-hans", "en", "fr"]


def test_this_installation_offers_what_it_has() -> None:
    # Letters have more languages than pages: their catalogues are apart.
    pages, letters = settings.LOCALE_PATHS
    assert offered(settings.LANGUAGE_NAMES, [pages]) == settings.LANGUAGES
    assert offered(settings.LANGUAGE_NAMES, [letters]) == settings.LANGUAGE_NAMES


@override_settings(LANGUAGES=[("en", "English")])
def test_a_language_without_catalogue_is_not_switched_to(db: None) -> None:
    client = Client(headers={"accept-language": "ar"})
    page = reverse("account_login")
    client.post(reverse("set_language"), {"language": "ar", "next": page})
    answer = client.get(page).content.decode()
    assert '<html lang="en" dir="ltr">' in answer
    assert "<select" not in answer
