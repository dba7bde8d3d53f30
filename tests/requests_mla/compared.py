"""A request that Belmara assesses, and its one offence, Article 7, beside Belmara's law."""

from typing import Any

from audit.models import Event
from requests_mla.criminality.standing import Found, found_of
from requests_mla.models import Comparison
from requests_mla.services import criminality
from requests_mla.services.criminality import Written
from tests.requests_mla import stage

MET = {"described": "Sessions from a rented server.", "finding": "met"}
NOT_HERE = {"here": "Not required by our law.", "finding": "not_required"}
NOT_MET = {"described": "He was told to come in.", "finding": "not_met", "words": "Allowed."}
UNCLEAR = {"finding": "unclear", "words": "The request does not say."}
NO_HELP = {"discretion": "no_help", "discretion_reason": "Nobody was harmed."}
HELP = {"discretion": "help", "discretion_reason": "A hospital stands still."}
# Every element of Article 7 as Belmara's law has it.
ALL_MET = {
    "7-access": MET,
    "7-intent": MET,
    "7-right": MET,
    "7-security": NOT_HERE,
    "7-dishonest": MET,
    "7-connected": NOT_HERE,
}


class Compared(stage.Staged):
    """A request that Belmara has received; nothing is compared yet."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)

    @property
    def offence(self) -> int:
        return int(self.play.case.request.offences.values_list("pk", flat=True)[0])

    def written(self, beside: dict[str, str] | None = None, **others: Any) -> dict[int, Written]:
        changed = {f"7-{name}": line for name, line in others.items()}
        return {self.offence: Written(beside or {}, {**ALL_MET, **changed})}

    def save(self, name: str = "ciara", seen: int = 0, **written: Any) -> Comparison:
        return criminality.save_comparison(
            actor=self.cast.actors[name],
            case=self.play.case,
            offences=self.written(**written),
            seen_version=seen,
        )

    def finish(self, name: str = "ciara", seen: int = 0, **written: Any) -> Comparison:
        draft = self.save(name, seen, **written)
        return criminality.finish(
            actor=self.cast.actors[name], case=self.play.case, seen_version=draft.version
        )

    def anew(self, name: str = "ciara", **written: Any) -> Comparison:
        actor = self.cast.actors[name]
        draft = criminality.begin_anew(actor=actor, case=self.play.case)
        return self.finish(name, draft.version, **written)

    def now(self) -> Found:
        return found_of(self.play.case.request)

    def told(self) -> list[str]:
        rows = Event.objects.filter(case_id=self.play.case.pk, verb__startswith="criminality.")
        return list(rows.order_by("seq").values_list("verb", flat=True))
