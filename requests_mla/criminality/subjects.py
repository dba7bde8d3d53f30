"""What is compared: each offence of a request with the elements that the catalogue gives it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from convention.criminality import compared
from convention.models import OffenceElement

from ..models import Offence, Request

# The code of the one line of an offence that the Convention does not take apart.
CONDUCT = ""


@dataclass(frozen=True)
class Subject:
    """One offence; without elements its conduct is compared as a whole."""

    offence: Offence
    elements: tuple[OffenceElement, ...]

    @property
    def is_whole_conduct(self) -> bool:
        """Whether there is one free line instead of elements."""
        return not self.elements

    @property
    def asked(self) -> dict[str, str]:
        """The wording of each line by its code."""
        if self.is_whole_conduct:
            return {CONDUCT: _("the conduct would be an offence here")}
        return {one.pk: one.text for one in self.elements}

    @property
    def identity(self) -> str:
        """What is compared, in every language the same."""
        return identity_of(self.offence)

    @property
    def name(self) -> str:
        """The offence as the request names it."""
        return name_of(self.offence)


def subjects_of(request: Request) -> list[Subject]:
    """Every offence of the request, in its order; two queries."""
    offences = list(request.offences.select_related("article"))
    by_article: dict[int, list[OffenceElement]] = {}
    for element in compared(one.article_id for one in offences if one.article_id):
        by_article.setdefault(element.offence_id, []).append(element)
    return [Subject(one, tuple(by_article.get(one.article_id or 0, ()))) for one in offences]


def identity_of(offence: Offence) -> str:
    """The number of its article; of a crime outside the Convention only the title tells it."""
    return str(offence.article_id or offence.title)


def name_of(offence: Offence) -> str:
    """The article and its name, or what national law calls it; `article` loaded with it."""
    if offence.article:
        return _("Article %(number)s, %(name)s") % {
            "number": offence.article_id,
            "name": offence.article.name,
        }
    return offence.title or _("serious crime without a name")
