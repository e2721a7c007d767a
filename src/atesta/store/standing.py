"""How the log stands, as figures without anything of a person."""

from __future__ import annotations

from dataclasses import dataclass

from atesta.store import log
from atesta.store.models import LogEntry, LogHead


@dataclass(frozen=True, slots=True)
class LogEnd:
    """`broken` is the first entry that does not hold, None where the chain is whole or was not walked."""

    entries: int
    checked: bool = False
    broken: log.Broken | None = None


def log_end() -> LogEnd:
    end = LogHead.objects.first()
    return LogEnd(end.seq if end else 0)


def check_log() -> LogEnd:
    """Walks the whole chain up to the end that was noted when it began; later entries are for the next time."""
    end = LogHead.objects.first()
    entries = LogEntry.objects.filter(seq__lte=end.seq if end else 0).order_by("seq")
    return LogEnd(end.seq if end else 0, True, log.check(entries.iterator(), end))
