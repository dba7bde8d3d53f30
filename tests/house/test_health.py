"""What a monitor is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from audit import moment
from audit.moment import pretended
from config.demonstration.cast import assemble
from desk.models import Heartbeat
from desk.pulse import BEAT, WORKER
from tests.desk.cases import START, on_paper
from workflow.models import Clock

pytestmark = pytest.mark.django_db


def ask(client: Client) -> tuple[int, dict[str, Any]]:
    """Status and answer of the health page, asked without signing in."""
    answer = client.get("/healthz")
    return answer.status_code, answer.json()


def test_a_fresh_installation_is_healthy_though_nothing_has_run(client: Client) -> None:
    told = {"database": "ok", "beat": "never", "worker": "never", "oldest_due_seconds": 0}
    assert ask(client) == (200, told)


@pytest.mark.parametrize(
    ("beat", "worker", "words"),
    [(20, 30, ("ok", "ok")), (20, 600, ("ok", "late")), (600, 500, ("late", "late"))],
)
def test_the_ages_of_beat_and_worker_are_told(
    client: Client, beat: int, worker: int, words: tuple[str, str]
) -> None:
    for name, seconds in ((BEAT, beat), (WORKER, worker)):
        Heartbeat.objects.create(name=name, beaten_at=moment.now() - timedelta(seconds=seconds))
    status, told = ask(client)
    assert (status, told["database"], (told["beat"], told["worker"])) == (200, "ok", words)
    assert beat <= told["beat_age_seconds"] <= beat + 5


def test_a_sweep_that_works_does_not_hide_a_beat_that_stands_still(client: Client) -> None:
    Heartbeat.objects.create(name="letters")
    Heartbeat.objects.create(name=BEAT, beaten_at=moment.now() - timedelta(days=1))
    assert ask(client)[1]["beat"] == "late"


def test_for_how_long_a_reminder_has_been_due_is_told(client: Client) -> None:
    on_paper(assemble(START))
    Clock.objects.update(next_fires_at=START + timedelta(days=1))
    with pretended(START + timedelta(days=1, seconds=90)):
        assert ask(client)[1]["oldest_due_seconds"] == 90
    with pretended(START):
        assert ask(client)[1]["oldest_due_seconds"] == 0


def test_a_database_that_is_away_is_told_as_503(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(connection, "ensure_connection", away)
    assert ask(client) == (503, {"database": "unreachable"})
