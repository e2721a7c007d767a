"""Rules, phrases and whose extracts are known: built once a process."""

from __future__ import annotations

from functools import cache

from atesta.evidence.anchors import Anchors
from atesta.store.answering import Means
from atesta.web.desk import desk
from atesta.web.sealing import home_of
from atesta.web.show import settings


def means() -> Means:
    return Means(desk(), _anchors())


@cache
def _anchors() -> Anchors:
    return home_of(settings()).anchors()
