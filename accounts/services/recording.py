"""How what people administration does enters the record of the State."""

import audit.services
from audit.canonical import Json
from audit.stamps import Stamp


def record(by: Stamp, verb: str, **details: Json) -> None:
    """One event in the chain of the State acted for; inside the transaction of the act."""
    audit.services.record(chain=f"state:{by.state}", verb=verb, actor=by, details=details)
