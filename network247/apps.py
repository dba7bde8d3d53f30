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
        from workflow.middleware import register_labels

        from .forms.directory import label_of_field
        from .panels import contact_points
        from .uses import uses_of_network
        from .words import contact_in_words, drill_in_words

        register_labels(label_of_field)
        panels.register(contact_points)
        uses.register(uses_of_network)
        words.register("contact", contact_in_words)
        words.register("drill", drill_in_words)
