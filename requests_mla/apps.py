"""App configuration."""

from django.apps import AppConfig
from django.core import checks


class RequestsConfig(AppConfig):
    """Requests for mutual legal assistance: makes their casework known to the engine."""

    name = "requests_mla"
    verbose_name = "Requests"

    def ready(self) -> None:
        """Register the table, its checks and its uses of the law once the models are there."""
        from audit import words
        from convention import panels, uses
        from workflow.middleware import register_labels
        from workflow.services import register

        from .checks import (
            finished_comparisons_stay,
            finished_records_stay,
            states_are_known,
            table_is_backed,
        )
        from .forms.labels import label_of_field
        from .letters import schema
        from .letters.schema.bodies import BODIES
        from .panels import national_offences, state_rules
        from .services.casework import RequestCasework
        from .uses import uses_of_requests
        from .words import (
            access_in_words,
            criminality_in_words,
            document_in_words,
            letter_in_words,
            request_in_words,
            rights_in_words,
            rule_in_words,
        )

        register(RequestCasework())
        schema.register(*BODIES)
        register_labels(label_of_field)
        checks.register(table_is_backed, "workflow")
        checks.register(states_are_known, checks.Tags.database)
        checks.register(finished_records_stay, checks.Tags.database)
        checks.register(finished_comparisons_stay, checks.Tags.database)
        uses.register(uses_of_requests)
        panels.register(national_offences)
        panels.register(state_rules)
        words.register("request", request_in_words)
        words.register("letter", letter_in_words)
        words.register("document", document_in_words)
        words.register("rights", rights_in_words)
        words.register("rule", rule_in_words)
        words.register("access", access_in_words)
        words.register("criminality", criminality_in_words)
