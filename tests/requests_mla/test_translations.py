"""The translation that the asking side writes beside the texts of its draft."""

from typing import Any

from requests_mla.completeness import content_of, digest_of, gaps
from requests_mla.letters.payloads import compose
from requests_mla.models import Request
from requests_mla.services.translating import save_translation
from requests_mla.translated.standing import Standing, standing_of
from tests.requests_mla import stage


class Drafted(stage.Staged):
    """A draft to Belmara."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        cls.play = stage.drafted(cls.cast, at)

    def test_page(self) -> None:
        client = stage.browser(self.cast, "youssef")
        page = client.get(stage.page("draft", self.play, "translation"))
        self.assertContains(page, "not needed")
        open("/tmp/p.html", "w").write(page.content.decode())
