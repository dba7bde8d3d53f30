"""The pages of keys and issuers: who sees which, what is hidden from whom, what is said."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Authority, Issuer, Person, SigningKey
from accounts.queries import usable_key
from audit import moment
from config.demonstration.cast import authority_of
from documents import keys
from tests.requests_mla import stage

PASSPHRASE = "of the file"
READERS = ("ciara", "tom", "aoife", "niamh")


def file(content: bytes, name: str = "file.pem") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class Belmara(stage.Staged):
    """Sean keeps the keys; a new seal waits to be read."""

    home: Authority
    waiting: SigningKey
    in_force: SigningKey

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.home = cls.cast.central["XB"]
        cls.in_force = SigningKey.objects.get(authority=cls.home)
        sean = cls.cast.actors["sean"].stamp
        cls.waiting = services.make_own_key(by=sean, authority=cls.home, days=400)

    def client_of(self, name: str) -> Client:
        return stage.browser(self.cast, name)

    def page(self, name: str, key: SigningKey | None = None, who: str = "key") -> Any:
        return self.client_of(name).get(reverse(f"accounts:{who}", args=[(key or self.waiting).pk]))

    def read(self, name: str, digits: str, key: SigningKey | None = None) -> Any:
        path = reverse("accounts:read_key", args=[(key or self.waiting).pk])
        return self.client_of(name).post(path, {"digits": digits})


class WhoSeesThem(Belmara):
    """The administrator all of the State, officers those of their authority, nobody else any."""

    def test_the_rail_leads_there_for_those_who_may(self) -> None:
        link = f'href="{reverse("accounts:keys")}"'
        for name in (*READERS, "sean"):
            with self.subTest(name=name):
                home = self.client_of(name).get(reverse("accounts:keys"))
                self.assertContains(home, link)
                self.assertContains(home, "Waiting for readings")
        self.assertNotContains(self.client_of("orla").get("/"), link)

    def test_other_roles_are_refused(self) -> None:
        for name in ("orla", "declan"):
            for address in ("keys", "key", "certificate", "bring_key", "issuers"):
                with self.subTest(name=name, address=address):
                    gaps = [self.waiting.pk] if address in ("key", "certificate") else []
                    path = reverse(f"accounts:{address}", args=gaps)
                    self.assertEqual(self.client_of(name).get(path).status_code, 403)

    def test_officers_register_nothing_and_trust_nobody(self) -> None:
        for address in ("bring_key", "make_key", "register_device_key", "issuers"):
            with self.subTest(address=address):
                path = reverse(f"accounts:{address}")
                self.assertEqual(self.client_of("ciara").get(path).status_code, 403)
                self.assertEqual(self.client_of("ciara").post(path).status_code, 403)

    def test_keys_of_another_state_are_not_there(self) -> None:
        for name in ("salma", "youssef"):
            for address in ("key", "certificate"):
                with self.subTest(name=name, address=address):
                    self.assertEqual(self.page(name, who=address).status_code, 404)
            for address in ("read_key", "revoke_key"):
                with self.subTest(name=name, address=address):
                    path = reverse(f"accounts:{address}", args=[self.waiting.pk])
                    given = {"digits": self.waiting.fingerprint, "why": "x", "sure": "on"}
                    self.assertEqual(self.client_of(name).post(path, given).status_code, 404)
        self.waiting.refresh_from_db()
        self.assertIsNone(self.waiting.revoked_at)
        listed = self.client_of("salma").get(reverse("accounts:keys"))
        self.assertNotContains(listed, self.waiting.fingerprint[:19])

    def test_they_stand_in_groups(self) -> None:
        sean = self.cast.actors["sean"].stamp
        soon, gone = (
            services.make_own_key(by=sean, authority=self.home, days=days) for days in (30, 200)
        )
        services.revoke_key(by=sean, key=gone, why="Lost")
        SigningKey.objects.filter(pk=soon.pk).update(in_force_since=moment.now())
        over = SigningKey.objects.filter(pk=self.in_force.pk)
        over.update(valid_until=moment.now() - timedelta(days=1))
        page = self.client_of("sean").get(reverse("accounts:keys"))
        found = [(standing, len(lines)) for standing, _heading, lines in page.context["groups"]]
        one_each = ("waiting", "expiring", "expired", "revoked")
        self.assertEqual(found, [(standing, 1) for standing in one_each])
        self.assertContains(page, "Expiring within 60 days")
        self.assertContains(page, "house target")


class ReadingIt(Belmara):
    """The last digits come over the telephone, not from the page."""

    def ends_of(self, answer: Any) -> bool:
        return self.waiting.fingerprint[-9:] in answer.content.decode()

    def test_the_end_is_hidden_from_who_may_read_it_everywhere(self) -> None:
        for name in READERS:
            with self.subTest(name=name):
                page = self.page(name)
                self.assertContains(page, "···· ····")
                self.assertFalse(self.ends_of(page))
                listed = self.client_of(name).get(reverse("accounts:keys"))
                self.assertContains(listed, "you may read it")
                self.assertFalse(self.ends_of(listed))
                self.assertEqual(self.page(name, who="certificate").status_code, 403)

    def test_who_registered_it_reads_it_out(self) -> None:
        page = self.page("sean")
        self.assertTrue(self.ends_of(page))
        self.assertContains(page, "will call you")
        self.assertNotContains(page, "It is the same fingerprint")

    def test_two_readers_put_it_in_force(self) -> None:
        SigningKey.objects.filter(pk=self.in_force.pk).delete()
        answer = self.read("ciara", self.waiting.fingerprint[-9:])
        self.assertRedirects(answer, reverse("accounts:key", args=[self.waiting.pk]))
        page = self.page("ciara")
        self.assertTrue(self.ends_of(page))
        self.assertContains(page, "1 reading is missing")
        self.assertContains(page, "Tom Keane")
        self.assertIsNone(usable_key(self.home))
        self.read("aoife", self.waiting.fingerprint[-9:].upper())
        self.assertEqual(usable_key(self.home), self.waiting)
        self.assertContains(self.page("sean"), "in force")

    def test_other_digits_come_back_with_what_to_do(self) -> None:
        answer = self.read("ciara", "0000 1111")
        self.assertContains(answer, "do not agree", status_code=422)
        self.assertContains(answer, "0000 1111", status_code=422)
        self.assertFalse(self.ends_of(answer))
        self.assertContains(self.read("ciara", ""), "error-box", status_code=422)

    def test_reading_it_twice_is_refused(self) -> None:
        self.read("ciara", self.waiting.fingerprint)
        answer = self.read("ciara", self.waiting.fingerprint)
        self.assertContains(answer, "You have read this fingerprint already", status_code=403)

    def test_what_is_in_force_does_not_wait(self) -> None:
        answer = self.read("ciara", self.in_force.fingerprint, self.in_force)
        self.assertContains(answer, "does not wait", status_code=409)


class RevokingIt(Belmara):
    """With a reason, confirmed, at once."""

    def revoke(self, name: str, **given: str) -> Any:
        path = reverse("accounts:revoke_key", args=[self.in_force.pk])
        return self.client_of(name).post(path, given)

    def test_it_signs_nothing_any_more(self) -> None:
        self.revoke("sean", why="Left in a train.", sure="on")
        self.assertIsNone(usable_key(self.home))
        page = self.page("ciara", self.in_force)
        self.assertContains(page, "Left in a train.")
        self.assertContains(page, "Revoked by Sean Walsh")
        again = self.revoke("sean", why="Again", sure="on")
        self.assertContains(again, "revoked already", status_code=409)

    def test_without_a_reason_or_the_confirmation_it_stays(self) -> None:
        answer = self.revoke("sean", why="Words I typed")
        self.assertContains(answer, "Words I typed", status_code=422)
        self.assertEqual(self.revoke("sean", sure="on").status_code, 422)
        self.assertEqual(usable_key(self.home), self.in_force)

    def test_officers_revoke_their_own_alone(self) -> None:
        self.assertEqual(self.revoke("ciara", why="x", sure="on").status_code, 403)
        self.assertNotContains(self.page("ciara", self.in_force), "Revoke this key")
        ciara = Person.objects.get(pk=self.cast.actors["ciara"].person_id)
        SigningKey.objects.filter(pk=self.in_force.pk).update(person=ciara)
        self.assertContains(self.page("ciara", self.in_force), "Revoke this key")
        self.assertEqual(self.revoke("ciara", why="Lost", sure="on").status_code, 302)


class RegisteringOne(Belmara):
    """Brought, made here, or in a device."""

    def send(self, address: str, **given: Any) -> Any:
        given = {"holder": str(self.home.pk), **given}
        return self.client_of("sean").post(reverse(f"accounts:{address}"), given)

    def issued(self) -> tuple[keys.DemonstrationCA, keys.Issued]:
        ca = authority_of(Issuer.objects.get())
        now = moment.now()
        return ca, keys.issue_certificate(ca, "x", "XB", now, 90, passphrase=PASSPHRASE)

    def test_one_is_brought_with_its_chain_for_an_officer(self) -> None:
        ca, made = self.issued()
        tom = self.cast.actors["tom"].person_id
        answer = self.send(
            "bring_key",
            holder=f"{self.home.pk}-{tom}",
            key=file(made.key_pem),
            passphrase=PASSPHRASE,
            certificate=file(made.certificate_pem),
            chain=file(ca.certificate_pem),
        )
        key = SigningKey.objects.get(person=tom)
        self.assertRedirects(answer, reverse("accounts:key", args=[key.pk]))
        page = self.page("sean", key)
        self.assertContains(page, "Rogatory demonstration authority")
        self.assertNotContains(page, "vouches for itself")
        pem = self.page("sean", key, "certificate")
        self.assertEqual(pem.content, made.certificate_pem + ca.certificate_pem)

    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self) -> None:
        _ca, made = self.issued()
        tom = f"{self.home.pk}-{self.cast.actors['tom'].person_id}"
        files = {"key": made.key_pem, "certificate": made.certificate_pem}
        for changed, said in (
            ({"passphrase": "another"}, "passphrase is another one"),
            ({"certificate": file(b"no certificate")}, "must be PEM"),
            ({"chain": file(keys.make_demonstration_ca(self.at).certificate_pem)}, "is broken"),
            ({"key": file(b"x" * 300_000)}, "too large"),
            ({"key": ""}, "This field is required"),
        ):
            given = {name: file(content) for name, content in files.items()}
            answer = self.send(
                "bring_key", **{"holder": tom, "passphrase": PASSPHRASE, **given, **changed}
            )
            with self.subTest(said=said):
                self.assertContains(answer, said, status_code=422)
                self.assertContains(answer, f'value="{tom}" selected', status_code=422)
                self.assertNotContains(answer, PASSPHRASE, status_code=422)
                if said != "This field is required":
                    self.assertContains(answer, "A file has to be chosen again", status_code=422)

    def test_one_is_made_here(self) -> None:
        answer = self.send("make_key", days="30")
        key = SigningKey.objects.latest("pk")
        self.assertRedirects(answer, reverse("accounts:key", args=[key.pk]))
        self.assertContains(self.page("sean", key), "vouches for itself")
        for days in ("0", "1826", ""):
            with self.subTest(days=days):
                self.assertEqual(self.send("make_key", days=days).status_code, 422)

    def test_a_device_that_is_not_there_is_named_and_labels_are_kept(self) -> None:
        _ca, made = self.issued()
        answer = self.send(
            "register_device_key",
            token_label="Card of Tom",
            key_label="seal",
            certificate=file(made.certificate_pem),
        )
        self.assertContains(answer, "PKCS11_MODULE", status_code=422)
        self.assertContains(answer, "Card of Tom", status_code=422)

    def test_holders_are_the_own_authorities_and_their_officers(self) -> None:
        page = self.client_of("sean").get(reverse("accounts:make_key"))
        names = [
            label
            for _group, options in page.context["form"]["holder"].field.choices
            for _value, label in options
        ]
        for name in ("Ciara Doyle", "Niamh Byrne", f"Seal of {self.home.name}"):
            self.assertIn(name, names)
        self.assertFalse({"Orla Nolan", "Sean Walsh", "Youssef Haddad"} & set(names))
        abroad = self.send("make_key", days="30", holder=str(self.cast.central["XA"].pk))
        self.assertEqual(abroad.status_code, 422)


class TrustingIssuers(Belmara):
    """Listed with their lists; trusted, renewed and ended by the State that trusted them first."""

    def setUp(self) -> None:
        self.ca = keys.make_demonstration_ca(moment.now())

    def trust(self, name: str = "sean", **more: Any) -> Any:
        given = {"certificate": file(self.ca.certificate_pem), **more}
        return self.client_of(name).post(reverse("accounts:issuers"), given)

    def own(self) -> Issuer:
        return Issuer.objects.get(fingerprint=keys.fingerprint(self.ca.certificate_pem))

    def list_made(self, days_ago: int) -> bytes:
        return keys.list_of_revoked(self.ca, {}, moment.now() - timedelta(days=days_ago))

    def test_one_is_trusted_with_its_list_and_once_only(self) -> None:
        answer = self.trust(revoked=file(self.list_made(0)))
        self.assertRedirects(answer, reverse("accounts:issuer", args=[self.own().pk]))
        page = self.client_of("sean").get(reverse("accounts:issuers"))
        self.assertContains(page, "holds until")
        self.assertContains(page, "made here for each letter")
        self.assertContains(self.trust(), "trusted here already", status_code=409)
        self.assertContains(self.trust(certificate=file(b"x")), "must be PEM", status_code=422)

    def test_a_list_that_ran_out_warns_until_a_newer_one_is_there(self) -> None:
        self.trust()
        issuer = self.own()
        Issuer.objects.filter(pk=issuer.pk).update(revoked_pem=self.list_made(40).decode())
        path = reverse("accounts:issuer", args=[issuer.pk])
        client = self.client_of("sean")
        self.assertContains(client.get(path), "ran out")
        stale = client.post(path, {"revoked": file(self.list_made(35))})
        self.assertContains(stale, "out of date", status_code=422)
        self.assertRedirects(client.post(path, {"revoked": file(self.list_made(1))}), path)
        self.assertNotContains(client.get(path), "ran out")

    def test_trust_ends_when_it_is_confirmed(self) -> None:
        self.trust()
        path = reverse("accounts:end_trust", args=[self.own().pk])
        client = self.client_of("sean")
        self.assertEqual(client.post(path).status_code, 422)
        self.assertEqual(client.post(path, {"sure": "on"}).status_code, 302)
        self.assertContains(client.post(path, {"sure": "on"}), "already", status_code=409)
        listed = client.get(reverse("accounts:issuers"))
        self.assertContains(listed, "Trusted no longer")

    def test_another_state_looks_and_changes_nothing(self) -> None:
        self.trust()
        path = reverse("accounts:issuer", args=[self.own().pk])
        salma = self.client_of("salma")
        page = salma.get(path)
        self.assertContains(page, "The State that trusted it first")
        self.assertNotContains(page, "Trust it no longer")
        renewed = salma.post(path, {"revoked": file(self.list_made(0))})
        ended = salma.post(reverse("accounts:end_trust", args=[self.own().pk]), {"sure": "on"})
        self.assertEqual((renewed.status_code, ended.status_code), (403, 403))
        self.assertIsNone(self.own().ended_at)
