"""How counters of failed sign-ins and API calls are written to Redis: as JSON, never as pickle."""

import json
from typing import Any


class JsonSerializer:
    """Whoever can write to the cache must not be able to run code here."""

    def dumps(self, value: Any) -> bytes:
        """Numbers stay plain digits, so that Redis can count them up."""
        return json.dumps(value).encode()

    def loads(self, written: bytes) -> Any:
        """Lists, numbers and text; what is no JSON raises ValueError."""
        return json.loads(written)
