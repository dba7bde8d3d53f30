"""The rules of the comparison: what follows from its elements, and what is open.

Names and categories of offences play no part, only conduct: Article 35(3). What each line has to
say before the comparison is finished is a house rule. Nothing here reads the database.
"""

from collections.abc import Iterable, Mapping

from ..choices import Criminality, Met
from ..models import ComparedElement, ComparedOffence

# What a line has to say, by its finding; the conduct as a whole has its law beside the offence.
NEEDED: Mapping[str, tuple[str, ...]] = {
    Met.MET: ("described",),
    Met.NOT_MET: ("described", "words"),
    Met.UNCLEAR: ("words",),
    Met.NOT_REQUIRED: ("here",),
}
WHOLE_CONDUCT: Mapping[str, tuple[str, ...]] = {
    Met.MET: ("described", "words"),
    Met.NOT_MET: ("described", "words"),
    Met.UNCLEAR: ("words",),
}
LAW_HERE = ("provision", "maximum_penalty")
DISCRETION = ("discretion", "discretion_reason")


def criminality_of(findings: Iterable[str]) -> Criminality:
    """What follows for one offence from the findings on its elements.

    One element that is not met: not punishable. All met, or not required here, and at least one
    met: punishable. Everything else is unclear, a line without finding included.
    """
    found = set(findings)
    if Met.NOT_MET in found:
        return Criminality.NOT_PUNISHABLE
    if Met.MET in found and found <= {Met.MET, Met.NOT_REQUIRED}:
        return Criminality.PUNISHABLE
    return Criminality.UNCLEAR


def open_parts(line: ComparedElement | None, *, is_whole_conduct: bool) -> tuple[str, ...]:
    """The names of the fields that one line still lacks; empty when it is whole."""
    if line is None or not line.finding:
        return ("finding",)
    needed = WHOLE_CONDUCT if is_whole_conduct else NEEDED
    return tuple(name for name in needed.get(line.finding, ()) if not getattr(line, name).strip())


def open_beside(
    compared: ComparedOffence | None, finding: Criminality, *, is_whole_conduct: bool
) -> tuple[str, ...]:
    """What an offence still lacks beside its lines: the law here, or the word on discretion.

    A crime that the Convention does not take apart is found punishable by a provision of our own;
    where the conduct is not punishable, help can be given all the same, 40(8).
    """
    wanted: tuple[str, ...] = ()
    if finding == Criminality.PUNISHABLE and is_whole_conduct:
        wanted = LAW_HERE
    if finding == Criminality.NOT_PUNISHABLE:
        wanted = DISCRETION
    return tuple(name for name in wanted if compared is None or not getattr(compared, name).strip())
