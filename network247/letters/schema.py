"""The bodies of the desk's letters in the published schema; see `requests_mla.letters.schema`."""

from requests_mla.choices import IdentifierKind, OffenceClass
from requests_mla.letters.schema import Body
from requests_mla.letters.schema.envelope import code
from requests_mla.letters.schema.pieces import (
    Schema,
    column,
    day,
    listed,
    moment,
    one_of,
    or_empty,
    or_null,
    record,
    sha256,
    shared,
    text,
    whole,
    yes_or_no,
)
from requests_mla.models import Identifier

from ..choices import CautionKind, MatterKind, Method, Route
from ..models import UrgentMatter

_IDENTIFIER = record(
    "An account, a device or an address.",
    {
        "kind": one_of(IdentifierKind, "What it is."),
        "value": column(Identifier, "value", "Itself."),
        "port": or_null(whole("Port of an IP address.", most=65535)),
        "service": column(Identifier, "service", "The service it belongs to."),
    },
)
_MATTER = record(
    "What was asked of the desk, Articles 42(3) and 41(3). Every letter of a matter says it again.",
    {
        "kind": one_of(MatterKind, "What is asked, or that something is told."),
        "route": one_of(Route, "How it came."),
        "caller": column(UrgentMatter, "caller", "Who called."),
        "read_back": text("What was read back to the caller, Article 40(13)."),
        "arrived": or_null(moment("When it reached the desk that is asked.")),
        "authority": column(UrgentMatter, "authority_in_charge", "Who asks, Article 42(3)(a)."),
        "case_number": column(UrgentMatter, "case_number", "Number of the case there."),
        "offence": record(
            "What is investigated, Article 42(3)(b).",
            {
                "class": one_of(OffenceClass, "Offence of the Convention, or serious crime."),
                "articles": listed(whole("An article."), "Articles of the Convention."),
                "title": column(UrgentMatter, "offence_title", "What the offence is called."),
            },
        ),
        "facts": text("What happened, Article 42(3)(b)."),
        "data": text("Which data, and how they relate to the offence, Article 42(3)(c)."),
        "custodian": column(UrgentMatter, "custodian", "Who holds them, Article 42(3)(d)."),
        "location": column(UrgentMatter, "location", "Where they are, Article 42(3)(d)."),
        "necessity": text("Why now, Article 42(3)(e)."),
        "follow_up": record(
            "The request that will follow, Article 42(3)(f).",
            {
                "promised": yes_or_no("Whether one will follow."),
                "by": or_null(day("Planned for that day.")),
            },
        ),
        "secrecy": record(
            "Whether to keep it secret and tell no user, Article 42(3)(g).",
            {"asked": yes_or_no("Whether."), "reason": text("Why.")},
        ),
        "wanted_until": or_null(day("Frozen at least until then, Article 42(8).")),
        "risk": record(
            "The test of an emergency, Article 2(o); empty where there is none.",
            {
                "to": text("Whose life or safety is at risk."),
                "significant": text("Why the risk is significant."),
                "imminent": text("Why it is imminent."),
            },
        ),
        "earlier_reference": column(UrgentMatter, "earlier_reference", "The freeze it builds on."),
        "identifiers": listed(_IDENTIFIER, "Accounts, devices, addresses."),
    },
)
_TRUST = record(
    "Whether the one who asked was verified; never with whom. Only in letters of the asked desk.",
    {
        "verified": yes_or_no("Whether somebody confirmed that the request is genuine."),
        "method": or_empty(one_of(Method, "How; empty: not verified.")),
        "at": or_null(moment("When.")),
        "overridden": yes_or_no("Whether a second person answered for going on unverified."),
    },
)
SHARED: dict[str, Schema] = {"matter": _MATTER, "trust": or_null(_TRUST)}


def _body(name: str, about: str, **fields: Schema) -> Body:
    """A letter of the desk: what was asked, who was verified, and its own."""
    desk: Schema = {"const": True, "description": "It is a letter of a 24/7 contact point."}
    common = {"desk": desk, "matter": shared("matter"), "trust": shared("trust")}
    return Body(name, about, (name,), common | fields)


BODIES = (
    _body("urgent_request", "An urgent request through the 24/7 network, Article 41."),
    _body("urgent_written", "What was asked orally, confirmed in writing, Article 40(13)."),
    _body(
        "urgent_frozen",
        "Data are frozen, Article 42(4).",
        freeze=record(
            "The freeze.",
            {
                "custodian": text("Who holds the data."),
                "reference": text("What the holder calls it."),
                "from": moment("Frozen since."),
                "until": day("Frozen until that day at least, Article 42(8), (9)."),
                "what": text("What is frozen."),
            },
        ),
    ),
    _body(
        "urgent_warning",
        "Freezing would not hold, or would do harm, Article 42(7).",
        caution=record("The warning.", {"kind": one_of(CautionKind, "What would happen.")}),
    ),
    _body(
        "urgent_extension_request",
        "A longer freeze is asked for, Article 42(9).",
        until=day("Frozen until then."),
    ),
    _body(
        "urgent_extension",
        "The freeze lasts longer, Article 42(9).",
        until=day("Frozen until then."),
    ),
    _body(
        "urgent_answer",
        "What was found, Article 41(3).",
        permission=text("Why the contact point may answer itself; empty where it did not."),
        files=listed(
            record(
                "A file that goes with it.",
                {
                    "number": whole("Its number in the case.", least=1),
                    "name": text("Its name as a file."),
                    "hash": sha256("SHA-256 of the file."),
                },
            ),
            "Files that go with it.",
        ),
    ),
    _body(
        "urgent_refusal",
        "It is refused, Article 40(25).",
        ground=or_null(
            record(
                "The ground.",
                {
                    "code": code("The ground, as the sender codes it."),
                    "name": text("Its name, in the language of the letter."),
                    "reference": text("The provision it rests on."),
                },
            )
        ),
    ),
    _body(
        "urgent_trace",
        "A provider in another State took part in the transmission, Article 43(1).",
        trace=record(
            "What identifies that provider and the path, no more.",
            {
                "communication": text("Which communication."),
                "state": text("Code of that State: ISO 3166-1, two letters.", least=2, most=2),
                "state_name": text("Its name, in the language of the letter."),
                "provider": text("The provider."),
                "path": text("The path."),
            },
        ),
    ),
)
