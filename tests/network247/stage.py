"""Urgent matters between Belmara, Costaria, Arvenia and Dravonia, walked along the table."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from audit.moment import pretended
from config.demonstration.cast import Cast
from config.demonstration.desk import DeskPlay
from network247.choices import Action, MatterKind, Route
from network247.services.seeding import seed_contacts
from tests import cast as house

START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


def gathered(at: datetime = START) -> Cast:
    """Everybody appointed, keys there, and the desks in the directory for a month."""
    cast = house.gathered(at - timedelta(days=30))
    with pretended(at - timedelta(days=30)):
        seed_contacts()
    return cast


def preservation(**changes: Any) -> dict[str, Any]:
    """What a complete preservation request says."""
    return {
        "authority_in_charge": "Fraud Unit, Carrick",
        "offence_title": "Illegal access",
        "facts": "A mailbox was read by somebody who had no right to.",
        "data_wanted": "Connection logs of the account, 1 to 31 August 2026.",
        "custodian": "Vidriera",
        "necessity": "The logs are overwritten after thirty days.",
        "follow_up_promised": True,
        "follow_up_by": date(2026, 10, 1),
        **changes,
    }


def emergency(**changes: Any) -> dict[str, Any]:
    """What a complete request for emergency data says."""
    return {
        "risk_to_whom": "A child who is abused before a camera.",
        "risk_significant": "The abuse goes on while it is watched.",
        "risk_imminent": "The next stream was announced for tonight.",
        "data_wanted": "Last addresses and the subscriber's address of lagoon_77.",
        "custodian": "Vidriera",
        "offence_title": "Online child sexual abuse",
        "facts": "A live stream was seen at 02:40.",
        **changes,
    }


def asked(
    cast: Cast,
    at: datetime = START,
    *,
    kind: str = MatterKind.PRESERVATION,
    to: str = "XC",
    route: str = Route.HERE,
    **changes: Any,
) -> DeskPlay:
    """Belmara has asked another desk."""
    play = DeskPlay(cast, at)
    said = emergency if kind == MatterKind.EMERGENCY_DATA else preservation
    play.write("niamh", cast.central[to], kind, "Account lagoon_77", route=route, **said(**changes))
    play.act("niamh", Action.ASK)
    return play


def accepted(cast: Cast, at: datetime = START, **changes: Any) -> DeskPlay:
    """Costaria's desk has accepted."""
    play = asked(cast, at, **changes).wait(minutes=4)
    play.act("ana", Action.ACCEPT)
    return play


def trusted(cast: Cast, at: datetime = START, **changes: Any) -> DeskPlay:
    """And has called back."""
    play = accepted(cast, at, **changes).wait(minutes=5)
    play.verify("ana", "Niamh Byrne")
    return play


def frozen(cast: Cast, at: datetime = START, **changes: Any) -> DeskPlay:
    """And the data are frozen."""
    play = trusted(cast, at, **changes).wait(minutes=10)
    play.act("ana", Action.ORDER, custodian="Vidriera", order_reference="OG-1")
    play.wait(minutes=30)
    secure = play.now.kind != MatterKind.PRESERVATION
    play.act(
        "ana",
        Action.SECURE if secure else Action.CONFIRM,
        custodian_reference="VID-2026-77",
        frozen_from=play.at - timedelta(minutes=5),
        frozen_what="Connection logs of lagoon_77",
    )
    return play
