"""App configuration."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The 24/7 network of contact points."""

    name = "network247"
    verbose_name = "24/7 network"

    def ready(self) -> None:
        """Make urgent matters known to the engine, and its parts to the pages of others."""
        from django.core import checks

        from audit import words
        from convention import panels, uses
        from requests_mla.letters import pages, schema
        from requests_mla.services import following as requests
        from workflow import notices
        from workflow.middleware import register_labels
        from workflow.services import register

        from .checks import states_are_known, table_is_backed
        from .choices import CALLS_DUE
        from .duty_words import holding_in_words, roster_in_words, shift_in_words
        from .forms import directory, labels
        from .letters.pages import KINDS
        from .letters.schema import BODIES, SHARED
        from .notices import DUE
        from .panels import contact_points
        from .services.casework import UrgentCasework
        from .services.following import follow
        from .uses import uses_of_network
        from .words import contact_in_words, drill_in_words, urgent_in_words

        register(UrgentCasework())
        for kind, made in KINDS.items():
            pages.register(kind, made)
        schema.register(*BODIES, shared=SHARED)
        requests.register(follow)
        register_labels(labels.label_of_field)
        register_labels(directory.label_of_field)
        checks.register(table_is_backed, "workflow")
        checks.register(states_are_known, checks.Tags.database)
        panels.register(contact_points)
        uses.register(uses_of_network)
        notices.register(CALLS_DUE, DUE)
        words.register("urgent", urgent_in_words)
        words.register("contact", contact_in_words)
        words.register("drill", drill_in_words)
        words.register("roster", roster_in_words)
        words.register("shift", shift_in_words)
        words.register("holding", holding_in_words)
