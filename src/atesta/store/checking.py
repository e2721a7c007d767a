"""Whether what is kept is whole: the chain of the log, what its openings say, its stamps, and the bytes on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from atesta.store import blobs, log, stamping
from atesta.store.models import LogEntry, LogHead, Opening


def complaints(now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is not whole, as (kind of sentence, values); ids and numbers, nothing about a person."""
    entries = LogEntry.objects.order_by("seq").iterator()
    broken = log.check(entries, LogHead.objects.first())
    if broken is not None:
        yield f"log_{broken.why}", {"seq": broken.seq}
    for opening in Opening.objects.select_related("entry").order_by("entry").iterator():
        if not log.opens(opening):
            yield "opening", {"seq": opening.entry_id}
    yield from stamping.broken()
    yield from (("missing", {"id": id_}) for id_ in blobs.missing())
    yield from (("changed", {"id": id_}) for id_ in blobs.changed())
    stray = sum(1 for _ in blobs.strays(now))
    if stray:
        yield "strays", {"n": stray}
