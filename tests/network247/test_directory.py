"""The directory: who proposes, who confirms, what is recorded, and what it shows at which hour."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.choices import AuthorityKind, Role
from accounts.models import Authority
from audit import moment
from audit.models import Event
from audit.words import words_of
from network247.choices import Freshness, VersionState, language_name
from network247.contact_details import LONGEST
from network247.models import ContactPoint, ContactVersion
from network247.queries.directory import (
    KEEPERS,
    may_confirm,
    may_decline,
    may_propose,
    may_take_back,
)
from network247.services.directory import (
    confirm_version,
    decline_version,
    propose_closing,
    propose_contact,
    take_back_version,
)
from network247.services.seeding import seed_contacts
from workflow.refusals import Missing, NotFromHere, NotYours

# 01:12 in Tunis, 18:12 the day before in San José.
NIGHT = datetime(2026, 7, 2, 0, 12, tzinfo=UTC)
ADMINISTRATOR, DUTY = Role.STATE_ADMINISTRATOR, Role.DUTY_OFFICER
OFFICER = Role.CENTRAL_AUTHORITY_OFFICER


@pytest.fixture
def pair(act_as):
    """Two people of Arvenia who keep the directory."""
    return act_as(DUTY), act_as(ADMINISTRATOR)


@pytest.fixture
def desk(pair, details) -> ContactPoint:
    """Arvenia's night desk, proposed by one and confirmed by the other."""
    one, other = pair
    version = propose_contact(actor=one, details=details)
    return confirm_version(actor=other, version=version).point


def verbs() -> list[str]:
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


def fresh(version: ContactVersion) -> ContactVersion:
    return ContactVersion.objects.select_related("point__current").get(pk=version.pk)


# The invented desks.


def test_the_desks_of_the_invented_states_are_entered_once(states):
    assert seed_contacts() == 4
    assert seed_contacts() == 0
    assert {point.state_id for point in ContactPoint.objects.all()} == {"XA", "XB", "XC", "XD"}
    assert verbs() == ["contact.add"] * 4
    for version in ContactVersion.objects.all():
        assert version.phone.startswith("+999 ")
        assert version.email.endswith(".example")
        assert version.language_names != version.languages
        assert version.details == version.details.tidied()
        assert version.details.problems(moment.now().date()) == []


def test_an_invented_desk_belongs_to_the_central_authority_as_soon_as_there_is_one(states):
    with moment.pretended(NIGHT):
        seed_contacts()
    assert not ContactPoint.objects.exclude(authority=None).exists()
    central = Authority.objects.create(state_id="XB", kind=AuthorityKind.CENTRAL, name="Central")
    Authority.objects.create(state_id="XA", kind=AuthorityKind.EXECUTING, name="Police")
    seed_contacts()
    assert ContactPoint.objects.exclude(authority=None).get().authority == central
    assert set(ContactVersion.objects.values_list("decided_at", flat=True)) == {NIGHT}


# One proposes, another confirms.


def test_a_proposal_is_in_force_only_after_another_person_confirmed_it(pair, details):
    one, other = pair
    version = propose_contact(actor=one, details=details)
    assert version.point.current is None
    assert (version.number, version.state) == (1, VersionState.PROPOSED)

    confirm_version(actor=other, version=version)
    point = ContactPoint.objects.get()
    assert point.current == version
    assert (point.state_id, point.authority_id) == ("XA", one.authority_id)
    assert verbs() == ["contact.propose", "contact.confirm"]


def test_what_is_in_force_stays_until_the_change_is_confirmed(desk, pair, details):
    one, other = pair
    change = propose_contact(
        actor=other, contact=desk, details=replace(details, phone="+999 555 0101")
    )
    desk.refresh_from_db()
    assert desk.current
    assert desk.current.phone == "+999 555 0100"
    with moment.pretended(NIGHT + timedelta(days=3650)):
        confirm_version(actor=one, version=change)
    desk.refresh_from_db()
    old, new = desk.versions.order_by("number")
    assert (desk.current, old.state, new.state) == (new, "replaced", "in_force")
    assert old.replaced_at == new.decided_at == NIGHT + timedelta(days=3650)


def test_the_record_says_what_changes_and_in_the_chain_of_the_actors_state(desk, pair, details):
    change = replace(details, phone="+999 555 0101", verified_on=date(2026, 2, 6))
    propose_contact(actor=pair[0], contact=desk, details=change)
    event = Event.objects.order_by("id").last()
    assert event
    assert (event.verb, event.chain) == ("contact.propose", "state:XA")
    assert json.loads(event.payload)["details"]["changes"] == {
        "phone": {"from": "+999 555 0100", "to": "+999 555 0101"},
        "verified_on": {"from": "2026-01-05", "to": "2026-02-06"},
    }
    assert words_of(event) == "Directory: change to Night desk proposed, version 2"


def test_nobody_confirms_or_declines_their_own_proposal(pair, details):
    version = propose_contact(actor=pair[0], details=details)
    with pytest.raises(NotYours):
        confirm_version(actor=pair[0], version=version)
    with pytest.raises(NotYours):
        decline_version(actor=pair[0], version=version, reason="No")
    assert fresh(version).state == VersionState.PROPOSED


def test_the_database_refuses_a_version_that_its_proposer_confirmed(pair, details):
    version = propose_contact(actor=pair[0], details=details)
    mine = {"decided_by_id": version.proposed_by_id, "decided_at": NIGHT}
    rows = ContactVersion.objects.filter(pk=version.pk)
    for state in (VersionState.IN_FORCE, VersionState.DECLINED):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state=state, **mine)
    assert rows.update(state=VersionState.TAKEN_BACK, **mine) == 1


def test_the_proposer_takes_it_back_and_nobody_else_does(desk, pair, details):
    one, other = pair
    version = propose_contact(actor=one, contact=desk, details=replace(details, hours="Day"))
    with pytest.raises(NotYours):
        take_back_version(actor=other, version=version)
    take_back_version(actor=one, version=version)
    assert fresh(version).state == VersionState.TAKEN_BACK
    assert fresh(version).point.current == desk.current
    with pytest.raises(NotFromHere):
        confirm_version(actor=other, version=version)
    # The way is free for another.
    propose_contact(actor=other, contact=desk, details=replace(details, hours="Night"))


def test_a_proposal_is_declined_with_a_reason_and_the_reason_is_sealed(desk, pair, details):
    one, other = pair
    version = propose_contact(actor=one, contact=desk, details=replace(details, hours="Day"))
    with pytest.raises(Missing):
        decline_version(actor=other, version=version, reason="  ")
    decline_version(actor=other, version=version, reason="The note verbale says otherwise.")
    assert fresh(version).decided_because == "The note verbale says otherwise."
    event = Event.objects.order_by("id").last()
    assert event
    assert event.verb == "contact.decline"
    assert "verbale" not in event.payload


def test_a_second_proposal_is_refused_and_names_the_one_that_waits(desk, pair, details):
    one, other = pair
    propose_contact(actor=one, contact=desk, details=replace(details, hours="Day"))
    for second in (
        lambda: propose_contact(actor=other, contact=desk, details=replace(details, hours="Night")),
        lambda: propose_closing(actor=other, contact=desk, reason="Moved"),
    ):
        with pytest.raises(NotFromHere) as refused:
            second()
        assert one.name in refused.value.reasons[0]
        assert "Night desk" in refused.value.reasons[0]
    assert desk.versions.count() == 2


def test_two_new_desks_of_one_name_do_not_wait_at_once(pair, details):
    propose_contact(actor=pair[0], details=details)
    with pytest.raises(NotFromHere):
        propose_contact(actor=pair[1], details=details)
    assert ContactPoint.objects.count() == 1


def test_a_proposal_is_decided_once(pair, details):
    version = propose_contact(actor=pair[0], details=details)
    confirm_version(actor=pair[1], version=version)
    for again in (
        lambda: confirm_version(actor=pair[1], version=version),
        lambda: decline_version(actor=pair[1], version=version, reason="No"),
        lambda: take_back_version(actor=pair[0], version=version),
    ):
        with pytest.raises(NotFromHere):
            again()
    assert len(verbs()) == 2


def test_a_desk_leaves_the_directory_after_two_people_and_may_come_back(desk, pair, details):
    one, other = pair
    with pytest.raises(Missing):
        propose_closing(actor=one, contact=desk, reason=" ")
    closing = propose_closing(actor=one, contact=desk, reason="Moved to the police")
    assert ContactPoint.objects.get().current is not None
    confirm_version(actor=other, version=closing)
    assert ContactPoint.objects.get().current is None
    with pytest.raises(NotFromHere):
        propose_closing(actor=one, contact=desk, reason="Again")

    back = propose_contact(actor=other, contact=desk, details=details)
    confirm_version(actor=one, version=back)
    assert ContactPoint.objects.get().current == back
    assert [one.state for one in desk.versions.order_by("number")] == [
        *("replaced", "replaced", "in_force"),
    ]


def test_every_reason_is_named(desk, pair, details):
    wrong = replace(
        details,
        phone="112",
        email="nobody",
        languages=("xx",),
        timezone="Mars/Base",
        hours="at\x07night",
        verified_on=moment.now().date() + timedelta(days=3),
        source="s" * 301,
    )
    with pytest.raises(Missing) as refused:
        propose_contact(actor=pair[0], details=wrong)
    assert len(refused.value.reasons) == 8


def test_what_changes_nothing_is_refused(desk, pair, details):
    for same in (details, replace(details, languages=("en", "fr"), hours="  ")):
        with pytest.raises(Missing):
            propose_contact(actor=pair[0], contact=desk, details=same)


def test_a_name_taken_meanwhile_is_refused_when_it_is_confirmed(desk, pair, details):
    one, other = pair
    second = propose_contact(actor=one, details=replace(details, authority_name="Day desk"))
    renamed = replace(details, authority_name="Day desk")
    rename = propose_contact(actor=one, contact=desk, details=renamed)
    confirm_version(actor=other, version=second)
    with pytest.raises(Missing):
        confirm_version(actor=other, version=rename)
    assert fresh(rename).state == VersionState.PROPOSED


def test_the_lengths_of_details_are_those_of_the_columns():
    for name, longest in LONGEST.items():
        field = ContactVersion._meta.get_field(name)
        assert getattr(field, "max_length", None) in (longest, None), name


# Who may.


@pytest.mark.parametrize("role", list(Role))
def test_the_roles_that_keep_the_directory_propose(act_as, details, role: Role):
    actor = act_as(role)
    act_as(DUTY, "XB")
    for state, is_connected in (("XA", True), ("XB", True), ("XD", False)):
        may = role in KEEPERS and (state == "XA" or not is_connected)
        assert may_propose(actor, state) == may, (role, state)
        if not may:
            with pytest.raises(NotYours):
                propose_contact(actor=actor, details=details, state=state)
    assert not ContactPoint.objects.exists()


@pytest.mark.parametrize("role", list(Role))
def test_another_person_of_the_same_state_in_those_roles_confirms(act_as, details, role: Role):
    version = propose_contact(actor=act_as(OFFICER, "XA"), details=details, state="XD")
    ours = role in KEEPERS and role != OFFICER
    if role != OFFICER:
        actor = act_as(role, "XA")
        assert (may_confirm(actor, version), may_decline(actor, version)) == (ours, ours)
        assert not may_take_back(actor, version)
    theirs = act_as(role, "XB")
    assert not may_confirm(theirs, version)
    assert not may_decline(theirs, version)


def test_a_state_that_is_connected_meanwhile_decides_on_its_desks_itself(act_as, details):
    proposer, second = act_as(OFFICER), act_as(DUTY)
    version = propose_contact(actor=proposer, details=details, state="XD")
    theirs = act_as(ADMINISTRATOR, "XD")
    assert not may_confirm(second, version)
    with pytest.raises(NotYours):
        confirm_version(actor=second, version=version)
    assert not may_confirm(theirs, version)
    decline_version(actor=theirs, version=version, reason="We keep it ourselves now.")
    assert fresh(version).state == VersionState.DECLINED


def test_an_authority_that_is_not_connected_leaves_its_desk_to_others(act_as, details):
    Authority.objects.create(
        state_id="XD", kind=AuthorityKind.CENTRAL, name="By post", connected=False
    )
    version = propose_contact(actor=act_as(OFFICER), details=details, state="XD")
    assert version.point.authority
    assert version.point.authority.name == "By post"


# Freshness.


def test_a_contact_is_stale_after_ninety_days_and_not_before():
    version = ContactVersion(verified_on=date(2026, 1, 1))
    assert version.freshness(date(2026, 4, 1)) == Freshness.FRESH
    assert version.freshness(date(2026, 4, 2)) == Freshness.STALE
    assert version.days_since_verified(date(2025, 12, 31)) == 0


def test_freshness_counts_from_the_later_of_verification_and_answered_call():
    version = ContactVersion(verified_on=date(2026, 1, 1))
    later, earlier = datetime(2026, 3, 1, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)
    assert version.freshness(date(2026, 5, 30), later) == Freshness.FRESH
    assert version.freshness(date(2026, 5, 31), later) == Freshness.STALE
    assert version.freshness(date(2026, 4, 2), earlier) == Freshness.STALE


def test_an_unknown_language_stands_for_itself():
    assert (language_name("fr"), language_name("xx")) == ("French", "xx")


# The pages.


def test_the_page_shows_the_hour_there_and_leads_to_each_desk(signed_in, directory):
    with moment.pretended(NIGHT):
        page = signed_in(Role.LIAISON_OFFICER).get(reverse("network:contacts"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "01:12" in text
    assert "18:12" in text
    assert "Wed 1 Jul" in text
    assert "mailbox BEL-247" in text
    assert reverse("convention:article", args=[41]) in text
    assert "house target" in text
    assert reverse("network:add") not in text
    desks = [line.point for line in page.context["lines"]]
    assert [desk.state_id for desk in desks] == ["XA", "XB", "XC", "XD"]
    for point in desks:
        assert reverse("network:contact", args=[point.pk]) in text


def test_stale_is_said_of_the_old_one_only(signed_in, directory):
    text = signed_in(DUTY).get(reverse("network:contacts")).content.decode()
    assert text.count("tag-alert") == 1
    assert "143 days ago" in text
    assert "90 days ago" in text


def test_an_empty_directory_says_what_belongs_there(signed_in, states):
    page = signed_in(Role.AUDITOR).get(reverse("network:contacts"))
    assert "No points of contact are recorded" in page.content.decode()


def test_the_page_asks_as_often_for_one_desk_as_for_many(
    signed_in, directory, details, django_assert_max_num_queries
):
    client = signed_in(DUTY)
    for number in range(30):
        point = ContactPoint.objects.create(state_id="XB")
        point.current = ContactVersion.objects.create(
            point=point,
            number=1,
            state=VersionState.IN_FORCE,
            decided_at=NIGHT,
            **{**vars(details), "authority_name": f"Desk {number}", "languages": ["fr"]},
        )
        point.save()
    with django_assert_max_num_queries(10):
        client.get(reverse("network:contacts"))


def form_of(**changes: object) -> dict[str, object]:
    return {
        "authority_name": "Night desk",
        "phone": "+999 555 0100",
        "email": "",
        "channels": "",
        "languages": ["fr"],
        "timezone": "Africa/Tunis",
        "hours": "",
        "verified_on": "2026-01-05",
        "source": "Note verbale",
        "reason": "",
        "state": "XA",
        **changes,
    }


def test_a_desk_is_proposed_by_one_and_confirmed_by_another_on_the_pages(signed_in, states):
    one, other = signed_in(DUTY), signed_in(ADMINISTRATOR)
    assert one.get(reverse("network:add")).status_code == 200
    sent = one.post(reverse("network:add"), form_of(channels="SIP a\r\n\r\n SIP b "))
    version = ContactVersion.objects.get()
    assert sent["Location"] == reverse("network:proposal", args=[version.pk])
    assert version.channel_lines == ["SIP a", "SIP b"]

    mine = one.get(sent["Location"]).content.decode()
    assert reverse("network:take_back_contact", args=[version.pk]) in mine
    confirm = reverse("network:confirm_contact", args=[version.pk])
    assert confirm not in mine
    assert one.post(confirm).status_code == 403
    assert confirm in other.get(sent["Location"]).content.decode()
    assert "you can decide" in other.get(reverse("network:contacts")).content.decode()
    assert other.post(confirm).status_code == 302
    assert fresh(version).state == VersionState.IN_FORCE
    again = other.post(confirm)
    assert again.status_code == 409
    assert "decided on this already" in again.content.decode()


def test_the_confirm_page_shows_old_and_new_side_by_side(desk, signed_in, pair, details):
    change = replace(details, phone="+999 555 0999")
    version = propose_contact(actor=pair[0], contact=desk, details=change)
    text = signed_in_as(pair[1]).get(reverse("network:proposal", args=[version.pk]))
    assert "+999 555 0100" in text.content.decode()
    assert "+999 555 0999" in text.content.decode()
    assert text.content.decode().count(">changes<") == 1


def signed_in_as(actor):
    from django.test import Client

    from accounts.models import Person

    client = Client()
    client.force_login(
        Person.objects.get(pk=actor.person_id), backend="accounts.backends.PersonBackend"
    )
    return client


def test_a_second_proposal_on_the_page_is_a_conflict_that_keeps_what_was_typed(desk, pair, details):
    version = propose_contact(actor=pair[0], contact=desk, details=replace(details, hours="Day"))
    client = signed_in_as(pair[1])
    page = client.post(reverse("network:edit", args=[desk.pk]), form_of(hours="Words I typed"))
    text = page.content.decode()
    assert page.status_code == 409
    assert "Words I typed" in text
    assert pair[0].name in text
    assert reverse("network:proposal", args=[version.pk]) in text


def test_a_proposal_is_declined_and_taken_back_on_its_page(desk, pair, details):
    one, other = (signed_in_as(actor) for actor in pair)
    first = propose_contact(actor=pair[0], contact=desk, details=replace(details, hours="Day"))
    path = reverse("network:decline_contact", args=[first.pk])
    assert other.post(path, {"reason": ""}).status_code == 422
    assert other.post(path, {"reason": "Wrong day"}).status_code == 302
    assert "Wrong day" in one.get(reverse("network:proposal", args=[first.pk])).content.decode()
    second = propose_contact(actor=pair[0], contact=desk, details=replace(details, hours="Eve"))
    path = reverse("network:take_back_contact", args=[second.pk])
    assert other.post(path).status_code == 403
    assert one.post(path).status_code == 302
    desk.refresh_from_db()
    assert desk.current
    assert desk.current.hours == ""


def test_a_desk_is_closed_on_the_pages(desk, pair):
    one, other = (signed_in_as(actor) for actor in pair)
    path = reverse("network:close_contact", args=[desk.pk])
    assert one.get(path).status_code == 200
    assert one.post(path, {"reason": ""}).status_code == 422
    assert one.post(path, {"reason": "Moved"}).status_code == 302
    closing = desk.versions.get(closes=True)
    assert "no longer in the directory" in (
        other.get(reverse("network:proposal", args=[closing.pk])).content.decode()
    )
    other.post(reverse("network:confirm_contact", args=[closing.pk]))
    assert "Night desk" not in one.get(reverse("network:contacts")).content.decode()
    page = one.get(reverse("network:contact", args=[desk.pk])).content.decode()
    assert "Do not rely on its number" in page
    assert one.get(path).status_code == 404
    assert one.get(reverse("network:edit", args=[desk.pk])).status_code == 200


def test_a_proposal_of_another_state_is_not_there(desk, pair, details, signed_in):
    version = propose_contact(actor=pair[0], contact=desk, details=replace(details, hours="Day"))
    new = propose_contact(actor=pair[0], details=replace(details, authority_name="Day desk"))
    theirs = signed_in(DUTY, "XB")
    for name in ("proposal", "confirm_contact", "decline_contact", "take_back_contact"):
        path = reverse(f"network:{name}", args=[version.pk])
        method = theirs.get if name == "proposal" else theirs.post
        assert method(path).status_code == 404, name
    page = theirs.get(reverse("network:contact", args=[desk.pk])).content.decode()
    assert "waits for a second person" not in page
    assert theirs.get(reverse("network:contact", args=[new.point_id])).status_code == 404
    assert "Day desk" not in theirs.get(reverse("network:contacts")).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "javascript:alert(1)"},
        {"phone": "112"},
        {"timezone": "../../etc/passwd"},
        {"languages": ["xx"]},
        {"languages": []},
        {"verified_on": "9999-12-31"},
        {"verified_on": "yesterday"},
        {"authority_name": "a\x00b"},
        {"authority_name": "a\u202eb"},
        {"authority_name": "   "},
        {"source": ""},
        {"state": "XB"},
        {"state": "nowhere"},
        {"channels": "c" * 2001},
    ],
)
def test_a_wrong_form_keeps_what_was_typed(signed_in, act_as, wrong: dict[str, object]):
    act_as(DUTY, "XB")
    client = signed_in(ADMINISTRATOR)
    page = client.post(reverse("network:add"), form_of(**{"hours": "Typed", **wrong}))
    assert page.status_code == 422
    assert "Typed" in page.content.decode()
    assert not ContactPoint.objects.exists()


def test_the_forms_are_closed_to_others(signed_in, directory):
    theirs = ContactPoint.objects.get(state="XB").pk
    signed_in(DUTY, "XB")
    officer, administrator = signed_in(Role.LIAISON_OFFICER), signed_in(ADMINISTRATOR)
    assert officer.get(reverse("network:add")).status_code == 403
    for name in ("edit", "close_contact"):
        path = reverse(f"network:{name}", args=[theirs])
        assert administrator.post(path, form_of()).status_code == 403
        unknown = reverse(f"network:{name}", args=[10**6])
        assert administrator.get(unknown).status_code == 404


def test_markup_in_a_desk_is_shown_as_text(signed_in, states):
    client = signed_in(ADMINISTRATOR)
    client.post(reverse("network:add"), form_of(authority_name="<script>alert(1)</script>"))
    version = ContactVersion.objects.get()
    for path in (
        reverse("network:contacts"),
        reverse("network:contact", args=[version.point_id]),
        reverse("network:proposal", args=[version.pk]),
    ):
        text = client.get(path).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
