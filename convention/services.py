"""Loading the catalogue from `convention/data/`: as often as wanted, with the same result."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from . import models as m

Row = Mapping[str, Any]
M = TypeVar("M", bound=models.Model)

DATA = Path(__file__).resolve().parent / "data"
INVENTED = "invented.json"

# In the order in which they point at each other.
CATALOGUE: tuple[tuple[str, type[models.Model]], ...] = (
    ("instruments.json", m.Instrument),
    ("assistance.json", m.AssistanceRules),
    ("states.json", m.State),
    ("chapters.json", m.Chapter),
    ("articles.json", m.Article),
    ("paragraphs.json", m.Paragraph),
    ("definitions.json", m.Definition),
    ("offences.json", m.OffenceType),
    ("elements.json", m.OffenceElement),
    ("scope.json", m.Scope),
    ("request_kinds.json", m.RequestKind),
    ("measures.json", m.MeasureType),
    ("grounds.json", m.Ground),
    ("forbidden_grounds.json", m.ForbiddenGround),
    ("time_limits.json", m.TimeLimit),
    ("questions.json", m.SafeguardQuestion),
)
# Nothing points at these, so they are simply written again.
RULES = "content_rules.json"
# Facts on States, written again for the real ones or for the invented ones.
MEMBERSHIPS, DECLARATIONS = "memberships.json", "declarations.json"
NATIONAL_ELEMENTS = "national_elements.json"
FACTS: tuple[tuple[str, type[models.Model]], ...] = (
    (MEMBERSHIPS, m.Membership),
    (DECLARATIONS, m.Declaration),
    (NATIONAL_ELEMENTS, m.NationalElement),
)
FILES = (*(name for name, _ in CATALOGUE), RULES, *(name for name, _ in FACTS))


def load_catalogue() -> bool:
    """Bring the tables in line with the data files; False where they already were.

    Rows that left the files are deleted, unless something uses them: then `ProtectedError` stops
    the load and nothing has changed. States are never deleted.
    """
    digest = _digest(FILES)
    if m.LoadedCatalogue.objects.filter(pk="catalogue", sha256=digest).exists():
        return False
    tables = [(model, _read(name)) for name, model in CATALOGUE]
    with transaction.atomic():
        for model, rows in tables:
            _upsert(model, rows)
        _set_applies(_read("grounds.json"))
        for model, rows in reversed(tables):
            _prune(model, rows)
        m.ContentRule.objects.all().delete()
        m.ContentRule.objects.bulk_create(_instances(m.ContentRule, _read(RULES)))
        for name, model in FACTS:
            _rewrite_facts(model, _read(name), invented=False)
        m.LoadedCatalogue.objects.update_or_create(pk="catalogue", defaults={"sha256": digest})
    return True


def load_invented() -> bool:
    """Add the four States of the demonstration and what binds them; False where already there.

    Their treaties of their own are never deleted, as States are not: requests may rest on them.
    """
    digest = _digest([INVENTED])
    if m.LoadedCatalogue.objects.filter(pk="invented", sha256=digest).exists():
        return False
    load_catalogue()
    tables = _read(INVENTED)
    with transaction.atomic():
        _upsert(m.State, [{**row, "invented": True} for row in tables["states"]])
        _upsert(m.Instrument, [{**row, "invented": True} for row in tables["instruments"]])
        _upsert(m.AssistanceRules, tables["assistance"])
        for name, model in FACTS:
            _rewrite_facts(model, tables[name.removesuffix(".json")], invented=True)
        m.LoadedCatalogue.objects.update_or_create(pk="invented", defaults={"sha256": digest})
    return True


def _upsert(model: type[M], rows: Sequence[Row]) -> None:
    """Insert the rows, or change those whose key is there."""
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(
        _instances(model, rows),
        update_conflicts=True,
        unique_fields=[model._meta.pk.name],
        update_fields=fields,
    )


def _prune(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Delete the rows that left the file."""
    if model is m.State:
        return
    kept = [one.pk for one in _instances(model, rows)]
    gone = model._default_manager.exclude(pk__in=kept)
    if model is m.Instrument:
        gone = gone.filter(invented=False)
    elif model is m.AssistanceRules:
        gone = gone.filter(instrument__invented=False)
    gone.delete()


def _rewrite_facts(model: type[models.Model], rows: Sequence[Row], *, invented: bool) -> None:
    """Write the facts on real States again, or those on invented ones; the others stay."""
    model._default_manager.filter(state__invented=invented).delete()
    model._default_manager.bulk_create(_instances(model, rows))


def _set_applies(rows: Sequence[Row]) -> None:
    through = m.Ground.applies.through
    through._default_manager.all().delete()
    through._default_manager.bulk_create(
        through(ground_id=row["code"], requestkind_id=kind)
        for row in rows
        for kind in row["applies"]
    )


def _instances(model: type[M], rows: Sequence[Row]) -> list[M]:
    """Rows of a file as unsaved instances: a foreign key is given by the key it points at."""
    names = {field.name: field.attname for field in model._meta.concrete_fields}
    return [
        model(**{names[key]: value for key, value in row.items() if key in names}) for row in rows
    ]


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _digest(names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()
