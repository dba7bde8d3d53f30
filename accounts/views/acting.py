"""Who acts here: the appointment chosen, and what people decide about themselves."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from workflow.refusals import NotYours

from ..actors import Actor
from ..forms.people import ProfileForm
from ..middleware import SESSION_KEY
from ..models import Person
from ..queries import live_appointments


def actor_required(request: HttpRequest) -> Actor:
    """The actor of this request; a refusal if there is none."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise NotYours(_("Choose an appointment to act under first."))
    return actor


def administrator_required(request: HttpRequest) -> Actor:
    """The actor, who looks after the people of a State; a refusal for anybody else."""
    actor = actor_required(request)
    if not actor.looks_after_people:
        raise NotYours(_("Only a State administrator looks after people."))
    return actor


@require_http_methods(["GET", "POST"])
def acting(request: HttpRequest) -> HttpResponse:
    """Choose under which appointment one acts from now on."""
    assert isinstance(request.user, Person)
    live = live_appointments(request.user.pk).select_related("authority__state")
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    local = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    target = wanted if local else "/"
    if request.method == "POST":
        # Compared as text: what was sent may be no number, or longer than int() reads.
        key = request.POST.get("appointment", "")
        chosen = next((one for one in live if str(one.pk) == key), None)
        if chosen is None:
            raise Http404
        request.session[SESSION_KEY] = chosen.pk
        return redirect(target)
    return render(request, "accounts/acting.html", {"appointments": live, "next": target})


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What one is known as here, and the language of one's pages and e-mails."""
    assert isinstance(request.user, Person)
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = form.save()
        with override(person.language):
            messages.success(request, _("Saved. Pages and e-mails now come in this language."))
        # The pages follow by Django's own switch; the form says where it goes on.
        return set_language(request)
    live = live_appointments(request.user.pk).select_related("authority__state")
    context = {"form": form, "appointments": live}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)
