"""App configuration."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class AuditConfig(AppConfig):
    """The append-only, hash-chained record."""

    name = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        """Register the check that the database's guards stand."""
        from audit.checks import guards_stand

        register(guards_stand, Tags.database)
