"""When mail goes out: at once what is urgent, the rest once a day or after the quiet hours."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail

from accounts.models import Person
from audit.moment import pretended
from config.demonstration.cast import Cast
from desk.models import InboxEntry, NoticeSettings
from desk.services import deliver_notices
from desk.telling import post_for
from requests_mla.choices import Status, Urgency
from requests_mla.models import Request
from tests.cast import make_request
from workflow.choices import Side
from workflow.models import Notice
from workflow.sweeping import fire_reminders

from .cases import START, act, after, moments, on_paper

EVENING = datetime(2026, 9, 1, 19, 30, tzinfo=UTC)  # half past eight in Dublin


@pytest.fixture(autouse=True)
def nobody_chose(cast: Cast) -> None:
    """The defaults hold: a digest at eight in the morning."""
    NoticeSettings.objects.all().delete()


def person(cast: Cast, who: str) -> Person:
    return Person.objects.get(pk=cast.actors[who].person_id)


def chose(cast: Cast, who: str, **wishes: object) -> Person:
    """Somebody with settings of their own."""
    NoticeSettings.objects.create(person=person(cast, who), **wishes)
    return person(cast, who)


def deliver(at: datetime) -> list[mail.EmailMessage]:
    """Sweep as if at that moment; the mails that went out."""
    mail.outbox.clear()
    with pretended(at):
        deliver_notices()
    return list(mail.outbox)


def test_what_is_not_urgent_comes_in_one_mail_in_the_morning(cast: Cast):
    first = on_paper(cast, title="First", at=EVENING)
    on_paper(cast, title="Second", at=EVENING)
    assert deliver(EVENING) == []
    entry = InboxEntry.objects.filter(person=person(cast, "tom")).first()
    # Eight in the morning of Dublin is seven in UTC in September.
    assert entry is not None
    assert entry.mail_due_at == datetime(2026, 9, 2, 7, tzinfo=UTC)
    morning = entry.mail_due_at
    assert deliver(morning - timedelta(seconds=1)) == []
    sent = {message.to[0]: message for message in deliver(morning)}
    assert set(sent) == {"tom@belmara.example", "aoife@belmara.example"}
    digest = sent["tom@belmara.example"]
    assert digest.subject == "2 things happened"
    assert str(first.pk) in digest.body
    assert "First" not in digest.body
    assert "/telling/" in digest.body
    assert deliver(morning + timedelta(minutes=1)) == []


def test_a_digest_that_was_cut_short_goes_out_again_under_the_same_message_id(cast: Cast):
    on_paper(cast, title="First", at=EVENING)
    on_paper(cast, title="Second", at=EVENING)
    deliver(EVENING)
    morning = InboxEntry.objects.values_list("mail_due_at", flat=True)[0]
    once = {message.message()["Message-ID"] for message in deliver(morning)}
    InboxEntry.objects.update(mailed_at=None)  # the worker died between sending and writing it down
    assert deliver(morning + timedelta(minutes=1)) == []
    again = {message.message()["Message-ID"] for message in deliver(morning + timedelta(minutes=6))}
    assert once == again
    assert len(once) == 2


def test_what_happens_after_the_digest_of_the_day_waits_for_the_next(cast: Cast):
    tom = person(cast, "tom")
    at = datetime(2026, 9, 2, 7, 0, tzinfo=UTC)
    assert post_for(tom, urgent=False, now=at - timedelta(minutes=1)).at == at
    assert post_for(tom, urgent=False, now=at).at == at + timedelta(days=1)


def test_a_digest_keeps_its_hour_when_the_clocks_change(cast: Cast):
    tom = person(cast, "tom")
    saturday = datetime(2026, 10, 24, 12, tzinfo=UTC)
    due = post_for(tom, urgent=False, now=saturday).at
    assert due == datetime(2026, 10, 25, 8, tzinfo=UTC)  # winter time since two o'clock


def test_reminders_of_the_last_day_are_mailed_at_once(cast: Cast):
    case = on_paper(cast)
    deliver(START)
    InboxEntry.objects.update(mailed_at=START)
    on_the_day = after(moments(case)[-2])
    with pretended(on_the_day):
        fire_reminders()
    sent = deliver(on_the_day)
    assert {message.to[0].partition("@")[0] for message in sent} == {"ciara", "tom", "aoife"}


def test_whatever_happens_in_an_urgent_case_is_mailed_at_once(cast: Cast):
    play = make_request(cast, status=Status.RECEIVED, at=START)
    deliver(START)
    InboxEntry.objects.update(mailed_at=START)
    for urgency, told in ((Urgency.ORDINARY, set()), (Urgency.URGENT, {"ciara", "tom", "aoife"})):
        Request.objects.filter(pk=play.case.pk).update(urgency=urgency)
        act(cast, play.case, "youssef", "supplement", supplement="The account of Ivan.")
        sent = deliver(START)
        assert {message.to[0].partition("@")[0] for message in sent} == told


QUIET = {"digest": False, "quiet_from": time(20), "quiet_until": time(7)}


@pytest.mark.parametrize(
    ("here", "due"),
    [
        ("2026-09-01T19:59", "2026-09-01T19:59"),
        ("2026-09-01T20:00", "2026-09-02T07:00"),
        ("2026-09-02T00:30", "2026-09-02T07:00"),
        ("2026-09-02T06:59", "2026-09-02T07:00"),
        ("2026-09-02T07:00", "2026-09-02T07:00"),
    ],
)
def test_quiet_hours_hold_back_what_is_not_urgent_over_midnight(cast: Cast, here: str, due: str):
    tom = chose(cast, "tom", zone="Pacific/Kiritimati", **QUIET)  # fourteen hours ahead of UTC
    ahead = timedelta(hours=14)
    now, wanted = (datetime.fromisoformat(one).replace(tzinfo=UTC) - ahead for one in (here, due))
    assert post_for(tom, urgent=False, now=now).at == wanted
    assert post_for(tom, urgent=True, now=now).at == now


def test_quiet_hours_within_one_day(cast: Cast):
    tom = chose(cast, "tom", digest=False, quiet_from=time(12), quiet_until=time(14))
    noon = datetime(2026, 9, 1, 11, tzinfo=UTC)  # in Dublin
    assert post_for(tom, urgent=False, now=noon).at == noon + timedelta(hours=2)
    assert post_for(tom, urgent=False, now=noon - timedelta(minutes=1)).at < noon


def test_whoever_wants_each_mail_by_itself_gets_it_when_it_happens(cast: Cast):
    chose(cast, "tom", digest=False)
    on_paper(cast)
    assert [message.to for message in deliver(START)] == [["tom@belmara.example"]]


def test_a_case_that_was_closed_to_somebody_is_in_no_digest_of_theirs(cast: Cast):
    case = on_paper(cast, title="First", at=EVENING)
    on_paper(cast, title="Second", at=EVENING)
    deliver(EVENING)
    case.participations.filter(side=Side.REQUESTED).update(visible=False)
    morning = InboxEntry.objects.values_list("mail_due_at", flat=True)[0]
    sent = deliver(morning)
    assert [message.subject for message in sent] == ["1 thing happened"] * 2
    assert all(str(case.pk) not in message.body for message in sent)
    assert Notice.objects.filter(case=case).exists()
