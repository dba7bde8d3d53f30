"""What the settings refuse to start with, tried as an administrator would: with an environment."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "ROGATORY_PRODUCTION": "1",
    "SECRET_KEY": "a-key-made-for-this-test-and-for-nothing-else-at-all-0123456789",
    "SIGNING_PASSPHRASE": "a passphrase made for this test",
    "ALLOWED_HOSTS": "rogatory.example",
    "SITE_ADDRESS": "https://rogatory.example",
}
OURS = (
    *("ROGATORY_", "DATABASE_", "REDIS_", "SECRET_", "SIGNING_", "ALLOWED_", "EMAIL_", "DJANGO_"),
    *("SITE_", "SECOND_", "LOG_"),
)


def start(
    tmp_path: Path, expression: str = "''", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of their own and print `expression` as JSON."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    code = f"import json; from config import settings; print(json.dumps({expression}))"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env={**plain, "ROGATORY_DATA": str(tmp_path), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_embedded_default_needs_nothing(tmp_path: Path) -> None:
    done = start(
        tmp_path,
        "[settings.DATABASES['default']['ENGINE'], settings.CELERY_BROKER_URL,"
        " settings.DATABASES['default']['OPTIONS']['transaction_mode'], settings.DEMONSTRATION]",
    )
    assert json.loads(done.stdout) == [
        "django.db.backends.sqlite3",
        "filesystem://localhost",
        "IMMEDIATE",
        True,
    ]


def test_two_addresses_switch_to_servers(tmp_path: Path) -> None:
    done = start(
        tmp_path,
        "[settings.DATABASES['default']['ENGINE'], settings.DATABASES['default']['HOST'],"
        " settings.CELERY_BROKER_URL, settings.CACHES['default']['LOCATION']]",
        DATABASE_URL="postgres://someone@db.example:5432/rogatory",
        REDIS_URL="redis://redis.example:6379/0",
    )
    assert json.loads(done.stdout) == [
        "django.db.backends.postgresql",
        "db.example",
        "redis://redis.example:6379/0",
        "redis://redis.example:6379/0",
    ]


def test_production_starts_when_all_is_given(tmp_path: Path) -> None:
    done = start(tmp_path, "[settings.DEBUG, settings.DEMONSTRATION]", **PRODUCTION)
    assert json.loads(done.stdout) == [False, False], done.stderr


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "demonstration-only-not-a-secret-" + "0" * 32}, "SECRET_KEY"),
        ({"SIGNING_PASSPHRASE": ""}, "SIGNING_PASSPHRASE"),
        ({"SIGNING_PASSPHRASE": "demonstration"}, "SIGNING_PASSPHRASE"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"SITE_ADDRESS": ""}, "SITE_ADDRESS"),
        ({"SITE_ADDRESS": "http://rogatory.example"}, "SITE_ADDRESS"),
        ({"ROGATORY_DEBUG": "1"}, "ROGATORY_DEBUG"),
        ({"ROGATORY_DEMONSTRATION": "1"}, "demonstration"),
    ],
)
def test_production_refuses_what_is_only_fit_for_a_demonstration(
    tmp_path: Path, variables: dict[str, str], named: str
) -> None:
    done = start(tmp_path, **{**PRODUCTION, **variables})
    assert done.returncode != 0
    assert named in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "name", ["ROGATORY_PRODUCTION", "ROGATORY_DEMONSTRATION", "ROGATORY_DEBUG"]
)
def test_a_switch_that_is_neither_on_nor_off_stops_the_start(tmp_path: Path, name: str) -> None:
    done = start(tmp_path, **{name: "perhaps"})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECOND_FACTOR_ROLES", "auditors"),
        ("SECOND_FACTOR_ROLES", "auditor,Liaison Officer"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://someone@db.example/rogatory"),
        ("DATABASE_URL", "sqlite:///rogatory.sqlite3"),
        ("DATABASE_URL", "postgres://someone@db.example"),
        ("DATABASE_URL", "postgres://someone@db.example:port/rogatory"),
        ("REDIS_URL", "nonsense"),
        ("REDIS_URL", "http://redis.example"),
        ("REDIS_URL", "redis://"),
        ("SITE_ADDRESS", "nonsense"),
        ("SITE_ADDRESS", "rogatory.example"),
        ("SITE_ADDRESS", "https://rogatory.example/app"),
        ("EMAIL_URL", "mail.example"),
        ("LOG_LEVEL", "loud"),
        ("ROGATORY_ALARM_SECONDS", "three minutes"),
        ("ROGATORY_ALARM_SECONDS", "0"),
        ("ROGATORY_PAGERS", "https://pager.example"),
        ("ROGATORY_PAGERS", '{"XB": {"webhook": "https://pager.example"}}'),
    ],
)
def test_nonsense_stops_the_start_with_one_sentence(tmp_path: Path, name: str, value: str) -> None:
    done = start(tmp_path, **{name: value})
    last = done.stderr.splitlines()[-1]
    assert done.returncode != 0
    assert last.startswith(f"django.core.exceptions.ImproperlyConfigured: {name}")


def test_what_makes_sense_is_taken_as_it_is(tmp_path: Path) -> None:
    done = start(
        tmp_path,
        "[sorted(settings.SECOND_FACTOR_ROLES), settings.SITE_ADDRESS, settings.EMAIL_HOST,"
        " settings.LOGGING['root']['level'], settings.REDIS_URL]",
        SECOND_FACTOR_ROLES="auditor, liaison_officer",
        SITE_ADDRESS="https://rogatory.example:8443/",
        EMAIL_URL="smtp+tls://someone:secret@mail.example:587",
        LOG_LEVEL="ERROR",
        REDIS_URL="rediss://:secret@redis.example:6379/0",
    )
    assert json.loads(done.stdout) == [
        ["auditor", "liaison_officer"],
        "https://rogatory.example:8443",
        "mail.example",
        "ERROR",
        "rediss://:secret@redis.example:6379/0",
    ], done.stderr


def test_a_password_in_an_address_is_not_repeated(tmp_path: Path) -> None:
    done = start(tmp_path, DATABASE_URL="mysql://someone:hunter2@db.example/rogatory")
    assert done.returncode != 0
    assert "hunter2" not in done.stderr.splitlines()[-1]


def test_secrets_may_come_from_files(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("k" * 60 + "\n", encoding="utf-8")
    variables = {**PRODUCTION, "SECRET_KEY": "", "SECRET_KEY_FILE": str(secret)}
    done = start(tmp_path, "settings.SECRET_KEY", **variables)
    assert json.loads(done.stdout) == "k" * 60


def test_nothing_is_ever_unpickled(tmp_path: Path) -> None:
    done = start(
        tmp_path,
        "[list(app.conf.accept_content), app.conf.task_serializer,"
        " settings.CACHES['default']['OPTIONS']['serializer']]"
        " if (app := __import__('config.celery').celery.app) else None",
        REDIS_URL="redis://redis.example:6379/0",
        DJANGO_SETTINGS_MODULE="config.settings",
    )
    assert json.loads(done.stdout) == [["json"], "json", "config.cache.JsonSerializer"], done.stderr
