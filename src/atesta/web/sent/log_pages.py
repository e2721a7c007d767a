"""The log of announcements for anybody: its signed state, its key, the proof of one entry, and how all of it is
checked. Hashes only: nothing here is about a person, and an entry is found only by who has its leaf."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse

from atesta.contact.place import PLACES
from atesta.store import transparency
from atesta.store.models import Creditor, TreeCheckpoint, TreeLeaf
from atesta.store.pace import wait
from atesta.web.access import Who
from atesta.web.paced import too_often
from atesta.web.pages import Page
from atesta.web.show import show

LEAF = re.compile(r"[0-9a-f]{64}")
SIZE = re.compile(r"[1-9][0-9]{0,15}")


@dataclass(frozen=True, slots=True)
class LogPage:
    """`at` by the creditors' clock. `key` is the log's verifier key (a vkey), "" before anything was entered; `steps`: how a receipt is checked."""

    size: int
    at: datetime | None
    key: str
    steps: tuple[str, ...] = ("leaf", "path", "signature", "time")


def log_page(request: HttpRequest) -> HttpResponse:
    last, verifier = TreeCheckpoint.objects.order_by("-size").first(), transparency.verifier()
    at = last.at.astimezone(_clock()) if last else None
    page = LogPage(last.size if last else 0, at, str(verifier) if last and verifier else "")
    return show(request, "sent_log.html", page)


def _clock() -> tzinfo:
    """Of the creditors' place, where all that announce here have one; the log itself has none."""
    places = list(Creditor.objects.order_by("place").values_list("place", flat=True).distinct()[:2])
    return ZoneInfo(PLACES[places[0]].zones[0]) if len(places) == 1 else UTC


def checkpoint(request: HttpRequest) -> HttpResponse:
    return _plain(transparency.checkpoint())


def key(request: HttpRequest) -> HttpResponse:
    verifier = transparency.verifier()
    return _plain(f"{verifier}\n".encode() if verifier and transparency.checkpoint() else None)


def proof(request: HttpRequest) -> HttpResponse:
    """`?leaf=`: that it is in the tree, up to the latest checkpoint."""
    leaf = request.GET.get("leaf", "")
    if seconds := wait(request, "log", datetime.now(UTC)):
        return too_often(request, seconds)
    row = TreeLeaf.objects.filter(leaf=leaf).first() if LEAF.fullmatch(leaf) else None
    return _plain(transparency.proof_of(row.row, row.kind) if row else None)


def consistency(request: HttpRequest) -> HttpResponse:
    """`?old=&new=`: that the tree of the one checkpoint begins with that of the other; a hash in base64 a line."""
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    if seconds := wait(request, "log", datetime.now(UTC)):
        return too_often(request, seconds)
    path = transparency.consistency(int(old), int(new)) if SIZE.fullmatch(old) and SIZE.fullmatch(new) else None
    return _plain(None if path is None else "".join(f"{b64encode(hash_).decode()}\n" for hash_ in path).encode())


def _plain(data: bytes | None) -> HttpResponse:
    if data is None:
        raise Http404
    answer = HttpResponse(data, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


PAGES = (
    Page("log", log_page, "log", Who.ANYONE),
    Page("log/checkpoint", checkpoint, "log-checkpoint", Who.ANYONE),
    Page("log/key", key, "log-key", Who.ANYONE),
    Page("log/proof", proof, "log-proof", Who.ANYONE),
    Page("log/consistency", consistency, "log-consistency", Who.ANYONE),
)
