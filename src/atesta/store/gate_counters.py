"""Who broke a cap only in sum: accounts that were contacted too often although nobody alone did it (PRODUCT row 46),
and what was allowed and never reported. Nobody is named: an account is its last characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from atesta.contact.history import PastContact
from atesta.intake.account_file import read_account
from atesta.review.limits.counted import Counted, counted
from atesta.rules.rulebook import load_rulebook
from atesta.store import registry
from atesta.store.gate_history import COUNTS, LOOKED_BACK, OWN, histories
from atesta.store.models import Creditor, GateAsk, LedgerAccount, Touch

DAYS = timedelta(days=8)
"""Every cap with a number is for a day or for seven."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Figures:
    """`by`: own or an agency's slug; `count` is what it alone comes to."""

    by: str
    count: int


@dataclass(frozen=True, slots=True)
class Over:
    """An account over the cap of a rule from `first` to `last` (days of its zone), while each of `by` is within it."""

    account: str
    tail: str
    rule: str
    count: int
    most: int
    first: date
    last: date
    by: tuple[Figures, ...]


@dataclass(frozen=True, slots=True)
class Unreported:
    """Of `allowed` contacts in the last 31 days whose time is over, `count` have no outcome."""

    by: str
    count: int
    allowed: int


def counters(creditor: Creditor, now: datetime) -> tuple[Over, ...]:
    """What is over a cap in sum only, in the days that end with `now`; the most first."""
    accounts = _by_several(creditor, now)
    found = [over for start in range(0, len(accounts), BATCH) for over in _over(accounts[start : start + BATCH], now)]
    return tuple(sorted(found, key=lambda over: (over.most - over.count, over.rule, over.account)))


def _by_several(creditor: Creditor, now: datetime) -> list[str]:
    """Accounts that more than one party contacted lately: one alone cannot break a cap in sum."""
    since = now - DAYS
    made = Touch.objects.filter(account__creditor=creditor, at__gte=since)
    planned = GateAsk.objects.filter(COUNTS, creditor=creditor, account__isnull=False, planned_at__gte=since)
    parties: dict[str, set[str]] = defaultdict(set)
    for rows in (made, planned):
        for account, agency in rows.values_list("account_id", "agency_id").distinct():
            parties[account].add(agency or OWN)
    return sorted(account for account, some in parties.items() if len(some) > 1)


def _over(ids: Sequence[str], now: datetime) -> Iterator[Over]:
    pasts = histories(ids, now)
    for account in LedgerAccount.objects.filter(id__in=ids):
        history = pasts[account.id]
        for one in _counted(account, history, now):
            if one.count > one.most:
                by = tuple(_alone(account, history, one, now))
                if all(figures.count <= one.most for figures in by):
                    yield Over(account.id, account.tail, one.rule.id, one.count, one.most, one.first, one.last, by)


def _counted(account: LedgerAccount, history: tuple[PastContact, ...], now: datetime) -> tuple[Counted, ...]:
    lender = read_account(account.toml.encode("utf-8")).lender.kind.value if account.toml else "unknown"
    return counted(history, load_rulebook(), account.place, str(registry.zone_of(account)), now, lender)


def _alone(account: LedgerAccount, history: tuple[PastContact, ...], over: Counted, now: datetime) -> Iterator[Figures]:
    for by in sorted({past.by for past in history}):
        theirs = _counted(account, tuple(past for past in history if past.by == by), now)
        count = next(one.count for one in theirs if one.rule is over.rule)
        if count:
            yield Figures(by, count)


def unreported(creditor: Creditor, now: datetime) -> tuple[Unreported, ...]:
    """Per party, by name of its slug: what was allowed, is over, and was never reported."""
    allowed = Q(decision="allowed") | Q(override_at__isnull=False)
    over = GateAsk.objects.filter(allowed, creditor=creditor, planned_at__gte=now - LOOKED_BACK, ends_at__lt=now)
    rows = over.values_list("agency__slug").annotate(silent=Count("id", filter=Q(reported_at=None)), every=Count("id"))
    return tuple(sorted((Unreported(slug or OWN, silent, every) for slug, silent, every in rows), key=lambda u: u.by))
