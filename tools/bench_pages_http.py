"""A visitor without a browser, for bench_pages.py: one connection that stays open, the seconds of each answer."""

from __future__ import annotations

import itertools
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

TOKEN = "a" * 32  # the form's token is the cookie's: a browser gets both from the page before
_numbers = itertools.count(random.Random(time.time_ns()).randrange(1 << 20))


@dataclass(frozen=True, slots=True)
class Answer:
    """`seconds` from the first byte sent to the last one read; `size` in bytes."""

    seconds: float
    status: int
    size: int
    kind: str


class Visitor:
    """`session`: the key of one that was written into the database. Each request comes from another address, so that
    none is one too many."""

    def __init__(self, origin: str, session: str = "") -> None:
        at = urlsplit(origin)
        self._connection = HTTPConnection(at.hostname or "", at.port, timeout=120)
        self._cookies = f"csrftoken={TOKEN}" + (f"; atesta={session}" if session else "")

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, form: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN, **form}))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        number = next(_numbers)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        headers = {"Cookie": self._cookies, "X-Forwarded-For": address}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        size = len(answer.read())
        seconds = time.perf_counter() - began
        return Answer(seconds, answer.status, size, answer.headers.get("Content-Type", ""))


def at_once(origin: str, sent: Sequence[tuple[str, dict[str, str]]], clients: int) -> tuple[list[float], float]:
    """Each client sends every n-th of them, one after the other; the seconds of each, and of all together."""

    def some(first: int) -> list[float]:
        visitor = Visitor(origin)
        return [visitor.post(address, form).seconds for address, form in sent[first::clients]]

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        spent = [one for each in pool.map(some, range(clients)) for one in each]
    return spent, time.perf_counter() - began


def server_ms(log: Path, since: int, page: str) -> list[float]:
    """What the server itself wrote about a page, from that byte of its log on."""
    time.sleep(0.2)  # the last line may still be on its way
    lines = log.read_bytes()[since:].decode("utf-8", "replace").splitlines()
    told = [json.loads(line) for line in lines if line.startswith('{"page"')]
    return [each["ms"] for each in told if each["page"] == page]


def cpu_ms(pid: int) -> float:
    """Milliseconds of processor that a process and its children have had: these do not grow when others are at work.
    Nothing but Linux tells it; elsewhere 0."""
    spent = [0.0]
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = entry.read_text()
        except OSError:  # it has just ended
            continue
        parts = text.rpartition(")")[2].split()
        if pid in (int(entry.parent.name), int(parts[1])):
            spent.append((int(parts[11]) + int(parts[12])) * 1000 / os.sysconf("SC_CLK_TCK"))
    return sum(spent)


def seconds_of(do: Callable[[], object]) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The value that 19 of 20 do not pass."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]
