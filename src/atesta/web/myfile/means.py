"""Rules, phrases and whose extracts are known: built once a process."""

from __future__ import annotations

from atesta.store.answering import Means
from atesta.web.desk import anchors, desk


def means() -> Means:
    return Means(desk(), anchors())
