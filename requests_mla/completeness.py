"""What a request lacks: the catalogue's rules and those of the requested State, with their source.

The rules (label, article, origin, verification) are data in `convention/`, those of a State its own
`StateRule`; here stands only how to see whether the request satisfies one.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from audit import moment
from convention.choices import Origin, RequestType, Requirement
from convention.models import ContentRule
from convention.queries import content_rules

from . import legal_basis
from .choices import AttachmentRole, RuleOrigin, Step
from .measure_checks import MEASURE_CHECKS
from .models import (
    Attachment,
    CasePerson,
    Confirmation,
    Identifier,
    Measure,
    Offence,
    Request,
    StateRule,
    TranslatedText,
)
from .request_checks import CHECKS
from .rule_checks import Shortfall, shortfalls
from .scope_checks import out_of_scope
from .state_rules import in_force
from .translated.standing import Standing, standing_of

# Columns that are no part of what the request says: the asking side's reasons, what is written
# after it was sent, and with which letter something was asked.
OWN = frozenset(
    {
        *("basis_reason", "no_talks_reason", "receipt_confirmed_at"),
        *("result", "result_text", "added_by_id"),
    }
)


@dataclass(frozen=True)
class Content:
    """A request with everything that belongs to it, loaded in a fixed number of queries."""

    request: Request
    offences: tuple[Offence, ...]
    persons: tuple[CasePerson, ...]
    identifiers: tuple[Identifier, ...]
    measures: tuple[Measure, ...]
    attachments: tuple[Attachment, ...]
    confirmations: tuple[Confirmation, ...] = ()
    translated: tuple[TranslatedText, ...] = ()


@dataclass(frozen=True)
class Gap:
    """Something missing: where to write it, who asks for it, and whether it stops submission.

    `code` names the rule in every language; `state` is whose rule it is, if it is a State's own.
    """

    step: Step
    text: str
    reference: str
    origin: str
    verified: bool
    blocks: bool
    measure: int | None = None
    code: str = ""
    state: str = ""

    @property
    def key(self) -> str:
        """The same for the same gap of a request, whoever reads it."""
        return f"{self.code}:{self.measure}" if self.measure else self.code

    @property
    def asked_by(self) -> str:
        """Who asks for it, in words."""
        if not self.state:
            return str(Origin(self.origin).label)
        said = {
            RuleOrigin.LAW: _("law of %(state)s"),
            RuleOrigin.PRACTICE: _("practice of %(state)s"),
        }
        return said[RuleOrigin(self.origin)] % {"state": self.state}


def content_of(request: Request) -> Content:
    """The whole content of a request."""
    return Content(
        request=request,
        offences=tuple(request.offences.select_related("article")),
        persons=tuple(request.persons.all()),
        identifiers=tuple(request.identifiers.all()),
        measures=tuple(request.measures.select_related("type__request_type")),
        attachments=tuple(request.attachments.select_related("file")),
        confirmations=tuple(request.confirmations.select_related("rule")),
        translated=tuple(
            TranslatedText.objects.filter(translation__request=request).select_related(
                "translation"
            )
        ),
    )


def written_translation(request: Request) -> Standing | None:
    """The translation of the request, as it stands; None where there is none, after one query."""
    if not TranslatedText.objects.filter(translation__request=request).exists():
        return None
    return standing_of(content_of(request))


def translation_of(request: Request) -> Standing | None:
    """The translation that goes with the request; None where there is none, after one query."""
    standing = written_translation(request)
    return standing if standing and standing.said else None


def digest_of(content: Content) -> str:
    """SHA-256 of everything the request says: binds a document to what was read.

    What stays on one's own side is left out: it is in no letter, so it changes none.
    """
    rows: list[object] = []
    parts = (content.offences, content.persons, content.identifiers, content.measures)
    for row in (content.request, *(row for part in parts for row in part)):
        skip = OWN | ({"note"} if isinstance(row, CasePerson) else set())
        rows.append(
            [
                [field.attname, str(getattr(row, field.attname))]
                for field in row._meta.concrete_fields
                if field.attname not in skip
            ]
        )
    rows.append(
        [
            [row.name, row.file.sha256, row.role, row.language, row.certified]
            for row in content.attachments
        ]
    )
    if content.confirmations:
        rows.append([_promise(row.rule) for row in content.confirmations])
    # Where nothing is translated nothing is added: digests of earlier documents stay what they are.
    if translation := standing_of(content).said:
        rows.append(translation)
    rows.append(content.request.case.title)
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _promise(rule: StateRule) -> list[object]:
    """What was confirmed; another version of the rule is another promise."""
    return [rule.state_id, rule.number, rule.version, rule.words, rule.copies]


def gaps(content: Content, at: datetime | None = None) -> list[Gap]:
    """Every gap, blocking ones first, in the order of the steps.

    The requested State's own rules are those of that moment; now, for a draft.
    """
    found = [
        *_rule_gaps(content),
        *_measure_gaps(content),
        *_language_gaps(content),
        *_basis_gaps(content),
        *_scope_gaps(content, at or moment.now()),
        *_state_gaps(content, at),
    ]
    order = list(Step)
    return sorted(found, key=lambda gap: (not gap.blocks, order.index(gap.step)))


def _rule_gaps(content: Content) -> Iterator[Gap]:
    """The rules of 40(15) and around it that concern the request as a whole."""
    for rule in content_rules(RequestType.MLA):
        check = CHECKS.get(rule.field)
        if check is None:
            continue
        step, satisfied, text = check
        if not satisfied(content):
            yield _gap(rule, step, text())


def _measure_gaps(content: Content) -> Iterator[Gap]:
    """The rules that each measure has to satisfy, by its kind."""
    rules = {(rule.request_type_id, rule.field): rule for rule in tested_rules()}
    for measure in content.measures:
        for check in MEASURE_CHECKS:
            if check.concerns(measure) and not check.satisfied(measure):
                yield _gap(
                    rules[check.kind, check.field],
                    Step.MEASURES,
                    check.text() % {"number": measure.number},
                    measure=measure.number,
                    blocks=check.blocks,
                )


def gaps_of_measures(request: Request, measures: Iterable[Measure]) -> list[Gap]:
    """What measures lack that are to be asked for in addition."""
    content = replace(content_of(request), measures=tuple(measures))
    return list(_measure_gaps(content))


def _language_gaps(content: Content) -> Iterator[Gap]:
    """A request in a language that the requested State accepts, or with a translation into one.

    It is attached, or written beside the texts; what was begun there and is not whole is named.
    """
    request = content.request
    accepted = request.requested.state.languages
    translated = {
        row.language for row in content.attachments if row.role == AttachmentRole.TRANSLATION
    }
    own = standing_of(content)
    is_accepted = not accepted or request.language in accepted or bool(translated & set(accepted))
    if lacks := own.lacks():
        blocks = None if not is_accepted else False
        yield _gap(_rule(LANGUAGE), Step.TRANSLATION, lacks, blocks=blocks)
        return
    if is_accepted or own.suffices(accepted):
        return
    text = _("Translation into a language that %(state)s accepts (%(languages)s)") % {
        "state": request.requested.state.name,
        "languages": ", ".join(accepted),
    }
    yield _gap(_rule(LANGUAGE), Step.ATTACHMENTS, text)


def _rule(field: str) -> ContentRule:
    """The rule on that field of every request."""
    return next(rule for rule in content_rules(RequestType.MLA) if rule.field == field)


def _basis_gaps(content: Content) -> Iterator[Gap]:
    """A legal basis, chosen, and reasoned where another stands before it."""
    text = legal_basis.lacks(content)
    if text:
        rule = next(
            rule for rule in content_rules(RequestType.MLA) if rule.field == legal_basis.RULE
        )
        yield _gap(rule, Step.WHO, text)


def _scope_gaps(content: Content, at: datetime) -> Iterator[Gap]:
    """What the Convention does not open, where it is the basis: nothing can come of it."""
    for found in out_of_scope(content, at.date()):
        yield Gap(
            step=found.step,
            text=found.text,
            reference=found.row.reference,
            origin=Origin.TREATY,
            verified=found.row.verified,
            blocks=True,
            measure=found.measure,
            code=f"SCOPE.{found.code}",
        )


def _state_gaps(content: Content, at: datetime | None) -> Iterator[Gap]:
    """What the requested State asks for beyond the treaty."""
    state = content.request.requested.state
    for rule in in_force(state.pk, at):
        for found in shortfalls(rule, content):
            yield _state_gap(rule, found, state.name)


def _state_gap(rule: StateRule, found: Shortfall, state: str) -> Gap:
    return Gap(
        step=found.step,
        text=found.text,
        reference=rule.reference,
        origin=rule.origin,
        verified=True,  # the State itself says so
        blocks=rule.blocks,
        measure=found.measure,
        code=f"{rule.state_id}.{rule.number}.{rule.version}",
        state=state,
    )


def _gap(
    rule: ContentRule,
    step: Step,
    text: str,
    *,
    measure: int | None = None,
    blocks: bool | None = None,
) -> Gap:
    return Gap(
        step=step,
        text=text,
        reference=rule.reference,
        origin=rule.origin,
        verified=rule.verified,
        blocks=_blocks(rule) if blocks is None else blocks,
        measure=measure,
        code=f"{rule.request_type_id}.{rule.field}",
    )


def _blocks(rule: ContentRule) -> bool:
    return rule.requirement == Requirement.MANDATORY or rule.field in BLOCKING_HOUSE_RULES


# The treaty does not list it, but without an offence nobody can see the scope of the request.
BLOCKING_HOUSE_RULES = frozenset({"offence_class"})


# The language is tested against what the requested State accepts, not by a check of its own.
LANGUAGE = "language"


def tested_rules() -> list[ContentRule]:
    """Every rule of the catalogue that a draft is tested for, in the catalogue's order."""
    tested = {(RequestType.MLA.value, field) for field in (*CHECKS, LANGUAGE, legal_basis.RULE)}
    tested |= {(check.kind, check.field) for check in MEASURE_CHECKS}
    rules = ContentRule.objects.filter(request_type__in={kind for kind, _field in tested})
    return [rule for rule in rules if (rule.request_type_id, rule.field) in tested]
