"""The Celery application: the alarm clock of the house. What is due stands in the database.

Messages carry nothing but the name of a sweep, as JSON; nothing is ever unpickled.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("rogatory")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_serializer="json",
    result_serializer="json",
    event_serializer="json",
    accept_content=["json"],
)
app.autodiscover_tasks()
