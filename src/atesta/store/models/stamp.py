"""Outside time: what an authority (RFC 3161) was asked to stamp, and its token."""

from __future__ import annotations

from django.db import models

from atesta.store.ids import LENGTH, new_id
from atesta.store.models.blob import Blob


class Stamp(models.Model):
    """`kind`: `seal`, of a bundle (`original` where it is kept; None where it was sent and not kept), or `log`, of the
    store's log up to `seq` (0 of a seal). `digest` is the SHA-256 (hex) of a seal's signature or of the line that names
    the head.

    `stamped_at` is the authority's time, with `token` and `authority`; until then `asked_at` is when it was first asked
    in vain, and `failure` why. Nothing here is personal: a signature is random, and a head rests on salted digests."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    kind = models.CharField(max_length=4)
    original = models.OneToOneField(Blob, models.CASCADE, null=True, related_name="stamp")
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, unique=True)
    token = models.BinaryField(default=b"")
    authority = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    stamped_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=40, blank=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset(
        {
            "id",
            "kind",
            "original",
            "seq",
            "digest",
            "token",
            "authority",
            "made_at",
            "asked_at",
            "stamped_at",
            "failure",
        }
    )

    class Meta:
        indexes = (models.Index(fields=("kind", "stamped_at", "seq"), name="stamp_of_kind"),)
