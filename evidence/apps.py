"""App configuration."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The vault of sealed exhibits."""

    name = "evidence"
    verbose_name = "Evidence"

    def ready(self) -> None:
        """Lend the record its words."""
        from audit import words

        from .words import exhibit_in_words, file_in_words

        words.register("exhibit", exhibit_in_words)
        words.register("file", file_in_words)
