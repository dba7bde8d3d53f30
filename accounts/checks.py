"""System checks on what the database holds; `check --database default` and `migrate` run them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections

from documents.keys import is_of_a_demonstration


def no_key_of_a_demonstration(
    app_configs: object, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """In production no key signs that the demonstration issued: everybody can make such a one."""
    if not settings.PRODUCTION or "default" not in (databases or []):
        return []
    return list(_found())


def _found() -> Iterator[CheckMessage]:
    from .models import SigningKey  # the app registry must be ready

    if SigningKey._meta.db_table not in connections["default"].introspection.table_names():
        return  # before the first migration there is nothing to find
    for key in SigningKey.objects.filter(revoked_at__isnull=True).select_related("authority"):
        if is_of_a_demonstration(key.certificate_pem.encode()):
            yield Error(
                f"{key.authority.name} would sign with a key of the demonstration.",
                hint=f"manage.py revoke_key {key.fingerprint[:19].replace(' ', '')}, then "
                "import_key or make_key.",
                id="accounts.E001",
            )
