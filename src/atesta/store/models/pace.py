"""How often somebody came: counted under a keyed hash, so that no address is kept."""

from __future__ import annotations

from django.db import models


class Pace(models.Model):
    """`key` is an HMAC that changes with the day; `count` within the window that began at `since`."""

    key = models.CharField(primary_key=True, max_length=64)
    since = models.DateTimeField(db_index=True)
    count = models.IntegerField(default=0)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"key", "since", "count"})
