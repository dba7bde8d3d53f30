"""App configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """My desk and inbox."""

    name = "desk"
    verbose_name = "Desk"
