"""How to see whether a request satisfies a rule of the State that receives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .choices import CONFIRMED, AttachmentRole, Demand, RuleField, Step
from .models import Measure, StateRule
from .state_rules import concerned, is_general
from .translated.standing import standing_of

if TYPE_CHECKING:
    from .completeness import Content


@dataclass(frozen=True)
class Shortfall:
    """Where a rule is not kept: the step to write it in, the words, the measure if it is one's."""

    step: Step
    text: str
    measure: int | None = None


def shortfalls(rule: StateRule, content: Content) -> Iterator[Shortfall]:
    """Where the request does not keep the rule; nothing if the rule is not about it."""
    measures = concerned(rule, content.measures)
    if measures is None:
        return
    if rule.field in OF_A_MEASURE:
        for measure in measures:
            if not OF_A_MEASURE[RuleField(rule.field)](measure):
                yield Shortfall(Step.MEASURES, _about(rule, [measure]), measure.number)
    elif not _is_kept(rule, content):
        about = rule.words if is_general(rule) else _about(rule, measures)
        yield Shortfall(_step(rule), about)


def _about(rule: StateRule, measures: list[Measure]) -> str:
    numbers = ", ".join(str(measure.number) for measure in measures)
    if len(measures) == 1:
        return _("%(words)s (measure %(numbers)s)") % {"words": rule.words, "numbers": numbers}
    return _("%(words)s (measures %(numbers)s)") % {"words": rule.words, "numbers": numbers}


def _step(rule: StateRule) -> Step:
    if rule.demand in CONFIRMED:
        return Step.CHECK
    if rule.demand == Demand.FIELD:
        return OF_THE_REQUEST[RuleField(rule.field)][0]
    return Step.ATTACHMENTS


def _is_kept(rule: StateRule, content: Content) -> bool:
    if rule.demand in CONFIRMED:
        return rule.pk in {row.rule_id for row in content.confirmations}
    if rule.demand == Demand.FIELD:
        return OF_THE_REQUEST[RuleField(rule.field)][1](content)
    if rule.demand == Demand.ATTACHMENT:
        return any(row.role == rule.role for row in content.attachments)
    return _is_translated(rule, content)


def _is_translated(rule: StateRule, content: Content) -> bool:
    """A certified translation into a language that the State accepts, where these are known."""
    accepted = content.request.requested.state.languages
    if rule.if_foreign and content.request.language in accepted:
        return True
    is_attached = any(
        row.role == AttachmentRole.TRANSLATION
        and row.certified
        and (not accepted or row.language in accepted)
        for row in content.attachments
    )
    return is_attached or standing_of(content).suffices(accepted, certified=True)


def _text(name: str) -> Callable[[Content], bool]:
    """Whether that field of the request says something."""
    return lambda content: bool(str(getattr(content.request, name)).strip())


def _offences_are_described(content: Content) -> bool:
    return bool(content.offences) and all(
        row.provision.strip() and row.maximum_penalty_months for row in content.offences
    )


OF_THE_REQUEST: dict[RuleField, tuple[Step, Callable[[Content], bool]]] = {
    RuleField.CONDUCTING_AUTHORITY: (Step.WHO, _text("conducting_authority")),
    RuleField.CONDUCTING_FUNCTIONS: (Step.WHO, _text("conducting_functions")),
    RuleField.CASE_NUMBER: (Step.WHO, _text("case_number")),
    RuleField.NATURE: (Step.WHO, _text("nature")),
    RuleField.PURPOSE: (Step.WHO, _text("purpose")),
    RuleField.EARLIER_REFERENCE: (Step.WHO, _text("earlier_reference")),
    RuleField.FACTS: (Step.FACTS, _text("facts")),
    RuleField.OFFENCES: (Step.OFFENCES, _offences_are_described),
    RuleField.PERSONS: (Step.PERSONS, lambda content: bool(content.persons)),
    RuleField.IDENTIFIERS: (Step.IDENTIFIERS, lambda content: bool(content.identifiers)),
    RuleField.SAFEGUARDS: (Step.SAFEGUARDS, _text("safeguards")),
    RuleField.PRIVILEGE: (Step.SAFEGUARDS, _text("privilege")),
    RuleField.USE_LIMITS: (Step.SAFEGUARDS, _text("use_limits")),
}
OF_A_MEASURE: dict[str, Callable[[Measure], bool]] = {
    RuleField.DESCRIPTION: lambda measure: bool(measure.description.strip()),
    RuleField.TARGET: lambda measure: bool(measure.target.strip()),
    RuleField.CUSTODIAN: lambda measure: bool(measure.custodian.strip()),
    RuleField.PERIOD: lambda measure: bool(measure.period_from and measure.period_until),
    RuleField.ZONE: lambda measure: bool(measure.zone),
    RuleField.NECESSITY: lambda measure: bool(measure.necessity.strip()),
    RuleField.SPECIAL_PROCEDURE: lambda measure: bool(measure.special_procedure.strip()),
    RuleField.NEEDED_BY: lambda measure: measure.needed_by is not None,
}
