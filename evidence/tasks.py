"""The worker's part in the vault."""

import logging

from celery import shared_task

from . import services

log = logging.getLogger(__name__)


@shared_task
def sweep_vault() -> int:
    """Remove what crashed uploads left behind a day ago or earlier; how many files went."""
    removed = services.sweep_vault()
    if removed:
        log.info("vault: %s files that no row knows were removed", len(removed))
    return len(removed)
