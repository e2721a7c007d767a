"""A mail server of a test: it speaks as much SMTP as our letters need, on a free port, and keeps what it was given."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(slots=True)
class MailServer:
    """`taken` has each letter that arrived whole, in its order; `slow`: seconds until a letter is said to be taken.
    `drops`: it takes a letter and hangs up before it says so."""

    port: int = 0
    slow: float = 0.0
    drops: bool = False
    taken: list[EmailMessage] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"smtp://localhost:{self.port}?from=post@example.org"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"QUIT":
                return self._say("221 bye")
            if verb == b"DATA":
                self._say("354 go on")
                if not self._take():
                    return None
            else:
                self._say("250 well")
        return None

    def _take(self) -> bool:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        if not lines or not lines[-1].endswith(b"\n"):
            return False
        held: MailServer = self.server.held  # type: ignore[attr-defined]
        held.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
        time.sleep(held.slow)
        if not held.drops:
            self._say("250 taken")
        return not held.drops

    def _say(self, text: str) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # whoever sent it was killed
            self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A conversation that broke off is what the test is about."""


@contextmanager
def mail_server(slow: float = 0.0, *, drops: bool = False) -> Iterator[MailServer]:
    with _Server(("localhost", 0), _Talk) as server:
        held = MailServer(server.server_address[1], slow, drops)
        server.held = held  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield held
        server.shutdown()
