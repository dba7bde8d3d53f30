"""Every address of the installation, found by walking the patterns of the site."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# A value for every gap that a pattern may have; anything else is filled with 1.
FILLINGS = {
    "pk": 1,
    "action": "acknowledge",
    "step": "facts",
    "code": "XA",
    "uidb36": "1",
    "key": "abc-def",
    "kind": "request",
    "clock": "decide",
    "token": "unknown",
}


@dataclass(frozen=True)
class Address:
    """One named address, the names of its gaps, and whether it names a case."""

    name: str
    gaps: tuple[str, ...]
    is_of_a_case: bool

    def path(self, **values: object) -> str:
        """The path, its gaps filled from `values` or with something of the right kind."""
        filled = {gap: values.get(gap, FILLINGS.get(gap, 1)) for gap in self.gaps}
        return reverse(self.name, kwargs=filled)


def every_address() -> list[Address]:
    """All addresses, sorted by name."""
    return sorted(_walk(get_resolver(), "", ()), key=lambda address: address.name)


Route = tuple[URLPattern | URLResolver, ...]


def _walk(resolver: URLResolver, space: str, above: Route) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, inner, (*above, entry))
        else:
            yield _address(f"{space}{entry.name}", (*above, entry))


def _address(name: str, route: Route) -> Address:
    gaps = {gap for part in route for gap in part.pattern.regex.groupindex}
    kinds = {type(kind).__name__ for part in route for kind in part.pattern.converters.values()}
    return Address(name, tuple(sorted(gaps)), "UUIDConverter" in kinds)
