"""What the guards of the table look at: a plain picture of one matter, gathered under lock."""

from dataclasses import dataclass

from accounts.keyring import signing_sides
from audit import moment
from workflow.choices import Side
from workflow.models import Case, Clock

from .choices import CautionAnswer, MatterKind
from .contents import gaps
from .models import Preservation, UrgentMatter


@dataclass(frozen=True)
class MatterFacts:
    """One urgent matter as it stands. `trusted`: verified, or let go on by a second person."""

    kind: MatterKind
    opened_by: Side
    missing: tuple[str, ...]
    keys: frozenset[Side]
    # Sides without a key where one waits for its fingerprint to be read.
    keys_waiting: frozenset[Side]
    is_oral: bool
    life_at_risk: bool
    verified: bool
    overridden: bool
    overridden_by: int | None
    review_is_owed: bool
    holder: int | None
    warning_waits: bool
    told_to_stop: bool
    ordered: bool
    decided: bool
    extension_asked: bool
    running: frozenset[str]
    freeze_is_over: bool

    @property
    def trusted(self) -> bool:
        """Whether it may be acted on."""
        return self.verified or self.overridden


def gather(case: Case) -> MatterFacts:
    """The facts of a case."""
    matter = (
        UrgentMatter.objects.select_related(
            "requesting", "requested", "override", "preservation", "case"
        )
    ).get(pk=case.pk)
    override = getattr(matter, "override", None)
    freeze: Preservation | None = getattr(matter, "preservation", None)
    cautions = list(matter.cautions.all())
    clocks = {
        clock.name: clock for clock in Clock.objects.filter(case=case, stopped_at__isnull=True)
    }
    ends = clocks.get("preserved")
    sides = {Side.REQUESTING: matter.requesting, Side.REQUESTED: matter.requested}
    keys, keys_waiting = signing_sides(sides)
    return MatterFacts(
        kind=MatterKind(matter.kind),
        opened_by=Side(matter.opened_by),
        missing=tuple(gap.text for gap in gaps(matter) if gap.blocks),
        keys=keys,
        keys_waiting=keys_waiting,
        is_oral=matter.is_oral,
        life_at_risk=matter.life_at_risk,
        verified=matter.verified_at is not None,
        overridden=override is not None,
        overridden_by=override.by_id if override else None,
        review_is_owed="review" in clocks,
        holder=matter.requested_holder_id,
        warning_waits=any(one.answered_at is None for one in cautions),
        told_to_stop=bool(cautions) and cautions[-1].answer == CautionAnswer.STOP,
        ordered=freeze is not None,
        decided=freeze is not None and freeze.decided_at is not None,
        extension_asked="extension" in clocks,
        running=frozenset(clocks),
        freeze_is_over=ends is not None and ends.due_at <= moment.now(),
    )
