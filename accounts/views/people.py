"""Look after the people of one's State: add, appoint, end, stop, let in and keep out."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit import moment
from workflow.refusals import Missing, NotFromHere

from .. import services
from ..actors import Actor
from ..forms.people import AppointmentForm, InviteForm, PersonForm
from ..models import Appointment, Person
from ..queries import people_of
from .acting import administrator_required


@dataclass(frozen=True)
class Line:
    """An appointment as a row of a page, with what may be done to it today."""

    appointment: Appointment
    live: bool
    may_end: bool
    may_stop: bool

    @classmethod
    def of(cls, appointment: Appointment, actor: Actor) -> "Line":
        """The row for the administrator who looks at it."""
        today = moment.now().date()
        live, over = appointment.is_live(today), appointment.is_over(today)
        others = appointment.person_id != actor.person_id
        return cls(
            appointment,
            live=live,
            may_end=others and live and appointment.until != today,
            may_stop=others and not over,
        )


def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an appointment in the administrator's State, by authority."""
    actor = administrator_required(request)
    rows = (
        Appointment.objects.filter(authority__state_id=actor.state)
        .select_related("person", "authority")
        .order_by("authority__kind", "authority__name", "person__name")
    )
    return render(request, "accounts/people.html", {"lines": [Line.of(row, actor) for row in rows]})


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Add a person with a first appointment; the first password is shown once.

    Somebody who is known from another State is appointed, once the administrator says so.
    """
    actor = administrator_required(request)
    data = request.POST or None
    person_form = InviteForm(data, ask_whether_known="it_is_them" in request.POST)
    appointment_form = AppointmentForm(data, state=actor.state)
    known = None
    if data and person_form.is_valid() and appointment_form.is_valid():
        try:
            return _added(request, actor, person_form, appointment_form)
        except services.KnownElsewhere as refusal:
            person_form = InviteForm(data, ask_whether_known=True)
            person_form.add_error("it_is_them", refusal.reasons[0])
        except Missing as refusal:
            person_form.add_error("email", refusal.reasons[0])
            known = people_of(actor.state).filter(email__iexact=data["email"].strip()).first()
    context = {"person_form": person_form, "appointment_form": appointment_form, "known": known}
    return render(request, "accounts/invite.html", context, status=422 if data else 200)


def _added(
    request: HttpRequest, actor: Actor, person_form: InviteForm, appointment_form: AppointmentForm
) -> HttpResponse:
    who, what = dict(person_form.cleaned_data), appointment_form.cleaned_data
    if who.pop("it_is_them", False):
        person = services.appoint_known(actor=actor, email=who["email"], **what)
        said = _("%(name)s was appointed and keeps the password they have.")
        messages.success(request, said % {"name": person.name})
        return redirect("accounts:person", pk=person.pk)
    person, password = services.invite_person(actor=actor, **who, **what)
    context = {"person": person, "password": password}
    return render(request, "accounts/invited.html", context)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's appointments in the administrator's State; appoint, end, stop."""
    actor = administrator_required(request)
    somebody = get_object_or_404(people_of(actor.state), pk=pk)
    form = AppointmentForm(request.POST or None, state=actor.state)
    if request.method == "POST" and form.is_valid():
        try:
            services.appoint(actor=actor, person=somebody, **form.cleaned_data)
        except Missing as refusal:
            form.add_error("since", refusal.reasons[0])
        else:
            messages.success(request, _("The appointment was made."))
            return redirect("accounts:person", pk=pk)
    return _page(request, actor, somebody, form, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a person's name, or the address they sign in with."""
    actor = administrator_required(request)
    somebody = get_object_or_404(people_of(actor.state), pk=pk)
    kept = {"name": somebody.name, "email": somebody.email}
    form = PersonForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_person(actor=actor, person=somebody, **form.cleaned_data)
        except Missing as refusal:
            form.add_error("email", refusal.reasons[0])
        else:
            messages.success(request, _("Saved. Tell them if their address has changed."))
            return redirect("accounts:person", pk=pk)
    context = {"person": somebody, "form": form}
    return render(request, "accounts/correct.html", context, status=422 if form.errors else 200)


@require_POST
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an appointment end with today."""
    actor, appointment = _appointment(request, pk)

    def end() -> str:
        services.end_appointment(actor=actor, appointment=appointment, last_day=moment.now().date())
        return _("The appointment ends today; it holds until midnight UTC.")

    return _done(request, actor, appointment.person, end)


@require_POST
def stop_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an appointment at this moment."""
    actor, appointment = _appointment(request, pk)

    def stop() -> str:
        services.stop_appointment(actor=actor, appointment=appointment)
        return _("The appointment was stopped. Nothing more can be done under it.")

    return _done(request, actor, appointment.person, stop)


@require_POST
def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person sign in no more."""
    actor = administrator_required(request)
    somebody = get_object_or_404(people_of(actor.state), pk=pk)

    def switch() -> str:
        services.switch_off(actor=actor, person=somebody)
        return _("%(name)s was signed out everywhere and may not sign in any more.") % {
            "name": somebody.name
        }

    return _done(request, actor, somebody, switch)


@require_POST
def switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person sign in again."""
    actor = administrator_required(request)
    somebody = get_object_or_404(people_of(actor.state), pk=pk)

    def switch() -> str:
        services.switch_on(actor=actor, person=somebody)
        return _("%(name)s may sign in again.") % {"name": somebody.name}

    return _done(request, actor, somebody, switch)


def _appointment(request: HttpRequest, pk: int) -> tuple[Actor, Appointment]:
    actor = administrator_required(request)
    own = Appointment.objects.filter(authority__state_id=actor.state)
    return actor, get_object_or_404(own.select_related("person", "authority"), pk=pk)


def _done(
    request: HttpRequest, actor: Actor, somebody: Person, act: Callable[[], str]
) -> HttpResponse:
    """Back to the person with what was done; or their page as it stands now, and why not (409)."""
    try:
        messages.success(request, act())
    except (NotFromHere, Missing) as refusal:
        messages.error(request, refusal.reasons[0])
        somebody.refresh_from_db()
        form = AppointmentForm(state=actor.state)
        return _page(request, actor, somebody, form, status=refusal.status)
    return redirect("accounts:person", pk=somebody.pk)


def _page(
    request: HttpRequest, actor: Actor, somebody: Person, form: AppointmentForm, *, status: int
) -> HttpResponse:
    own = somebody.appointments.filter(authority__state_id=actor.state)
    context = {
        "person": somebody,
        "is_oneself": somebody.pk == actor.person_id,
        "lines": [Line.of(row, actor) for row in own.select_related("authority", "person")],
        "form": form,
    }
    return render(request, "accounts/person.html", context, status=status)
