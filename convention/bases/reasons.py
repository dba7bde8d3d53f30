"""Why an instrument stands where it stands, in sentences that each say who says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..choices import OffenceClass, Origin
from ..models import AssistanceRules, Instrument, Membership, Scope, State
from ..models.sourced import Sourced
from .known import Known


@dataclass(frozen=True)
class Offences:
    """What is investigated: the widest class (None while no offence is named) and the articles.

    `beyond`: the class of what is investigated besides these articles, the narrowest of several;
    None where the Convention names every offence.
    """

    opened: str | None = None
    articles: frozenset[int] = frozenset()
    beyond: str | None = None


@dataclass(frozen=True)
class Reason:
    """One sentence. `row` is the row of the catalogue that says so; a house rule has none."""

    text: str
    row: Sourced | None = None
    reference: str = ""

    @property
    def origin(self) -> Origin:
        """Treaty, or house rule."""
        return Origin.TREATY if self.row else Origin.HOUSE

    @property
    def is_of_the_convention(self) -> bool:
        """Whether the reference is to this Convention, and not to another treaty."""
        return self.row is not None and not isinstance(self.row, AssistanceRules)


def named(rules: AssistanceRules, offences: Offences) -> dict[int, str]:
    """The offences that the instrument names too, each with its article there."""
    return {
        article: rules.twins[str(article)]
        for article in sorted(offences.articles)
        if str(article) in rules.twins
    }


def of_a_treaty(known: Known) -> Iterator[Reason]:
    """A treaty on mutual legal assistance between the two."""
    yield _paragraph(
        known,
        "40(7)",
        _(
            "A treaty on mutual assistance binds both States: its rules apply, unless both choose "
            "paragraphs 8 to 31 of Article 40."
        ),
    )


def of_what_names_all(known: Known, instrument: Instrument, offences: Offences) -> Iterator[Reason]:
    """Another convention that names every offence, without a condition."""
    yield _names(known, instrument, offences)
    yield _paragraph(known, "40(6)", _("What other treaties say on assistance stands."))
    yield Reason(
        _(
            "A convention that names every offence and has rules of its own on assistance is "
            "taken for an existing treaty and comes before this Convention. Whether 40(7) means "
            "it too is for your lawyers."
        )
    )


def of_the_convention(known: Known, offences: Offences, *, treaty: bool) -> Iterator[Reason]:
    """This Convention; `treaty`: one on mutual assistance binds both as well."""
    scope = known.scope.get(offences.opened or "")
    if scope is None:
        yield Reason(_("No offence is named yet: what is open depends on it."))
    else:
        yield Reason(_opens(scope), scope, scope.reference)
        yield from _beyond(known, offences)
    if treaty:
        text = _("A treaty on mutual assistance comes first; the two may agree on this instead.")
    else:
        text = _(
            "No treaty on mutual assistance is known to bind both States: paragraphs 8 to 31 of "
            "Article 40 apply."
        )
    yield _paragraph(known, "40(7)", text)


def of_what_fits_in_part(
    known: Known, instrument: Instrument, offences: Offences
) -> Iterator[Reason]:
    """Another convention that may help, under a condition or for part of the offences."""
    rules = known.rules[instrument.pk]
    if rules.condition:
        yield Reason(_sentence(rules.condition), rules, rules.reference)
    if named(rules, offences):
        yield _names(known, instrument, offences)
    if rules.otherwise and opens_otherwise(rules, offences):
        text = _("Open for what it does not name as well: %(what)s.") % {"what": rules.otherwise}
        yield Reason(text, rules, rules.reference)
    yield Reason(
        _("After what fits as it is: nobody here can see whether its condition is met.")
        if rules.condition
        else _("After what fits as it is: it does not name every offence of this request.")
    )


def of_reciprocity(known: Known, *, alone: bool) -> Iterator[Reason]:
    """Reciprocity, which is always a valid answer; `alone`: nothing else is known."""
    if alone:
        yield Reason(
            _("No instrument is known to be in force between the two: reciprocity is the answer.")
        )
    else:
        yield Reason(_("Always last: it rests on a promise, not on a treaty."))
    yield Reason(
        _("Say what %(state)s would do if it were asked the same; %(other)s's law decides.")
        % {"state": known.asking.name, "other": known.asked.name}
    )


def opens_otherwise(rules: AssistanceRules, offences: Offences) -> bool:
    """Whether it helps with offences that it does not name, those of this class among them."""
    return bool(rules.otherwise) and (offences.opened is None or offences.opened in rules.classes)


def not_in_force(known: Known, instrument: Instrument, on: date) -> str:
    """What is recorded of each State whom the instrument does not bind on that day."""
    said = []
    for state in (known.asking, known.asked):
        row = known.standing(state, instrument)
        if row is None or not row.binds(on):
            said.append(_stands(state, row, on))
    return " ".join(said)


def _stands(state: State, row: Membership | None, on: date) -> str:
    name = {"state": state.name}
    if row and row.ended_on and row.ended_on <= on:
        return _("%(state)s: no longer bound since %(day)s.") % {**name, "day": _day(row.ended_on)}
    if row and row.in_force_on:
        return _("%(state)s: in force only from %(day)s.") % {**name, "day": _day(row.in_force_on)}
    if row and row.ratified:
        return _("%(state)s: ratified, entry into force not recorded.") % name
    if row and row.signed:
        return _("%(state)s: signed, not bound as far as sources say.") % name
    return _("%(state)s: nothing recorded.") % name


def _names(known: Known, instrument: Instrument, offences: Offences) -> Reason:
    rules = known.rules[instrument.pk]
    twins = named(rules, offences)
    text = _("It names the offence too; article here → article there: %(pairs)s.") % {
        "pairs": ", ".join(f"{ours} → {theirs}" for ours, theirs in twins.items())
    }
    return Reason(text, rules, ", ".join(twins.values()))


def _opens(scope: Scope) -> str:
    if scope.pk == OffenceClass.TREATY_OFFENCE:
        return _("An offence of Articles 7 to 17 opens every kind of assistance.")
    return _("A serious crime that the Convention does not name opens electronic evidence only.")


def _beyond(known: Known, offences: Offences) -> Iterator[Reason]:
    """What the Convention opens for an offence that stands beside those of its articles."""
    scope = known.scope.get(offences.beyond or "")
    if scope and scope.pk == OffenceClass.SERIOUS_CRIME and offences.articles:
        yield Reason(_opens(scope), scope, scope.reference)


def _paragraph(known: Known, reference: str, text: str) -> Reason:
    return Reason(text, known.paragraphs[reference], reference)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _day(day: date) -> str:
    return date_format(day, "j F Y")
