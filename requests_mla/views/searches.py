"""Searches of the register that one keeps: keep, rename, forget."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import Actor
from accounts.views import actor_required
from workflow.refusals import Missing

from ..forms.filters import FilterForm, SearchForm
from ..models import SavedView
from ..services import searches
from .register import register_page


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every search that one keeps, to rename or forget it."""
    return _page(request, actor_required(request))


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the present filters and order under a name."""
    actor = actor_required(request)
    filters = FilterForm(QueryDict(request.POST.get("query", "")), actor=actor)
    query, form = urlencode(filters.given()), SearchForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            searches.keep_search(actor=actor, name=name, query=query)
        except Missing as refusal:
            form.add_error("name", list(refusal.reasons))
        else:
            messages.success(request, _("The search is kept as “%(name)s”.") % {"name": name})
            return redirect(f"{reverse('requests:register')}?{query}")
    return register_page(request, filters, keeping=form)


@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a kept search another name."""
    actor = actor_required(request)
    search = get_object_or_404(searches.kept_by(actor), pk=pk)
    form = SearchForm(request.POST, auto_id=f"id_%s_{pk}")
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            searches.rename_search(search=search, name=name)
        except Missing as refusal:
            form.add_error("name", list(refusal.reasons))
        else:
            messages.success(request, _("The search is now called “%(name)s”.") % {"name": name})
            return redirect("requests:searches")
    return _page(request, actor, wrong=(pk, form))


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a search no longer."""
    actor = actor_required(request)
    search = searches.kept_by(actor).filter(pk=pk).first()
    if search:
        search.delete()
        said = _("The search “%(name)s” is forgotten.") % {"name": search.name}
        messages.success(request, said)
    left = searches.kept_by(actor).exists()
    return redirect("requests:searches" if left else "requests:register")


def _page(
    request: HttpRequest, actor: Actor, *, wrong: tuple[int, SearchForm] | None = None
) -> HttpResponse:
    """The list; `wrong` is the search whose new name was not taken, with what was typed."""
    forms = dict([wrong] if wrong else [])
    kept = [
        {
            "search": row,
            "url": f"{reverse('requests:register')}?{row.query}",
            "form": forms.get(row.pk) or _form(row),
        }
        for row in searches.kept_by(actor)
    ]
    context = {"kept": kept, "trail": [(_("Requests"), reverse("requests:register"))]}
    return render(request, "requests/searches.html", context, status=422 if wrong else 200)


def _form(search: SavedView) -> SearchForm:
    return SearchForm(initial={"name": search.name}, auto_id=f"id_%s_{search.pk}")
