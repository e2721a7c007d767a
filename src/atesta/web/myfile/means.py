"""Rules, phrases and whose extracts are known: built once a process."""

from __future__ import annotations

from functools import cache

from atesta.evidence.anchors import read_anchors
from atesta.pipeline import open_desk
from atesta.store.answering import Means
from atesta.web.show import settings

ANCHORS = "anchors"
"""A folder beside the database: `signers.pem` of the lenders whose extracts are believed (docs/operate.md)."""


@cache
def means() -> Means:
    return Means(open_desk(), read_anchors(settings().folder / ANCHORS))
