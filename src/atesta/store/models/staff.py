"""People of the operator, and every look of theirs at somebody's file."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from atesta.store.ids import LENGTH, new_id
from atesta.store.models.contact import KeptContact
from atesta.store.models.file import File


class StaffManager(BaseUserManager["Staff"]):
    """Finds by the name to sign in with."""


class Staff(AbstractBaseUser):
    """`login` is a name to sign in with. `totp` is the second factor's device (django-otp); without a confirmed one
    nothing but its set-up can be seen."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    login = models.CharField(max_length=60, unique=True)
    password = models.CharField(max_length=200)
    last_login = models.DateTimeField(null=True, blank=True)
    role = models.CharField(max_length=12, default="keeper")
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    PERSONAL = frozenset({"login", "password", "last_login"})
    PLAIN = frozenset({"id", "role", "is_active", "made_at"})

    objects = StaffManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class StaffCode(models.Model):
    """A code that works once and is deleted then: `begin` sets the first password, `recovery` stands in for the second
    factor. `digest` is the SHA-256 of 80 random bits, which nobody guesses back."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=10)
    digest = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"id", "staff", "kind", "digest", "ends_at", "made_at"})


class HandOver(models.Model):
    """She let the operator read one contact, after she had her export (DESIGN decision 10)."""

    contact = models.OneToOneField(KeptContact, models.CASCADE, primary_key=True, related_name="handed_over")
    at = models.DateTimeField()
    exported_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset({"contact", "at", "exported_at", "taken_back_at"})


class Look(models.Model):
    """A person of the operator looked at something of hers; she sees this list."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="looks")
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True)
    at = models.DateTimeField()
    what = models.CharField(max_length=30)
    row = models.CharField(max_length=LENGTH)
    reason = models.CharField(max_length=200, blank=True)

    PERSONAL = frozenset({"reason"})
    PLAIN = frozenset({"id", "file", "staff", "at", "what", "row"})

    class Meta:
        indexes = (
            models.Index(fields=("-at", "-id"), name="look_by_time"),
            models.Index(fields=("what", "row"), name="look_at_row"),
        )


class Hold(models.Model):
    """A legal hold: the file may not be erased until it is lifted; she is told that and why."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    file = models.ForeignKey(File, models.PROTECT, related_name="holds")
    by = models.ForeignKey(Staff, models.SET_NULL, null=True)
    reason = models.CharField(max_length=200)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    PERSONAL = frozenset({"reason"})
    PLAIN = frozenset({"id", "file", "by", "since", "lifted_at"})
