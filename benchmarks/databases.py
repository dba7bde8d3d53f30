"""Databases that a benchmark makes for itself and drops again. It never seeds anybody's own.

`DATABASE_URL` says which PostgreSQL server to use and as whom; the person needs the right to create
databases. Without it: the server of this machine, as `postgres`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

LOCAL_SERVER = "postgres://postgres@127.0.0.1:5432/postgres"

_alias: ContextVar[str] = ContextVar("benchmark database", default="default")


class Router:
    """Sends every query to the database that is measured at the moment."""

    def db_for_read(self, model: object, **hints: object) -> str:
        """The alias in use."""
        return _alias.get()

    db_for_write = db_for_read

    def allow_relation(self, one: object, other: object, **hints: object) -> bool:
        """Rows of one measurement never meet those of another."""
        return True


@contextmanager
def using(alias: str) -> Iterator[None]:
    """Inside, the ORM reads and writes the database of this alias."""
    token = _alias.set(alias)
    try:
        yield
    finally:
        _alias.reset(token)


@contextmanager
def as_default(alias: str) -> Iterator[None]:
    """Inside and in this thread, the database of this alias is the one called `default`.

    For what opens transactions of its own: those begin on `default`, whatever a router says.
    """
    from django.db import connections

    own = connections["default"]
    connections["default"] = connections[alias]
    try:
        yield
    finally:
        connections["default"] = own


@contextmanager
def temporary_database(purpose: str) -> Iterator[str]:
    """The address of a new, empty PostgreSQL database; dropped at the end."""
    server = os.environ.get("DATABASE_URL") or LOCAL_SERVER
    name = f"rogatory_benchmark_{purpose}_{os.getpid()}"
    _command(server, "CREATE DATABASE {}", name)
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _command(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _command(server: str, text: str, name: str) -> None:
    connection = psycopg2.connect(server)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(text).format(sql.Identifier(name)))
    finally:
        connection.close()
