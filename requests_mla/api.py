"""Requests for programs: the same cases, moves and refusals as on the pages, as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView, exception_handler, set_rollback

from accounts.actors import Actor
from accounts.queries import place_of, side_of, visible_to
from workflow.models import Case
from workflow.refusals import Missing, NotFromHere, NotYours, Refusal
from workflow.services import Act, perform
from workflow.table import Offer

from .choices import KIND
from .forms.acts import ActForm
from .lists import register
from .offers import offers_for
from .serializers import moves
from .serializers.sides import ANY_SIDE, request_as_json
from .services import access
from .table import TABLE

PROBLEM = "application/problem+json"
PURPOSE_HEADER = "Case-Purpose"
PURPOSE = OpenApiParameter(
    PURPOSE_HEADER,
    str,
    OpenApiParameter.HEADER,
    description="What a sensitive case (sealed by the own side, or kept secret) is opened for: "
    "own_work, review, supervision, or words of your own, percent-encoded. It is recorded, and "
    "holds for twelve hours. Without one the answer is 428.",
)


def _problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    return {
        (status, PROBLEM): OpenApiResponse(moves.ProblemSerializer)
        for status in (401, 403, *statuses, 429)
    }


class Unfilled(Missing):
    """A move whose fields are not filled in as they should; `fields` has the reasons by name."""

    def __init__(self, fields: Mapping[str, list[str]], *more: str) -> None:
        self.fields = fields
        super().__init__(*(reason for reasons in fields.values() for reason in reasons), *more)


class RequestList(APIView):
    """The requests that the caller may see."""

    @extend_schema(
        operation_id="list_requests",
        tags=["requests"],
        parameters=[moves.FilterSerializer],
        responses={200: moves.PageSerializer, **_problems(400)},
    )
    def get(self, request: Request) -> Response:
        """A page of requests, newest first; `next` leads to the page after it."""
        asked = moves.FilterSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        page = register(_actor(request), asked.filters, after=asked.key)
        here = request.build_absolute_uri()
        older = replace_query_param(here, "after", page.older) if page.older else None
        return Response(moves.PageSerializer({"next": older, "results": page.rows}).data)


class RequestDetail(APIView):
    """One request."""

    @extend_schema(
        operation_id="read_request",
        tags=["requests"],
        parameters=[PURPOSE],
        responses={200: ANY_SIDE, **_problems(404, 428)},
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The request as the caller's side sees it: what is shared, and what is its own."""
        actor = _actor(request)
        case = _opened(request, pk)
        return Response(request_as_json(case, side_of(actor, case)))


class OfferList(APIView):
    """What the caller may do."""

    @extend_schema(
        operation_id="list_offers",
        tags=["moves"],
        parameters=[PURPOSE],
        responses={200: moves.OffersSerializer, **_problems(404, 428)},
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The moves open to the caller, each with what it needs and why it cannot be made yet."""
        actor = _actor(request)
        case = _opened(request, pk)
        offers = [_offered(case, offer) for offer in offers_for(actor, case)]
        return Response(moves.OffersSerializer({"version": case.version, "offers": offers}).data)


class ActList(APIView):
    """What the caller does."""

    @extend_schema(
        operation_id="make_move",
        tags=["moves"],
        parameters=[PURPOSE],
        request=moves.ActSerializer,
        responses={201: moves.ActDoneSerializer, **_problems(400, 404, 409, 422, 428)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Make a move. Nothing is changed unless the answer is 201."""
        actor = _actor(request)
        case = _opened(request, pk)
        asked = moves.ActSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        event = perform(case=case, act=_act(actor, case, asked.validated_data), by=actor)
        done = {
            "event": event.number,
            "action": event.action,
            "status": event.target,
            "version": event.case.version,
            "happened_at": event.happened_at,
        }
        return Response(moves.ActDoneSerializer(done).data, status=201)


def refusal_as_problem(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Every refusal as problem+json (RFC 9457); None lets a fault stay a fault."""
    if isinstance(exc, Refusal):
        set_rollback()
        fields = exc.fields if isinstance(exc, Unfilled) else {}
        return _problem(exc.status, str(exc.title), list(exc.reasons), fields)
    answer = exception_handler(exc, dict(context))
    if answer is None:
        return None
    kept = {name: answer[name] for name in ("WWW-Authenticate", "Retry-After") if name in answer}
    if isinstance(exc, ValidationError):
        fields = {name: list(_sentences(said)) for name, said in _by_field(answer.data).items()}
        reasons = [reason for said in fields.values() for reason in said]
        return _problem(400, _("This cannot be understood"), reasons, fields, headers=kept)
    reasons = list(_sentences(exc.detail if isinstance(exc, APIException) else answer.data))
    return _problem(answer.status_code, reasons[0], reasons, {}, headers=kept)


def _problem(
    status: int,
    title: str,
    reasons: list[str],
    fields: Mapping[str, list[str]],
    *,
    headers: Mapping[str, str] | None = None,
) -> Response:
    said: dict[str, Any] = {
        "title": title,
        "status": status,
        "detail": " ".join(reasons),
        "reasons": reasons,
    }
    if fields:
        said["fields"] = fields
    return Response(said, status=status, headers=dict(headers or {}), content_type=PROBLEM)


def _by_field(said: Any) -> Mapping[str, Any]:
    return said if isinstance(said, dict) else {"": said}


def _sentences(said: Any) -> Iterator[str]:
    """Every sentence in what the framework says, however it is nested."""
    if isinstance(said, dict):
        said = list(said.values())
    if isinstance(said, list):
        for one in said:
            yield from _sentences(one)
    else:
        yield str(said)


def _actor(request: Request) -> Actor:
    actor: Actor = request._request.actor  # type: ignore[attr-defined]  # HasActor has looked
    return actor


def _opened(request: Request, pk: UUID) -> Case:
    """The case; PurposeNeeded if it is sensitive and no purpose for opening it is stated."""
    actor = _actor(request)
    case = _seen(actor, pk)
    sensitive = access.is_sensitive(
        sealed=place_of(actor, case).sealed,
        confidential=case.request.confidential,
        status=case.status,
    )
    stated = _stated_purpose(request)
    if sensitive and stated:
        purpose, words = access.understood(stated)
        access.state_purpose(actor=actor, case=case, purpose=purpose, words=words)
    elif sensitive and not access.purpose_stands(actor, case):
        raise access.PurposeNeeded(
            _("Say what you open this case for: in the header %(header)s, or as “purpose”.")
            % {"header": PURPOSE_HEADER}
        )
    return case


def _stated_purpose(request: Request) -> str:
    """What the caller says in the header, percent-encoded where it is not plain, or in the body."""
    body = request.data if request.method == "POST" else None
    said = body.get("purpose") if isinstance(body, Mapping) else None
    text = said if isinstance(said, str) else unquote(request.headers.get(PURPOSE_HEADER, ""))
    return text.replace("\x00", "").strip()


def _seen(actor: Actor, pk: UUID) -> Case:
    """The case if the actor may see it; otherwise 404, the same as not existing."""
    found = (
        visible_to(actor)
        .filter(kind=KIND, pk=pk)
        .select_related("request__requesting__state", "request__requested__state")
        .first()
    )
    if found is None:
        raise Http404
    found.request.case = found
    return found


def _offered(case: Case, offer: Offer) -> dict[str, Any]:
    move = offer.move
    form = ActForm(case=case, request=case.request, offer=offer)
    return {
        "action": move.action,
        "label": str(move.label),
        "on_behalf": offer.on_behalf,
        "is_ready": offer.is_ready,
        "reasons": offer.reasons,
        "basis": move.basis,
        "letter": move.letter,
        "grave": move.grave,
        "needs": [_need(name, field) for name, field in _filled_in(form)],
    }


def _filled_in(form: ActForm) -> list[tuple[str, forms.Field]]:
    """The fields of a move; the version stands beside them."""
    return [(name, field) for name, field in form.fields.items() if name != "version"]


def _need(name: str, field: forms.Field) -> dict[str, Any]:
    choices: Any = field.choices if isinstance(field, forms.ChoiceField) else []
    return {
        "name": name,
        "label": str(field.label or name),
        "required": field.required,
        "is_file": isinstance(field, forms.FileField),
        "options": [
            {"value": str(value), "label": str(label)} for value, label in choices if str(value)
        ],
    }


def _act(actor: Actor, case: Case, asked: Mapping[str, Any]) -> Act:
    """The act, filled in as its form wants it; a refusal as `perform` would raise it otherwise."""
    offer = _offer(actor, case, asked["action"], on_behalf=asked["on_behalf"])
    if asked["version"] != case.version:
        raise NotFromHere(
            _("Somebody changed the case after you read it. It stands at “%(state)s”.")
            % {"state": TABLE.state(case.status).label}
        )
    given, version = asked["given"], asked["version"]
    form = ActForm({**given, "version": version}, case=case, request=case.request, offer=offer)
    problems = {**_field_problems(form), **_not_taken(form, given)}
    if problems:
        raise Unfilled(problems, *offer.reasons)
    return Act(
        action=offer.move.action,
        given={name: form.cleaned_data[name] for name, _field in _filled_in(form)},
        version=version,
        on_behalf=offer.on_behalf,
    )


def _offer(actor: Actor, case: Case, action: str, *, on_behalf: bool) -> Offer:
    for offer in offers_for(actor, case):
        if offer.move.action == action and offer.on_behalf == on_behalf:
            return offer
    if TABLE.find(case.status, action):
        raise NotYours(_("Your role does not include this step."))
    raise NotFromHere(
        _("“%(state)s” is where the case stands now; this step does not start there.")
        % {"state": TABLE.state(case.status).label}
    )


def _field_problems(form: ActForm) -> dict[str, list[str]]:
    return {
        name: [_("%(field)s: %(problem)s") % {"field": name, "problem": said} for said in problems]
        for name, problems in form.errors.items()
    }


def _not_taken(form: ActForm, given: Mapping[str, str]) -> dict[str, list[str]]:
    """What cannot be given over the API: files, and fields that the move does not have."""
    known = dict(_filled_in(form))
    refused = {
        name: [_("%(field)s: this step has no such field.") % {"field": name}]
        for name in given
        if name not in known
    }
    for name, field in known.items():
        if isinstance(field, forms.FileField) and (field.required or name in given):
            refused[name] = [
                _("%(field)s: files are not taken over the API; make this step on its page.")
                % {"field": name}
            ]
    return refused
