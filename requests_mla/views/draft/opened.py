"""A step of a draft that somebody has open, and how what they wrote is saved."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.views import actor_required

from ...choices import Step
from ...forms.seen import SeenForm
from ...services import drafting
from .. import pieces
from ..pieces import Seen

# A page that saves by itself says so; the rest of what it sends is the form as it stands.
AUTOSAVE = "X-Autosave"


def saves_itself(request: HttpRequest) -> bool:
    """Whether the page saves while somebody writes, and not because a button was pressed."""
    return request.method == "POST" and AUTOSAVE in request.headers


def steps_of(view: Seen) -> list[Step]:
    """The steps there are: what was registered from paper is neither translated nor submitted."""
    own = (Step.TRANSLATION, Step.CHECK)
    return [one for one in Step if one not in own or not view.request.received_on_paper]


@dataclass(frozen=True)
class Opened:
    """A step of a draft that somebody has open. `seen`: what the page showed when it was sent."""

    request: HttpRequest
    view: Seen
    step: str
    seen: SeenForm

    @property
    def saves_itself(self) -> bool:
        """See `saves_itself`."""
        return saves_itself(self.request)

    @property
    def url(self) -> str:
        """The address of the step."""
        return reverse("requests:draft", args=[self.view.case.pk, self.step])

    @property
    def page(self) -> UUID | None:
        """The key of the page that was sent."""
        page: UUID | None = self.seen.cleaned_data.get("page") if self.seen.is_bound else None
        return page

    @property
    def version(self) -> int:
        """How the step stands now."""
        return drafting.version_of(self.view.request, self.step)

    def accepts(self, form: forms.BaseForm) -> bool:
        """Whether what was typed can be kept, and the page knows what it shows."""
        form.full_clean()
        for problem in self.seen.errors.get("seen_version", ()):
            form.add_error(None, problem)
        return form.is_valid()

    def save(self, write: drafting.Write) -> int:
        """Save the step the way it was sent, by hand or by itself; its new version."""
        save = drafting.keep_step if self.saves_itself else drafting.save_step
        return save(
            actor=self.view.actor,
            case=self.view.case,
            step=self.step,
            seen_version=self.seen.cleaned_data["seen_version"] or 0,
            write=write,
            page=self.page,
        )

    def hidden(self, *, version: int | None = None) -> SeenForm:
        """What the page is to send along; one that comes back still shows what it showed."""
        if version is None and not self.seen.is_bound:
            version = self.version
        shown = self.request.POST.get("seen_version") if version is None else version
        return SeenForm(initial={"seen_version": shown, "page": self.page or uuid4()})


def open_step(request: HttpRequest, pk: UUID, step: str) -> Opened:
    """The step of a draft that the actor may write on; refusals say why not."""
    view = pieces.seen(actor_required(request), pk)
    drafting.refuse_who_may_not_edit(view.actor, view.case)
    if step not in steps_of(view):
        raise Http404
    seen = SeenForm(request.POST if request.method == "POST" else None)
    seen.is_valid()
    return Opened(request, view, step, seen)
