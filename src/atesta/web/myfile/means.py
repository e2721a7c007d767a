"""Rules, phrases and whose extracts are known, built once a process; and the public lists as they are now."""

from __future__ import annotations

from atesta.store.answering import Means
from atesta.web.desk import anchors, desk
from atesta.web.kept_record import record_of
from atesta.web.registers import registers_of


def means() -> Means:
    return Means(desk(), anchors(), registers_of, record_of)
