"""App configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """My desk and inbox."""

    name = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        """Worker and beat leave signs of life."""
        from . import pulse

        pulse.connect()
