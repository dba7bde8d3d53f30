"""The trace of another State's provider: told to who asked, 43(1), and to that State, 40(4)."""

from django.utils.translation import gettext as _

from accounts.choices import AuthorityKind
from accounts.models import Authority
from convention.models import State
from workflow.choices import Side
from workflow.refusals import Missing

from ..choices import MatterKind
from ..models import ContactPoint, Trace, UrgentMatter
from .opening import open_matter, save_matter
from .writing import Writing


def tell_trace(writing: Writing) -> None:
    """Keep what was found; where wished, begin to tell the State of that provider as well."""
    matter = writing.matter
    state: State = writing.given("trace_state")
    if state.pk in {matter.requesting.state_id, matter.requested.state_id}:
        raise Missing(_("Choose the State of the other provider: a third one."))
    trace = Trace.objects.create(
        matter=matter,
        event=writing.event,
        communication=writing.given("communication"),
        state=state,
        provider=writing.given("trace_provider"),
        path=writing.given("trace_path"),
    )
    if writing.given("tell_that_state") and not writing.event.recorded:
        trace.told = _begin_to_tell(writing, trace)
        trace.save(update_fields=["told"])


def desk_of(state: str) -> Authority | None:
    """The authority here whose desk that State is reached by; else its central authority."""
    point = ContactPoint.objects.filter(
        state=state, authority__isnull=False, current__isnull=False
    ).first()
    if point:
        return point.authority
    rows = Authority.objects.filter(state=state, kind=AuthorityKind.CENTRAL)
    return rows.order_by("pk").first()


def _begin_to_tell(writing: Writing, trace: Trace) -> UrgentMatter:
    """A draft with what identifies the provider and the path; of the case it names nothing."""
    to = desk_of(trace.state_id)
    if to is None:
        raise Missing(
            _("%(state)s has no authority here. Tell the trace, and that State by other means.")
            % {"state": trace.state.name}
        )
    title = _("Provider found: %(provider)s") % {"provider": trace.provider}
    told = open_matter(actor=writing.by, kind=MatterKind.SPONTANEOUS, to=to, title=title[:200])
    facts = _(
        "While preserving traffic data for another State we found that a provider in your State"
        " took part in a transmission.\n\nProvider: %(provider)s\n\nPath: %(path)s"
    ) % {"provider": trace.provider, "path": trace.path}
    save_matter(actor=writing.by, case=told.case, values={"facts": facts})
    return told


def told_by(matter: UrgentMatter, side: Side | None) -> list[Trace]:
    """The traces of a matter; who else was told, only for the desk that found them."""
    rows = list(matter.traces.select_related("state", "told"))
    if side != Side.REQUESTED:
        for row in rows:
            row.told = None
    return rows
