"""An authority that stamps the time over HTTP, as RFC 3161 says; or answers something else."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Self

from asn1crypto import tsp
from pyhanko.sign.timestamps import DummyTimeStamper


class TimeServer(HTTPServer):
    """Listens on this machine while it is entered. `meanwhile` runs before each answer."""

    def __init__(self, stamper: DummyTimeStamper) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.stamper = stamper
        self.spoilt = b""
        self.asked = 0
        self.meanwhile: Callable[[], object] = lambda: None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_args: object) -> None:
        self.shutdown()
        self.server_close()


class _Answers(BaseHTTPRequestHandler):
    server: TimeServer

    def do_POST(self) -> None:
        self.server.asked += 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.meanwhile()
        request = tsp.TimeStampReq.load(body)
        answer = self.server.spoilt or self.server.stamper.request_tsa_response(request).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: object) -> None:
        pass
