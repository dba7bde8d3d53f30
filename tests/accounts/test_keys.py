"""A key signs once two people have read its fingerprint, and not a moment longer than it may."""

import io
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pyhanko.pdf_utils.reader import PdfFileReader

from accounts import keyring, services
from accounts.choices import KeyStanding, Role
from accounts.guards import authority_has_a_key
from accounts.models import Appointment, Authority, Issuer, KeyReading, Person, SigningKey
from accounts.queries import trust_anchors, usable_key, usable_key_of
from accounts.services.issuers import list_holds_until
from audit import moment
from audit.models import Event
from audit.moment import pretended
from audit.stamps import Stamp
from audit.words import words_of
from config.demonstration.cast import give_key, give_time, vouched_for
from documents import keys
from documents.failures import KeyUnusable
from documents.findings import Level
from requests_mla import facts
from tests.documents.letters import letter, print_letter
from tests.requests_mla import stage
from workflow.choices import Side
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.table import Who

PASSPHRASE = "of the file"


class Belmara(stage.Staged):
    """Sean registers keys of the central authority; Ciara, Aoife and Niamh read them."""

    home: Authority

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.home = cls.cast.central["XB"]
        # The key of the cast would sign otherwise.
        SigningKey.objects.filter(authority=cls.home).delete()

    def by(self, name: str) -> Stamp:
        return self.cast.actors[name].stamp

    def person(self, name: str) -> Person:
        return Person.objects.get(pk=self.cast.actors[name].person_id)

    def made(self, days: int = 365, **more: Any) -> SigningKey:
        return services.make_own_key(by=self.by("sean"), authority=self.home, days=days, **more)

    def read(self, key: SigningKey, *names: str) -> None:
        for name in names:
            services.read_fingerprint(by=self.by(name), key=key, typed=key.fingerprint[-9:])
        key.refresh_from_db()


class ReadingTheFingerprint(Belmara):
    """Two people, who neither hold the key nor registered it."""

    def test_the_second_reader_puts_it_in_force(self) -> None:
        key = self.made()
        self.read(key, "ciara")
        self.assertEqual(keyring.standing_of(key), KeyStanding.WAITING)
        self.assertIsNone(usable_key(self.home))
        self.read(key, "aoife")
        self.assertEqual(keyring.standing_of(key), KeyStanding.IN_FORCE)
        self.assertEqual(usable_key(self.home), key)

    def test_nobody_reads_it_twice(self) -> None:
        key = self.made()
        self.read(key, "ciara")
        with self.assertRaisesMessage(NotYours, "already"):
            self.read(key, "ciara")
        self.assertEqual(KeyReading.objects.count(), 1)

    def test_other_digits_are_no_reading_and_on_record_without_the_digits(self) -> None:
        key = self.made()
        wrong = "0000 0000" if not key.fingerprint.endswith("0000 0000") else "1111 1111"
        tried = (wrong, "", key.fingerprint[-4:], key.fingerprint[:9], "not even digits")
        for typed in tried:
            with self.subTest(typed=typed), self.assertRaises(Missing):
                services.read_fingerprint(by=self.by("ciara"), key=key, typed=typed)
        self.assertFalse(KeyReading.objects.exists())
        events = Event.objects.filter(chain="state:XB", verb="authority.misread_key")
        first = key.fingerprint[:9]
        self.assertEqual(
            {(event.person_name, words_of(event)) for event in events},
            {
                (
                    "Ciara Doyle",
                    f"Digits typed for signing key {first} do not agree with its fingerprint",
                )
            },
        )
        self.assertEqual(len(events), len(tried))
        self.assertFalse(events.filter(payload__contains=wrong).exists())

    def test_who_may_not_read_it_leaves_no_trace_of_wrong_digits(self) -> None:
        key = self.made()
        with self.assertRaises(NotYours):
            services.read_fingerprint(by=self.by("sean"), key=key, typed="0000 0000")
        self.assertFalse(Event.objects.filter(verb="authority.misread_key").exists())

    def test_digits_may_be_typed_in_any_shape(self) -> None:
        key = self.made()
        last = key.fingerprint[-9:]
        colons = ":".join(last.replace(" ", "")[at : at + 2] for at in range(0, 8, 2)).upper()
        services.read_fingerprint(by=self.by("ciara"), key=key, typed=colons)
        services.read_fingerprint(by=self.by("aoife"), key=key, typed=key.fingerprint)
        self.assertEqual(usable_key(self.home), key)

    def test_neither_holder_nor_who_registered_it_reads_it(self) -> None:
        key = self.made(person=self.person("ciara"))
        for name in ("ciara", "sean"):
            with self.subTest(name=name), self.assertRaises(NotYours):
                self.read(key, name)
            self.assertFalse(keyring.is_hidden_from(self.by(name), key))
        self.read(key, "tom", "niamh")
        self.assertEqual(usable_key_of(self.by("ciara").person_id or 0, self.home), key)

    def test_an_administrator_reads_what_a_colleague_registered(self) -> None:
        second = stage.appointed(self.cast, "XB", "grainne", Role.STATE_ADMINISTRATOR)
        key = self.made()
        services.read_fingerprint(by=second.stamp, key=key, typed=key.fingerprint)
        self.assertEqual(KeyReading.objects.get().person_name, "Grainne")

    def test_nobody_else_reads_it(self) -> None:
        key = self.made()
        # An auditor, an executing officer, officers and the administrator of another State.
        for name in ("orla", "declan", "youssef", "salma"):
            with self.subTest(name=name), self.assertRaises(NotYours):
                self.read(key, name)

    def test_an_appointment_that_is_over_reads_nothing(self) -> None:
        key = self.made()
        held = Appointment.objects.get(pk=self.cast.actors["ciara"].appointment_id)
        services.stop_appointment(actor=self.cast.actors["sean"], appointment=held)
        with self.assertRaises(NotYours):
            self.read(key, "ciara")

    def test_what_does_not_wait_is_not_read(self) -> None:
        in_force, revoked, expired = self.made(), self.made(), self.made(days=1)
        self.read(in_force, "ciara", "aoife")
        services.revoke_key(by=self.by("sean"), key=revoked)
        for key, at in ((in_force, 0), (revoked, 0), (expired, 3)):
            with (
                self.subTest(key=key.pk),
                pretended(moment.now() + timedelta(days=at)),
                self.assertRaises(NotFromHere),
            ):
                self.read(key, "tom")

    def test_the_record_tells_each_step_in_words(self) -> None:
        key = self.made(person=self.person("tom"))
        self.read(key, "ciara", "aoife")
        services.revoke_key(by=self.by("sean"), key=key, why="PRIVATE: left in a bar")
        events = Event.objects.filter(chain="state:XB", verb__startswith="authority.")
        told = [(event.person_name, words_of(event)) for event in events.order_by("seq")]
        first = key.fingerprint[:9]
        self.assertEqual(
            told,
            [
                ("Sean Walsh", f"Signing key {first} of an officer registered"),
                ("Ciara Doyle", f"Fingerprint of signing key {first} read"),
                ("Aoife Brennan", f"Fingerprint of signing key {first} read"),
                ("Aoife Brennan", f"Signing key {first} of an officer in force"),
                ("Sean Walsh", f"Signing key {first} of an officer revoked"),
            ],
        )
        self.assertFalse(events.filter(payload__contains="PRIVATE").exists())


class Registering(Belmara):
    """What is kept and what is not."""

    def issued(self, name: str = "x", days: int = 365) -> tuple[keys.DemonstrationCA, keys.Issued]:
        ca = keys.make_demonstration_ca(moment.now())
        made = keys.issue_certificate(ca, name, "XB", moment.now(), days, passphrase=PASSPHRASE)
        return ca, made

    def bring(self, made: keys.Issued, **more: Any) -> SigningKey:
        given = {"key_pem": made.key_pem, "certificate_pem": made.certificate_pem, **more}
        return services.keep_key(
            **{"by": self.by("sean"), "authority": self.home, "passphrase": PASSPHRASE, **given}
        )

    def test_a_private_key_beside_the_certificate_is_not_kept_in_the_open(self) -> None:
        _ca, made = self.issued()
        plain = load_pem_private_key(made.key_pem, PASSPHRASE.encode()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        key = self.bring(made, certificate_pem=plain + made.certificate_pem)
        self.assertNotIn("PRIVATE", key.certificate_pem + key.chain_pem)
        self.assertEqual(key.certificate_pem.encode(), made.certificate_pem)

    def test_a_chain_of_somebody_else_is_refused(self) -> None:
        _ca, made = self.issued()
        other, _made = self.issued()
        with self.assertRaisesMessage(KeyUnusable, "The chain is broken"):
            self.bring(made, chain_pem=other.certificate_pem)

    def test_a_certificate_that_came_as_its_own_chain_vouches_for_itself(self) -> None:
        made = keys.issue_own("x", "XB", moment.now(), 30, passphrase=PASSPHRASE)
        key = self.bring(made, chain_pem=made.certificate_pem)
        self.assertEqual(key.chain_pem, "")
        self.assertEqual(keyring.voucher_of(key, {}).name, "")

    def test_what_may_not_sign_letters_is_refused_at_once(self) -> None:
        ca, _made = self.issued()
        stamper = keys.issue_stamper(ca, moment.now(), passphrase=PASSPHRASE)
        with self.assertRaisesMessage(Missing, "non-repudiation"):
            self.bring(stamper, chain_pem=ca.certificate_pem)
        self.assertFalse(SigningKey.objects.filter(authority=self.home).exists())

    def test_an_expired_certificate_is_refused(self) -> None:
        _ca, made = self.issued(days=1)
        with pretended(moment.now() + timedelta(days=3)), self.assertRaises(Missing):
            self.bring(made)

    def test_only_the_administrator_of_the_state_registers(self) -> None:
        _ca, made = self.issued()
        for name in ("ciara", "aoife", "salma", "orla"):
            with self.subTest(name=name), self.assertRaises(NotYours):
                self.bring(made, by=self.by(name))

    def test_an_own_key_is_an_officers(self) -> None:
        _ca, made = self.issued()
        for name in ("orla", "declan", "youssef"):
            with self.subTest(name=name), self.assertRaisesMessage(Missing, "not appointed"):
                self.bring(made, person=self.person(name))

    def test_its_issuer_is_trusted_once_two_have_read_it(self) -> None:
        ca, made = self.issued()
        key = self.bring(made, chain_pem=ca.certificate_pem)
        self.read(key, "ciara")
        self.assertNotIn(ca.certificate_pem, trust_anchors())
        self.read(key, "aoife")
        self.assertIn(ca.certificate_pem, trust_anchors())

    def test_an_issuer_whose_trust_was_ended_is_not_trusted_again_by_a_key(self) -> None:
        ca, made = self.issued()
        issuer = services.trust(by=self.by("sean"), certificate_pem=ca.certificate_pem)
        services.end_trust(by=self.by("sean"), issuer=issuer)
        self.read(self.bring(made, chain_pem=ca.certificate_pem), "ciara", "aoife")
        self.assertNotIn(ca.certificate_pem, trust_anchors())


class Signing(Belmara):
    """What letters carry; what they carry no more."""

    def sealed(self, by: int | None = None) -> bytes:
        return services.sealed(
            print_letter(letter()),
            authority=self.home,
            name="Ciara",
            reason="Released",
            at=moment.now(),
            by=by,
        ).pdf

    def signatures(self, pdf: bytes) -> dict[str, str]:
        """Fields of the signatures, each with the name in its certificate."""
        found = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        return {
            one.field_name: one.signer_cert.subject.native["common_name"]
            for one in found
            if one.signer_cert
        }

    def in_force(self, **more: Any) -> SigningKey:
        key = self.made(**more)
        self.read(key, "niamh", "tom")
        return key

    def test_without_own_key_the_seal_alone_signs(self) -> None:
        self.in_force()
        ciara = self.cast.actors["ciara"].person_id
        self.assertEqual(self.signatures(self.sealed(ciara)), {"Authority": self.home.name})

    def test_an_own_key_makes_two_signatures(self) -> None:
        self.in_force()
        self.in_force(person=self.person("ciara"))
        ciara, aoife = (self.cast.actors[name].person_id for name in ("ciara", "aoife"))
        both = {"Officer": "Ciara Doyle", "Authority": self.home.name}
        self.assertEqual(self.signatures(self.sealed(ciara)), both)
        self.assertNotIn("Officer", self.signatures(self.sealed(aoife)))

    def test_revoked_it_signs_nothing_at_once(self) -> None:
        key = self.in_force()
        self.sealed()
        services.revoke_key(by=self.by("sean"), key=key, why="Lost")
        self.assertIsNone(usable_key(self.home))
        with self.assertRaisesMessage(Missing, "no valid signing key"):
            self.sealed()
        with self.assertRaises(NotFromHere):
            services.revoke_key(by=self.by("sean"), key=key)

    def test_its_holder_revokes_it_and_no_other_officer(self) -> None:
        key = self.in_force(person=self.person("ciara"))
        with self.assertRaises(NotYours):
            services.revoke_key(by=self.by("aoife"), key=key)
        services.revoke_key(by=self.by("ciara"), key=key, why="Lost")
        key.refresh_from_db()
        self.assertEqual(keyring.standing_of(key), KeyStanding.REVOKED)

    def test_expired_it_signs_nothing(self) -> None:
        key = self.in_force(days=10)
        self.assertEqual(keyring.standing_of(key), KeyStanding.EXPIRING)
        with pretended(key.valid_until + timedelta(seconds=1)):
            self.assertEqual(keyring.standing_of(key), KeyStanding.EXPIRED)
            with self.assertRaises(Missing):
                self.sealed()

    def test_an_officer_without_key_is_refused_where_the_house_asks_for_one(self) -> None:
        self.in_force()
        ciara = self.cast.actors["ciara"].person_id
        with self.settings(OFFICERS_SIGN=True):
            with self.assertRaisesMessage(Missing, "of your own"):
                self.sealed(ciara)
            self.made(person=self.person("ciara"))
            with self.assertRaises(Missing) as refused:
                self.sealed(ciara)
            self.assertIn("One waits for two people", str(refused.exception))
            self.assertEqual(self.signatures(self.sealed()), {"Authority": self.home.name})

    def test_with_stamp_and_list_of_revoked_ones_the_proof_lasts(self) -> None:
        ca = keys.make_demonstration_ca(self.at)
        give_key(self.home, ca=ca, at=self.at)
        issuer = Issuer.objects.get(fingerprint=keys.fingerprint(ca.certificate_pem))
        give_time(issuer, self.at)
        signed = PdfFileReader(io.BytesIO(self.sealed()))
        self.assertEqual(len(signed.embedded_timestamp_signatures), 1)


class WhereAKeyIsMissing(Belmara):
    """The step that would sign says that a key waits to be read."""

    def reason(self) -> str | None:
        case = stage.sent(self.cast, self.at).case
        who = Who(0, Role.LIAISON_OFFICER, Side.REQUESTED)
        return authority_has_a_key(facts.gather(case), who)

    def test_while_none_is_there(self) -> None:
        self.assertIn("no valid signing key", self.reason() or "")

    def test_while_one_waits(self) -> None:
        self.made()
        self.assertIn("two people to read its fingerprint", self.reason() or "")

    def test_once_one_signs(self) -> None:
        self.read(self.made(), "ciara", "aoife")
        self.assertIsNone(self.reason())


class TrustingIssuers(Belmara):
    """Whom the State trusts, and how current their lists are."""

    def setUp(self) -> None:
        self.ca = keys.make_demonstration_ca(moment.now())
        self.issuer = services.trust(by=self.by("sean"), certificate_pem=self.ca.certificate_pem)

    def list_of(self, at: Any = None, ca: keys.DemonstrationCA | None = None) -> bytes:
        return keys.list_of_revoked(ca or self.ca, {}, at or moment.now())

    def renew(self, content: bytes, name: str = "sean") -> None:
        services.renew_list(by=self.by(name), issuer=self.issuer, revoked_pem=content)
        self.issuer.refresh_from_db()

    def test_it_is_trusted_once(self) -> None:
        with self.assertRaises(NotFromHere):
            services.trust(by=self.by("salma"), certificate_pem=self.ca.certificate_pem)

    def test_a_newer_list_is_kept_and_says_until_when_it_holds(self) -> None:
        self.assertIsNone(list_holds_until(self.issuer))
        self.renew(self.list_of(moment.now() - timedelta(days=2)))
        self.renew(self.list_of())
        until = list_holds_until(self.issuer)
        assert until
        self.assertGreater(until, moment.now() + timedelta(days=29))

    def test_an_old_a_stale_and_a_foreign_list_are_refused(self) -> None:
        self.renew(self.list_of())
        other = keys.make_demonstration_ca(moment.now())
        for content, problem in (
            (self.list_of(moment.now() - timedelta(days=2)), Missing),
            (self.list_of(moment.now() - timedelta(days=40)), Missing),
            (self.list_of(ca=other), KeyUnusable),
            (b"no list", KeyUnusable),
        ):
            with self.subTest(content=content[:20]), self.assertRaises(problem):
                self.renew(content)

    def test_trust_ends_once_and_may_begin_again(self) -> None:
        services.end_trust(by=self.by("sean"), issuer=self.issuer)
        self.assertNotIn(self.ca.certificate_pem, trust_anchors())
        with self.assertRaises(NotFromHere):
            services.end_trust(by=self.by("sean"), issuer=self.issuer)
        services.trust(by=self.by("sean"), certificate_pem=self.ca.certificate_pem)
        self.assertIn(self.ca.certificate_pem, trust_anchors())

    def test_only_the_state_that_trusted_it_changes_it(self) -> None:
        for name in ("salma", "ciara"):
            with self.subTest(name=name):
                with self.assertRaises(NotYours):
                    self.renew(self.list_of(), name)
                with self.assertRaises(NotYours):
                    services.end_trust(by=self.by(name), issuer=self.issuer)
        with self.assertRaises(NotYours):
            services.trust(by=self.by("ciara"), certificate_pem=self.ca.certificate_pem)

    def test_the_record_names_it(self) -> None:
        self.renew(self.list_of())
        services.end_trust(by=self.by("sean"), issuer=self.issuer)
        events = Event.objects.filter(chain="state:XB", verb__startswith="authority.")
        said = [words_of(event) for event in events.order_by("seq")]
        self.assertEqual(len(said), 3)
        for words in said:
            self.assertIn("Rogatory demonstration authority", words)


class HowFarItReaches(stage.Staged):
    """B-B with a key, B-T with a time stamp, B-LTA with the list of every issuer besides."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()

    def level(self) -> Level:
        return services.sealed(
            print_letter(letter()),
            authority=self.cast.central["XA"],
            name="Leïla",
            reason="Released",
            at=moment.now(),
        ).level

    def test_each_thing_that_is_there_takes_it_further(self) -> None:
        self.assertIs(self.level(), Level.BASIC)
        issuer = Issuer.objects.get()
        give_time(issuer, moment.now())
        self.assertIs(self.level(), Level.LASTING)
        # An issuer that makes no lists any more: of its certificates nothing is known later.
        stamping = {"stamp_key_pem": issuer.stamp_key_pem, "key_pem": "", "revoked_pem": ""}
        Issuer.objects.filter(pk=issuer.pk).update(**stamping)
        self.assertIs(self.level(), Level.TIMED)

    def test_a_list_of_another_issuer_is_no_proof(self) -> None:
        issuer = Issuer.objects.get()
        give_time(issuer, moment.now())
        Issuer.objects.filter(pk=issuer.pk).update(key_pem="", revoked_pem="")
        other = keys.make_demonstration_ca(moment.now())
        vouched_for(other, moment.now())
        self.assertIs(self.level(), Level.TIMED)
