"""Lists and pages ask the database as often for thirty rows as for five."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.choices import PDF
from evidence.models import StoredFile
from evidence.services import keep_bytes
from requests_mla.lists import PAGE
from requests_mla.models import Attachment, CasePerson, Identifier, Offence
from requests_mla.services import deciding
from tests.requests_mla import stage

FEW, MANY = 5, 30


class WhatAPageCosts(stage.Staged):
    """Counted for one officer, before and after the rows have grown sixfold."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at, measures=FEW)

    def count(self, *paths: str) -> dict[str, int]:
        client = stage.browser(self.cast, "ciara")
        counts = {}
        for path in paths:
            client.get(path)  # what is remembered for the process is remembered now
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(client.get(path).status_code, 200)
            counts[path] = len(queries)
        return counts

    def test_lists_do_not_cost_more_with_more_cases(self) -> None:
        paths = (reverse("desk:home"), reverse("requests:register"), "/api/v1/requests/")
        self.more_cases(PAGE)  # a register of one page knows its number without asking
        few = self.count(*paths)
        self.more_cases(MANY - FEW)
        self.assertEqual(self.count(*paths), few)

    def more_cases(self, number: int) -> None:
        for _ in range(number):
            stage.Play(self.cast, self.at).draft("ciara", "XA", "One of many")

    def test_a_case_page_does_not_cost_more_with_more_on_it(self) -> None:
        base = stage.page("case", self.play)
        tabs = ("timeline", "request", "measures", "persons", "documents", "letters", "evidence")
        paths = [*(f"{base}?tab={tab}" for tab in tabs), stage.page("history", self.play)]
        self.more_on_the_case(FEW)
        few = self.count(*paths)
        self.more_on_the_case(MANY - FEW)
        self.assertEqual(self.count(*paths), few)

    def test_a_case_page_looks_once_at_how_the_rights_record_stands(self) -> None:
        client = stage.browser(self.cast, "ciara")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(stage.page("case", self.play))
        self.assertContains(page, "not begun")
        asked = 'FROM "convention_safeguardquestion"'
        read = [one for one in queries if asked in one["sql"]]
        self.assertEqual(len(read), 1)

    def more_on_the_case(self, number: int) -> None:
        request, actor = self.play.case.request, self.cast.actors["ciara"]
        for n in range(number):
            CasePerson.objects.create(request=request, role="witness", names=f"Person {n}")
            Identifier.objects.create(request=request, kind="domain", value=f"{n}.example")
            Offence.objects.create(request=request, offence_class="serious", title=f"Crime {n}")
            Attachment.objects.create(
                request=request, file=scan(n), name=f"{n}.pdf", role="annex", shared=True
            )
            self.play.act("youssef", "supplement", supplement=f"More {n}")
            deciding.write_note(actor=actor, case=self.play.case, side="requested", text=str(n))


def scan(number: int) -> StoredFile:
    """A file of its own for each."""
    return keep_bytes(content=b"%%PDF-1.7 %d" % number, media_type=PDF)
