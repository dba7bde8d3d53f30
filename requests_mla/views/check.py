"""Check a letter: for anybody who holds one, without an account. Nothing handed in is kept."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.queries import relied_on, trust_anchors
from accounts.views.private_address import PerAddress
from audit import moment
from documents.apart import SECONDS, inspect_apart
from documents.findings import Level, Verdict
from documents.letter import digest_of
from documents.report import Report
from documents.turns import turn

from ..forms.check import CheckForm
from ..standing import standing_of_data, standing_of_file

HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    # Not "no-referrer": then browsers would not say where the form came from.
    "Referrer-Policy": "same-origin",
}
HEADINGS = {
    Verdict.GOOD: gettext_lazy("Genuine and unchanged"),
    Verdict.ALTERED: gettext_lazy("Altered: do not rely on it"),
    Verdict.INCOMPLETE: gettext_lazy("Cannot be checked as it is"),
    Verdict.NOT_TRUSTED: gettext_lazy("Unchanged, but signed by somebody who is not trusted here"),
}
LEVELS = {
    Level.BASIC: gettext_lazy(
        "No time stamp: that it was signed at this time is the word of the signer alone."
    ),
    Level.TIMED: gettext_lazy("A time stamp proves that it was signed by then."),
    Level.LASTING: gettext_lazy(
        "A time stamp proves that it was signed by then, and all that is needed to check it in"
        " later years is inside the file."
    ),
}


class OfStrangers(PerAddress):
    """Fewer than calendars may ask: a check costs a second of work."""

    scope = "check"
    rate = "20/min"


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def check(request: HttpRequest) -> HttpResponse:
    """Hand in a letter and read who signed it, when, and whether anything was changed."""
    if request.method != "POST":
        return _page(request, "check/check.html", {"form": CheckForm()})
    form = CheckForm(request.POST, request.FILES)
    wait = _seconds_to_wait(request)
    if wait:
        return _too_many(request, form, wait)
    if not form.is_valid():
        return _page(request, "check/check.html", {"form": form}, status=422)
    with turn(settings.CHECKS_DIR, at_once=settings.CHECKS_AT_ONCE) as free:
        if not free:
            return _come_back(request, form, 503, SECONDS, {"busy": True})
        found = _found(form.cleaned_data["file"])
    return _page(request, "check/result.html", found)


@require_safe
@login_not_required
def of_code(request: HttpRequest, token: str) -> HttpResponse:
    """What the code on a letter leads to: whether it was sent, and whether it is the latest."""
    wait = _seconds_to_wait(request)
    if wait:
        return _too_many(request, CheckForm(), wait)
    digest = digest_of(token)
    standing = standing_of_data(digest) if digest else None
    return _page(
        request,
        "check/code.html",
        {"standing": standing, "digest": digest, "form": CheckForm()},
        status=200 if standing else 404,
    )


@require_safe
@login_not_required
def by_hand(request: HttpRequest) -> HttpResponse:
    """How to check a letter with Debian's programs only."""
    return _page(request, "check/by_hand.html", {})


@require_safe
@login_not_required
def trusted(request: HttpRequest) -> HttpResponse:
    """The certificates that are trusted here, as one file: for those who check by themselves."""
    headers = {
        "Content-Disposition": 'attachment; filename="trusted.pem"',
        "X-Content-Type-Options": "nosniff",
    }
    body = b"\n".join(pem.strip() for pem in trust_anchors())
    return HttpResponse(body + b"\n", content_type="application/x-pem-file", headers=headers)


def _found(pdf: bytes) -> dict[str, Any]:
    report, data = inspect_apart(pdf, **relied_on(), at=moment.now())
    digest = hashlib.sha256(data).hexdigest() if data is not None else ""
    return {
        "report": report,
        "heading": HEADINGS[report.verdict],
        "tone": "success" if report.valid else "error",
        "problems": [_(problem) for problem in report.problems],
        "signatures": [{"found": one, "level": LEVELS[one.level]} for one in report.each],
        "digest": digest,
        "standing": standing_of_file(hashlib.sha256(pdf).hexdigest()),
        # The same letter, but not this file of it.
        "other_file": bool(digest) and standing_of_data(digest) is not None,
        "changes": _changes(report),
    }


def _changes(report: Report) -> str:
    """What happened to the file after it was signed, in one sentence."""
    if not report.each:
        return ""
    if report.verdict is Verdict.ALTERED:
        return _("Something was changed after signing: see above.")
    if report.signatures > 1:
        return _("Nothing but the signatures that follow each other was added.")
    return _("Nothing was changed or added after it was signed.")


def _seconds_to_wait(request: HttpRequest) -> int:
    throttle = OfStrangers()
    if throttle.allow_request(request, None):  # type: ignore[arg-type]  # it asks for no more
        return 0
    return int(throttle.wait() or 60) + 1


def _too_many(request: HttpRequest, form: CheckForm, seconds: int) -> HttpResponse:
    return _come_back(request, form, 429, seconds, {"wait": seconds})


def _come_back(
    request: HttpRequest, form: CheckForm, status: int, seconds: int, why: dict[str, Any]
) -> HttpResponse:
    answer = _page(request, "check/check.html", {"form": form, **why}, status=status)
    answer["Retry-After"] = str(seconds)
    return answer


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    answer = render(request, template, context, status=status)
    for name, value in HEADERS.items():
        answer[name] = value
    return answer
