"""What a monitor is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from audit import moment
from desk.models import Heartbeat

pytestmark = pytest.mark.django_db


def ask(client: Client) -> tuple[int, dict[str, Any]]:
    """Status and answer of the health page, asked without signing in."""
    answer = client.get("/healthz")
    return answer.status_code, answer.json()


def test_a_fresh_installation_is_healthy_though_beat_has_not_ticked(client: Client) -> None:
    assert ask(client) == (200, {"database": "ok", "beat": "never"})


@pytest.mark.parametrize(("seconds", "beat"), [(20, "ok"), (600, "late")])
def test_the_age_of_the_last_beat_is_told(client: Client, seconds: int, beat: str) -> None:
    Heartbeat.objects.create(name="old", beaten_at=moment.now() - timedelta(days=2))
    Heartbeat.objects.create(name="new", beaten_at=moment.now() - timedelta(seconds=seconds))
    status, told = ask(client)
    assert (status, told["database"], told["beat"]) == (200, "ok", beat)
    assert seconds <= told["beat_age_seconds"] <= seconds + 5


def test_a_database_that_is_away_is_told_as_503(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(connection, "ensure_connection", away)
    assert ask(client) == (503, {"database": "unreachable"})
