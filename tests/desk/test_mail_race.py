"""Two workers that sweep at the same moment send each mail once."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from audit.moment import pretended
from config.demonstration.cast import assemble
from desk.mail import MAIL_LEASE, send_mails
from desk.models import InboxEntry
from desk.services import deliver_notice
from tests.post import at_once
from workflow.models import Notice

from .cases import START, after, on_paper


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_a_mail_that_another_worker_takes_just_now_is_left_to_it():
    on_paper(assemble(START))
    at_once()
    with pretended(START):
        assert all(deliver_notice(pk) for pk in Notice.objects.values_list("pk", flat=True))
    sent: list[object] = []

    class Counting(EmailBackend):
        def send_messages(self, messages):
            sent.extend(messages)
            return len(messages)

    def sweep() -> None:
        try:
            with pretended(after(START)):
                send_mails(Counting())
        finally:
            connection.close()

    other = threading.Thread(target=sweep)
    with transaction.atomic():
        taken = InboxEntry.objects.update(mail_leased_until=START + MAIL_LEASE)
        assert taken
        other.start()
        time.sleep(0.5)  # the sweep has read its list and now waits for the first row
    other.join(timeout=20)
    assert sent == []
    with pretended(START + MAIL_LEASE + timedelta(seconds=1)):
        send_mails(Counting())
        send_mails(Counting())
    assert len(sent) == taken
