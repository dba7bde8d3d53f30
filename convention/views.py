"""Pages on the States and on the Convention. They only show; nothing here can be changed."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from . import models, panels, queries, uses
from .bases import proposal
from .choices import CONVENTION, ElementKind, Level, StateFilter
from .forms import BasesForm


def states(request: HttpRequest) -> HttpResponse:
    """All States with how they stand to the Convention; found by name in any of six languages."""
    words = request.GET.get("q", "").strip()[:80]
    chosen = request.GET.get("status", "")
    standing = queries.standings(CONVENTION)
    found = queries.search_states(models.State.objects.all(), words)
    rows = [
        {"state": state, "membership": standing.get(state.pk)}
        for state in sorted(
            found, key=lambda one: (one.pk != words.upper(), queries.fold(one.name))
        )
        if queries.stands_as(standing.get(state.pk), chosen)
    ]
    context = {
        "rows": rows,
        "words": words,
        "chosen": chosen,
        "filters": StateFilter.choices,
        "counts": queries.standing_counts(standing.values()),
    }
    return render(request, "convention/states.html", context)


def state(request: HttpRequest, code: str) -> HttpResponse:
    """One State: its names, what binds it and who says so, declarations, the panels of others."""
    shown = get_object_or_404(models.State, pk=code.upper())
    known = {one.instrument_id: one for one in shown.memberships.all()}
    context = {
        "state": shown,
        "names": [(code, shown.name_in(code)) for code in ("ar", "zh", "en", "fr", "ru", "es")],
        "instruments": [
            {"instrument": instrument, "membership": known.get(instrument.pk)}
            for instrument in queries.instruments_of(shown)
        ],
        "declarations": shown.declarations.select_related("instrument"),
        "state_panels": panels.panels_for(shown, request),
        "trail": [(_("States"), reverse("convention:states"))],
    }
    return render(request, "convention/state.html", context)


def bases(request: HttpRequest) -> HttpResponse:
    """What a request between two States can rest on, for an offence, on a day."""
    form = BasesForm(request.GET if "asking" in request.GET else None, initial=request.GET.dict())
    context: dict[str, Any] = {"form": form, "trail": [(_("States"), reverse("convention:states"))]}
    if form.is_valid():
        given = form.cleaned_data
        named = models.State.objects.in_bulk([given["asking"], given["asked"]])
        asking, asked = named[given["asking"]], named[given["asked"]]
        context["proposal"] = proposal(asking, asked, form.offences, given["on"])
    return render(request, "convention/bases.html", context, status=422 if form.errors else 200)


def articles(request: HttpRequest) -> HttpResponse:
    """The Convention at a glance: chapters and articles, scope, definitions, how far checked."""
    chapters = models.Chapter.objects.prefetch_related("article_set")
    paragraphs = list(models.Paragraph.objects.only("level"))
    context = {
        "chapters": chapters,
        "scope": list(models.Scope.objects.all()),
        "definitions": models.Definition.objects.all(),
        "levels": _counted_by_level(
            (one for chapter in chapters for one in chapter.article_set.all()), paragraphs
        ),
    }
    return render(request, "convention/articles.html", context)


def article(request: HttpRequest, number: int) -> HttpResponse:
    """One article: what it asks and everything in the catalogue that rests on it."""
    shown = get_object_or_404(
        models.Article.objects.select_related("chapter", "offence"), pk=number
    )
    grounds = models.Ground.objects.prefetch_related("applies")
    beside = {one.pk: one for one in models.Article.objects.filter(pk__in=[number - 1, number + 1])}
    context = {
        "article": shown,
        "offence": getattr(shown, "offence", None),
        **_elements(number),
        "paragraphs": shown.paragraphs.all(),
        "definitions": _resting_on(models.Definition.objects.all(), number),
        "measures": _resting_on(models.MeasureType.objects.all(), number),
        "rules": _resting_on(models.ContentRule.objects.select_related("request_type"), number),
        "grounds": _resting_on(grounds, number),
        "forbidden": _resting_on(models.ForbiddenGround.objects.all(), number),
        "limits": _resting_on(models.TimeLimit.objects.filter(instrument=CONVENTION), number),
        "questions": _resting_on(models.SafeguardQuestion.objects.all(), number),
        "uses": uses.uses_of(number),
        "before": beside.get(number - 1),
        "after": beside.get(number + 1),
        "trail": [(_("The Convention"), reverse("convention:articles"))],
    }
    return render(request, "convention/article.html", context)


def questions(request: HttpRequest) -> HttpResponse:
    """The questions of the human-rights record."""
    context = {
        "questions": models.SafeguardQuestion.objects.all(),
        "trail": [(_("The Convention"), reverse("convention:articles"))],
    }
    return render(request, "convention/questions.html", context)


def _elements(number: int) -> dict[str, list[models.OffenceElement]]:
    """What every State has of an offence, and what each may add to it or leave out."""
    rows = list(models.OffenceElement.objects.filter(offence=number))
    everywhere = {ElementKind.ELEMENT, ElementKind.EVERYWHERE}
    return {
        "elements": [row for row in rows if row.kind in everywhere],
        "options": [row for row in rows if row.kind not in everywhere],
    }


def _resting_on(rows: QuerySet[Any], number: int) -> list[Any]:
    """The rows whose reference names that article. The tables are short: tens of rows."""
    return [row for row in rows if number in row.articles]


def _counted_by_level(
    articles: Iterable[models.Article], paragraphs: Iterable[models.Paragraph]
) -> list[dict[str, object]]:
    article_levels = [one.level for one in articles]
    paragraph_levels = [one.level for one in paragraphs]
    return [
        {
            "label": level.label,
            "articles": article_levels.count(level),
            "paragraphs": paragraph_levels.count(level),
        }
        for level in Level
        if level != Level.INVENTED
    ]
