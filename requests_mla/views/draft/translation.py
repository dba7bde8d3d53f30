"""The translation: every text of the draft beside the box in which it is translated."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from convention.languages import direction_of, one_of_six
from convention.templatetags.convention import language_in_words

from ... import completeness
from ...forms.drafts import LANGUAGES
from ...forms.translating import STILL_TRUE, TEXT, TranslationForm
from ...letters.payloads import language_of
from ...models import Request, WrittenTranslation
from ...services import drafting
from ...services.translating import save_translation
from ...translated.standing import Pair, Standing, groups, standing_of
from . import autosave, frame
from .opened import Opened


def answer(opened: Opened) -> HttpResponse:
    """Show the texts; keep what was translated."""
    standing = _standing(opened)
    form = _form(opened.view.request, standing, opened.request.POST or None)
    if not form.is_bound:
        return _page(opened, form)
    if not opened.accepts(form):
        if opened.saves_itself:
            return autosave.declined(form)
        return _page(opened, form, status=422)
    try:
        version = opened.save(lambda found: save_translation(found, **form.given))
    except drafting.Overtaken as other:
        return _overtaken(opened, form, other)
    if opened.saves_itself:
        return autosave.saved(opened, version, **_parts(opened, form))
    messages.success(opened.request, _("Saved."))
    return redirect(frame.next_url(opened) if opened.request.POST.get("then") else opened.url)


def _overtaken(opened: Opened, form: TranslationForm, other: drafting.Overtaken) -> HttpResponse:
    """What stands there now, where it is not what was typed."""
    typed = form.given["texts"]
    values = [
        (pair.source.label, pair.text)
        for pair in _standing(opened).pairs
        if pair.source.place in typed and typed[pair.source.place].strip() != pair.text
    ]
    told: dict[str, Any] = {"overtaken": other.section, "overtaken_values": values}
    if opened.saves_itself:
        return autosave.overtaken(opened, told)
    return _page(opened, form, status=409, seen=opened.hidden(version=opened.version), **told)


def _standing(opened: Opened) -> Standing:
    return standing_of(completeness.content_of(opened.view.request))


def _form(request: Request, standing: Standing, data: Any) -> TranslationForm:
    codes = _codes(request)
    row = WrittenTranslation.objects.filter(request=request).first()
    chosen = row.language if row and row.language in codes else _usual(request, codes)
    initial: dict[str, Any] = {"language": chosen}
    if row:
        initial |= {"by": row.by, "certified": row.certified, "note": row.note}
    languages = [(code, language_in_words(code)) for code in codes]
    return TranslationForm(data, standing=standing, languages=languages, initial=initial)


def _codes(request: Request) -> list[str]:
    """The languages into which one may translate: those that are accepted, else all six."""
    accepted = [code for code in request.requested.state.languages if code != request.language]
    return accepted or [code for code, _name in LANGUAGES if code != request.language]


def _usual(request: Request, codes: list[str]) -> str:
    """The language in which the letter is printed, where one may translate into it."""
    printed = language_of(request)
    return next((code for code in codes if one_of_six(code) == printed), codes[0])


def _page(opened: Opened, form: TranslationForm, *, status: int = 200, **more: Any) -> HttpResponse:
    standing, request = _standing(opened), opened.view.request
    accepted = request.requested.state.languages
    around: dict[str, Any] = {
        "step_template": "requests/steps/translation.html",
        "head_form": form,
        "head_fields": [form[name] for name in ("language", "by", "certified", "note")],
        "original": {
            "code": request.language,
            "name": language_in_words(request.language),
            "direction": direction_of(request.language),
        },
        "printed_in": language_in_words(language_of(request)),
        "is_needed": bool(accepted) and request.language not in accepted,
        "texts": [_row(form, pair, count) for pair, count in _shown(form, standing)],
        "tally": _tally(standing),
    }
    return frame.page(opened, status=status, form=form, **around, **more)


def _shown(form: TranslationForm, standing: Standing) -> list[tuple[Pair, int]]:
    """The texts that have a box; how many rows share each."""
    counts = {pair.alike: count for pair, count in groups(standing.pairs)}
    pairs = (pair for pair in standing.pairs if f"{TEXT}{pair.source.place}" in form.fields)
    return [(pair, counts[pair.alike]) for pair in pairs]


def _row(form: TranslationForm, pair: Pair, count: int) -> dict[str, Any]:
    return {
        "place": pair.source.place,
        "label": pair.source.label,
        "original": pair.source.text,
        "box": form[f"{TEXT}{pair.source.place}"],
        "count": count if count > 1 else 0,
        "may_stay": pair.source.may_stay,
        "mark": _mark(form, pair),
    }


def _mark(form: TranslationForm, pair: Pair) -> dict[str, Any]:
    name = f"{STILL_TRUE}{pair.source.place}"
    return {
        "is_missing": pair.is_missing,
        "is_outdated": pair.is_outdated,
        "tick": form[name] if pair.is_outdated and name in form.fields else None,
    }


def _tally(standing: Standing) -> dict[str, int]:
    """How many texts there are, and how many want something; one that rows share counts once."""
    pairs = [pair for pair, _count in groups(standing.pairs)]
    return {
        "all": len(pairs),
        "missing": sum(pair.is_missing for pair in pairs),
        "outdated": sum(pair.is_outdated for pair in pairs),
    }


def _parts(opened: Opened, form: TranslationForm) -> dict[str, str]:
    """The parts of this page that change while one translates."""
    standing = _standing(opened)
    told: dict[str, str] = {
        "tally": render_to_string("requests/steps/_tally.html", {"tally": _tally(standing)})
    }
    for pair, _count in _shown(form, standing):
        mark = {"mark": _mark(form, pair)}
        name = f"mark-{pair.source.place}"
        told[name] = render_to_string("requests/steps/_translation_mark.html", mark)
    return told
