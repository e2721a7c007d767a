"""A request that is sent twice is done once: what it was answered is kept for a day under its idempotency key.

Kept is nothing that a copy of the database could read: the caller's token and the request as keyed hashes, the answer
(it may hold codes) locked with the secret of the key that asked, which is nowhere here.
"""

from __future__ import annotations

import base64
import hmac
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from atesta.errors import InputError
from atesta.store.models import Answered, ApiKey

KEPT = timedelta(days=1)
PATIENCE = timedelta(minutes=2)
"""After that a request without an answer is taken for one whose process died: what it did was undone with it."""


class InFlightError(InputError):
    """The same request is being answered at this moment."""

    def __init__(self) -> None:
        super().__init__(
            "The same request is being answered at this moment.",
            "Doing it twice at once could count it twice.",
            "Send it again in a second: it then gets the same answer.",
            key="api_idempotency_in_flight",
        )


@dataclass(frozen=True, slots=True)
class Once:
    """A request: `token` is its idempotency key, `request` everything that makes it this one (way and body)."""

    key: ApiKey
    secret: str = field(repr=False)
    token: str = field(repr=False)
    request: bytes = field(repr=False)

    @property
    def hashed_token(self) -> str:
        return _hmac(b"token", self.token.encode())

    @property
    def digest(self) -> str:
        return _hmac(b"request", self.request)

    def box(self) -> AESGCM:
        return AESGCM(
            hmac.digest(settings.SECRET_KEY.encode(), f"answer|{self.secret}|{self.token}".encode(), "sha256")
        )


@dataclass(frozen=True, slots=True)
class Before:
    """What the same request was answered."""

    status: int
    body: bytes = field(repr=False)


def begin(once: Once, now: datetime) -> Answered | Before:
    """The row that the answer is written into, or the answer that there was.

    Raises InputError where the token was used for another request, InFlightError where it is being answered."""
    fresh = Answered(key=once.key, token=once.hashed_token, digest=once.digest, at=now)
    Answered.objects.bulk_create([fresh], ignore_conflicts=True)
    held = Answered.objects.filter(key=once.key, token=once.hashed_token).first()
    if held is None:  # it failed and was forgotten between the two lines
        raise InFlightError
    if held.id == fresh.id:
        return held
    if not hmac.compare_digest(held.digest, once.digest):
        raise _other_request()
    if held.status:
        return Before(held.status, _opened(once, held))
    return _taken_over(held, now)


def _taken_over(held: Answered, now: datetime) -> Answered:
    old = held.at <= now - PATIENCE
    if not (old and Answered.objects.filter(id=held.id, status=0, at=held.at).update(at=now)):
        raise InFlightError
    held.at = now
    return held


def finish(row: Answered, once: Once, status: int, body: bytes) -> None:
    """In the transaction of what was done. Raises InFlightError, and so undoes it, where another took it over."""
    nonce = os.urandom(12)
    locked = base64.b64encode(nonce + once.box().encrypt(nonce, body, row.digest.encode())).decode("ascii")
    if not Answered.objects.filter(id=row.id, status=0, at=row.at).update(status=status, body=locked):
        raise InFlightError


def forget(row: Answered) -> None:
    """Nothing was done, and the same request may be sent again."""
    Answered.objects.filter(id=row.id, status=0, at=row.at).delete()


def sweep_answers(now: datetime) -> int:
    """Those of more than a day ago; how many."""
    return Answered.objects.filter(at__lt=now - KEPT).delete()[0]


def _opened(once: Once, held: Answered) -> bytes:
    raw = base64.b64decode(held.body)
    return once.box().decrypt(raw[:12], raw[12:], held.digest.encode())


def _hmac(kind: bytes, text: bytes) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), b"api-answer-v1|" + kind + b"|" + text, "sha256").hex()


def _other_request() -> InputError:
    return InputError(
        "This Idempotency-Key was used for another request.",
        "It names one request, so that a repetition of it is not done twice.",
        "Make a new key for a new request.",
        key="api_idempotency_other",
    )
