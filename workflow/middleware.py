"""Turn a refusal into its page, once, with everything that was typed given back."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .refusals import Refusal
from .services import CASEWORK

# What no person typed, or nobody should read on a page.
SECRET_FIELDS = {
    *("csrfmiddlewaretoken", "password", "version", "seen_version", "page", "once"),
    *("seen", "list", "keep", "then"),
}


# Each says in words what stands in a field of that name; nothing for one it does not know.
Labeller = Callable[[str], str]
_labellers: list[Labeller] = []


def register_labels(labeller: Labeller) -> None:
    """Let `labeller` name the fields of its forms; called in `ready()`."""
    _labellers.append(labeller)


def label_of(name: str) -> str:
    """A field in words, as its form calls it; else its name."""
    found = (labeller(name) for labeller in _labellers)
    return next((label for label in found if label), name.replace("_", " "))


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal: what happened, what was kept, what to do next."""
    given = [
        (label_of(name), value)
        for name, value in {**request.POST.dict(), **refusal.given}.items()
        if value and name not in SECRET_FIELDS
    ]
    context = {
        "refusal": refusal,
        "given": given,
        # A browser gives no file a second time, whatever became of the first.
        "files": [file.name for field in request.FILES for file in request.FILES.getlist(field)],
        "back": request.path,
        **_standing(refusal),
    }
    return render(request, f"errors/{refusal.status}.html", context, status=refusal.status)


def _standing(refusal: Refusal) -> dict[str, Any]:
    """The case and the words for where it stands, unless a reason says them already."""
    if refusal.case is None:
        return {}
    label = str(CASEWORK[refusal.case.kind].table.state(refusal.case.status).label)
    said = any(label in reason for reason in refusal.reasons)
    return {"case": refusal.case, "new_status": "" if said else label}


class RefusalMiddleware:
    """Catches refusals that a view lets through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer refusals; anything else is a fault and stays one."""
        return refused(request, problem) if isinstance(problem, Refusal) else None
