"""The record as an auditor sees it: all of the own State's, nothing the other side keeps."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from audit.stamps import SYSTEM, Stamp
from oversight.queries import Filters, matching, up_to
from tests.oversight.cast import Cast, appointed, opened, signed_in, told

EVENTS = reverse("oversight:events")


def verbs(cast: Cast, **filters: Any) -> list[str]:
    """What our auditor finds, oldest first."""
    found = matching(Filters(case=cast.case.pk, **filters), cast.auditor)
    return list(found.order_by("seq").values_list("verb", flat=True))


def test_shared_events_and_the_own_sides_are_seen(cast: Cast) -> None:
    assert verbs(cast) == ["mla.submit", "mla.send", "mla.acknowledge"]
    theirs = matching(Filters(case=cast.case.pk), cast.foreign_auditor)
    assert set(theirs.values_list("verb", flat=True)) == {
        "mla.send",
        "mla.assign",
        "mla.acknowledge",
    }


def test_private_events_of_the_other_side_are_in_no_page_and_no_count(cast: Cast) -> None:
    assert up_to(matching(Filters(case=cast.case.pk), cast.auditor)) == 3
    client = signed_in(cast.auditor)
    for address in (
        EVENTS,
        f"{EVENTS}?verb=mla.assign",
        f"{EVENTS}?person=Ben",
        f"{EVENTS}?state=XB",
        f"{EVENTS}?reference={cast.case.pk.hex[:8]}",
        reverse("oversight:case", args=[cast.case.pk]),
        f"{reverse('oversight:export')}?case={cast.case.pk}",
    ):
        page = client.get(address)
        assert page.status_code == 200
        text = page.content.decode()
        assert "secret" not in text
        assert ">mla.assign<" not in text
    assert "3 entries" in client.get(f"{EVENTS}?case={cast.case.pk}").content.decode()
    assert (
        "3 entries"
        in client.get(f"{reverse('oversight:export')}?case={cast.case.pk}").content.decode()
    )


def test_a_case_of_other_states_is_not_there(cast: Cast) -> None:
    stranger = Cast.gather()
    stranger.auditor = appointed(stranger.ours, Role.AUDITOR, "Ada Second")
    hidden = opened(cast.ours, cast.theirs, "A draft", sent=False)
    told(cast.officer, hidden, "mla.submit", note="draft words")
    told(cast.officer, hidden, "mla.send", shared=True)
    theirs = signed_in(cast.foreign_auditor)
    assert theirs.get(reverse("oversight:case", args=[hidden.pk])).status_code == 404
    assert theirs.get(reverse("oversight:case", args=[uuid4()])).status_code == 404
    assert str(hidden.pk) not in theirs.get(EVENTS).content.decode()
    export = reverse("oversight:export")
    assert theirs.get(f"{export}?case={hidden.pk}").status_code == 404
    assert theirs.post(export, {"case": hidden.pk, "format": "csv"}).status_code == 404
    assert (
        signed_in(cast.auditor).get(reverse("oversight:case", args=[hidden.pk])).status_code == 200
    )


def test_an_auditor_sees_cases_of_every_authority_of_the_state(cast: Cast) -> None:
    colleague = Cast.gather()
    assert colleague.ours.pk != cast.ours.pk
    told(colleague.officer, colleague.case, "mla.send", shared=True)
    page = signed_in(cast.auditor).get(reverse("oversight:case", args=[colleague.case.pk]))
    assert page.status_code == 200


def test_the_own_states_chain_is_seen_and_the_others_is_not(cast: Cast) -> None:
    told(cast.officer, None, "people.invite", note=f"mark {cast.case.pk}")
    told(cast.foreign_officer, None, "people.invite", note=f"mark {cast.case.pk}")
    found = matching(Filters(verb="people.invite"), cast.auditor)
    assert set(found.values_list("chain", flat=True)) == {"state:XA"}


def test_what_the_system_did_for_no_state_is_nobodys(cast: Cast) -> None:
    told(SYSTEM, cast.case, "mla.sweep")
    told(Stamp(None, "Rogatory", "system", None, "", "XA"), cast.case, "mla.remind")
    assert verbs(cast)[-1] == "mla.remind"
    assert "mla.sweep" not in verbs(cast)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"verb": "mla.se"}, ["mla.send"]),
        ({"verb": "assign"}, []),
        ({"person": "lorrin"}, ["mla.submit", "mla.send"]),
        ({"state": "XB"}, ["mla.acknowledge"]),
        ({"reference": "no such"}, []),
    ],
)
def test_filters_narrow_what_is_seen(
    cast: Cast, asked: dict[str, object], expected: list[str]
) -> None:
    assert verbs(cast, **asked) == expected


def test_days_are_whole_utc_days_and_both_count(cast: Cast) -> None:
    told(cast.officer, cast.case, "mla.late", hours=14.99)
    told(cast.officer, cast.case, "mla.tomorrow", hours=15)
    client = signed_in(cast.auditor)
    page = client.get(
        EVENTS, {"case": str(cast.case.pk), "since": "2026-03-02", "until": "2026-03-02"}
    ).content.decode()
    assert ">mla.late<" in page
    assert ">mla.tomorrow<" not in page


def test_both_references_of_a_case_find_it(cast: Cast) -> None:
    mark = cast.case.pk.hex[:8]
    assert len(verbs(cast, reference=f"A-{mark}")) == 3
    assert len(verbs(cast, reference=f"b-{mark}")) == 3


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "verb=%27%3B+drop+table",
        "state=ZZZ",
        "case=1",
        "since=2026-03-03&until=2026-03-01",
        "person=%00",
    ],
)
def test_nonsense_in_a_filter_is_explained_and_shows_nothing(cast: Cast, query: str) -> None:
    page = signed_in(cast.auditor).get(f"{EVENTS}?{query}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Nothing recorded fits these filters" in text
    assert 'role="alert"' in text


@pytest.mark.parametrize("place", ["x", "2026-01-01_1", "2026-01-01T00:00:00+00:00_-1", "_", "é_9"])
def test_a_mangled_place_shows_the_newest(cast: Cast, place: str) -> None:
    page = signed_in(cast.auditor).get(EVENTS, {"older": place})
    assert page.status_code == 200
    assert ">mla.acknowledge<" in page.content.decode()


def test_pages_go_to_the_end_and_back_without_loss(cast: Cast) -> None:
    for number in range(130):
        # Many at the same moment: the second key has to decide.
        told(cast.officer, cast.case, "mla.note", hours=5 + number // 60, number=f"n{number}n")
    client = signed_in(cast.auditor)
    address = f"{EVENTS}?case={cast.case.pk}"
    pages: list[list[str]] = []
    trail: list[str] = []
    while address:
        text = client.get(address).content.decode()
        trail.append(text)
        pages.append(re.findall(r'<dd class="hash">([0-9a-f]{64})<', text))
        older = re.search(r'href="(\?[^"]*)" rel="next"', text)
        address = EVENTS + older[1].replace("&amp;", "&") if older else ""
    assert [len(page) for page in pages] == [50, 50, 33]
    assert len({mark for page in pages for mark in page}) == 133
    back = re.search(r'href="(\?[^"]*)" rel="prev"', trail[-1])
    assert back
    text = client.get(EVENTS + back[1].replace("&amp;", "&")).content.decode()
    assert re.findall(r'<dd class="hash">([0-9a-f]{64})<', text) == pages[1]


def test_an_act_is_named_in_words_beside_its_verb(cast: Cast) -> None:
    told(cast.officer, cast.case, "exhibit.add", hours=9, number="7")
    page = signed_in(cast.auditor).get(reverse("oversight:case", args=[cast.case.pk]))
    assert "Exhibit 7 added" in page.content.decode()
    assert ">exhibit.add<" in page.content.decode()


def test_what_was_recorded_is_escaped(cast: Cast) -> None:
    told(cast.officer, cast.case, "mla.note", hours=9, text="<script>alert(1)</script>")
    page = signed_in(cast.auditor).get(reverse("oversight:case", args=[cast.case.pk]))
    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert" in page.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_only_auditors_come_in(cast: Cast, role: Role) -> None:
    client = signed_in(appointed(cast.ours, role, "Somebody"))
    export = reverse("oversight:export")
    addresses = (
        EVENTS,
        reverse("oversight:case", args=[cast.case.pk]),
        export,
        reverse("oversight:checker"),
    )
    for address in addresses:
        assert client.get(address).status_code == 403
    assert client.post(export, {"format": "csv"}).status_code == 403


def test_who_is_not_signed_in_is_asked_to(cast: Cast) -> None:
    for address in (EVENTS, reverse("oversight:export"), reverse("oversight:checker")):
        assert Client().get(address).status_code == 302


def test_the_list_asks_the_database_no_more_for_more_rows(cast: Cast) -> None:
    client = signed_in(cast.auditor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(EVENTS)
        return len(asked)

    queries()
    few = queries()
    for _ in range(5):
        told(cast.officer, opened(cast.ours, cast.theirs, "More"), "mla.send", shared=True)
    assert queries() == few
