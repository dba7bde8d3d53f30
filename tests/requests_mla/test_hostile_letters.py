"""Whatever is typed into a field is printed as it is: nothing is fetched, and nothing is run."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from django.utils import translation

from documents.inspection import attached
from documents.rendering import render
from requests_mla.letters.pages import content
from tests.documents.letters import run
from tests.documents.reading import Read
from tests.requests_mla import correspondence, stage
from tests.requests_mla.test_letters import CODES, FOR_MACHINES
from workflow.models import Letter

HOSTILE = (
    '<img src="file:///etc/passwd"><script>alert(1)</script>',
    '<svg><image href="http://{host}/image.png"/></svg>',
    '<style>@import url("http://{host}/style.css"); p {{ background: url(file:///etc/hostname) }}'
    "</style>",
    '<link rel="attachment" href="file:///etc/passwd"><base href="http://{host}/">',
    '" style="background: url(http://{host}/quote)" x="',
    "{{{{ letter }}}}{{% include 'secret' %}} &lt;b&gt; \\u003cb\\u003e",
)


class Visited(BaseHTTPRequestHandler):
    """Writes down who came."""

    visits: list[str] = []

    def do_GET(self) -> None:
        self.visits.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def listening() -> Iterator[str]:
    """A server that letters would find; gives its address."""
    server = HTTPServer(("127.0.0.1", 0), Visited)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def spoiled(payload: Any, text: str) -> Any:
    """The payload with that text in every field that somebody can have typed."""
    if isinstance(payload, str):
        return text if payload.strip() and payload not in CODES else payload
    if isinstance(payload, dict):
        return {
            name: value
            if name in FOR_MACHINES and not isinstance(value, dict | list)
            else spoiled(value, text)
            for name, value in payload.items()
        }
    if isinstance(payload, list):
        return [spoiled(value, text) for value in payload]
    return payload


def printed(payload: dict[str, Any]) -> bytes:
    """The letter that these data make."""
    with translation.override("en"):
        letter = content(payload, payload_sha256="ab" * 32)
    return render(
        "letters/letter.html",
        {"letter": letter},
        language="en",
        title=str(letter.title),
        identifier="hostile",
        at=datetime.fromisoformat(payload["created"]),
        payload=json.dumps(payload).encode(),
        payload_name=f"{payload['kind']}.json",
    )


class Hostile(stage.Staged):
    """Every kind of letter, with hostile words in all fields of its data."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, at = stage.gathered()
        plays = (correspondence.granted, correspondence.refused, correspondence.withdrawn)
        for number, play in enumerate(plays):
            play(cls.cast, at + timedelta(hours=number))

    def test_nothing_is_fetched_and_nothing_is_markup(self) -> None:
        kinds = {letter.kind: json.loads(letter.payload) for letter in Letter.objects.all()}
        self.assertGreater(len(kinds), 20)
        with listening() as host:
            for number, (kind, payload) in enumerate(sorted(kinds.items())):
                text = HOSTILE[number % len(HOSTILE)].format(host=host)
                with self.subTest(kind=kind, text=text):
                    self._is_harmless(kind, printed(spoiled(payload, text)), text)
            for text in (words.format(host=host) for words in HOSTILE):
                with self.subTest(kind="request", text=text):
                    payload = spoiled(kinds["request"], text)
                    self._is_harmless("request", printed(payload), text)
        self.assertEqual(Visited.visits, [])

    def _is_harmless(self, kind: str, pdf: bytes, text: str) -> None:
        self.assertEqual(list(attached(pdf)), [f"{kind}.json"])
        self.assertTrue(Read.of(pdf).says(text))
        with TemporaryDirectory() as folder:
            path, plain = Path(folder) / "letter.pdf", Path(folder) / "plain.pdf"
            path.write_bytes(pdf)
            run("qpdf", "--qdf", "--object-streams=disable", str(path), str(plain))
            objects = plain.read_bytes()
        for name in (b"/JavaScript", b"/URI", b"/Launch", b"/GoToR", b"root:"):
            self.assertNotIn(name, objects)
