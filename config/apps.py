"""The project itself as an app, so that its system checks and commands are found."""

from django.apps import AppConfig


class RogatoryConfig(AppConfig):
    """Owns nothing but the commands that put the parts together (`up`, `demonstrate`)."""

    name = "config"
    verbose_name = "Rogatory"
