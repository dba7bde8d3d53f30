"""A freeze from the order to “until decided”, under a clock that moves, between three zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from audit.moment import pretended
from config.demonstration.play import Play
from network247.choices import Action, Status
from network247.services.following import draft_request
from requests_mla.choices import Action as RequestAction
from requests_mla.choices import Outcome
from tests import cast as house
from workflow.models import Notice
from workflow.refusals import Missing
from workflow.sweeping import fire_reminders

from . import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """Everybody and their desks."""
    return stage.gathered()


def running(play, name):
    """The open clock of that name; None if none runs."""
    return play.case.clocks.filter(name=name, stopped_at=None).first()


def sent(cast, play):
    """The draft that the freeze made, completed by Belmara's staff and released."""
    with pretended(play.at):
        request = draft_request(actor=cast.actors["ciara"], case=play.case)
    follow = Play(cast, play.at)
    follow.request = request
    follow.write(
        "ciara",
        "who",
        conducting_functions="conducts the investigation",
        nature="Criminal investigation.",
        purpose="To find who reads the mailbox.",
        basis_id="UNCC",
    )
    offence = {"article": 7, "provision": "Section 1.", "maximum_penalty_months": 72}
    follow.add("ciara", "offences", [offence])
    follow.write("ciara", "safeguards", safeguards="One account.")
    period = {"period_from": date(2026, 8, 1), "period_until": date(2026, 8, 31)}
    follow.save("ciara", "measures", lambda found: found.measures.update(**period))
    house.translate(follow, "ciara", "es")
    house.act(follow, "ciara", RequestAction.SUBMIT)
    house.make_documents(follow)
    house.prepare(follow, RequestAction.SEND)
    house.act(follow, "aoife", RequestAction.SEND, **house.filled(follow, RequestAction.SEND))
    return follow


def test_sending_the_request_turns_the_end_into_until_decided_in_the_same_act(cast):
    play = stage.frozen(cast).wait(days=50)
    sent(cast, play)
    assert play.case.status == Status.HELD
    assert running(play, "preserved") is None
    freeze = play.now.preservation
    assert freeze.followed_at is not None
    assert Notice.objects.filter(
        case=play.case, subject=Action.FOLLOW_UP, side="requested"
    ).exists()


def test_while_it_is_decided_only_the_order_at_home_runs_and_has_to_be_renewed(cast):
    play = stage.frozen(cast).wait(days=50)
    sent(cast, play)
    home = running(play, "order")
    assert home is not None
    with pretended(home.due_at - timedelta(days=5) + timedelta(hours=12)):
        fire_reminders()
    assert set(home.notices.values_list("side", flat=True)) == {"requested"}
    with pytest.raises(Missing):
        play.act("ana", Action.LIFT, reasons="It is long ago.")
    play.wait(days=30).act("ana", Action.RENEW_ORDER, order_reference="OG-2")
    assert running(play, "order").due_at > home.due_at
    assert running(play, "preserved") is None


def test_when_the_request_is_refused_the_freeze_may_be_lifted(cast):
    play = stage.frozen(cast).wait(days=50)
    follow = sent(cast, play).wait(hours=2)
    house.act(follow, "lucia", RequestAction.ACKNOWLEDGE)
    house.put_forward(follow, Outcome.REFUSED, by="lucia")
    refuse = RequestAction.REFUSE
    house.act(follow, "mateo", refuse, **house.filled(follow, refuse))
    assert play.case.status == Status.HELD
    assert play.now.preservation.decided_at is not None
    assert running(play, "lift") is not None
    # The request may be sealed: the matter, which the whole desk reads, carries no word of it.
    assert play.case.events.get(action=Action.NOTE_DECISION).text == ""
    play.wait(days=1).act("ana", Action.LIFT, reasons="The request was refused.")
    assert play.case.status == Status.CLOSED


def test_a_freeze_that_began_at_night_ends_with_the_day_where_it_is_owed(cast):
    # 03:30 in Dublin is the evening before in San Telmo.
    at = datetime(2026, 9, 2, 2, 30, tzinfo=UTC)
    play = stage.frozen(cast, at)
    clock = running(play, "preserved")
    begun = clock.started_at.astimezone(ZoneInfo("Europe/Dublin")).date()
    ends = clock.due_at.astimezone(ZoneInfo("Europe/Dublin"))
    assert (ends.date() - begun).days == clock.amount
    assert (ends.hour, ends.minute) == (23, 59)
    here = clock.started_at.astimezone(ZoneInfo("America/Costa_Rica")).date()
    assert here < begun
    # In San Telmo as well not a day less than the treaty asks has passed by then.
    there = clock.due_at.astimezone(ZoneInfo("America/Costa_Rica"))
    assert there - clock.started_at.astimezone(ZoneInfo("America/Costa_Rica")) > timedelta(
        days=clock.amount
    )


def test_week_after_week_nothing_ends_by_itself(cast):
    play = stage.frozen(cast)
    at = play.at
    for _week in range(20):
        at += timedelta(days=7)
        with pretended(at):
            fire_reminders()
    assert play.case.status == Status.PRESERVED
    kinds = set(running(play, "preserved").notices.values_list("subject", flat=True))
    # Of what fell due between two of these weeks the last told it for all.
    assert kinds == {"before", "escalated"}
