"""Puts the parts together: settings, addresses, worker and web."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
