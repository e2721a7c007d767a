"""Keys for machines: of one agency of one creditor, or of the creditor itself.

32 random bytes, of which only the SHA-256 is kept, so a copy of the database opens nothing. A key is looked for by that
digest: how far two digests agree says nothing about the bytes, so the time of a look-up tells nothing either.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from atesta.store import log
from atesta.store.models import Agency, ApiKey, Creditor, Staff

PREFIX = "atk_"
"""So that a scanner for secrets that were published by mistake knows one."""
MOST_NAME = 60


def new_secret() -> str:
    return PREFIX + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii").rstrip("=")


def new_key(
    creditor: Creditor,
    agency: Agency | None,
    name: str,
    ends_at: datetime | None,
    now: datetime,
    *,
    by: Staff | None = None,
    secret: str = "",
) -> tuple[ApiKey, str]:
    """The row and the secret, which is nowhere else. A form that is sent twice brings its `secret`: one key."""
    if agency is not None and agency.creditor_id != creditor.id:
        raise ValueError("an agency of another creditor")
    secret = secret or new_secret()
    digest = digest_of(secret)
    assert digest is not None
    with transaction.atomic():
        row, made = ApiKey.objects.get_or_create(
            digest=digest,
            defaults={"creditor": creditor, "agency": agency, "name": name, "ends_at": ends_at, "made_at": now},
        )
        if made:
            agency_id = agency.id if agency else None
            log.append("api_key_made", row.id, {"staff": by.id if by else None, "agency": agency_id}, now)
    return row, secret


def revoke(key: ApiKey, by: Staff | None, now: datetime) -> bool:
    """From this moment it opens nothing. False: it did not any more."""
    with transaction.atomic():
        if not ApiKey.objects.filter(id=key.id, revoked_at=None).update(revoked_at=now):
            return False
        log.append("api_key_revoked", key.id, {"staff": by.id if by else None}, now)
    key.revoked_at = now
    return True


def key_of(secret: str, now: datetime) -> ApiKey | None:
    """The key that this is the secret of, with its creditor and agency; None: of none that works now."""
    digest = digest_of(secret)
    if digest is None:
        return None
    works = Q(revoked_at=None) & (Q(ends_at=None) | Q(ends_at__gt=now))
    return ApiKey.objects.filter(works, digest=digest).select_related("creditor", "agency").first()


def digest_of(secret: str) -> str | None:
    """None: this is no secret of a key, or not as we write one (two spellings would be two secrets of one key)."""
    text = secret.removeprefix(PREFIX)
    if len(text) == len(secret) or len(text) != 43:
        return None
    try:
        raw = base64.b64decode(text + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=") != text:
        return None
    return hashlib.sha256(raw).hexdigest()
