"""Which parts of the software keep to which article.

An app registers in `AppConfig.ready()` a source that computes its uses from its own tables:
`uses.register(uses_of_requests)`. It is asked on every page, so the words follow the reader's
language.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from . import references


@dataclass(frozen=True)
class Use:
    """One thing in the software and the reference that it keeps to ("42(8), 42(9)").

    `part` is the heading that it stands under; `url` is empty for what has no page of its own.
    """

    reference: str
    part: str
    text: str
    url: str = ""


Source = Callable[[], Iterable[Use]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of uses; it may ask the database a fixed number of times."""
    if source not in _sources:
        _sources.append(source)


def all_uses() -> Iterator[Use]:
    """Every use of every article, in the order of registration."""
    for source in _sources:
        yield from source()


def uses_of(article: int) -> dict[str, list[Use]]:
    """The uses whose reference names that article, by the part they belong to."""
    found: dict[str, list[Use]] = {}
    for use in all_uses():
        if article in references.articles(use.reference):
            found.setdefault(use.part, []).append(use)
    return found
