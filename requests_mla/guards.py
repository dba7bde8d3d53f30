"""The conditions of the table: each name is a true sentence, each answer what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.choices import Role
from workflow.choices import LetterState
from workflow.table import Who

from .choices import GRANTING, REFUSING, Outcome
from .decided import letter_kind
from .facts import DecisionLine, RequestFacts
from .grounds import ABSENT
from .rights.standing import Standing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def nothing_blocks(facts: RequestFacts, who: Who) -> str | None:
    """Every blocking gap is closed."""
    if not facts.blocking_gaps:
        return None
    return _("Still missing: %(gaps)s") % {"gaps": " · ".join(facts.blocking_gaps)}


def somebody_else_drafted(facts: RequestFacts, who: Who) -> str | None:
    """The releasing person wrote nothing of the draft."""
    if who.person_id not in facts.drafters:
        return None
    return _(
        "You wrote on this draft or its rights record. Somebody else must read and release it."
    )


def document_is_ready(facts: RequestFacts, who: Who) -> str | None:
    """The request form has been rendered and can be read."""
    if facts.letter == LetterState.RENDERED:
        return None
    if facts.letter == LetterState.FAILED:
        return _("The document could not be made: %(why)s") % {"why": facts.letter_failure}
    return _("The document is being made. It is ready in a few seconds.")


def document_says_what_the_case_says(facts: RequestFacts, who: Who) -> str | None:
    """Nothing was edited after the document was made."""
    if facts.letter_is_current:
        return None
    return _("The request was edited after this document was made. A new one is being made.")


def a_supplementary_request_waits(facts: RequestFacts, who: Who) -> str | None:
    """A supplementary request is prepared; a letter that came by post is there already."""
    if who.on_behalf or facts.supplementary.letter:
        return None
    return _("No supplementary request is prepared.")


def supplementary_request_can_be_read(facts: RequestFacts, who: Who) -> str | None:
    """Its document is made."""
    now = facts.supplementary
    if who.on_behalf or now.letter in ("", LetterState.RENDERED):
        return None
    if now.letter == LetterState.FAILED:
        return _("The document could not be made: %(why)s") % {"why": now.failure}
    return _("The document is being made. It is ready in a few seconds.")


def somebody_else_prepared_it(facts: RequestFacts, who: Who) -> str | None:
    """The releasing person did not prepare the supplementary request."""
    if who.on_behalf or facts.supplementary.by != who.person_id:
        return None
    return _("You prepared this supplementary request. Somebody else must read and release it.")


def every_measure_is_decided(facts: RequestFacts, who: Who) -> str | None:
    """The decision sheet has an outcome on every line, complete in itself."""
    if who.on_behalf:
        return None
    problems = [problem for line in facts.open_lines if (problem := _incomplete(line))]
    return " · ".join(problems) or None


# What makes a line of the sheet incomplete; the first that fits is said.
INCOMPLETE: tuple[tuple[Callable[[DecisionLine], bool], StrOrPromise], ...] = (
    (lambda line: not line.outcome, gettext_lazy("Measure %(number)s is not decided")),
    (
        lambda line: line.outcome == Outcome.REFUSED and line.needs_ground and not line.ground,
        gettext_lazy("Measure %(number)s is refused without a ground"),
    ),
    (
        lambda line: line.outcome in REFUSING and not line.has_reasons,
        gettext_lazy("Measure %(number)s is refused without reasons, 40(25)"),
    ),
    (
        lambda line: line.outcome in REFUSING and not line.has_internal_reasons,
        gettext_lazy("Measure %(number)s is refused without internal reasons"),
    ),
    (
        lambda line: line.outcome == Outcome.CONDITIONAL and not line.has_conditions,
        gettext_lazy("Measure %(number)s has no conditions written"),
    ),
    (
        lambda line: line.outcome == Outcome.PARTIAL and not line.has_cut,
        gettext_lazy("Measure %(number)s does not say what is left out, and why"),
    ),
    (
        lambda line: line.outcome == Outcome.POSTPONED and not line.has_review_date,
        gettext_lazy("Measure %(number)s has no review date"),
    ),
)


def _incomplete(line: DecisionLine) -> str | None:
    for is_so, text in INCOMPLETE:
        if is_so(line):
            return str(text) % {"number": line.number}
    return None


def a_measure_is_granted(facts: RequestFacts, who: Who) -> str | None:
    """At least one measure is granted."""
    if who.on_behalf or any(line.outcome in GRANTING for line in facts.open_lines):
        return None
    return _("No measure is granted. Grant one, or refuse the request.")


def every_measure_is_refused(facts: RequestFacts, who: Who) -> str | None:
    """All measures are refused or not possible."""
    if who.on_behalf:
        return None
    others = [str(line.number) for line in facts.open_lines if line.outcome not in REFUSING]
    if not others:
        return None
    return ngettext(
        "Measure %(numbers)s is not refused.",
        "Measures %(numbers)s are not refused.",
        len(others),
    ) % {"numbers": ", ".join(others)}


def a_measure_is_open(facts: RequestFacts, who: Who) -> str | None:
    """A measure is undecided: for the first time, taken up again, or added by a supplement."""
    return None if facts.open_lines else _("Every measure is decided.")


def a_measure_is_postponed(facts: RequestFacts, who: Who) -> str | None:
    """A measure was postponed while others were granted."""
    return None if facts.postponed else _("No measure is postponed.")


def no_measure_waits(facts: RequestFacts, who: Who) -> str | None:
    """No measure is postponed or undecided; results of the others are delivered as a part."""
    waiting = sorted({*facts.postponed, *(line.number for line in facts.open_lines)})
    if who.on_behalf or not waiting:
        return None
    return ngettext(
        "Measure %(numbers)s is postponed or not decided yet. Decide on it, or deliver a part.",
        "Measures %(numbers)s are postponed or not decided yet. Decide on them, or deliver a part.",
        len(waiting),
    ) % {"numbers": ", ".join(map(str, waiting))}


def talks_came_first(facts: RequestFacts, who: Who) -> str | None:
    """Talks were held where 40(28) asks for them, or the reason why not is written."""
    tied = any(
        line.outcome == Outcome.POSTPONED or (line.consult_first and line.outcome in REFUSING)
        for line in facts.open_lines
    )
    if who.on_behalf or not tied or facts.talks_held or facts.no_talks_reason:
        return None
    return _("Talks with %(partner)s are not recorded, nor why there were none, 40(28).") % {
        "partner": facts.partner
    }


def talks_were_thought_of(facts: RequestFacts, who: Who) -> str | None:
    """Before postponing: talks held, or the reason why not."""
    if who.on_behalf or facts.talks_held or facts.no_talks_reason:
        return None
    return _("Talks with %(partner)s are not recorded, nor why there were none, 40(28).") % {
        "partner": facts.partner
    }


def somebody_else_assessed(facts: RequestFacts, who: Who) -> str | None:
    """The deciding person wrote nothing of decision sheet, rights record and comparison."""
    if who.on_behalf or who.person_id not in facts.assessors:
        return None
    return _(
        "You wrote on the decision sheet, the rights record or the comparison of the offences. "
        "Somebody else must decide."
    )


def the_decision_is_one(facts: RequestFacts, who: Who) -> str | None:
    """Something is granted, or everything is refused; a further decision may say anything."""
    outcomes = {line.number: line.outcome for line in facts.open_lines}
    # What is undecided is said by another guard.
    if who.on_behalf or facts.is_granted or "" in outcomes.values() or letter_kind(outcomes):
        return None
    return _("Nothing is granted and not everything is refused: postpone the request instead.")


def decision_is_not_put_forward(facts: RequestFacts, who: Who) -> str | None:
    """The decision as it stands does not lie before the second person already."""
    now = facts.judgement
    if now.letter in (LetterState.ORDERED, LetterState.RENDERED) and now.is_current:
        return _("The decision is put forward already and waits for the second person.")
    return None


def decision_can_be_read(facts: RequestFacts, who: Who) -> str | None:
    """The decision letter was made of what the case says now, and can be read."""
    now = facts.judgement
    if who.on_behalf:
        return None
    if not now.letter:
        return _("The decision has not been put forward yet.")
    if not now.is_current:
        return _("The case changed after the decision was put forward. Put it forward again.")
    if now.letter == LetterState.FAILED:
        return _("The document could not be made: %(why)s") % {"why": now.failure}
    if now.letter == LetterState.ORDERED:
        return _("The document is being made. It is ready in a few seconds.")
    return None


def you_have_not_signed(facts: RequestFacts, who: Who) -> str | None:
    """One person signs once; two appointments of one person are one person."""
    if who.person_id not in facts.judgement.signers:
        return None
    return _("You have countersigned this decision. It can be sent.")


def a_liaison_officer_signs(facts: RequestFacts, who: Who) -> str | None:
    """A liaison officer decides: the one who sends, or another who countersigned before."""
    if who.on_behalf or who.role == Role.LIAISON_OFFICER or facts.judgement.signers:
        return None
    return _("No liaison officer has countersigned this decision yet.")


def every_granted_measure_is_reported(facts: RequestFacts, who: Who) -> str | None:
    """Execution of every granted measure has been reported."""
    if who.on_behalf or not facts.unreported:
        return None
    return ngettext(
        "Measure %(numbers)s is not reported on yet.",
        "Measures %(numbers)s are not reported on yet.",
        len(facts.unreported),
    ) % {"numbers": ", ".join(map(str, facts.unreported))}


def an_exhibit_waits(facts: RequestFacts, who: Who) -> str | None:
    """There is evidence that has not been delivered yet."""
    if who.on_behalf or facts.undelivered:
        return None
    return _("No evidence waits for delivery. Add files first.")


def receipt_is_not_confirmed(facts: RequestFacts, who: Who) -> str | None:
    """Receipt was not confirmed before."""
    return _("Receipt is confirmed already.") if facts.receipt_confirmed else None


def receipt_is_confirmed(facts: RequestFacts, who: Who) -> str | None:
    """The requesting State has confirmed what it received."""
    return None if facts.receipt_confirmed else _("Confirm receipt of the results first.")


def status_was_asked(facts: RequestFacts, who: Who) -> str | None:
    """The other side waits for word on how it stands."""
    return None if facts.status_asked else _("The other side has not asked.")


def status_was_not_asked(facts: RequestFacts, who: Who) -> str | None:
    """No earlier question on how it stands is open."""
    return _("You have asked already and wait for word.") if facts.status_asked else None


def absence_of_dual_criminality_was_found(facts: RequestFacts, who: Who) -> str | None:
    """Where a measure is refused for it, the comparison in force still finds it lacking."""
    named = [str(line.number) for line in facts.open_lines if line.ground == ABSENT]
    if who.on_behalf or not named or facts.criminality.lacking:
        return None
    return _("Measure %(numbers)s rests on absent dual criminality, 40(8). %(why)s") % {
        "numbers": ", ".join(named),
        "why": facts.criminality.why_not,
    }


def rights_record_is_finished(facts: RequestFacts, who: Who) -> str | None:
    """The own side's rights record is finished, for the request and questions as they stand."""
    if who.on_behalf:
        return None
    now = facts.rights.get(who.side, Standing())
    if now.has_draft and now.is_finished:
        return _("A newer rights record was begun. Finish it.")
    if not now.is_finished:
        return _("The rights record is not finished: %(answered)s of %(asked)s answered.") % {
            "answered": now.answered,
            "asked": now.asked,
        }
    if not now.is_intact:
        return _("The rights record is not what was finished. Write a new one.")
    if now.missing:
        return _("The request changed: the rights record does not answer %(codes)s yet.") % {
            "codes": ", ".join(now.missing)
        }
    if now.changed:
        return _(
            "The request was changed after the rights record was finished (%(what)s). "
            "Look at it again."
        ) % {"what": "; ".join(now.changed)}
    return None


def a_second_officer_agreed_where_needed(facts: RequestFacts, who: Who) -> str | None:
    """A second liaison officer agreed to the rights record, where its findings ask for one."""
    now = facts.rights.get(who.side, Standing())
    if who.on_behalf or not now.needs_second or now.is_agreed:
        return None
    return _("A second liaison officer has not agreed to the rights record yet.")


def single_conditions_were_proposed(facts: RequestFacts, who: Who) -> str | None:
    """The proposal that waits has conditions that can be answered one by one."""
    if facts.conditions_proposed:
        return None
    return _("No single conditions were proposed. Accept or decline the proposal.")


def a_wish_is_open(facts: RequestFacts, who: Who) -> str | None:
    """The other side asked for another use and waits for an answer."""
    return None if facts.wish_open else _("The other side has not asked for another use.")


def no_wish_is_open(facts: RequestFacts, who: Who) -> str | None:
    """No earlier wish for another use waits for its answer."""
    return _("You have asked already and wait for an answer.") if facts.wish_open else None


def written_confirmation_is_awaited(facts: RequestFacts, who: Who) -> str | None:
    """The request came orally and nothing in writing has come yet, 40(13)."""
    if facts.confirmation_awaited:
        return None
    return _("No written confirmation is awaited.")


def a_date_of_ours_may_be_extended(facts: RequestFacts, who: Who) -> str | None:
    """A clock runs that the own side owes and whose rule still allows an extension."""
    if any(one.owed_by == who.side for one in facts.extendable):
        return None
    return _("No date of yours runs that may be given more time.")
