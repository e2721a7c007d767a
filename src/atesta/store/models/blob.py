"""Bytes on local files. A blob's name on the disk is its random id: a person's file name never gets there."""

from __future__ import annotations

from django.db import models

from atesta.store.ids import LENGTH, new_id
from atesta.store.models.file import File


class Blob(models.Model):
    """`sha256` (hex) of the bytes; `given_name` what the file was called where it came from."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="blobs")
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=80)
    given_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"sha256", "given_name"})
    PLAIN = frozenset({"id", "file", "size", "media_type", "made_at"})


class Upload(models.Model):
    """Bytes that are on their way, and what is being worked out about them: nobody's file yet, erased at `ends_at`.

    `secret` is the SHA-256 of the token that the browser holds. `received` bytes lie in the blob folder under `id`, of
    `size` announced: an upload that broke off goes on from there."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    secret = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    media_type = models.CharField(max_length=80, blank=True)
    given_name = models.CharField(max_length=200, blank=True)
    asked = models.JSONField(default=dict)
    answer = models.TextField(blank=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    PERSONAL = frozenset({"given_name", "asked", "answer"})
    PLAIN = frozenset({"id", "secret", "kind", "size", "received", "media_type", "made_at", "ends_at"})
