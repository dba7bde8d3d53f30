"""Notices reach everybody they concern, once, and nobody else."""

from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import Appointment, Authority, Person
from audit.moment import pretended
from config.demonstration.cast import Cast
from desk.mail import MAIL_LEASE, MAILED_WITHIN
from desk.models import InboxEntry
from desk.services import deliver_notices
from requests_mla.table import TABLE
from workflow.choices import RowState, Side
from workflow.models import Case, Notice
from workflow.sweeping import fire_reminders

from .cases import START, act, after, browser, give, moments, on_paper

STAFF = {"central_authority_officer"}
SECRET = "Named persons of Carrick"


def told() -> set[str]:
    """The first part of the address of everybody who has an entry."""
    return {
        address.partition("@")[0]
        for address in InboxEntry.objects.values_list("person__email", flat=True)
    }


def deliver(at=START) -> int:
    """Sweep as if at that moment."""
    with pretended(at):
        return deliver_notices()


class Moody(EmailBackend):
    """A mail server that says no, in the way a test asks for."""

    problem: OSError | None = None
    refuses = ""

    def send_messages(self, messages):
        """Refuse, or keep the messages."""
        if self.problem:
            raise self.problem
        for message in messages:
            if self.refuses in message.to and self.refuses:
                raise SMTPRecipientsRefused({self.refuses: (550, b"unknown")})
        return super().send_messages(messages)


@pytest.fixture
def moody(settings, monkeypatch) -> type[Moody]:
    """The mail server of the test; well-behaved until told otherwise."""
    settings.EMAIL_BACKEND = "tests.desk.test_delivery.Moody"
    monkeypatch.setattr("django.core.mail.import_string", lambda _path: Moody)
    monkeypatch.setattr(Moody, "problem", None)
    monkeypatch.setattr(Moody, "refuses", "")
    return Moody


def test_the_staff_of_the_side_is_told_but_not_who_acted_and_nobody_outside(cast: Cast):
    on_paper(cast, "ciara", SECRET)
    assert deliver() == 1
    # Not Ciara, who did it; not the auditor, administrator, duty or executing officer; not Arvenia.
    assert told() == {"tom", "aoife"}
    assert {message.to[0] for message in mail.outbox} == {
        "tom@belmara.example",
        "aoife@belmara.example",
    }


def test_delivering_twice_delivers_nothing_twice(cast: Cast):
    on_paper(cast)
    assert [deliver(), deliver(), deliver(after(START))] == [1, 0, 0]
    assert (InboxEntry.objects.count(), len(mail.outbox)) == (2, 2)
    assert not Notice.objects.filter(state=RowState.WAITING).exists()


def test_a_side_reached_by_post_gets_nothing(cast: Cast):
    case = on_paper(cast)
    deliver()
    InboxEntry.objects.all().delete()
    mail.outbox.clear()
    act(cast, case, "ciara", "acknowledge")
    assert deliver() == 1
    assert (InboxEntry.objects.count(), mail.outbox) == (0, [])


def test_whoever_left_or_has_another_role_is_not_told(cast: Cast):
    Appointment.objects.filter(person__email__startswith="tom@").update(until=date(2026, 8, 31))
    Person.objects.filter(email__startswith="aoife@").update(is_active=False)
    on_paper(cast)
    deliver()
    assert told() == set()


def test_the_executing_authority_is_told_only_what_is_meant_for_executing(cast: Cast):
    case = on_paper(cast)
    bureau: Authority = cast.executing["XB"]
    give(case, bureau)
    # Somebody there who would be told as staff, were it the leading authority.
    stranger = Person.objects.create_user("stranger@belmara.example", None, name="Stranger")
    Appointment.objects.create(
        person=stranger, authority=bureau, role="liaison_officer", since=date(2026, 1, 1)
    )
    deliver()
    assert told() == {"tom", "aoife"}
    Notice.objects.create(
        case=case, side=Side.REQUESTED, roles=["executing_officer"], subject="assign"
    )
    deliver()
    assert told() == {"tom", "aoife", "declan"}


def test_mail_says_which_case_and_what_kind_of_step_and_no_more(cast: Cast):
    case = on_paper(cast, "ciara", SECRET)
    deliver()
    act(cast, case, "tom", "acknowledge", their_reference="BEL-7\r\nBcc: all@example.org")
    late = after(moments(case)[-1])
    with pretended(late):
        assert fire_reminders() > 0
    deliver(late)
    assert len(mail.outbox) > 2
    for message in mail.outbox:
        assert SECRET not in f"{message.subject}{message.body}"
        assert "\n" not in message.subject
        assert str(case.pk) in message.body


def test_a_reminder_names_the_act_the_day_and_who_owes_it(cast: Cast):
    case = on_paper(cast)
    at = after(moments(case)[-1])
    with pretended(at):
        fire_reminders()
        deliver_notices()
        page = browser(cast, "tom").get("/inbox/").content.decode()
    assert "Overdue since 8 September 2026: acknowledge. Owed by the requested State." in page


def test_the_day_of_a_reminder_is_that_of_the_authority_that_owes_the_act(cast: Cast):
    case = on_paper(cast, "lucia")  # the day ends in San Telmo when it is the 9th in UTC
    with pretended(after(moments(case)[-1])):
        fire_reminders()
        deliver_notices()
        page = browser(cast, "lucia").get("/inbox/").content.decode()
    assert "Overdue since 8 September 2026" in page


@pytest.mark.parametrize("move", TABLE.moves, ids=lambda move: str(move.action))
def test_every_move_that_tells_has_words(move, cast: Cast):
    case = on_paper(cast)
    Notice.objects.all().delete()
    for tell in move.tells:
        Notice.objects.create(
            case=case, side=tell.side, roles=list(tell.roles), subject=move.action
        )
    with pretended(START):
        deliver_notices()
        page = browser(cast, "tom").get("/inbox/")
    assert page.status_code == 200
    if any(tell.side == Side.REQUESTED and set(tell.roles) & STAFF for tell in move.tells):
        assert f"{move.done}." in page.content.decode()


def test_a_mail_server_that_is_down_is_tried_again_and_the_inbox_has_it_meanwhile(
    cast: Cast, moody: type[Moody]
):
    moody.problem = ConnectionRefusedError("down")
    on_paper(cast)
    assert deliver() == 1
    assert (told(), mail.outbox) == ({"tom", "aoife"}, [])
    moody.problem = None
    later = START + MAIL_LEASE + timedelta(seconds=1)
    assert (deliver(later), deliver(later)) == (0, 0)
    assert len(mail.outbox) == 2
    assert not InboxEntry.objects.filter(mailed_at=None).exists()


def test_one_refused_address_holds_up_nobody_else_and_is_given_up_in_the_end(
    cast: Cast, moody: type[Moody]
):
    moody.refuses = "tom@belmara.example"
    on_paper(cast)
    deliver()
    assert [message.to for message in mail.outbox] == [["aoife@belmara.example"]]
    moody.refuses = ""
    deliver(START + MAILED_WITHIN + timedelta(hours=1))
    assert len(mail.outbox) == 1


def test_a_try_that_was_cut_short_is_repeated_under_the_same_message_id(
    cast: Cast, moody: type[Moody], monkeypatch
):
    on_paper(cast)
    deliver()
    InboxEntry.objects.update(mailed_at=None)  # the worker died between sending and writing it down
    deliver(START + MAIL_LEASE - timedelta(seconds=1))
    assert len(mail.outbox) == 2
    deliver(START + MAIL_LEASE + timedelta(seconds=1))
    ids = [message.message()["Message-ID"] for message in mail.outbox]
    assert (len(ids), len(set(ids))) == (4, 2)


def test_nothing_is_told_of_a_case_that_is_not_yet_theirs(cast: Cast):
    case: Case = on_paper(cast)
    case.participations.filter(side=Side.REQUESTED).update(visible=False)
    deliver()
    assert told() == set()
