"""App configuration."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The 24/7 network of contact points."""

    name = "network247"
    verbose_name = "24/7 network"

    def ready(self) -> None:
        """Show what it keeps on the pages of States and articles; say how its record reads."""
        from audit import words
        from convention import panels, uses

        from .duty_words import holding_in_words, roster_in_words, shift_in_words
        from .panels import contact_points
        from .uses import uses_of_network

        words.register("roster", roster_in_words)
        words.register("shift", shift_in_words)
        words.register("holding", holding_in_words)
        panels.register(contact_points)
        uses.register(uses_of_network)
