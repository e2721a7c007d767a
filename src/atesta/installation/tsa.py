"""Posts a time-stamp request to the configured authority (RFC 3161, 3.4). Off unless a URL was configured."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from atesta.errors import InputError
from atesta.evidence.stamp import MOST_BYTES, Stamper, StampError

if TYPE_CHECKING:
    from http.client import HTTPResponse

SECONDS = 10.0


def stamper(url: str | None, *, seconds: float = SECONDS) -> Stamper | None:
    """None without a URL: then a seal has no outside time, and says so."""
    if not url:
        return None
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise InputError(
            "The address of the time-stamp authority is not an http or https address.",
            "Without an authority the seal has no outside time.",
            "Write it as in https://tsa.example.org/tsr, or leave it out.",
            key="tsa_address",
        )
    address = url
    return lambda request: _post(address, request, seconds)


def _post(url: str, request: bytes, seconds: float) -> bytes:
    """At most `seconds` in all once its name is found, also when the authority sends a byte now and then."""
    until = monotonic() + seconds
    asked, made = Request(url, request, {"Content-Type": "application/timestamp-query"}), list[HTTPConnection]()
    opener = build_opener(_NoRedirect, _Http(made), _Https(made))
    try:
        with _cut_off(made, seconds), opener.open(asked, timeout=seconds) as answer:
            return _read(answer, lambda: monotonic() > until)
    except (URLError, HTTPException, OSError) as error:
        raise _no_answer(type(error).__name__) from error


def _read(answer: HTTPResponse, late: Callable[[], bool]) -> bytes:
    kind = answer.headers.get_content_type()
    if kind != "application/timestamp-reply":
        raise _no_answer(f"it answered with {kind}")
    data = b""
    while more := answer.read1(4096):
        data += more
        if late() or len(data) > MOST_BYTES:
            raise _no_answer("it took too long" if late() else "its answer is too long")
    return data


@contextmanager
def _cut_off(made: list[HTTPConnection], seconds: float) -> Iterator[None]:
    """The time limit of a socket is that of each byte: a head that drips would hold a worker for days."""

    def cut() -> None:
        for connection in made:
            with suppress(OSError, AttributeError):  # closed meanwhile
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _Http(HTTPHandler):
    """Tells which connections it made."""

    def __init__(self, made: list[HTTPConnection]) -> None:
        super().__init__()
        self._made = made

    def http_open(self, req: Request) -> Any:
        return self.do_open(_noted(HTTPConnection, self._made), req)


class _Https(HTTPSHandler):
    """The same, with certificates checked as always."""

    def __init__(self, made: list[HTTPConnection]) -> None:
        super().__init__()
        self._made = made

    def https_open(self, req: Request) -> Any:
        return self.do_open(_noted(HTTPSConnection, self._made), req)


def _noted(kind: type[HTTPConnection], made: list[HTTPConnection]) -> Any:
    def make(host: str, **how: Any) -> HTTPConnection:
        connection = kind(host, **how)
        made.append(connection)
        return connection

    return make


class _NoRedirect(HTTPRedirectHandler):
    """The configured authority and no other address."""

    def redirect_request(self, *_: object) -> None:
        return None


def _no_answer(why: str) -> StampError:
    return StampError(
        f"The time-stamp authority gave no token ({why}).",
        "The seal is made all the same, without an outside time.",
        "Look at its address and the network; an outside time can only be had while sealing.",
        key="tsa_no_token",
        kind=why,
    )
