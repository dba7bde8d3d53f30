"""App configuration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConventionConfig(AppConfig):
    """The treaty and the States as reference data."""

    name = "convention"
    verbose_name = "Convention"

    def ready(self) -> None:
        """Load the catalogue after migrations; costs one query when nothing changed."""
        post_migrate.connect(load_after_migrate, sender=self, dispatch_uid="convention.load")


def load_after_migrate(using: str, **kwargs: Any) -> None:
    """Load the catalogue unless this run migrated to a time when its tables were not there."""
    from django.db import connections

    from .models import AssistanceRules, LoadedCatalogue, NationalElement
    from .services import load_catalogue

    there = connections[using].introspection.table_names()
    needed = {one._meta.db_table for one in (LoadedCatalogue, AssistanceRules, NationalElement)}
    if using == "default" and needed <= set(there):
        load_catalogue()
