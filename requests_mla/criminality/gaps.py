"""What a draft of a comparison says of each offence, and what is still open."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..choices import Criminality
from ..models import ComparedElement, ComparedOffence, Comparison
from . import rules
from .subjects import CONDUCT, Subject

LABELS = {
    field.name: field.verbose_name
    for model in (ComparedOffence, ComparedElement)
    for field in model._meta.fields
}


@dataclass(frozen=True)
class Looked:
    """One offence with what was written of it; `beside` is None before the first save."""

    subject: Subject
    beside: ComparedOffence | None
    lines: Mapping[str, ComparedElement]

    @property
    def finding(self) -> Criminality:
        """What follows from the lines as they stand."""
        return rules.criminality_of(
            self.lines[code].finding if code in self.lines else "" for code in self.subject.asked
        )

    @property
    def open_lines(self) -> dict[str, tuple[str, ...]]:
        """The fields that each line lacks, by the line's code; whole lines are left out."""
        whole = self.subject.is_whole_conduct
        found = {
            code: rules.open_parts(self.lines.get(code), is_whole_conduct=whole)
            for code in self.subject.asked
        }
        return {code: names for code, names in found.items() if names}

    @property
    def open_beside(self) -> tuple[str, ...]:
        """The fields that are lacking beside the lines."""
        return rules.open_beside(
            self.beside, self.finding, is_whole_conduct=self.subject.is_whole_conduct
        )

    @property
    def is_whole(self) -> bool:
        """Whether nothing is open."""
        return not self.open_lines and not self.open_beside

    def in_words(self) -> Iterator[str]:
        """Each thing that is open, as a line to read."""
        for code, names in self.open_lines.items():
            told = {"offence": self.subject.name, "element": self.subject.asked[code]}
            yield _("%(offence)s: %(element)s: %(parts)s") % {**told, "parts": words_of(names)}
        if names := self.open_beside:
            told = {"offence": self.subject.name, "parts": words_of(names)}
            yield _("%(offence)s: %(parts)s") % told

    def settled(self) -> ComparedOffence:
        """The offence with its name and its finding; whole ones only."""
        assert self.beside is not None
        self.beside.named, self.beside.finding = self.subject.name, self.finding
        self.beside.identity = self.subject.identity
        return self.beside

    def worded(self) -> Iterator[ComparedElement]:
        """The lines, each with the wording that it answers."""
        for code, asked in self.subject.asked.items():
            line = self.lines[code]
            line.asked = asked
            yield line


def looked_at(comparison: Comparison | None, subjects: Iterable[Subject]) -> list[Looked]:
    """What a comparison says of these offences; two queries."""
    beside = {one.offence_id: one for one in comparison.offences.all()} if comparison else {}
    lines: dict[int, dict[str, ComparedElement]] = {}
    for one in comparison.elements.all() if comparison else ():
        lines.setdefault(one.offence_id, {})[one.element_id or CONDUCT] = one
    return [
        Looked(one, beside.get(one.offence.pk), lines.get(one.offence.pk, {})) for one in subjects
    ]


def words_of(names: Iterable[str]) -> str:
    """Fields by the words that stand beside them."""
    return ", ".join(str(LABELS[name]) for name in names)
