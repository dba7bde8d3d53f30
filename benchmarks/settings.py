"""The settings of the house, with the databases that a benchmark made for itself.

`BENCHMARK_DATABASES` is a JSON object of further databases: alias and address.
"""

import json
import os

import environ

from config.settings import *  # noqa: F403  # the very settings are what is measured

_sqlite = DATABASES["default"].get("OPTIONS", {})  # noqa: F405  # from the line above
DATABASES |= {  # noqa: F405
    alias: {
        **({"OPTIONS": _sqlite} if address.startswith("sqlite:") else {}),
        **environ.Env.db_url_config(address),
        "CONN_MAX_AGE": None,
    }
    for alias, address in json.loads(os.environ.get("BENCHMARK_DATABASES", "{}")).items()
}
DATABASE_ROUTERS = ["benchmarks.databases.Router"]
ROOT_URLCONF = "benchmarks.urls"
