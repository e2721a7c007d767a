"""The creditor's register as rows, and as the directory that every review reads (mandate.directory; A3).

One judge only: a check, the gate and a registration each put the rows that matter together as a Directory and an
Account, and ask review.authenticity and review.limits, exactly as `atesta review` does with a directory.toml.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

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

KEY_VERSION = 1
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


def core_account(account: LedgerAccount) -> Account | None:
    """The extract with what she asked since; None where none was imported. Its number is the row's id, as everywhere in
    a Directory of this module: the real one stays in the extract."""
    if not account.toml:
        return None
    read = _read(account.toml)
    return replace(read, account=account.id, pauses=read.pauses + pauses_of(account))


@lru_cache(2048)
def _read(toml: str) -> Account:
    """Kept: the gate, an announcement and a check read the same extract within a second."""
    return read_account(toml.encode("utf-8"))


def pauses_of(account: LedgerAccount) -> tuple[Pause, ...]:
    """Her requests: asked until they are accepted, then accepted for their days; declined or withdrawn, up to the day
    before. What was accepted yesterday is no breach of last week."""
    zone = zone_of(account)
    rows = sorted(account.requests.all(), key=lambda row: (row.asked_at, row.id))  # of a batch they are read already
    return tuple(pause for row in rows for pause in _pauses(row, zone))


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
            yield Pause(PauseKind(row.kind), first, end, accepted=accepted)


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
    keys = {address_key(address, creditor.place) for address in addresses}
    senders = list(Sender.objects.filter(creditor=creditor, key__in=keys).select_related("agency"))
    placed = list(
        Placement.objects.filter(account__in=list(accounts), account__creditor=creditor).select_related("agency")
    )
    known = {agency.id: agency for agency in agencies} | {row.agency.id: row.agency for row in placed}
    known |= {row.agency.id: row.agency for row in senders if row.agency is not None}
    mandates = SignedMandate.objects.filter(agency__in=known).select_related("agency")
    return core.Directory(
        creditor=creditor.name,
        as_of=as_of,
        own_senders=tuple(_sender(row) for row in senders if row.agency is None),
        agencies=tuple(_agency(agency, senders) for agency in known.values()),
        mandates=tuple(_mandate(row, creditor.place) for row in mandates),
        placements=tuple(
            core.Placement(row.account_id, row.agency.slug, core.Span(row.from_on, row.to_on)) for row in placed
        ),
        registrations=registrations,
        reports=reports,
    )


def _sender(row: Sender) -> core.Sender:
    return core.Sender(row.address, core.Span(row.from_on, row.to_on))


def _agency(agency: Agency, senders: list[Sender]) -> core.Agency:
    return core.Agency(agency.slug, agency.name, tuple(_sender(row) for row in senders if row.agency_id == agency.id))


def _mandate(row: SignedMandate, place: str) -> core.Mandate:
    to = row.to_on
    if row.revoked_at is not None:
        day = row.revoked_at.astimezone(ZoneInfo(PLACES[place].zones[0])).date()
        to = min(to, day - timedelta(days=1))
    return core.Mandate(row.agency.slug, core.Span(row.from_on, to), tuple(row.channels))


def holders_of(creditor: Creditor, address: str, at: datetime) -> tuple[Sender, ...]:
    """Who is listed with this address on that day, whoever it is: own staff or an agency."""
    day = at.astimezone(ZoneInfo(PLACES[creditor.place].zones[0])).date()
    found = Sender.objects.filter(creditor=creditor, key=address_key(address, creditor.place), from_on__lte=day)
    return tuple(found.filter(Q(to_on=None) | Q(to_on__gte=day)).select_related("agency"))


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
