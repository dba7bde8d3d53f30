"""The hand-over: each open matter is taken over by name, or the shift stays open."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Appointment, Conflict, Participation, Person
from audit.models import Event as Recorded
from audit.words import words_of
from config.demonstration.cast import assemble
from network247.choices import KIND, Channel, MatterKind, Status
from network247.models import Alarm, Attempt, Holding, LogEntry, Shift, UrgentMatter
from network247.queries.handover import log_of, open_matters, own_shift
from network247.services import handover
from network247.services.seeding import seed_contacts
from network247.table import TABLE
from workflow.choices import Side, Source, Unit
from workflow.models import Case, Clock, Event
from workflow.refusals import Missing, NotFromHere, NotYours

from .rosters import HOUR, NOW, Desk, at_time

LATER = NOW + 8 * HOUR


@pytest.fixture
def desk(db):
    with at_time(NOW):
        yield Desk(assemble(NOW))


def matter(
    desk: Desk, title: str = "Wallet", holder: str = "", due: datetime | None = None
) -> UrgentMatter:
    """An open matter that Arvenia asked of Belmara."""
    case = Case.objects.create(kind=KIND, status=Status.ACCEPTED, title=title)
    asks, asked = desk.cast.central["XA"], desk.authority
    number = Case.objects.count()
    for authority, partner, side, reference in (
        (asks, asked, Side.REQUESTING, f"ARV-U-{number}"),
        (asked, asks, Side.REQUESTED, f"BEL-U-{number}"),
    ):
        Participation.objects.create(
            case=case,
            authority=authority,
            partner=partner,
            state=authority.state,
            side=side,
            reference=reference,
            opened_at=case.opened_at,
        )
    made = UrgentMatter.objects.create(
        case=case,
        kind=MatterKind.PRESERVATION,
        requesting=asks,
        requested=asked,
        opened_by=Side.REQUESTING,
        requested_holder=desk.person(holder) if holder else None,
    )
    if due:
        clock(case, "order", due)
    return made


def clock(case: Case, name: str, due: datetime, **more: Any) -> Clock:
    return Clock.objects.create(
        case=case,
        kind=KIND,
        name=name,
        owed_by=Side.REQUESTED,
        source=Source.HOUSE,
        unit=Unit.HOURS,
        started_at=NOW,
        due_at=due,
        **more,
    )


def on_shift(desk: Desk, who: str, begin: datetime = NOW, hours: int = 8) -> Shift:
    """Somebody who has taken the desk over."""
    shift = desk.plan(who, begin, begin + hours * HOUR)
    with at_time(begin):
        return handover.begin_shift(actor=desk.actor(who), pk=shift.pk)


def offered(desk: Desk, one: UrgentMatter, to: str, by: str = "niamh") -> Holding:
    return handover.offer(
        actor=desk.actor(by), case_id=one.pk, to=desk.person(to), next_step="Call the provider."
    )


def holder(one: UrgentMatter) -> str:
    one.refresh_from_db()
    return one.requested_holder.name if one.requested_holder else ""


def end(desk: Desk, who: str, shift: Shift, note: str = "") -> Shift:
    return handover.end_shift(actor=desk.actor(who), pk=shift.pk, note=note)


def reasons(desk: Desk, who: str, shift: Shift) -> list[str]:
    with pytest.raises(Missing) as caught:
        end(desk, who, shift)
    shift.refresh_from_db()
    assert shift.ended_at is None
    return list(caught.value.reasons)


# --- offering and taking --------------------------------------------------------------------------


def test_an_offer_names_the_colleague_the_next_step_and_what_runs_out_as_it_was(desk):
    one = matter(desk, holder="niamh", due=NOW + 3 * HOUR)
    clock(one.case, "later", NOW + 5 * HOUR)
    clock(one.case, "over", NOW + HOUR, stopped_at=NOW)
    clock(one.case, "still", NOW + HOUR, paused_at=NOW)
    holding = offered(desk, one, "ciara")
    label = str(TABLE.clock("order").label)
    assert (holding.runs_out, holding.runs_out_at) == (label, NOW + 3 * HOUR)
    assert (holding.given_by_name, holding.next_step) == ("Niamh Byrne", "Call the provider.")
    assert holder(one) == "Niamh Byrne"
    Clock.objects.update(due_at=LATER)
    holding.refresh_from_db()
    assert holding.runs_out_at == NOW + 3 * HOUR


def test_whoever_takes_it_over_has_it_and_both_steps_are_on_the_record_of_the_case(desk):
    one = matter(desk, holder="niamh")
    holding = offered(desk, one, "ciara")
    handover.take(actor=desk.actor("ciara"), pk=holding.pk)
    assert holder(one) == "Ciara Doyle"
    events = Recorded.objects.filter(chain=f"case:{one.pk}").order_by("seq")
    assert [event.verb for event in events] == ["holding.offer", "holding.take"]
    assert [words_of(event) for event in events] == [
        "Offered to Ciara Doyle",
        "Taken over by Ciara Doyle",
    ]
    assert not any(event.shared for event in events)
    assert "Call the provider" not in events[0].payload
    assert json.loads(events[0].payload)["details"]["offered_to_name"] == "Ciara Doyle"
    with pytest.raises(NotFromHere):
        handover.take(actor=desk.actor("ciara"), pk=holding.pk)


def test_the_asking_side_hands_over_for_itself(desk):
    one = matter(desk, holder="niamh")
    handover.take_up(actor=desk.actor("nour"), case_id=one.pk)
    one.refresh_from_db()
    assert (one.requesting_holder, one.requested_holder) == (
        desk.person("nour"),
        desk.person("niamh"),
    )
    holding = handover.offer(
        actor=desk.actor("nour"), case_id=one.pk, to=desk.person("youssef"), next_step="Wait."
    )
    assert holding.side == Side.REQUESTING


def test_declined_it_stays_where_it_was(desk):
    one = matter(desk, holder="niamh")
    holding = offered(desk, one, "ciara")
    handover.decline(actor=desk.actor("ciara"), pk=holding.pk)
    assert holder(one) == "Niamh Byrne"
    with pytest.raises(NotFromHere):
        handover.take(actor=desk.actor("ciara"), pk=holding.pk)
    [line] = open_matters(desk.actor("niamh"), desk.authority.pk)
    assert line.offer is None
    assert line.lapsed == holding


def test_offering_again_voids_the_offer_before(desk):
    one = matter(desk, holder="niamh")
    first, second = offered(desk, one, "ciara"), offered(desk, one, "tom")
    with pytest.raises(NotFromHere):
        handover.take(actor=desk.actor("ciara"), pk=first.pk)
    handover.take(actor=desk.actor("tom"), pk=second.pk)
    assert holder(one) == "Tom Keane"


def test_only_the_one_named_takes_or_declines(desk):
    holding = offered(desk, matter(desk, holder="niamh"), "ciara")
    for act in (handover.take, handover.decline):
        with pytest.raises(NotYours):
            act(actor=desk.actor("tom"), pk=holding.pk)


def test_a_matter_that_nobody_has_or_whose_holder_is_away_is_taken_without_an_offer(desk):
    one = matter(desk)
    handover.take_up(actor=desk.actor("ciara"), case_id=one.pk)
    assert holder(one) == "Ciara Doyle"
    waiting = offered(desk, one, "tom", by="ciara")
    handover.take_up(actor=desk.actor("niamh"), case_id=one.pk)
    assert holder(one) == "Niamh Byrne"
    with pytest.raises(NotFromHere):
        handover.take(actor=desk.actor("tom"), pk=waiting.pk)
    with pytest.raises(NotFromHere):
        handover.take_up(actor=desk.actor("niamh"), case_id=one.pk)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("niamh", "somebody else"),
        ("aoife", "does not keep this desk"),
        ("sean", "does not keep this desk"),
        ("nour", "does not keep this desk"),
    ],
)
def test_it_is_offered_to_colleagues_of_the_desk_alone(desk, to, said):
    one = matter(desk, holder="niamh")
    with pytest.raises(Missing, match=said):
        offered(desk, one, to)


def test_it_is_not_offered_to_whoever_may_not_see_it(desk):
    one = matter(desk, holder="niamh")
    Conflict.objects.create(
        case=one.case, person=desk.person("ciara"), side=Side.REQUESTED, reason="A cousin"
    )
    with pytest.raises(Missing, match="may not see"):
        offered(desk, one, "ciara")


def test_an_offer_says_what_comes_next(desk):
    one = matter(desk, holder="niamh")
    with pytest.raises(Missing, match="what has to be done next"):
        handover.offer(
            actor=desk.actor("niamh"), case_id=one.pk, to=desk.person("ciara"), next_step=" "
        )
    assert not Holding.objects.exists()


def test_a_matter_that_has_ended_is_not_handed_over(desk):
    one = matter(desk, holder="niamh")
    holding = offered(desk, one, "ciara")
    UrgentMatter.objects.update(ended_at=NOW)
    with pytest.raises(NotFromHere):
        handover.take(actor=desk.actor("ciara"), pk=holding.pk)
    with pytest.raises(NotFromHere):
        offered(desk, one, "tom")


def test_nobody_hands_over_what_they_may_not_see_or_in_another_role(desk):
    one = matter(desk, holder="niamh")
    holding = offered(desk, one, "ciara")
    for who in ("aoife", "orla", "sean", "declan"):
        for act in (
            lambda: offered(desk, one, "tom", by=who),  # noqa: B023 called at once
            lambda: handover.take_up(actor=desk.actor(who), case_id=one.pk),  # noqa: B023 the same
            lambda: handover.take(actor=desk.actor(who), pk=holding.pk),  # noqa: B023 the same
        ):
            with pytest.raises(NotYours):
                act()
    Participation.objects.filter(case=one.case, side=Side.REQUESTED).update(sealed=True)
    with pytest.raises(UrgentMatter.DoesNotExist):
        handover.take(actor=desk.actor("ciara"), pk=holding.pk)
    with pytest.raises(UrgentMatter.DoesNotExist):
        handover.take_up(actor=desk.actor("lucia"), case_id=one.pk)


# --- the shift ------------------------------------------------------------------------------------


def test_a_shift_begins_from_half_an_hour_before_and_only_ones_own(desk):
    shift = desk.plan("niamh", NOW + HOUR, NOW + 9 * HOUR)
    with pytest.raises(Missing, match="half an hour before"):
        handover.begin_shift(actor=desk.actor("niamh"), pk=shift.pk)
    with at_time(NOW + timedelta(minutes=30)):
        with pytest.raises(NotYours):
            handover.begin_shift(actor=desk.actor("ciara"), pk=shift.pk)
        handover.begin_shift(actor=desk.actor("niamh"), pk=shift.pk)
        with pytest.raises(NotFromHere):
            handover.begin_shift(actor=desk.actor("niamh"), pk=shift.pk)
    event = Recorded.objects.get(verb="shift.begin")
    assert event.chain == "state:XB"


def test_a_shift_does_not_close_while_a_matter_has_nobody_or_only_the_one_who_leaves(desk):
    shift = on_shift(desk, "niamh")
    own, free, others = matter(desk, holder="niamh"), matter(desk), matter(desk, holder="ciara")
    with at_time(LATER):
        assert reasons(desk, "niamh", shift) == [
            "BEL-U-1: you still have it. Offer it to a colleague.",
            "BEL-U-2: nobody has it. Take it, or offer it to a colleague.",
        ]
        one, other = offered(desk, own, "ciara"), offered(desk, free, "ciara")
        assert reasons(desk, "niamh", shift) == [
            "BEL-U-1: Ciara Doyle has not taken it over yet.",
            "BEL-U-2: nobody has it; Ciara Doyle has not taken it over yet.",
        ]
        handover.take(actor=desk.actor("ciara"), pk=one.pk)
        handover.decline(actor=desk.actor("ciara"), pk=other.pk)
        assert len(reasons(desk, "niamh", shift)) == 1
        handover.take_up(actor=desk.actor("tom"), case_id=free.pk)
        closed = end(desk, "niamh", shift, "The provider calls back at six.")
    assert closed.ended_at == LATER
    assert holder(others) == "Ciara Doyle"
    event = Recorded.objects.get(verb="shift.end")
    assert json.loads(event.payload)["details"]["open_matters"] == 3
    assert "provider" not in event.payload
    assert words_of(event) == "Shift closed, 2026-11-30 10:00 – 2026-11-30 18:00 UTC"
    with at_time(LATER), pytest.raises(NotFromHere):
        end(desk, "niamh", shift)


def test_a_matter_of_somebody_who_left_the_authority_counts_as_nobodys(desk):
    shift, _one = on_shift(desk, "niamh"), matter(desk, holder="tom")
    Appointment.objects.filter(person=desk.person("tom")).update(stopped_at=NOW)
    with at_time(LATER):
        assert reasons(desk, "niamh", shift) == [
            "BEL-U-1: Tom Keane has it and does not work here any more."
        ]


def test_ended_matters_and_those_of_other_desks_keep_nobody(desk):
    shift, one = on_shift(desk, "niamh"), matter(desk, holder="niamh")
    UrgentMatter.objects.filter(pk=one.pk).update(ended_at=NOW)
    elsewhere = matter(desk)
    UrgentMatter.objects.filter(pk=elsewhere.pk).update(requested=desk.cast.central["XC"])
    Participation.objects.filter(case=elsewhere.case, side=Side.REQUESTED).update(
        authority=desk.cast.central["XC"]
    )
    with at_time(LATER):
        assert end(desk, "niamh", shift).ended_at


def test_whoever_stays_for_the_next_shift_keeps_theirs(desk):
    shift, _one = on_shift(desk, "niamh"), matter(desk, holder="niamh")
    desk.plan("niamh", LATER, LATER + 8 * HOUR)
    with at_time(LATER):
        assert end(desk, "niamh", shift).ended_at
        assert own_shift(desk.actor("niamh")) is not None


def test_a_shift_closes_from_half_an_hour_before_its_end(desk):
    shift = on_shift(desk, "niamh")
    with at_time(LATER - timedelta(minutes=31)):
        assert "half an hour before its end" in reasons(desk, "niamh", shift)[0]
    with at_time(LATER - timedelta(minutes=30)):
        assert end(desk, "niamh", shift).ended_at


def test_a_shift_that_was_given_away_while_it_ran_is_closed_by_whoever_had_it(desk):
    shift = on_shift(desk, "niamh")
    with at_time(NOW + HOUR):
        desk.give(shift, "ciara")
        assert own_shift(desk.actor("niamh")) == shift
        assert end(desk, "niamh", shift).ended_at
        assert own_shift(desk.actor("niamh")) is None
        new = own_shift(desk.actor("ciara"))
        assert new is not None
        assert new.begun_at is None


def test_a_shift_that_was_not_begun_is_not_closed(desk):
    shift = desk.plan("niamh", NOW, LATER)
    with at_time(LATER), pytest.raises(NotFromHere):
        end(desk, "niamh", shift)


def test_what_a_person_may_not_see_is_not_told_when_they_close(desk):
    shift, one = on_shift(desk, "niamh"), matter(desk)
    Participation.objects.filter(case=one.case, side=Side.REQUESTED).update(sealed=True)
    with at_time(LATER):
        assert end(desk, "niamh", shift).ended_at


# --- the log --------------------------------------------------------------------------------------


def test_the_log_has_moves_attempts_and_notes_newest_first(desk):
    shift, one = on_shift(desk, "niamh"), matter(desk)
    move(one, 1, "ask", Side.REQUESTING, NOW + timedelta(minutes=1))
    alarm = Alarm.objects.create(case=one.case, authority=desk.authority)
    Attempt.objects.create(
        alarm=alarm,
        level=1,
        person=desk.person("niamh"),
        person_name="Niamh Byrne",
        channel=Channel.MAIL,
        at=NOW + timedelta(minutes=2),
    )
    with at_time(NOW + timedelta(minutes=3)):
        entry = handover.write_log(actor=desk.actor("niamh"), text="The provider calls back.")
    assert entry.shift == shift
    lines = log_of(desk.actor("ciara"), desk.authority.pk, NOW, LATER)
    assert [line.at.minute for line in lines] == [3, 2, 1]
    assert lines[0].text == "The provider calls back."
    assert lines[1].what == "Alarm, e-mail: waits"
    assert lines[2].reference == "BEL-U-1"


def move(
    one: UrgentMatter, number: int, action: str, side: str, at: datetime, **more: Any
) -> Event:
    given = {"shared": True, "actor_name": "Nour Zouari", "authority_name": "Directorate", **more}
    return Event.objects.create(
        case=one.case,
        number=number,
        action=action,
        target=Status.ASKED,
        side=side,
        actor_role="duty_officer",
        happened_at=at,
        recorded_at=at,
        **given,
    )


def test_the_log_tells_nothing_that_the_other_side_does_for_itself_nor_who_does_it(desk):
    one = matter(desk)
    move(one, 1, "ask", Side.REQUESTING, NOW + HOUR)
    move(one, 2, "note", Side.REQUESTING, NOW + HOUR, shared=False, text="Ours alone")
    [line] = log_of(desk.actor("niamh"), desk.authority.pk, NOW, LATER)
    assert line.who == "Directorate"
    theirs = log_of(desk.actor("nour"), desk.cast.central["XA"].pk, NOW, LATER)
    assert {line.text for line in theirs} == {"", "Ours alone"}
    assert {line.who for line in theirs} == {"Nour Zouari"}
    Participation.objects.filter(side=Side.REQUESTED).update(sealed=True)
    assert log_of(desk.actor("niamh"), desk.authority.pk, NOW, LATER) == []


def test_a_line_is_written_once_and_says_something(desk):
    key = uuid4()
    for _ in range(2):
        handover.write_log(actor=desk.actor("niamh"), text="Line is dead.", form_key=key)
    assert LogEntry.objects.count() == 1
    assert Recorded.objects.filter(verb="shift.log").count() == 1
    with pytest.raises(Missing):
        handover.write_log(actor=desk.actor("niamh"), text=" ")
    with pytest.raises(NotYours):
        handover.write_log(actor=desk.actor("orla"), text="x")


# --- pages ----------------------------------------------------------------------------------------


def browser(desk: Desk, who: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=desk.actor(who).person_id))
    return client


def post(desk: Desk, who: str, name: str, *args: Any, **given: Any) -> Any:
    return browser(desk, who).post(reverse(f"network:{name}", args=args), given)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_shift_goes_through_its_page_from_beginning_to_end(desk):
    shift = desk.plan("niamh", NOW, LATER)
    one = matter(desk, title="Wallet of a clinic", holder="niamh", due=NOW + 90 * HOUR / 60)
    page = text(browser(desk, "niamh").get(reverse("network:shift")))
    for words in (
        "Take the desk over",
        "BEL-U-1",
        "Wallet of a clinic",
        "in 1 h 30 min",
        "ARV-U-1",
    ):
        assert words in page
    assert post(desk, "niamh", "begin_shift", shift.pk).status_code == 302
    with at_time(LATER):
        refused = post(desk, "niamh", "end_shift", shift.pk, note="Words I typed")
        assert refused.status_code == 422
        assert "BEL-U-1: you still have it" in text(refused)
        assert "Words I typed" in text(refused)
        ciara = str(desk.person("ciara").pk)
        wrong = post(desk, "niamh", "offer_matter", one.pk, to=ciara, next_step="")
        assert wrong.status_code == 422
        given = {"to": ciara, "next_step": "Call the provider."}
        assert post(desk, "niamh", "offer_matter", one.pk, **given).status_code == 302
        page = text(browser(desk, "ciara").get(reverse("network:shift")))
        assert "Take it over" in page
        assert "Call the provider." in page
        holding = Holding.objects.get()
        assert post(desk, "ciara", "take_matter", holding.pk).status_code == 302
        assert post(desk, "ciara", "take_matter", holding.pk).status_code == 409
        assert post(desk, "niamh", "end_shift", shift.pk, note="All is calm.").status_code == 302
        page = text(browser(desk, "ciara").get(reverse("network:shift")))
        assert "Left by Niamh Byrne" in page
        assert "All is calm." in page


def test_the_page_is_for_those_who_keep_the_desk(desk):
    path = reverse("network:shift")
    for who in ("niamh", "ciara", "nour"):
        assert browser(desk, who).get(path).status_code == 200
    for who in ("aoife", "orla", "sean", "declan"):
        assert browser(desk, who).get(path).status_code == 403


def test_a_matter_of_others_is_not_there(desk):
    one = matter(desk, holder="niamh")
    holding = offered(desk, one, "ciara")
    given = {"to": str(desk.person("ciara").pk), "next_step": "x"}
    assert post(desk, "lucia", "take_up_matter", one.pk).status_code == 404
    assert post(desk, "lucia", "offer_matter", one.pk, **given).status_code == 404
    assert post(desk, "lucia", "take_matter", holding.pk).status_code == 404
    assert post(desk, "niamh", "take_matter", 999).status_code == 404
    assert post(desk, "niamh", "take_up_matter", uuid4()).status_code == 404
    assert "BEL-U-1" not in text(browser(desk, "lucia").get(reverse("network:shift")))


def test_a_line_is_written_on_the_page(desk):
    assert post(desk, "niamh", "write_log", text="Line is dead.").status_code == 302
    assert "Line is dead." in text(browser(desk, "ciara").get(reverse("network:shift")))
    assert "Line is dead." not in text(browser(desk, "nour").get(reverse("network:shift")))
    assert post(desk, "niamh", "write_log", text="").status_code == 422


def test_the_page_asks_as_often_for_many_matters_as_for_few(desk):
    def cost() -> int:
        client = browser(desk, "niamh")
        client.get(reverse("network:shift"))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("network:shift"))
        return len(caught)

    on_shift(desk, "niamh")

    def more(number: int) -> None:
        for _ in range(number):
            one = matter(desk, holder="niamh", due=LATER)
            offered(desk, one, "ciara")
            move(one, 1, "ask", Side.REQUESTING, NOW)

    more(2)
    few = cost()
    more(6)
    assert cost() == few


def test_the_sheet_has_what_a_desk_needs_when_the_network_is_down(desk):
    seed_contacts()
    desk.plan("niamh", NOW, LATER)
    matter(desk, holder="niamh", due=LATER)
    page = text(browser(desk, "niamh").get(reverse("network:sheet")))
    for words in ("Niamh Byrne", "GAP: nobody", "BEL-U-1", "ARV-U-1", "Dravonia", "UTC-0600"):
        assert words in page
    for letter in "abcdefg":
        assert f"42(3)({letter})" in page
    assert page.count("2(o)") == 3
    assert "Mon 30 Nov 18:00" in page
    assert page.count("+999 ") >= 4


def test_the_sheet_shows_matters_to_those_alone_who_may_see_them(desk):
    seed_contacts()
    one = matter(desk, holder="niamh")
    assert "BEL-U-1" in text(browser(desk, "orla").get(reverse("network:sheet")))
    for who in ("sean", "lucia", "declan"):
        page = browser(desk, who).get(reverse("network:sheet"))
        assert page.status_code == 200
        assert "BEL-U-1" not in text(page)
    Participation.objects.filter(case=one.case, side=Side.REQUESTED).update(sealed=True)
    assert "BEL-U-1" not in text(browser(desk, "niamh").get(reverse("network:sheet")))
