"""Accounts, devices and addresses: each kind looks like itself, and no word of a line is lost."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from requests_mla.addresses import seen_in_words, with_port
from requests_mla.choices import IdentifierKind
from requests_mla.completeness import content_of, gaps
from requests_mla.identifier_kinds import SHAPES, check_value
from requests_mla.identifiers import parsed_lines
from requests_mla.letters import payloads
from requests_mla.letters.request import sections
from requests_mla.models import Identifier, Request
from tests.requests_mla import stage
from workflow.refusals import Missing

NONSENSE = ("nonsense", "!!", "0x123", "a b", "+", "http://", "://host", "0fO" * 12)
GOOD = {
    "ip": ("203.0.113.77", "2001:db8::1"),
    "email": ("k.ostrova@mailhaven.example",),
    "phone": ("+999 20 555 0142", "+353 (1) 555-0199", "+9990205550142"),
    "url": ("https://shop.example/pay?x=1", "http://abcdefghij.onion/", "https://[2001:db8::1]:8443/"),
    "domain": ("saint-brice-recovery.example", "пример.example"),
    "account": ("@trader31", "profile 77 on Chatline"),
    "bank_account": ("XD00 4417 0000 2231 9004",),
    "wallet": (
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ",
    ),
    "hash": ("d" * 32, "A" * 40, "0" * 64, "f" * 128),
    "device": ("router in room 12",),
}  # fmt: skip


@pytest.mark.parametrize("kind", IdentifierKind.values)
def test_what_looks_like_its_kind_is_taken(kind):
    for value in GOOD[kind]:
        check_value(kind, value)


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_nonsense_is_declined_with_an_example(kind):
    for value in NONSENSE:
        with pytest.raises(ValidationError) as problem:
            check_value(kind, value)
        assert "Write" in problem.value.messages[0]


@pytest.mark.parametrize("kind", IdentifierKind.values)
def test_nothing_is_of_no_kind(kind):
    with pytest.raises(ValidationError):
        check_value(kind, "   ")


@pytest.mark.parametrize(
    ("kind", "line", "fields"),
    [
        ("ip", "203.0.113.77", {"value": "203.0.113.77", "port": None, "note": ""}),
        ("ip", "203.0.113.77:443", {"value": "203.0.113.77", "port": 443}),
        ("ip", "[2001:db8::1]:443", {"value": "2001:db8::1", "port": 443}),
        (
            "ip",
            "203.0.113.77 49152 2026-03-11T02:10:00Z seen in the mail log",
            {"port": 49152, "note": "seen in the mail log"},
        ),
        ("ip", "203.0.113.77 2026-03-11 02:10:00+00:00 twice", {"port": None, "note": "twice"}),
        ("hash", f"{'d' * 32}  locker.exe", {"value": "d" * 32, "note": "locker.exe"}),
        ("email", "a@b.example the payer", {"value": "a@b.example", "note": "the payer"}),
        ("phone", "+999 20 555 0142", {"value": "+999 20 555 0142", "note": ""}),
        ("phone", "+999 20 555 0142\tthe caller", {"note": "the caller"}),
        ("account", "trader 31", {"value": "trader 31", "note": ""}),
    ],
)
def test_a_line_keeps_all_its_words(kind, line, fields):
    (found,) = parsed_lines(kind, line)
    assert {name: found[name] for name in fields} == fields
    if "2026" in line:
        assert found["seen_at"] == datetime(2026, 3, 11, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("ip", "203.0.113.77 80 yesterday"),
        ("ip", "203.0.113.77 2026-03-11T02:10:00"),
        ("ip", "203.0.113.77:0"),
        ("ip", "2001:db8::1:443:zz"),
        ("hash", "locker.exe"),
        ("wallet", "nonsense"),
        ("ip", f"203.0.113.77 80 2026-03-11T02:10:00Z {'x' * 301}"),
        ("device", "x" * 501),
    ],
)
def test_a_line_that_cannot_be_read_is_named(kind, line):
    with pytest.raises(Missing) as refused:
        list(parsed_lines(kind, f"{GOOD[kind][0]}\n{line}"))
    assert [reason[:21] for reason in refused.value.reasons] == ["Line 2 cannot be read"]


def test_an_address_with_colons_stands_in_brackets_before_its_port():
    assert with_port("2001:db8::1", 443) == "[2001:db8::1]:443"
    assert with_port("203.0.113.77", 443) == "203.0.113.77:443"
    assert with_port("2001:db8::1", None) == "2001:db8::1"


def test_the_zone_of_the_log_is_said():
    at = datetime(2026, 3, 14, 23, 30, 5, tzinfo=UTC)
    told = seen_in_words(at, "Europe/Dublin")
    assert told == "2026-03-14 23:30:05 UTC (zone of the log: Europe/Dublin)"
    assert seen_in_words(at, "") == "2026-03-14 23:30:05 UTC"
    assert seen_in_words(None, "Europe/Dublin") == "zone of the log: Europe/Dublin"


class Shown(stage.Staged):
    """A draft with an address of version six, seen in a log of another zone."""

    row: Identifier

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.drafted(cls.cast, at)
        cls.row = Identifier.objects.get(request=cls.play.case.request)

    def stands(self, **fields: object) -> None:
        Identifier.objects.filter(pk=self.row.pk).update(**fields)

    def test_pages_and_letters_show_it_the_same_way(self) -> None:
        seen = datetime(2026, 3, 14, 23, 30, 5, tzinfo=UTC)
        self.stands(value="2001:db8::1", port=443, seen_at=seen, zone="Europe/Dublin")
        client = stage.browser(self.cast, "youssef")
        pages = (
            stage.page("draft", self.play, "identifiers"),
            stage.page("case", self.play) + "?tab=persons",
        )
        for path in pages:
            page = client.get(path)
            self.assertContains(page, "[2001:db8::1]:443")
            self.assertContains(page, "23:30:05 UTC (zone of the log: Europe/Dublin)")
        self.play.rights("youssef")
        self.play.act("youssef", "submit")
        event = self.play.case.events.latest("number")
        request = Request.objects.select_related("basis").get(pk=self.play.case.pk)
        payload = payloads.compose(request, kind="request", event=event, number=9)
        said = str([section.table for section in sections(payload)])
        self.assertIn("[2001:db8::1]:443", said)
        self.assertIn("zone of the log: Europe/Dublin", said)

    def gap(self) -> list[tuple[bool, str, str]]:
        request = Request.objects.select_related("requesting__state", "requested__state")
        content = content_of(request.get(pk=self.play.case.pk))
        return [
            (gap.blocks, gap.origin, gap.step)
            for gap in gaps(content)
            if gap.code == "MLA.address_port_time"
        ]

    def test_an_address_without_port_or_time_is_advised_against_and_stops_nothing(self) -> None:
        self.stands(port=None, seen_at=None)
        self.assertEqual(self.gap(), [(False, "practice", "identifiers")])
        self.stands(port=443)
        self.assertEqual(len(self.gap()), 1)
        self.stands(port=443, seen_at=datetime(2026, 3, 14, tzinfo=UTC))
        self.assertEqual(self.gap(), [])
        self.stands(kind="domain", value="a.example", port=None, seen_at=None)
        self.assertEqual(self.gap(), [])

    def test_the_form_says_what_to_write_and_keeps_what_was_typed(self) -> None:
        client = stage.browser(self.cast, "youssef")
        path = stage.page("draft", self.play, "identifiers")
        for kind in SHAPES:
            answer = client.post(path, {"seen_version": 1, "kind": kind, "value": "nonsense"})
            self.assertContains(answer, "nonsense", status_code=422)
            self.assertIn("Write", answer.context["form"].errors["value"][0])
