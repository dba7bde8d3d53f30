"""A State administrator keeps the authorities of the State current, on record."""

import json
from typing import Any

from django.urls import reverse

from accounts.models import Authority
from audit.models import Event
from tests.requests_mla import stage


class AuthoritiesOfBelmara(stage.Staged):
    """Sean's central authority moves to another street."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()

    def typed(self, **more: str) -> dict[str, str]:
        kept = self.cast.central["XB"]
        fields = ("name", "ministry", "place", "address", "email", "zone")
        return {**{field: getattr(kept, field) for field in fields}, **more}

    def save(self, state: str = "XB", **more: str) -> Any:
        path = reverse("accounts:authority", args=[self.cast.central[state].pk])
        return stage.browser(self.cast, "sean").post(path, self.typed(**more))

    def kept(self) -> Authority:
        return Authority.objects.get(pk=self.cast.central["XB"].pk)

    def test_the_rail_leads_to_them(self) -> None:
        client = stage.browser(self.cast, "sean")
        self.assertContains(client.get("/people/"), f'href="{reverse("accounts:authorities")}"')
        page = client.get(reverse("accounts:authorities"))
        self.assertContains(page, "National Cyber Investigation Bureau")
        self.assertNotContains(page, self.cast.central["XA"].name)

    def test_a_change_is_kept_and_recorded_with_what_stood_before(self) -> None:
        answer = self.save(address="1 Quay Street", zone="Europe/London")
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(
            (self.kept().address, self.kept().zone), ("1 Quay Street", "Europe/London")
        )
        [event] = Event.objects.filter(chain="state:XB", verb="authority.edit")
        details = json.loads(event.payload)["details"]
        self.assertEqual(details["before"], {"address": "", "zone": "Europe/Dublin"})
        self.assertEqual(details["after"]["zone"], "Europe/London")

    def test_nothing_changed_is_nothing_recorded(self) -> None:
        self.save()
        self.assertFalse(Event.objects.filter(verb="authority.edit").exists())

    def test_a_change_by_somebody_else_meanwhile_stays(self) -> None:
        Authority.objects.filter(pk=self.kept().pk).update(place="Elsewhere")
        self.save(address="1 Quay Street", place="Elsewhere")
        self.assertEqual(self.kept().place, "Elsewhere")

    def test_what_makes_no_sense_is_refused_and_kept_on_the_page(self) -> None:
        bureau = self.cast.executing["XB"].name
        for more, said in (
            ({"zone": "Mars/Olympus"}, "zone"),
            ({"name": ""}, "name"),
            ({"name": bureau}, "name"),
            ({"email": "no address"}, "email"),
        ):
            with self.subTest(more=more):
                answer = self.save(address="Words I typed", **more)
                self.assertContains(answer, "Words I typed", status_code=422)
                self.assertIn(said, answer.context["form"].errors)
        self.assertEqual(self.kept().name, self.cast.central["XB"].name)

    def test_an_authority_of_another_state_is_not_there(self) -> None:
        self.assertEqual(self.save("XA").status_code, 404)

    def test_nobody_else_looks_after_them(self) -> None:
        for name in ("ciara", "aoife", "orla", "niamh", "declan"):
            with self.subTest(name=name):
                client = stage.browser(self.cast, name)
                self.assertEqual(client.get(reverse("accounts:authorities")).status_code, 403)
                path = reverse("accounts:authority", args=[self.kept().pk])
                self.assertEqual(client.post(path, self.typed(place="x")).status_code, 403)
