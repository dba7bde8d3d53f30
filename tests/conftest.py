"""The house as tests find it: plain static files, quick passwords, a vault of its own."""

import math
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TestCase, TransactionTestCase, override_settings
from pytest_django.plugin import DjangoDbBlocker

from audit import triggers
from audit.models import Event, Head
from config.celery import app as celery
from desk import health

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(scope="session", autouse=True)
def quick_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing collected, nothing slow on purpose, nothing kept outside the run's own folder."""
    vault = tmp_path_factory.mktemp("vault")
    with override_settings(
        STORAGES=STORAGES,
        VAULT_DIR=vault,
        CHECKS_DIR=tmp_path_factory.mktemp("checks"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        **_redis_of_its_own(),
    ):
        yield


def _redis_of_its_own() -> dict[str, Any]:
    """One database of Redis for each of the processes that run tests at the same time.

    Else one would forget what the other remembers, and a worker that one starts would take the
    messages that the other waits for.
    """
    if not settings.REDIS_URL:
        return {}
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    address = urlsplit(settings.REDIS_URL)._replace(path=f"/{number}").geturl()
    celery.conf.update(broker_url=address)
    caches = {"default": {**settings.CACHES["default"], "LOCATION": address}}
    return {"REDIS_URL": address, "CELERY_BROKER_URL": address, "CACHES": caches}


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> None:
    """What is kept for a minute belongs to the test before.

    That worker and beat live is taken for granted: pages neither ask nor tell otherwise.
    """
    languages = (code for code, _ in settings.LANGUAGE_NAMES)
    cache.delete_many(["accounts.states", *(f"convention.states.{code}" for code in languages)])
    health.remember(None, seconds=math.inf)


@pytest.fixture(autouse=True)
def record_starts_empty(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """After a test that commits, empty the record: a flush leaves it alone, as it must.

    Its triggers are taken away for that moment and put back, on both databases.
    """
    yield
    if not _commits(request):
        return
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        triggers.remove(apps, editor)
        for model in (Event, Head):
            editor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 our own tables
        triggers.install(apps, editor)


def _commits(request: pytest.FixtureRequest) -> bool:
    """Whether the test worked on the database without a transaction around it."""
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        return True
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        return True
    test_class = request.cls
    return bool(
        test_class
        and issubclass(test_class, TransactionTestCase)
        and not issubclass(test_class, TestCase)
    )
