"""The creditor's register as rows, and as the directory that every review reads (mandate.directory; A3).

One judge only: a check, the gate and a registration each put the rows that matter together as a Directory and an
Account, and ask review.authenticity and review.limits, exactly as `atesta review` does with a directory.toml.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from atesta.contact.account import Account, Pause, PauseKind
from atesta.contact.place import PLACES
from atesta.intake.account_file import read_account
from atesta.mandate import directory as core
from atesta.mandate.address import address_key
from atesta.store.models import (
    Agency,
    Creditor,
    LedgerAccount,
    LedgerRequest,
    Placement,
    Sender,
    SignedMandate,
)
from atesta.store.ready import Ready

KEY_VERSION = 1
SPOKEN = ("phone", "person")
"""Of store.asking.WAYS: nothing was written."""
Row = tuple[Any, ...]
_DAY = timedelta(days=1)
_ACCOUNT, _SECRET = b"registry-account-key-v1", b"registry-secret-key-v1"


def account_hash(creditor: Creditor, number: str) -> str:
    """The keyed hash (hex) of an account number of this creditor; spaces and case do not count."""
    plain = "".join(unicodedata.normalize("NFKC", number).casefold().split())
    return _hmac(_ACCOUNT, f"{creditor.id}|{plain}")


def secret_hash(kind: str, text: str) -> str:
    """The keyed hash (hex) of a code or of a text bound to a number; `kind` keeps one sort from meeting another."""
    return _hmac(_SECRET, f"{kind}|{text}")


def _hmac(label: bytes, text: str) -> str:
    key = _key(settings.SECRET_KEY, label)
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()


@lru_cache(4)
def _key(secret: str, label: bytes) -> bytes:
    return hmac.digest(secret.encode(), label, "sha256")


def account_of(creditor: Creditor, number: str) -> LedgerAccount | None:
    return LedgerAccount.objects.filter(creditor=creditor, key=account_hash(creditor, number)).first()


def zone_of(account: LedgerAccount) -> ZoneInfo:
    """The debtor's zone: hers, else the first of the place."""
    return ZoneInfo(account.zone or PLACES[account.place].zones[0])


def core_account(account: LedgerAccount, requests: Sequence[LedgerRequest] | None = None) -> Account | None:
    """The extract with what she asked since; None where none was imported. Its number is the row's id, as everywhere in
    a Directory of this module: the real one stays in the extract. `requests`: where they were read already."""
    if not account.toml:
        return None
    read = _read(account.toml)
    return replace(read, account=account.id, pauses=read.pauses + pauses_of(account, requests))


@lru_cache(2048)
def _read(toml: str) -> Account:
    """Kept: the gate, an announcement and a check read the same extract within a second."""
    return read_account(toml.encode("utf-8"))


def pauses_of(account: LedgerAccount, requests: Sequence[LedgerRequest] | None = None) -> tuple[Pause, ...]:
    """Her requests: asked until they are accepted, then accepted for their days; declined or withdrawn, up to the day
    before. What was accepted yesterday is no breach of last week."""
    zone = zone_of(account)
    asked = _requests(account) if requests is None else requests
    return tuple(pause for row in asked for pause in _pauses(row, zone))


def _requests(account: LedgerAccount) -> Iterable[LedgerRequest]:
    """The first to be asked first. Of a batch they are read already."""
    if "requests" in getattr(account, "_prefetched_objects_cache", ()):
        return sorted(account.requests.all(), key=lambda row: (row.asked_at, row.id))
    return requests_of(REQUESTS.rows(account=account.id))


def requests_of(rows: Iterable[Row]) -> list[LedgerRequest]:
    return [LedgerRequest(**dict(zip(_CELLS, row, strict=True))) for row in rows]


_CELLS = ("kind", "asked_at", "from_on", "to_on", "accepted_at", "declined_at", "withdrawn_at", "way")
REQUESTS = Ready(
    lambda account: LedgerRequest.objects.filter(account=account).order_by("asked_at", "id").values_list(*_CELLS),
    "account",
)


def _pauses(row: LedgerRequest, zone: ZoneInfo) -> Iterator[Pause]:
    """Of an accepted one `from_on` is the first day on which it binds; before, it was asked."""
    over = (moment.astimezone(zone).date() for moment in (row.withdrawn_at, row.declined_at) if moment)
    last = min((*(day - _DAY for day in over), *filter(None, (row.to_on,))), default=None)
    if row.accepted_at is None:
        spans = [(row.from_on, last, False)]
    else:
        before = row.from_on - _DAY
        asked = row.asked_at.astimezone(zone).date()
        spans = [(asked, before if last is None else min(before, last), False), (row.from_on, last, True)]
    for first, end, accepted in spans:
        if end is None or first <= end:
            yield Pause(PauseKind(row.kind), first, end, accepted=accepted, written=row.way not in SPOKEN)


def directory_for(
    creditor: Creditor,
    as_of: datetime,
    *,
    addresses: Iterable[str] = (),
    accounts: Iterable[LedgerAccount] = (),
    agencies: Iterable[Agency] = (),
    registrations: tuple[core.Registration, ...] = (),
    reports: tuple[core.Report, ...] = (),
) -> core.Directory:
    """What the register says about these addresses and accounts: an account is named by its row's id.

    Who holds an address, under which mandates, and where each account was placed; `agencies` are those whose mandates
    are wanted whatever else they hold. A mandate that was revoked ended on the day before. Three queries, however long
    the register is."""
    found = Found(
        _senders(creditor.id, sorted({address_key(address, creditor.place) for address in addresses})),
        _placed(creditor.id, sorted({account.id for account in accounts})),
    )
    return directory_of(creditor, as_of, found, agencies, registrations, reports)


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of the register: who holds an address, where accounts are placed, and the mandates of `read` agencies (ids),
    where they were read already."""

    senders: Sequence[Row]
    placed: Sequence[Row]
    mandates: Sequence[Row] = ()
    read: frozenset[str] = frozenset()


def directory_of(
    creditor: Creditor,
    as_of: datetime,
    found: Found,
    agencies: Iterable[Agency] = (),
    registrations: tuple[core.Registration, ...] = (),
    reports: tuple[core.Report, ...] = (),
) -> core.Directory:
    """See `directory_for`. Reads the mandates that were not read yet, if there are any."""
    senders, placed = found.senders, found.placed
    known = {agency.id: (agency.slug, agency.name) for agency in agencies}
    known |= {id_: (slug, name) for *_, id_, slug, name in (*senders, *placed) if id_}
    mandates = (*found.mandates, *_mandates(sorted(known.keys() - found.read)))
    return core.Directory(
        creditor=creditor.name,
        as_of=as_of,
        own_senders=tuple(_sender(row) for row in senders if row[3] is None),
        agencies=tuple(
            core.Agency(slug, name, tuple(_sender(row) for row in senders if row[3] == id_))
            for id_, (slug, name) in known.items()
        ),
        mandates=tuple(_mandate(row, creditor.place) for row in mandates),
        placements=tuple(
            core.Placement(account, slug, core.Span(from_on, to_on)) for account, from_on, to_on, _, slug, _ in placed
        ),
        registrations=registrations,
        reports=reports,
    )


_AGENCY = ("agency_id", "agency__slug", "agency__name")


def _sender_rows(creditor: str, keys: Sequence[str]) -> QuerySet[Sender, Row]:
    rows = Sender.objects.filter(creditor=creditor, key__in=keys)
    return rows.values_list("address", "from_on", "to_on", *_AGENCY)


def _placed_rows(creditor: str, accounts: Sequence[str]) -> QuerySet[Placement, Row]:
    rows = Placement.objects.filter(account__in=accounts, account__creditor=creditor)
    return rows.values_list("account_id", "from_on", "to_on", *_AGENCY)


def _mandate_rows(agencies: Sequence[str]) -> QuerySet[SignedMandate, Row]:
    rows = SignedMandate.objects.filter(agency__in=agencies)
    return rows.values_list("agency__slug", "from_on", "to_on", "channels", "revoked_at", "revoked_why")


SENDERS = Ready(lambda creditor, key: _sender_rows(creditor, [key]), "creditor", "key")
PLACED = Ready(lambda creditor, account: _placed_rows(creditor, [account]), "creditor", "account")
MANDATES = Ready(lambda agency: _mandate_rows([agency]), "agency")


def _senders(creditor: str, keys: Sequence[str]) -> Sequence[Row]:
    """One address, as most questions have, is asked for with a query that is written already; so are the others."""
    return SENDERS.rows(creditor=creditor, key=keys[0]) if len(keys) == 1 else list(_sender_rows(creditor, keys))


def _placed(creditor: str, accounts: Sequence[str]) -> Sequence[Row]:
    if len(accounts) == 1:
        return PLACED.rows(creditor=creditor, account=accounts[0])
    return list(_placed_rows(creditor, accounts))


def _mandates(agencies: Sequence[str]) -> Sequence[Row]:
    if not agencies:
        return ()
    return MANDATES.rows(agency=agencies[0]) if len(agencies) == 1 else list(_mandate_rows(agencies))


def _sender(row: Row) -> core.Sender:
    address, from_on, to_on, *_ = row
    return core.Sender(address, core.Span(from_on, to_on))


def _mandate(row: Row, place: str) -> core.Mandate:
    slug, from_on, to, channels, revoked_at, why = row
    at = revoked_at.astimezone(ZoneInfo(PLACES[place].zones[0])) if revoked_at is not None else None
    if at is None or at.date() > to:
        return core.Mandate(slug, core.Span(from_on, to), tuple(channels))
    return core.Mandate(slug, core.Span(from_on, at.date() - _DAY), tuple(channels), at, why)


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
