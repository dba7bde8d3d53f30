"""Cases on somebody's desk: with a clock that runs, or without one."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from accounts.models import Authority, Person
from accounts.places import place
from audit.moment import pretended
from config.demonstration.cast import Cast
from convention.models import MeasureType
from evidence.services import keep_bytes
from requests_mla.services.opening import open_draft, register_paper
from workflow.choices import RowState, RungKind, Side
from workflow.models import Case, Clock
from workflow.services import Act, perform

# A Tuesday; five working days later is Tuesday 8 September.
START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.4\n%%EOF\n"


def draft(cast: Cast, who: str = "youssef", to: str = "XB", title: str = "A draft") -> Case:
    """A draft of Arvenia's; no clock runs."""
    with pretended(START):
        return open_draft(actor=cast.actors[who], to=cast.central[to], title=title).case


def on_paper(cast: Cast, who: str = "ciara", title: str = "On paper", at: datetime = START) -> Case:
    """A request from Dravonia that came by post: Belmara owes the acknowledgement."""
    with pretended(at):
        return register_paper(
            actor=cast.actors[who],
            sender=cast.central["XD"],
            title=title,
            their_reference=f"DRA {Case.objects.count()}",
            dated=at,
            scan=scan(),
            measures=[(MeasureType.objects.order_by("pk")[0], "What is kept")],
        ).case


def scan() -> Any:
    """A scanned letter, as it lies in the vault."""
    return keep_bytes(content=PDF, media_type="application/pdf")


def act(cast: Cast, case: Case, who: str, action: str, at: datetime = START, **given: Any) -> None:
    """Make a move."""
    with pretended(at):
        perform(case=case, act=Act(action, given), by=cast.actors[who])


def give(case: Case, bureau: Authority) -> None:
    """Let an authority of the requested State take part, as an assignment does."""
    case.participations.create(
        authority=bureau,
        state=bureau.state,
        partner=case.request.requesting,
        side=Side.REQUESTED,
        leads=False,
        opened_at=START,
    )
    place(case, changed_for=())


def clock(case: Case) -> Clock:
    """The one clock that runs."""
    return case.clocks.get(stopped_at=None)


def moments(case: Case) -> list[datetime]:
    """When the clock's rungs are due, in order, to that on which it has run out."""
    rungs = clock(case).reminders.filter(state=RowState.WAITING).exclude(kind=RungKind.ESCALATED)
    return list(rungs.order_by("fires_at").values_list("fires_at", flat=True))


def after(at: datetime) -> datetime:
    """A second later."""
    return at + timedelta(seconds=1)


def browser(cast: Cast, who: str) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(Person.objects.get(pk=cast.actors[who].person_id))
    return client
