"""What other apps put on a State's page, and who sees it there."""

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Authority, Person
from network247.services.seeding import seed_contacts
from tests.requests_mla import stage

ARVENIA = "Directorate of International Cooperation in Criminal Matters"


class PanelsOfAState(stage.Staged):
    """Arvenia works here, Dravonia is reached by post; each has a desk in the directory."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        seed_contacts()

    def page(self, code: str, name: str = "ciara") -> str:
        client = stage.browser(self.cast, name)
        answer = client.get(reverse("convention:state", args=[code]))
        self.assertEqual(answer.status_code, 200)
        return answer.content.decode()

    def test_central_authorities_and_whether_they_work_here_are_shown(self) -> None:
        arvenia, dravonia = self.page("XA"), self.page("XD")
        self.assertIn(ARVENIA, arvenia)
        self.assertIn("Ministry of Justice", arvenia)
        self.assertIn("works in this installation", arvenia)
        self.assertNotIn("reached by post", arvenia)
        self.assertIn(self.cast.central["XD"].name, dravonia)
        self.assertIn("reached by post", dravonia)

    def test_how_an_authority_is_reached_is_shown(self) -> None:
        Authority.objects.filter(pk=self.cast.central["XD"].pk).update(
            address="1 <Harbour> Road\nDrava", email="mla@dravonia.example"
        )
        page = self.page("XD")
        self.assertIn("1 &lt;Harbour&gt; Road", page)
        self.assertIn("mailto:mla@dravonia.example", page)

    def test_authorities_of_another_kind_or_state_are_not_shown(self) -> None:
        page = self.page("XA", "youssef")
        self.assertNotIn(self.cast.executing["XA"].name, page)
        self.assertNotIn(self.cast.central["XB"].name, page)
        self.assertNotIn(self.cast.central["XD"].name, page)

    def test_authorities_come_before_contact_points(self) -> None:
        page = self.page("XA")
        self.assertLess(page.index("Central authorities"), page.index("Contact points"))

    def test_a_state_without_authority_here_says_so(self) -> None:
        page = self.page("FR")
        self.assertIn("None is known to this installation.", page)
        self.assertIn("None is recorded for this State.", page)

    def test_the_contact_points_of_that_state_alone_are_shown(self) -> None:
        page = self.page("XB")
        lines = stage.browser(self.cast, "ciara").get(reverse("network:contacts")).context["lines"]
        for line in lines:
            shown = line.version.phone in page
            self.assertEqual(shown, line.point.state_id == "XB", line.point)

    def test_whoever_may_open_the_directory_sees_the_contact_points(self) -> None:
        for role in Role:
            name = next(one for one, actor in self.cast.actors.items() if actor.role == role)
            with self.subTest(role=role):
                directory = stage.browser(self.cast, name).get(reverse("network:contacts"))
                self.assertEqual(directory.status_code, 200)
                self.assertIn("Contact points, 24/7", self.page("XB", name))

    def test_without_an_appointment_only_central_authorities_are_shown(self) -> None:
        person = Person.objects.create_user("reader@belmara.example", None, name="Reader")
        client = Client()
        client.force_login(person, backend="accounts.backends.PersonBackend")
        self.assertEqual(client.get(reverse("network:contacts")).status_code, 302)
        page = client.get(reverse("convention:state", args=["XA"])).content.decode()
        self.assertIn(ARVENIA, page)
        self.assertNotIn("Contact points", page)
        self.assertNotIn("tel:", page)

    @override_settings(SECOND_FACTOR_ROLES=frozenset({Role.AUDITOR.value}))
    def test_without_the_second_factor_that_a_role_asks_for_there_are_no_contact_points(
        self,
    ) -> None:
        client = stage.browser(self.cast, "karim")
        self.assertEqual(client.get(reverse("network:contacts")).status_code, 302)
        page = self.page("XA", "karim")
        self.assertIn(ARVENIA, page)
        self.assertNotIn("tel:", page)

    def test_a_states_page_asks_few_questions_however_much_is_known(self) -> None:
        client = stage.browser(self.cast, "ciara")
        address = reverse("convention:state", args=["XA"])
        client.get(address)

        def count() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            return len(queries)

        few = count()
        self.assertLessEqual(few, 14)
        for number in range(5):
            Authority.objects.create(state_id="XA", kind="central", name=f"Region {number}")
        self.assertEqual(count(), few)
