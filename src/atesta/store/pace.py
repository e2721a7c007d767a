"""How often somebody may try: fixed windows, counted under a keyed hash that changes with the day.

No address is kept: a row's key is HMAC(secret, day, name, address), and yesterday's key cannot be made again without
guessing the address. Whoever waits for midnight therefore gets a second window there, at most.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from types import MappingProxyType

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from atesta.store.models import Pace

LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` tries in `seconds`. `grows`: every further `most` refused tries double the window, so that guessing gets
    slower and slower; a person who mistyped waits once."""

    most: int
    seconds: int
    grows: bool = False

    def window(self, count: int) -> timedelta:
        doubled = min(max(0, count - 1) // self.most, 16) if self.grows else 0
        return min(timedelta(seconds=self.seconds << doubled), LONGEST)


LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        "review": Limit(30, 60),
        "keep": Limit(30, 60),
        "ocr": Limit(10, 60),
        "upload": Limit(20, 60),  # beginnings; the pieces of one are `chunk`
        "chunk": Limit(600, 60),
        "verify": Limit(10, 60),
        "letter": Limit(20, 60),
        "refusal": Limit(10, 60),
        "hand-in": Limit(5, 3600),
        "agency-reply": Limit(30, 60),
        "file-new": Limit(5, 3600),
        "file-code": Limit(5, 900, grows=True),
        "passkey": Limit(20, 300),
        "mail-enter": Limit(5, 3600),
        "mail-ask": Limit(5, 900, grows=True),  # of one visitor
        "mail-enter-to": Limit(5, 3600),  # to one mailbox, whoever enters it
        "mail-to": Limit(5, 1200),  # to one mailbox, whoever asks: for as long as a link lives, so that she has one
        "staff-login": Limit(5, 900, grows=True),
        "export": Limit(10, 3600),
        "sent": Limit(20, 3600),  # checks of what was announced, of one visitor
        "sent-number": Limit(20, 24 * 3600),  # about one number, whoever asks (docs/check-sent.md has the arithmetic)
        "sent-number-of-one": Limit(10, 24 * 3600),  # of these, of one visitor
        "sent-last4": Limit(200, 24 * 3600),  # about all numbers that end so
        "sent-last4-of-one": Limit(40, 24 * 3600),
        "sent-report": Limit(5, 24 * 3600),
        "log": Limit(120, 60),
        "api": Limit(1200, 60),  # of one key
        "api-many": Limit(60, 60),  # batches and files of one key
        "statement": Limit(5, 900, grows=True),  # codes of statements: each is 54 bits and bound to its account
        "statement-file": Limit(20, 300),
        "wording-try": Limit(20, 86_400),  # of one agency, whoever of it tries; of the creditor's own staff as many
    }
)


def allow(request: HttpRequest, name: str, now: datetime) -> bool:
    """Counts this try of whoever asks; False when it is one too many."""
    return wait(request, name, now) == 0


def wait(request: HttpRequest, name: str, now: datetime, weight: int = 1) -> int:
    """Counts this try, as `weight` ones where it is much work; seconds until the next one is taken, 0 when this is."""
    return _count(address_of(request), name, now, weight)


def wait_key(key: str, name: str, now: datetime) -> int:
    """The same for something else than an address, such as the file that a code is tried on."""
    return _count(key, name, now)


def forget_key(key: str, name: str, now: datetime) -> None:
    """After the right code: earlier slips no longer count."""
    Pace.objects.filter(key=_hash(key, name, now)).delete()


def sweep_paces(now: datetime) -> int:
    """Rows whose window is over whatever it was; how many."""
    return Pace.objects.filter(since__lt=now - LONGEST).delete()[0]


def address_of(request: HttpRequest) -> str:
    """Who asks, as far as the network says it: an address, or the /64 of one of IPv6, which one household has.

    A header is believed only behind a proxy of ours, and only its last entry, which that proxy wrote itself."""
    given = request.META.get("REMOTE_ADDR", "")
    if settings.WEB.behind_proxy:
        given = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or given
    try:
        address = ip_address(given)
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


def _count(who: str, name: str, now: datetime, weight: int = 1) -> int:
    """The row is locked while it is counted: two processes never count the same try. The heaviest fits alone."""
    limit, key = LIMITS[name], _hash(who, name, now)
    with transaction.atomic():
        Pace.objects.bulk_create([Pace(key=key, since=now)], ignore_conflicts=True)
        row = Pace.objects.select_for_update().get(key=key)
        if now - row.since >= limit.window(row.count):
            row.since, row.count = now, 0
        row.count += min(weight, limit.most)
        row.save(update_fields=("since", "count"))
    if row.count <= limit.most:
        return 0
    return max(1, ceil((row.since + limit.window(row.count) - now).total_seconds()))


def _hash(who: str, name: str, now: datetime) -> str:
    text = f"{now.date().isoformat()}|{name}|{who}"
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256").hex()
