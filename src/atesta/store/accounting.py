"""The creditor's accounts as it says they stand (account.toml, INTERFACES): read in with a preview, shown only to who
already has the number. Nobody can be looked up by name or telephone; every look is entered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from atesta.errors import InputError
from atesta.evidence.canonical import Json
from atesta.store import log, registry
from atesta.store.account_import import Fault, Given, read_accounts
from atesta.store.models import (
    Creditor,
    LedgerAccount,
    LedgerImport,
    LedgerNumber,
    LedgerRequest,
    Placement,
    Staff,
)
from atesta.store.placing import taken_before
from atesta.store.placing_plan import pieces

KIND = "accounts"
A_WEEK = timedelta(days=7)
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the file would do, in accounts: `fresh` were not known, `newer` get a newer extract, `unchanged` stay."""

    creditor: str
    sha256: str
    accounts: tuple[Given, ...]
    fresh: int
    newer: int
    unchanged: int
    errors: tuple[Fault, ...]
    unreadable: tuple[Fault, ...] = ()

    @property
    def changes(self) -> int:
        return self.fresh + self.newer


def preview(creditor: Creditor, data: bytes, mapping: Mapping[str, str], now: datetime) -> Preview:
    """Raises FileFormatError, see account_import.read_accounts. `mapping["moment"]` is the time of a table that has no
    column for it."""
    given, wrong = read_accounts(creditor, data, mapping, now)
    plan = _plan(creditor, given)
    errors = tuple(sorted((*wrong, *plan.errors), key=lambda fault: fault.line))
    digest = hashlib.sha256(data).hexdigest()
    counts = (plan.fresh, len(plan.write) - plan.fresh, plan.unchanged)
    return Preview(creditor.id, digest, given, *counts, errors, wrong)


@dataclass(frozen=True, slots=True)
class _Plan:
    write: tuple[tuple[str, Given], ...]
    fresh: int
    unchanged: int
    errors: tuple[Fault, ...]


def _plan(creditor: Creditor, given: tuple[Given, ...]) -> _Plan:
    """What stands is compared by the key of each account; an extract never gives way to an older one."""
    write, errors, fresh, unchanged = list[tuple[str, Given]](), list[Fault](), 0, 0
    for some in pieces(given):
        keyed = {registry.account_hash(creditor, one.number): one for one in some}
        rows = LedgerAccount.objects.filter(creditor=creditor, key__in=list(keyed))
        held = {key: (as_of, toml) for key, as_of, toml in rows.values_list("key", "as_of", "toml")}
        people = _people_of(creditor, list(keyed))
        for key, one in keyed.items():
            as_of, toml = held.get(key, (None, ""))
            same = toml == one.toml and (not one.people or people.get(key, frozenset()) == frozenset(one.people))
            if as_of is not None and one.account.as_of < as_of:
                errors.append(Fault(one.line, "line_older"))
            elif same:
                unchanged += 1
            else:
                fresh += key not in held
                write.append((key, one))
    return _Plan(tuple(write), fresh, unchanged, tuple(errors))


def _people_of(creditor: Creditor, keys: list[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    rows = LedgerNumber.objects.filter(account__creditor=creditor, account__key__in=keys)
    for key, person in rows.values_list("account__key", "person"):
        found.setdefault(key, set()).add(person)
    return {key: frozenset(people) for key, people in found.items()}


def take(
    creditor: Creditor,
    seen: Preview,
    staff: Staff | None,
    now: datetime,
    *,
    good_lines: bool = False,
    progress: Progress = lambda percent: None,
) -> LedgerImport:
    """Writes the accounts, as things stand now. Nothing is written while a line is wrong, unless the good ones are
    asked for. A file that changes nothing any more gives the import by which it was taken.

    Raises InputError (`lines_wrong`)."""
    if seen.creditor != creditor.id:
        raise ValueError("a preview of another creditor")
    with transaction.atomic():
        Creditor.objects.select_for_update(no_key=True).get(id=creditor.id)
        plan = _plan(creditor, seen.accounts)
        there = taken_before(creditor, seen.sha256, KIND)
        if there is not None and not plan.write:
            return there
        wrong = len(plan.errors) + len(seen.unreadable)
        if wrong and not good_lines:
            raise InputError(
                f"{wrong} accounts of the file cannot be taken.",
                "Half a file would look like a whole one.",
                "Correct them, or take the good ones.",
                key="lines_wrong",
                count=wrong,
            )
        counts = {"taken": len(plan.write), "refused": wrong}
        made = LedgerImport.objects.create(creditor=creditor, by=staff, kind=KIND, sha256=seen.sha256, at=now, **counts)
        _write(creditor, plan, now, progress)
        said: dict[str, Json] = {"sha256": seen.sha256, "staff": staff.id if staff else None}
        log.append("accounts_taken", made.id, {**said, **counts}, now)
    progress(100)
    return made


def _write(creditor: Creditor, plan: _Plan, now: datetime, progress: Progress) -> None:
    done = 0
    for some in pieces(plan.write):
        rows = [_row(creditor, key, one, now) for key, one in some]
        LedgerAccount.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=("creditor", "key"),
            update_fields=("tail", "place", "zone", "toml", "as_of"),
        )
        ids = dict(
            LedgerAccount.objects.filter(creditor=creditor, key__in=[key for key, _ in some]).values_list("key", "id")
        )
        named = {ids[key]: one.people for key, one in some if one.people}
        LedgerNumber.objects.filter(account_id__in=list(named)).delete()
        numbers = [LedgerNumber(account_id=id_, person=person) for id_, people in named.items() for person in people]
        LedgerNumber.objects.bulk_create(numbers)
        done += len(some)
        progress(40 + 59 * done // len(plan.write))


def _row(creditor: Creditor, key: str, one: Given, now: datetime) -> LedgerAccount:
    account = one.account
    return LedgerAccount(
        creditor=creditor,
        key=key,
        tail=one.number[-4:],
        place=account.place,
        zone=account.zone or "",
        toml=one.toml,
        as_of=account.as_of,
        made_at=now,
    )


@dataclass(frozen=True, slots=True)
class ContactCount:
    """Contacts about one account by one side: `agency` "" is the creditor's own."""

    agency: str
    week: int
    all: int


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """What the creditor's people see of an account: no name, no telephone number, no text. `as_of` and `today` are
    where the debtor is."""

    account: LedgerAccount
    as_of: datetime | None
    numbers: int
    placements: tuple[Placement, ...]
    requests: tuple[LedgerRequest, ...]
    contacts: tuple[ContactCount, ...]
    today: date


def look(account: LedgerAccount, staff: Staff, now: datetime) -> AccountSeen:
    """The look is entered before anything is shown."""
    log.append("account_looked", account.id, {"staff": staff.id}, now)
    counts = account.touches.values("agency__name").annotate(
        week=Count("id", filter=Q(at__gt=now - A_WEEK, at__lte=now)), every=Count("id")
    )
    zone = registry.zone_of(account)
    return AccountSeen(
        account,
        account.as_of.astimezone(zone) if account.as_of else None,
        account.numbers.count(),
        tuple(account.placements.select_related("agency").order_by("from_on", "id")),
        tuple(account.requests.order_by("-asked_at", "-id")),
        tuple(ContactCount(row["agency__name"] or "", row["week"], row["every"]) for row in counts),
        now.astimezone(zone).date(),
    )
