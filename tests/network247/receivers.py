"""What receives pages in tests: a web server as a State's pager, and a mail server. Both real."""

import hashlib
import hmac
import socketserver
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

SECRET = "a secret between Belmara and its pager"


@dataclass(frozen=True)
class Taken:
    """A page as it came in."""

    headers: Mapping[str, str]
    body: bytes
    at: float

    def is_signed_with(self, secret: str) -> bool:
        """As the documentation says: HMAC-SHA256 over `t.body`, and not from another day."""
        parts = dict(part.split("=", 1) for part in self.headers["X-Rogatory-Signature"].split(","))
        signed = parts["t"].encode() + b"." + self.body
        expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        fresh = abs(time.time() - int(parts["t"])) < 60
        return fresh and hmac.compare_digest(expected, parts["v1"])


class Receiver:
    """A server on a free port of this machine, in threads of its own."""

    server: socketserver.TCPServer

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server.server_address[1])


class WebhookReceiver(Receiver):
    """Takes pages; answers as it is told to, and when."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.answer, self.hangs_for = 204, 0.0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.taken.append(Taken(dict(self.headers), body, time.monotonic()))
                time.sleep(receiver.hangs_for)
                try:
                    self.send_response(receiver.answer)
                    self.send_header("Location", receiver.address)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    return  # whoever asked has gone

            def log_message(self, *_words: Any) -> None:
                """Tests read `taken`."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def address(self) -> str:
        """What an operator would set."""
        return f"http://127.0.0.1:{self.port}/page"


class MailReceiver(Receiver):
    """A mail server: takes mails, or refuses everybody with 421."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.refuses = False
        receiver = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                if receiver.refuses:
                    self.say("421 not now")
                    return
                self.say("220 here")
                while word := self.rfile.readline()[:4].upper():
                    if word == b"DATA":
                        self.say("354 go on")
                        receiver.mails.append(self.text())
                    elif word == b"QUIT":
                        self.say("221 bye")
                        return
                    self.say("250 yes")

            def say(self, line: str) -> None:
                self.wfile.write(f"{line}\r\n".encode())

            def text(self) -> str:
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line)
                return b"".join(lines).decode()

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.server = server

    @property
    def address(self) -> str:
        """What an operator would set."""
        return f"smtp://127.0.0.1:{self.port}"
