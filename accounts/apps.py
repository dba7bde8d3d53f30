"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, authorities, appointments."""

    name = "accounts"
    verbose_name = "People and authorities"

    def ready(self) -> None:
        """Show what it keeps on the pages of States and articles; check the keys it holds."""
        from django.core.checks import Tags, register

        from convention import panels, uses

        from .checks import no_key_of_a_demonstration
        from .panels import central_authorities
        from .uses import uses_of_accounts

        panels.register(central_authorities)
        uses.register(uses_of_accounts)
        register(no_key_of_a_demonstration, Tags.database)
