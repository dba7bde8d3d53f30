"""The translation of a draft: a box for each text, and who answers for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from convention.languages import direction_of

from ..translated.standing import Pair, Standing, groups
from .drafts import MOST_CHARACTERS, long_text

# Before the place of a text: its translation; and that the translation needs no change.
TEXT, STILL_TRUE = "text.", "still_true."


class TranslationForm(forms.Form):
    """What is translated, text by text.

    A text that the page did not show has no box, and what is not sent is not written: it stays as
    it is.
    """

    use_required_attribute = False

    language = forms.ChoiceField(label=_("Language of the translation"))
    by = forms.CharField(
        label=_("Translated by"),
        max_length=200,
        required=False,
        help_text=_("Name and function, as the letter is to name who answers for it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    certified = forms.BooleanField(
        label=_("Certified translation"),
        required=False,
        help_text=_("Whoever is named certifies that it says what the original says."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        help_text=_("Only your side reads it."),
        widget=long_text(2),
        validators=[MaxLengthValidator(MOST_CHARACTERS)],
    )
    # The SHA-256 of each original on the page, by its place.
    shown = forms.JSONField(
        required=False, widget=forms.HiddenInput(attrs={"id": False}), initial=dict
    )

    def __init__(
        self,
        data: Any = None,
        *,
        standing: Standing,
        languages: Iterable[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self._offer(list(languages), standing)
        chosen = str(self["language"].value() or "")
        kept = {pair.source.place: pair for pair in standing.pairs}
        places = [pair.source.place for pair, _count in groups(standing.pairs)]
        if data is not None:
            places = [place for place in kept if f"{TEXT}{place}" in data]
        for place in places:
            pair = kept[place]
            self.fields[f"{TEXT}{place}"] = _box(pair, chosen)
            if pair.is_outdated:
                self.fields[f"{STILL_TRUE}{place}"] = _tick()
        self.initial["shown"] = {place: kept[place].source.sha256 for place in places}

    def _offer(self, languages: list[tuple[str, str]], standing: Standing) -> None:
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = languages
        rightwards = [code for code, _name in languages if direction_of(code) == "rtl"]
        field.widget.attrs["data-right-to-left"] = " ".join(rightwards)

    def clean_shown(self) -> dict[str, str]:
        """Texts by text; anything else counts as nothing shown."""
        given = self.cleaned_data["shown"]
        if not isinstance(given, Mapping):
            return {}
        return {str(place): one for place, one in given.items() if _is_digest(one)}

    @property
    def given(self) -> dict[str, Any]:
        """What was filled in, as the service takes it."""
        filled = self.cleaned_data
        return {
            **{name: filled[name] for name in ("language", "by", "certified", "note", "shown")},
            "texts": {
                name.removeprefix(TEXT): text
                for name, text in filled.items()
                if name.startswith(TEXT)
            },
            "still_true": {
                name.removeprefix(STILL_TRUE)
                for name, ticked in filled.items()
                if name.startswith(STILL_TRUE) and ticked
            },
        }


def _box(pair: Pair, language: str) -> forms.CharField:
    widget = forms.Textarea(
        attrs={
            "rows": 2,
            "lang": language,
            "dir": direction_of(language),
            "maxlength": MOST_CHARACTERS,
            "aria-describedby": f"original.{pair.source.place}",
            "data-translation": True,
        }
    )
    return forms.CharField(
        label=pair.source.label,
        initial=pair.text,
        required=False,
        widget=widget,
        max_length=MOST_CHARACTERS,
    )


def _tick() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("The translation still says what the original says"), required=False
    )


def _is_digest(text: object) -> bool:
    return isinstance(text, str) and len(text) == 64 and set(text) <= set("0123456789abcdef")
