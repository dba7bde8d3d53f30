"""App configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """My desk and inbox."""

    name = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        """Worker and beat leave signs of life; the page that rings tells when they stop."""
        from network247.queries import alarms

        from . import health, pulse

        pulse.connect()
        alarms.register_standstill(health.standstill)
