"""A player walks a case through its moves at believable times, only through the real services."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Appointment, Authority
from audit.moment import pretended
from convention.models import MeasureType, OffenceType
from evidence.choices import SCANS
from evidence.models import StoredFile
from evidence.services import add_exhibit, keep_file
from requests_mla import decided
from requests_mla.arrival import gaps_on_arrival
from requests_mla.choices import Action
from requests_mla.models import CasePerson, Identifier, Measure, Offence, Request
from requests_mla.services import access, asking, deciding, drafting, opening, posting
from requests_mla.services.exchange import mark_of_list
from workflow.choices import Side
from workflow.models import Case, Event
from workflow.services import Act, perform

from .cast import Cast
from .criminality import ByArticle, keep_comparison
from .papers import paper
from .rights import Findings, keep_rights_record

POST_TAKES = timedelta(days=6)


class Play:
    """One case on stage. `at` is the present moment of the play and only moves forward."""

    def __init__(self, cast: Cast, at: datetime) -> None:
        self.cast = cast
        self.at = at
        self.request: Request | None = None

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        assert self.request is not None
        return Case.objects.get(pk=self.request.pk)

    def wait(self, days: float = 0, hours: float = 0) -> "Play":
        """Let time pass."""
        self.at += timedelta(days=days, hours=hours)
        return self

    def draft(self, who: str, to: str, title: str, language: str = "en") -> "Play":
        """Open a draft."""
        with pretended(self.at):
            self.request = opening.open_draft(
                actor=self.cast.actors[who],
                to=self.cast.central[to],
                title=title,
                language=language,
            )
        return self

    def register(
        self,
        who: str,
        sender: Authority,
        *,
        letter: str,
        their_reference: str,
        title: str,
        measures: list[tuple[MeasureType, str]],
        **more: Any,
    ) -> "Play":
        """Register a request that came by post; `letter` is what stands on its paper."""
        scan = self.scan(who, sender, letter)
        with pretended(self.at):
            self.request = opening.register_paper(
                actor=self.cast.actors[who],
                sender=sender,
                title=title,
                their_reference=their_reference,
                dated=self.at - POST_TAKES,
                scan=scan,
                measures=measures,
                **more,
            )
        return self

    def write(self, who: str, step: str, **values: Any) -> "Play":
        """Fill plain fields of a step."""
        return self.save(who, step, lambda found: drafting.save_fields(found, values))

    def add(self, who: str, step: str, rows: Sequence[Mapping[str, Any]]) -> "Play":
        """Add rows to a step: offences, persons, identifiers or measures."""
        return self.save(who, step, lambda found: _add_rows(found, step, rows))

    def act(self, who: str, action: str, *, on_behalf: bool = False, **given: Any) -> Event:
        """Make a move, then let the worker make the letter it ordered."""
        with pretended(self.at):
            act = Act(
                action,
                given,
                on_behalf=on_behalf,
                happened_at=self.at if on_behalf else None,
            )
            event = perform(case=self.case, act=act, by=self.cast.actors[who])
            for pk in posting.claim_orders():
                posting.make_letter(pk)
        return event

    def ask_for_gaps(self, who: str, question: str) -> Event:
        """Ask for what stops a request, as it arrived, and one thing more: numbered questions."""
        actor, case = self.cast.actors[who], self.case
        gaps = [gap.key for gap in gaps_on_arrival(case.request) if gap.blocks]
        with pretended(self.at):
            asking.keep_list(
                actor=actor, case=case, texts={}, seen={}, gaps=gaps, question=question
            )
        rows = asking.listed(case.request, Side.REQUESTED)
        return self.act(who, Action.ASK, list=mark_of_list(rows))

    def send(self, drafter: str, releaser: str) -> "Play":
        """Look at the person's rights, submit, read, release."""
        self.rights(drafter)
        self.act(drafter, "submit")
        self.wait(hours=3)
        letter = self.case.letters.filter(kind="request").order_by("-number")[0]
        self.act(releaser, "send", document=letter.rendered_sha256)
        return self

    def release(self, assessor: str, decider: str, action: str, remark: str = "") -> "Play":
        """Put the decision forward; a second person reads the document and sends it."""
        self.act(assessor, "propose", remark=remark)
        self.wait(hours=1)
        letter = self.case.letters.filter(kind__in=decided.DECISIONS).order_by("-number")[0]
        self.act(decider, action, document=letter.rendered_sha256)
        return self

    def ask_in_addition(self, drafter: str, releaser: str, **added: Any) -> "Play":
        """Prepare a supplementary request; a second person reads it and releases it."""
        self.act(drafter, "prepare_supplementary", **added)
        self.wait(hours=1)
        letter = self.case.letters.filter(kind="supplementary").order_by("-number")[0]
        self.act(releaser, "send_supplementary", document=letter.rendered_sha256)
        return self

    def decide(self, who: str, lines: dict[int, dict[str, Any]], no_talks: str = "") -> "Play":
        """Fill in the decision sheet."""
        with pretended(self.at):
            deciding.save_sheet(
                actor=self.cast.actors[who],
                case=self.case,
                lines=lines,
                no_talks_reason=no_talks,
                seen_version=self.case.version,
            )
        # What is recorded on behalf of a State by post rests on no record of ours.
        decides = self.case.request.requested.connected
        return self.rights(who) if decides else self

    def rights(self, who: str, findings: Findings | None = None) -> "Play":
        """Finish the rights record of one's side, agreed to by a second officer if need be."""
        keep_rights_record(self.cast, self.case, who, self.at, findings)
        return self

    def compare(self, who: str, offences: ByArticle) -> "Play":
        """Finish the comparison of the offences with the law of the requested State."""
        keep_comparison(self.cast, self.case, who, self.at, offences)
        return self

    def exhibit(self, who: str, name: str, content: bytes, *, about: str, measure: int) -> "Play":
        """Add a file of evidence."""
        with pretended(self.at):
            add_exhibit(
                case=self.case,
                side=Side.REQUESTED,
                upload=SimpleUploadedFile(name, content),
                description=about,
                measure_number=measure,
                actor=self.cast.actors[who],
            )
        return self

    def note(self, who: str, side: str, text: str) -> "Play":
        """Write a note for one's own side."""
        with pretended(self.at):
            deciding.write_note(actor=self.cast.actors[who], case=self.case, side=side, text=text)
        return self

    def seal(self, who: str, *names: str, reason: str) -> "Play":
        """Seal the case on that person's side, for them and these others."""
        keys = [self.cast.actors[name].appointment_id for name in names]
        with pretended(self.at):
            access.seal_case(
                actor=self.cast.actors[who],
                case=self.case,
                reason=reason,
                named=list(Appointment.objects.filter(pk__in=keys)),
            )
        return self

    def step_back(self, who: str, reason: str) -> "Play":
        """Somebody declares a conflict of interest."""
        with pretended(self.at):
            access.declare_conflict(actor=self.cast.actors[who], case=self.case, reason=reason)
        return self

    def scan(self, who: str, sender: Authority, text: str) -> StoredFile:
        """A letter on paper, as it lies on the scanner: a plain PDF of these words."""
        with pretended(self.at):
            return keep_file(
                upload=SimpleUploadedFile("letter.pdf", paper(sender, text, self.at)),
                actor_stamp=self.cast.actors[who].stamp,
                accept=SCANS,
            )

    def save(self, who: str, step: str, write: Any) -> "Play":
        """Save a step by calling `write` on the request."""
        with pretended(self.at):
            drafting.save_step(
                actor=self.cast.actors[who],
                case=self.case,
                step=step,
                seen_version=drafting.version_of(self._current(), step),
                write=write,
            )
        return self

    def _current(self) -> Request:
        assert self.request is not None
        return self.request


def _add_rows(found: Request, step: str, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        values = dict(row)
        if step == "offences":
            article = values.pop("article", None)
            kind = OffenceType.objects.get(pk=article) if article else None
            Offence.objects.create(
                request=found,
                article=kind,
                offence_class="treaty" if kind else "serious",
                **values,
            )
        elif step == "persons":
            CasePerson.objects.create(request=found, **values)
        elif step == "identifiers":
            Identifier.objects.create(request=found, **values)
        else:
            values["type"] = MeasureType.objects.get(pk=values["type"])
            Measure.objects.create(request=found, number=found.measures.count() + 1, **values)
