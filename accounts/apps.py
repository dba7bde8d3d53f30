"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, authorities, appointments."""

    name = "accounts"
    verbose_name = "People and authorities"

    def ready(self) -> None:
        """Show what it keeps on the pages of States and articles; check its keys, tell of them."""
        from django.core.checks import Tags, register

        from audit import words
        from convention import panels, uses
        from workflow import notices

        from .checks import no_key_of_a_demonstration
        from .choices import KeyNews
        from .notices import ENDS, WAITS
        from .panels import central_authorities, days_of_rest
        from .uses import uses_of_accounts
        from .words import authority_in_words, calendar_in_words, limit_in_words

        # What is registered last stands first on the page.
        panels.register(days_of_rest)
        panels.register(central_authorities)
        words.register("authority", authority_in_words)
        words.register("calendar", calendar_in_words)
        words.register("limit", limit_in_words)
        uses.register(uses_of_accounts)
        notices.register(KeyNews.WAITS, WAITS)
        notices.register(KeyNews.ENDS, ENDS)
        register(no_key_of_a_demonstration, Tags.database)
