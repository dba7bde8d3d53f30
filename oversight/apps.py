"""App configuration."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The auditor's workplace."""

    name = "oversight"
    verbose_name = "Oversight"
