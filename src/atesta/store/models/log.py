"""Every change of state, chained: entries hold salted digests only, so that what they speak of can still be erased."""

from __future__ import annotations

from django.db import models

from atesta.store.ids import LENGTH
from atesta.store.models.file import File


class LogEntry(models.Model):
    """`digest` commits to what changed, by the salt in its Opening; `head` chains it to the entry before. Triggers in
    the database refuse to change or delete one (migration 0002)."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    head = models.CharField(max_length=64)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"seq", "at", "kind", "digest", "head"})


class LogHead(models.Model):
    """One row: the last entry, locked while one is appended."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "seq", "head"})


class Opening(models.Model):
    """What an entry commits to, and its salt: whoever holds it can show that the entry is about it. It goes when the
    file goes, and nothing can be told from the entry then."""

    entry = models.OneToOneField(LogEntry, models.CASCADE, primary_key=True, related_name="opening")
    file = models.ForeignKey(File, models.CASCADE, null=True, related_name="openings")
    salt = models.CharField(max_length=64)
    row = models.CharField(max_length=LENGTH)
    what = models.JSONField()

    PERSONAL = frozenset({"what"})
    PLAIN = frozenset({"entry", "file", "salt", "row"})
