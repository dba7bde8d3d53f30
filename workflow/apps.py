"""App configuration."""

from django.apps import AppConfig
from django.core.checks import register


class WorkflowConfig(AppConfig):
    """The engine: moves, clocks, notices."""

    name = "workflow"
    verbose_name = "Workflow"

    def ready(self) -> None:
        """Register the check of the tables."""
        from workflow.checks import tables_hold_together

        register(tables_hold_together, "workflow")
