"""A request that Belmara assesses, and what is written of it in a rights record."""

from datetime import date
from typing import Any

from accounts.actors import Actor
from audit.models import Event
from config.demonstration.cast import Cast
from requests_mla.completeness import content_of
from requests_mla.models import RightsRecord
from requests_mla.rights import standing
from requests_mla.services import rights
from tests.requests_mla import stage
from workflow.choices import Side

CLEAR = {
    "finding": "clear",
    "source": "File of the case",
    "source_date": date(2026, 3, 1),
    "remaining_risk": "low",
}
GRAVE = {**CLEAR, "finding": "concern", "words": "A journalist.", "step_taken": "Names cut."}


class Kept(stage.Staged):
    """A request that Belmara assesses; Arvenia kept its own record before it sent it."""

    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.received(cls.cast, at)

    def answers(self, **others: dict[str, Any]) -> dict[str, dict[str, Any]]:
        request = self.play.case.request
        measures = request.measures.select_related("type")
        questions = standing.applying(request, Side.REQUESTED, measures=measures)
        changed = {code.replace("_", "-"): given for code, given in others.items()}
        return {one.code: changed.get(one.code, CLEAR) for one in questions}

    def save(self, name: str = "ciara", seen: int = 0, **others: dict[str, Any]) -> RightsRecord:
        return rights.save_answers(
            actor=self.cast.actors[name],
            case=self.play.case,
            answers=self.answers(**others),
            seen_version=seen,
        )

    def finish(self, name: str = "ciara", **others: dict[str, Any]) -> RightsRecord:
        draft = self.save(name, 0, **others)
        actor = self.cast.actors[name]
        return rights.finish(actor=actor, case=self.play.case, seen_version=draft.version)

    def second(
        self, record: RightsRecord, actor: Actor, *, says: Any = rights.agree, remark: str = ""
    ) -> RightsRecord:
        seen: RightsRecord = says(
            actor=actor,
            case=self.play.case,
            number=record.number,
            seen_digest=record.digest,
            remark=remark,
        )
        return seen

    def now(self) -> standing.Standing:
        return standing.standing_of(content_of(self.play.case.request), Side.REQUESTED)

    def told(self) -> list[str]:
        rows = Event.objects.filter(case_id=self.play.case.pk, verb__startswith="rights.")
        return list(rows.filter(state="XB").order_by("seq").values_list("verb", flat=True))
