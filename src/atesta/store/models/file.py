"""My file: one person's own collection, opened by a passkey or by the code that she printed."""

from __future__ import annotations

from django.db import models

from atesta.store.ids import LENGTH, new_id


class File(models.Model):
    """`code_locator` finds the row, `code_hash` (Argon2) proves the rest of the printed code. There is no name to sign
    in with and no address to recover by: whoever loses passkey and code loses the file, and the page says so.
    `name`, `address` and `phone` are there only if she filled them in for her letters. `epoch` changes when a
    way in is taken away, and a session of another epoch is over: whoever came in that way goes out with it."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    code_locator = models.CharField(max_length=12, unique=True)
    code_hash = models.CharField(max_length=200)
    lang = models.CharField(max_length=2)
    name = models.CharField(max_length=200, blank=True)
    address = models.TextField(max_length=500, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    demo = models.BooleanField(default=False)
    epoch = models.CharField(max_length=LENGTH, blank=True)

    PERSONAL = frozenset({"name", "address", "phone"})
    PLAIN = frozenset({"id", "made_at", "opened_at", "code_locator", "code_hash", "lang", "demo", "epoch"})


class Passkey(models.Model):
    """A public key of hers (WebAuthn). `label` is what she calls the device."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="passkeys")
    credential = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField()
    label = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    PERSONAL = frozenset({"credential", "public_key", "label"})
    PLAIN = frozenset({"id", "file", "sign_count", "made_at", "used_at"})
