"""App configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Render a template to PDF, sign it, verify it."""

    name = "documents"
    verbose_name = "Documents"
