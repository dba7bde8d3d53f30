"""Whoever may read a new key is told of it; and that one ends, before letters stand still."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import keyring, services
from accounts.choices import KeyNews, Role
from accounts.models import Appointment, KeyNotice, Person, SigningKey
from accounts.tasks import tell_of_keys
from audit import moment
from audit.moment import pretended
from config.demonstration.cast import assemble
from desk.models import InboxEntry
from desk.services import deliver_notices
from tests.accounts.test_keys import Belmara as Home
from tests.requests_mla import stage
from tests.together import together
from workflow.models import Notice
from workflow.refusals import NotYours


class Belmara(Home):
    """Sean is the only administrator, until a test appoints another."""

    def colleague(self) -> Any:
        return stage.appointed(self.cast, "XB", "grainne", Role.STATE_ADMINISTRATOR)

    def told(self, subject: KeyNews) -> set[str]:
        """Names of those in whose inboxes it lies."""
        deliver_notices()
        entries = InboxEntry.objects.filter(notice__subject=subject)
        return set(entries.values_list("person__name", flat=True))

    def in_force(self, **more: Any) -> SigningKey:
        key = self.made(**more)
        SigningKey.objects.filter(pk=key.pk).update(in_force_since=moment.now())
        return key


class ThatItWaits(Belmara):
    """Told when it is registered, to those who may read it."""

    def test_administrators_are_told_but_not_who_registered_it(self) -> None:
        self.colleague()
        self.made()
        self.assertEqual(self.told(KeyNews.WAITS), {"Grainne"})

    def test_an_administrator_who_holds_it_is_not_told(self) -> None:
        grainne = self.colleague()
        stage.appointed(self.cast, "XB", "brid", Role.STATE_ADMINISTRATOR)
        person = Person.objects.get(pk=grainne.person_id)
        Appointment.objects.create(
            person=person, authority=self.home, role=Role.LIAISON_OFFICER, since=self.at.date()
        )
        self.made(person=person)
        self.assertEqual(self.told(KeyNews.WAITS), {"Brid"})

    def test_where_no_other_administrator_is_the_officers_who_may_read_it_are_told(self) -> None:
        self.made(person=self.person("tom"))
        readers = {"Ciara Doyle", "Aoife Brennan", "Niamh Byrne"}
        self.assertEqual(self.told(KeyNews.WAITS), readers)

    def test_it_may_wait_for_the_mail_of_the_day(self) -> None:
        self.made()
        self.told(KeyNews.WAITS)
        self.assertFalse(InboxEntry.objects.filter(in_digest=False).exists())

    def test_the_mail_names_it_although_others_have_read_it_meanwhile(self) -> None:
        key = self.made()
        self.told(KeyNews.WAITS)
        self.read(key, "ciara", "aoife")
        with pretended(moment.now() + timedelta(days=1)):
            deliver_notices()
        written = {one.to[0].partition("@")[0]: one.body for one in mail.outbox}
        self.assertEqual(set(written), {"ciara", "aoife", "niamh", "tom"})
        for body in written.values():
            self.assertIn(f"The new seal of {self.home.name} signs once", body)
            self.assertIn(reverse("accounts:key", args=[key.pk]), body)

    def test_the_inbox_says_whose_key_it_is_and_leads_to_it(self) -> None:
        seal, own = self.made(), self.made(person=self.person("tom"))
        deliver_notices()
        page = stage.browser(self.cast, "ciara").get(reverse("desk:inbox"))
        self.assertContains(page, f"The new seal of {self.home.name} signs once two people")
        self.assertContains(page, f"The new key of Tom Keane at {self.home.name} signs once")
        for key in (seal, own):
            self.assertContains(page, f'href="{reverse("accounts:key", args=[key.pk])}"')

    def test_the_rail_of_an_administrator_counts_what_is_unread(self) -> None:
        self.colleague()
        self.made()
        deliver_notices()
        grainne = stage.browser(self.cast, "grainne")
        self.assertContains(grainne.get(reverse("accounts:keys")), 'class="count"')
        self.assertContains(grainne.get(reverse("desk:inbox")), "The new seal of")
        self.assertNotContains(grainne.get(reverse("accounts:keys")), 'class="count"')

    def test_a_key_that_is_refused_tells_nobody(self) -> None:
        with self.assertRaises(NotYours):
            services.make_own_key(by=self.by("ciara"), authority=self.home, days=30)
        self.assertFalse(Notice.objects.exists())


class ThatItEnds(Belmara):
    """Told once, thirty days before."""

    def test_from_thirty_days_before_and_once_however_often_it_is_looked(self) -> None:
        key = self.in_force(days=100)
        begins = key.valid_until - keyring.TOLD_BEFORE
        for at, told in (
            (begins - timedelta(seconds=1), 0),
            (begins, 1),
            (begins, 0),
            (key.valid_until - timedelta(days=1), 0),
        ):
            with self.subTest(at=at), pretended(at):
                self.assertEqual(tell_of_keys.run(), told)
        self.assertEqual(KeyNotice.objects.get(subject=KeyNews.ENDS).key, key)

    def test_what_signs_nothing_is_not_told(self) -> None:
        self.made(days=20)
        revoked, expired = self.in_force(days=20), self.in_force(days=2)
        services.revoke_key(by=self.by("sean"), key=revoked)
        with pretended(expired.valid_until):
            self.assertEqual(tell_of_keys.run(), 0)

    def test_one_whose_next_is_in_force_is_not_told(self) -> None:
        self.in_force(days=20)
        next_seal = self.made(days=400)
        self.in_force(days=400, person=self.person("tom"))
        # It is not read yet.
        self.assertEqual(tell_of_keys.run(), 1)
        KeyNotice.objects.filter(subject=KeyNews.ENDS).delete()
        SigningKey.objects.filter(pk=next_seal.pk).update(in_force_since=moment.now())
        self.assertEqual(tell_of_keys.run(), 0)

    def test_the_seal_is_told_to_the_administrators_alone(self) -> None:
        self.colleague()
        self.in_force(days=20)
        tell_of_keys.run()
        self.assertEqual(self.told(KeyNews.ENDS), {"Grainne", "Sean Walsh"})

    def test_an_own_key_is_told_to_its_officer_as_well(self) -> None:
        key = self.in_force(days=20, person=self.person("tom"))
        tell_of_keys.run()
        self.assertEqual(self.told(KeyNews.ENDS), {"Sean Walsh", "Tom Keane"})
        page = stage.browser(self.cast, "tom").get(reverse("desk:inbox"))
        self.assertContains(page, f"The key of Tom Keane at {self.home.name} signs until")
        self.assertContains(page, "House target: the next one is registered 30 days before.")
        self.assertContains(page, f'href="{reverse("accounts:key", args=[key.pk])}"')

    def test_the_database_keeps_it_to_once(self) -> None:
        key = self.made()
        again = Notice.objects.create(subject=KeyNews.WAITS)
        with self.assertRaises(IntegrityError), transaction.atomic():
            KeyNotice.objects.create(key=key, subject=KeyNews.WAITS, notice=again)


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_sweeps_at_a_time_tell_once() -> None:
    at = moment.now()
    assemble(at)
    SigningKey.objects.update(valid_until=at + timedelta(days=20))
    told = together(tell_of_keys.run, tell_of_keys.run)
    keys = SigningKey.objects.count()
    assert sum(told) == keys
    assert Notice.objects.count() == keys
