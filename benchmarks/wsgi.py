"""What gunicorn serves for `page`: the house, and the hello view without any middleware."""

import os
from collections.abc import Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from benchmarks import HELLO
from config.wsgi import application as house


def _bare() -> WSGIHandler:
    """A handler without middleware; the list is read while the handler is made."""
    middleware, settings.MIDDLEWARE = settings.MIDDLEWARE, []
    try:
        return WSGIHandler()
    finally:
        settings.MIDDLEWARE = middleware


_hello = _bare()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The house, except for the one address of the baseline."""
    handler = _hello if environ.get("PATH_INFO") == f"/{HELLO}" else house
    answer: Iterable[bytes] = handler(environ, start_response)
    return answer
