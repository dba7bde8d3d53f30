"""A player of urgent matters: walks one through its moves, only through the real services."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.actors import Actor
from accounts.choices import Role
from accounts.models import Appointment, Authority
from audit.moment import pretended
from network247.choices import Action, Method, Route
from network247.models import UrgentMatter
from network247.queries.directory import entries_before
from network247.services import opening
from requests_mla.services import posting
from workflow.models import Case, Event
from workflow.services import Act, perform

from .cast import Cast


class DeskPlay:
    """One urgent matter on stage. `at` is the present moment and only moves forward."""

    def __init__(self, cast: Cast, at: datetime) -> None:
        self.cast = cast
        self.at = at
        self.matter: UrgentMatter | None = None

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        assert self.matter is not None
        return Case.objects.get(pk=self.matter.pk)

    @property
    def now(self) -> UrgentMatter:
        """The matter as it stands now."""
        assert self.matter is not None
        return UrgentMatter.objects.get(pk=self.matter.pk)

    def actor(self, who: str) -> Actor:
        """Somebody at a desk: as duty officer, where they are one."""
        actor = self.cast.actors[who]
        duty = Appointment.objects.filter(person=actor.person_id, role=Role.DUTY_OFFICER)
        found = duty.select_related("person", "authority__state").first()
        return Actor.of(found) if found else actor

    def wait(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> "DeskPlay":
        """Let time pass."""
        self.at += timedelta(minutes=minutes, hours=hours, days=days)
        return self

    def write(
        self,
        who: str,
        to: Authority,
        kind: str,
        title: str,
        *,
        route: str = Route.HERE,
        identifiers: Sequence[Mapping[str, Any]] = (),
        **values: Any,
    ) -> "DeskPlay":
        """Write down what is to be asked."""
        with pretended(self.at):
            self.matter = opening.open_matter(
                actor=self.actor(who), kind=kind, to=to, title=title, route=route
            )
            self._save(who, identifiers, values)
        return self

    def take_call(
        self,
        who: str,
        sender: Authority,
        kind: str,
        title: str,
        *,
        caller: str,
        route: str = Route.TELEPHONE,
        identifiers: Sequence[Mapping[str, Any]] = (),
        **values: Any,
    ) -> "DeskPlay":
        """Write down what a caller says."""
        with pretended(self.at):
            self.matter = opening.open_call(
                actor=self.actor(who),
                kind=kind,
                sender=sender,
                title=title,
                caller=caller,
                route=route,
            )
            self._save(who, identifiers, values)
        return self

    def act(self, who: str, action: str, *, on_behalf: bool = False, **given: Any) -> Event:
        """Make a move, then let the worker make the letter it ordered."""
        with pretended(self.at):
            act = Act(
                action,
                given,
                on_behalf=on_behalf,
                happened_at=self.at if on_behalf else None,
            )
            event = perform(case=self.case, act=act, by=self.actor(who))
            for pk in posting.claim_orders():
                posting.make_letter(pk)
        return event

    def verify(self, who: str, spoke_to: str, words: str = "") -> Event:
        """Call back at the number of the directory, and be told that it is theirs."""
        matter = self.now
        assert matter.arrived_at is not None
        entry = entries_before(matter.requesting.state_id, matter.arrived_at).first()
        assert entry is not None
        return self.act(
            who,
            Action.VERIFY,
            method=Method.CALL_BACK,
            entry=str(entry.pk),
            spoke_to=spoke_to,
            words=words,
        )

    def _save(
        self, who: str, identifiers: Sequence[Mapping[str, Any]], values: Mapping[str, Any]
    ) -> None:
        assert self.matter is not None
        rows = [{"port": None, "service": "", **row} for row in identifiers]
        opening.save_matter(actor=self.actor(who), case=self.case, values=values, identifiers=rows)
