"""Urgent matters: asked, accepted, verified, frozen, followed up, answered, refused, disowned."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from audit.moment import pretended
from config.demonstration.desk import DeskPlay
from convention.amounts import amount_of
from network247.choices import Action, MatterKind, Method, Route, Status, Verdict
from network247.contents import gaps
from network247.models import ContactPoint, Verification
from network247.offers import offers_for
from network247.services.directory import confirm_version, propose_contact
from requests_mla.models import Request
from workflow.models import Letter
from workflow.refusals import Missing, NotYours
from workflow.sweeping import fire_reminders

from . import stage

pytestmark = pytest.mark.django_db


def entry_of(state):
    """What the directory says of a State's desk."""
    entry = ContactPoint.objects.get(state=state).current
    assert entry
    return entry


@pytest.fixture
def cast():
    """Belmara, Costaria, Arvenia, Dravonia, and their desks."""
    return stage.gathered()


def clock(play, name):
    """The open clock of that name; None if none runs."""
    return play.case.clocks.filter(name=name, stopped_at=None).first()


def letters(play):
    """The kinds of letters made, in order, with how they stand."""
    return list(Letter.objects.filter(case=play.case).values_list("kind", "state"))


def actions(play, who):
    """What somebody may do now, ready or not."""
    with pretended(play.at):
        found = offers_for(play.actor(who), play.case)
    return {offer.move.action: offer.reasons for offer in found}


def test_a_preservation_goes_from_the_wish_to_the_freeze(cast):
    play = stage.frozen(cast)
    assert play.case.status == Status.PRESERVED
    references = dict(play.case.participations.values_list("side", "reference"))
    assert references == {"requesting": "BEL-247-2026-0001", "requested": "COS-247-2026-0001"}
    assert letters(play) == [("urgent_request", "signed"), ("urgent_frozen", "signed")]
    assert clock(play, "freeze") is None
    assert clock(play, "accept") is None
    assert clock(play, "verify") is None


def test_both_ends_are_counted_each_from_its_own_beginning(cast):
    play = stage.frozen(cast)
    abroad, home = clock(play, "preserved"), clock(play, "order")
    frozen_from = play.now.preservation.frozen_from
    assert abroad.started_at == frozen_from
    assert abroad.source == home.source == "treaty"
    assert (abroad.basis, abroad.owed_by) == ("42(8)", "requesting")
    assert (home.basis, home.owed_by) == ("25(2)", "requested")
    # Dublin: the end of the last day there, in summer time's absence.
    last = date(2026, 9, 1) + timedelta(days=amount_of("preservation_minimum"))
    assert abroad.due_at == datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=UTC)
    most = timedelta(days=amount_of("domestic_preservation_maximum"))
    assert home.due_at > abroad.due_at
    assert (home.due_at - play.now.preservation.ordered_at) < most + timedelta(days=1)


def test_what_42_3_names_has_to_be_there_and_each_gap_says_its_article(cast):
    play = DeskPlay(cast, stage.START)
    play.write("niamh", cast.central["XC"], MatterKind.PRESERVATION, "Account")
    found = {gap.reference: gap.blocks for gap in gaps(play.now)}
    assert found == {
        "42(3)(a)": True,
        "42(3)(b)": True,
        "42(3)(c)": True,
        "42(3)(d)": False,
        "42(3)(e)": True,
        "42(3)(f), 42(1)": True,
        "42(8)": False,
    }
    with pytest.raises(Missing):
        play.act("niamh", Action.ASK)
    assert play.case.status == Status.WRITING


def test_an_emergency_needs_all_three_parts_of_its_test(cast):
    for part in ("risk_to_whom", "risk_significant", "risk_imminent"):
        play = DeskPlay(cast, stage.START)
        said = stage.emergency(**{part: " "})
        play.write("niamh", cast.central["XC"], MatterKind.EMERGENCY_DATA, "Child", **said)
        with pytest.raises(Missing) as refusal:
            play.act("niamh", Action.ASK)
        assert "significant and imminent" in str(refusal.value)


def test_nothing_is_ordered_or_answered_before_somebody_was_called_back(cast):
    play = stage.accepted(cast)
    assert "Not verified" in actions(play, "ana")[Action.ORDER][0]
    with pytest.raises(Missing):
        play.act("ana", Action.ORDER, custodian="Vidriera")
    play.verify("ana", "Niamh Byrne")
    assert actions(play, "ana")[Action.ORDER] == ()


def test_a_number_that_came_into_the_directory_afterwards_verifies_nobody(cast):
    play = stage.accepted(cast)
    stood = entry_of("XB")
    with pretended(play.at):
        details = replace(stood.details, phone="+999 666 0000")
        proposed = propose_contact(
            actor=play.actor("niamh"), contact=stood.point, details=details, reason="New number."
        )
        confirm_version(actor=cast.actors["ciara"], version=proposed)
    late = entry_of("XB")
    assert late.phone == "+999 666 0000"
    play.wait(minutes=1)
    called: dict[str, Any] = {"method": Method.CALL_BACK, "spoke_to": "Somebody"}
    with pytest.raises(Missing) as refusal:
        play.act("ana", Action.VERIFY, entry=str(late.pk), **called)
    assert "stood in the directory before" in str(refusal.value)
    play.act("ana", Action.VERIFY, entry=str(stood.pk), **called)
    assert Verification.objects.get().phone == stood.phone


@pytest.mark.parametrize("entry", ["", "0", "99999999", "+999 666 000", "-1"])
def test_a_number_that_is_no_entry_verifies_nobody(cast, entry):
    play = stage.accepted(cast)
    with pytest.raises(Missing):
        play.act("ana", Action.VERIFY, method=Method.CALL_BACK, entry=entry, spoke_to="Somebody")


def test_an_entry_of_another_state_verifies_nobody(cast):
    play = stage.accepted(cast)
    other = entry_of("XA")
    with pytest.raises(Missing):
        play.act(
            "ana", Action.VERIFY, method=Method.CALL_BACK, entry=str(other.pk), spoke_to="Somebody"
        )


def test_a_call_that_was_not_answered_stays_on_record_and_verifies_nothing(cast):
    play = stage.accepted(cast)
    entry = entry_of("XB")
    play.act("ana", Action.NOTE_ATTEMPT, entry=str(entry.pk), verdict=Verdict.NO_ANSWER)
    assert Verification.objects.get().phone == entry.phone
    assert clock(play, "verify") is not None
    assert "Not verified" in actions(play, "ana")[Action.ORDER][0]


def test_a_second_person_lets_go_on_for_a_life_and_a_third_looks_at_it_afterwards(cast):
    play = stage.accepted(cast, kind=MatterKind.EMERGENCY_DATA)
    with pytest.raises(Missing) as refusal:
        play.act("ana", Action.OVERRIDE, reasons="No time.")
    assert "second person" in str(refusal.value)
    play.act("lucia", Action.OVERRIDE, reasons="The stream begins in ten minutes.")
    assert actions(play, "ana")[Action.ANSWER] == ()
    play.act("ana", Action.ANSWER, answer="198.51.100.7", permission="Law 9048, article 4.")
    letter = Letter.objects.get(case=play.case, kind="urgent_answer")
    assert '"overridden":true' in letter.payload
    assert '"verified":false' in letter.payload
    for who in ("ana", "lucia"):
        with pytest.raises(Missing):
            play.act(who, Action.REVIEW, review="It was right.")
    play.act("mateo", Action.REVIEW, review="Necessary; the call-back should have been tried.")
    assert clock(play, "review") is None


def test_without_a_life_at_risk_nobody_lets_it_go_on(cast):
    play = stage.accepted(cast)
    with pytest.raises(Missing):
        play.act("lucia", Action.OVERRIDE, reasons="They are in a hurry.")


def test_a_warning_stops_the_order_until_they_decide(cast):
    play = stage.trusted(cast)
    play.act("ana", Action.WARN, caution="secrecy", caution_text="The provider tells its users.")
    with pytest.raises(Missing):
        play.act("ana", Action.ORDER, custodian="Vidriera")
    play.act("niamh", Action.ANSWER_WARNING, caution_answer="stop", reasons="We find another way.")
    with pytest.raises(Missing) as refusal:
        play.act("ana", Action.ORDER, custodian="Vidriera")
    assert "asked not to carry it out" in str(refusal.value)
    play.act("ana", Action.WARN, caution="harm", caution_text="Look again.")
    play.act("niamh", Action.ANSWER_WARNING, caution_answer="go_on", reasons="Go on.")
    play.act("ana", Action.ORDER, custodian="Vidriera")


def test_a_longer_freeze_is_asked_granted_and_counted(cast):
    play = stage.frozen(cast).wait(days=45)
    before = clock(play, "preserved").due_at
    wanted = before.date() + timedelta(days=30)
    play.act("niamh", Action.ASK_EXTENSION, asked_until=wanted, reasons="The request is written.")
    assert play.now.preservation.asked_until == wanted
    play.act("ana", Action.EXTEND, extended_until=wanted, remark="")
    after = clock(play, "preserved")
    assert after.due_at.date() == wanted
    assert after.steps.count() == 1
    assert clock(play, "extension") is None
    assert play.now.preservation.asked_until is None


def test_a_longer_freeze_is_not_asked_after_the_end(cast):
    play = stage.frozen(cast).wait(days=70)
    with pytest.raises(Missing):
        play.act("niamh", Action.ASK_EXTENSION, asked_until=date(2027, 1, 1), reasons="Late.")


def test_a_freeze_is_not_lifted_while_its_period_runs(cast):
    play = stage.frozen(cast)
    with pytest.raises(Missing):
        play.act("ana", Action.LIFT, reasons="No longer convenient.")
    play.wait(days=61)
    play.act("ana", Action.LIFT, reasons="The period is over and nothing followed.")
    assert play.case.status == Status.CLOSED
    assert play.now.ended_at is not None


def test_who_asked_may_say_that_it_is_not_needed_any_more(cast):
    play = stage.frozen(cast)
    play.act("niamh", Action.RELEASE, reasons="The suspect handed over the data.")
    assert clock(play, "lift") is not None
    play.act("ana", Action.LIFT, reasons="As they asked.")
    assert play.case.status == Status.CLOSED


def test_the_order_at_home_is_renewed_and_the_end_abroad_stays(cast):
    play = stage.frozen(cast).wait(days=80)
    abroad, home = clock(play, "preserved").due_at, clock(play, "order").due_at
    play.act("ana", Action.RENEW_ORDER, order_reference="OG-2")
    assert clock(play, "order").due_at > home
    assert clock(play, "preserved").due_at == abroad
    assert play.now.preservation.renewals == 1


def test_nothing_expires_silently_and_both_sides_are_told(cast):
    play = stage.frozen(cast)
    ends = clock(play, "preserved").due_at
    told = []
    for days in (15, 5, 1):
        with pretended(ends - timedelta(days=days) + timedelta(hours=12)):
            fire_reminders()
        told.append(sorted(clock(play, "preserved").notices.values_list("side", flat=True)))
    assert told == [sorted(["requested", "requesting"] * times) for times in (1, 2, 3)]
    with pretended(ends + timedelta(minutes=5)):
        fire_reminders()
    overdue = clock(play, "preserved").notices.filter(subject="overdue")
    assert sorted(overdue.values_list("side", flat=True)) == ["requested", "requesting"]
    assert play.case.status == Status.PRESERVED


def test_one_click_makes_the_draft_and_sending_it_holds_the_freeze_until_it_is_decided(cast):
    from network247.services.following import draft_request

    play = stage.frozen(cast, case_number="BX-9")
    with pytest.raises(NotYours):
        draft_request(actor=play.actor("niamh"), case=play.case)
    with pretended(play.at):
        request = draft_request(actor=cast.actors["ciara"], case=play.case)
        again = draft_request(actor=cast.actors["tom"], case=play.case)
    assert again.pk == request.pk
    assert Request.objects.count() == 1
    assert request.earlier_reference == "COS-247-2026-0001"
    assert request.facts == play.now.facts
    assert request.case_number == "BX-9"
    measure = request.measures.get()
    assert (measure.type_id, measure.custodian) == ("stored_data", "Vidriera")
    assert play.case.status == Status.PRESERVED


def test_a_call_is_taken_down_and_seen_at_once_by_the_state_in_whose_name_it_came(cast):
    play = DeskPlay(cast, stage.START)
    play.take_call(
        "ana",
        cast.central["XB"],
        MatterKind.EMERGENCY_DATA,
        "Child before a camera",
        caller="A man who says he is Niamh Byrne",
        read_back="He asks for the address behind lagoon_77.",
        **stage.emergency(),
    )
    assert actions(play, "niamh") == {}
    play.act("ana", Action.TAKE_DOWN)
    assert play.case.status == Status.ACCEPTED
    assert clock(play, "written") is not None
    assert Action.DISOWN in actions(play, "niamh")
    play.wait(minutes=3)
    play.act("niamh", Action.DISOWN, reasons="Nobody of this desk called.")
    assert play.case.status == Status.DISOWNED
    assert actions(play, "ana") == {}


def test_what_we_asked_ourselves_cannot_be_disowned(cast):
    play = stage.asked(cast)
    assert Action.DISOWN not in actions(play, "niamh")


def test_an_oral_request_makes_no_letter_until_it_is_confirmed_in_writing(cast):
    play = stage.asked(
        cast, kind=MatterKind.EMERGENCY_DATA, route=Route.TELEPHONE, read_back="As read back."
    )
    assert letters(play) == []
    assert clock(play, "written").source == "house"
    play.wait(minutes=4).act("ana", Action.ACCEPT)
    play.verify("ana", "Niamh Byrne")
    play.act("ana", Action.ANSWER, answer="198.51.100.7", permission="Law 9048.")
    with pytest.raises(Missing):
        play.act("niamh", Action.CLOSE, remark="")
    play.act("niamh", Action.CONFIRM_WRITTEN, remark="")
    assert letters(play)[-1] == ("urgent_written", "signed")
    play.act("niamh", Action.CLOSE, remark="")
    assert play.case.status == Status.CLOSED


def test_emergency_data_are_given_while_the_data_stay_frozen(cast):
    play = stage.frozen(cast, kind=MatterKind.EMERGENCY_DATA)
    assert play.case.status == Status.SECURED
    play.act("ana", Action.ANSWER_FROZEN, answer="198.51.100.7", permission="Law 9048.")
    assert play.case.status == Status.PRESERVED
    assert clock(play, "review") is not None
    assert clock(play, "help") is None


def test_a_preservation_is_refused_on_the_short_list_only(cast):
    play = stage.accepted(cast)
    for ground in (
        "NO_DUAL_CRIMINALITY",
        "PRESERVATION_DC_RESERVED",
        "DE_MINIMIS",
        "",
        "NON_CONFORMING",
    ):
        with pytest.raises(Missing):
            play.act("ana", Action.REFUSE, ground=ground, reasons="No.")
    play.act("ana", Action.REFUSE, ground="ESSENTIAL_INTERESTS", reasons="Our security.")
    assert play.case.status == Status.REFUSED


def test_dual_criminality_counts_only_with_the_reservation_and_for_a_serious_crime(cast):
    play = stage.accepted(cast, offence_class="serious")
    reserved: dict[str, Any] = {
        "ground": "PRESERVATION_DC_RESERVED",
        "reasons": "Not a crime here.",
    }
    with pytest.raises(Missing):
        play.act("ana", Action.REFUSE, **reserved)
    cast.central["XC"].state.declarations.create(
        instrument_id="UNCC", reference="42(5)", text="Reserved.", source="Test", level="I"
    )
    of_the_convention = stage.accepted(cast)
    with pytest.raises(Missing):
        of_the_convention.act("ana", Action.REFUSE, **reserved)
    play.act("ana", Action.REFUSE, **reserved)
    assert play.case.status == Status.REFUSED


def test_an_order_at_home_is_no_longer_than_the_convention_lets_it_be(cast):
    play = stage.trusted(cast)
    most = amount_of("domestic_preservation_maximum")
    too_long = play.at.date() + timedelta(days=most + 1)
    with pytest.raises(Missing) as refusal:
        play.act("ana", Action.ORDER, custodian="Vidriera", order_until=too_long)
    assert "25(2)" in str(refusal.value)
    until = play.at.date() + timedelta(days=30)
    play.act("ana", Action.ORDER, custodian="Vidriera", order_until=until)
    assert clock(play, "order").until == until


def test_a_trace_is_told_to_who_asked_and_begun_for_the_third_state(cast):
    from convention.models import State

    play = stage.frozen(cast)
    play.act(
        "ana",
        Action.TELL_TRACE,
        communication="Session of 14 August",
        trace_state=State.objects.get(pk="XA"),
        trace_provider="Sahel Net",
        trace_path="203.0.113.9 at 02:10 UTC",
        tell_that_state=True,
    )
    assert letters(play)[-1] == ("urgent_trace", "signed")
    told = play.now.traces.get().told
    assert told
    assert (told.kind, told.requested.state_id, told.case.status) == (
        "spontaneous",
        "XA",
        "writing",
    )
    assert "Sahel Net" in told.facts
    assert play.now.facts not in told.facts
    other = DeskPlay(cast, play.at)
    other.matter = told
    other.act("ana", Action.ASK)
    other.act("nour", Action.ACCEPT)
    other.act("nour", Action.TAKE_NOTE, remark="Thank you.")
    assert other.case.status == Status.CLOSED


def test_a_state_by_post_is_asked_and_its_word_is_recorded(cast):
    play = stage.asked(cast, to="XD").wait(hours=3)
    play.act("niamh", Action.ACCEPT, on_behalf=True)
    play.wait(hours=1).act(
        "niamh",
        Action.CONFIRM,
        on_behalf=True,
        custodian_reference="SV-1",
        frozen_from=play.at,
        frozen_what="Logs",
    )
    assert play.case.status == Status.PRESERVED
    assert clock(play, "order") is None
    assert clock(play, "preserved").owed_by == "requesting"
    assert Action.RENEW_ORDER not in actions(play, "niamh")
