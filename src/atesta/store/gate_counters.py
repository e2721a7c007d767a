"""Who broke a cap only in sum: accounts that were contacted too often although nobody alone did it (PRODUCT row 46),
and what was allowed and never reported. Nobody is named: an account is its last characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from atesta.contact.history import PastContact
from atesta.intake.account_file import read_account
from atesta.review.limits.contact import local_day
from atesta.review.limits.counted import Counted, counted
from atesta.rules.rulebook import load_rulebook
from atesta.store import registry
from atesta.store.gate_history import COUNTS, IN_TIME, LOOKED_BACK, OWN, histories
from atesta.store.models import Creditor, GateAsk, LedgerAccount, Touch

DAYS = timedelta(days=8)
"""Every cap with a number is for a day or for seven."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Figures:
    """`by`: own or an agency's slug; `count` is what it alone comes to, `silent` of them not reported."""

    by: str
    count: int
    silent: int = 0


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
    """What was over a cap in sum only, in days that end with one of the last 31; the most first, then the newest. Of
    stretches of an account that overlap, the one with the highest sum."""
    accounts = _by_several(creditor, now)
    found = [over for start in range(0, len(accounts), BATCH) for over in _over(accounts[start : start + BATCH], now)]
    return tuple(
        sorted(found, key=lambda over: (over.most - over.count, -over.last.toordinal(), over.rule, over.account))
    )


def _by_several(creditor: Creditor, now: datetime) -> list[str]:
    """Accounts that more than one party contacted lately: one alone cannot break a cap in sum."""
    since = now - LOOKED_BACK - DAYS
    made = Touch.objects.filter(account__creditor=creditor, at__gte=since)
    planned = GateAsk.objects.filter(COUNTS, creditor=creditor, account__isnull=False, planned_at__gte=since)
    parties: dict[str, set[str]] = defaultdict(set)
    for rows in (made, planned):
        for account, agency in rows.values_list("account_id", "agency_id").distinct():
            parties[account].add(agency or OWN)
    return sorted(account for account, some in parties.items() if len(some) > 1)


def _over(ids: Sequence[str], now: datetime) -> Iterator[Over]:
    """`histories` looks back as far as the days of the very first stretch."""
    pasts = histories(ids, now - DAYS)
    for account in LedgerAccount.objects.filter(id__in=ids):
        yield from _apart(_of_account(account, pasts[account.id], now))


@dataclass(frozen=True, slots=True)
class _Counting:
    """How an account's contacts are counted: its place, the debtor's zone, and who lent."""

    place: str
    zone: str
    lender: str

    def at(self, history: tuple[PastContact, ...], moment: datetime) -> tuple[Counted, ...]:
        return counted(history, load_rulebook(), self.place, self.zone, moment, self.lender)


def _of_account(account: LedgerAccount, history: tuple[PastContact, ...], now: datetime) -> Iterator[Over]:
    lender = read_account(account.toml.encode("utf-8")).lender.kind.value if account.toml else "unknown"
    counting = _Counting(account.place, str(registry.zone_of(account)), lender)
    for zone in sorted({one.zone for one in counting.at(history, now)}):
        for moment in _ends(history, zone, now):
            for one in counting.at(history, moment):
                if one.zone == zone and one.count > one.most:
                    by = tuple(_alone(counting, history, one, moment))
                    if all(figures.count <= one.most for figures in by):
                        yield Over(account.id, account.tail, one.rule.id, one.count, one.most, one.first, one.last, by)


def _ends(history: tuple[PastContact, ...], zone: str, now: datetime) -> Iterator[datetime]:
    """The end of each of the last 31 days of `zone` that has a contact, of today `now`: what ends with another day
    holds no more than what ended before it."""
    today = local_day(now, zone)
    days = {local_day(past.at, zone) for past in history if past.at <= now}
    for day in sorted(day for day in days if today - day < LOOKED_BACK):
        last = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)) - timedelta(microseconds=1)
        yield min(now, last.astimezone(UTC))


def _apart(found: Iterable[Over]) -> Iterator[Over]:
    """One week that was too much is in seven stretches of seven days, and is told once."""
    told: dict[str, list[Over]] = defaultdict(list)
    for over in sorted(found, key=lambda over: (-over.count, over.first)):
        if all(over.last < other.first or other.last < over.first for other in told[over.rule]):
            told[over.rule].append(over)
            yield over


def _alone(counting: _Counting, history: tuple[PastContact, ...], over: Counted, moment: datetime) -> Iterator[Figures]:
    for by in sorted({past.by for past in history}):
        theirs = [past for past in history if past.by == by]
        count = _count(counting, theirs, over, moment)
        if count:
            reported = _count(counting, [past for past in theirs if past.reported], over, moment)
            yield Figures(by, count, count - reported)


def _count(counting: _Counting, history: Iterable[PastContact], over: Counted, moment: datetime) -> int:
    return next(one.count for one in counting.at(tuple(history), moment) if one.rule is over.rule)


def unreported(creditor: Creditor, now: datetime) -> tuple[Unreported, ...]:
    """Per party, by name of its slug: what was allowed, had its time, is over, and was never reported."""
    allowed = Q(decision="allowed") | Q(override_at__isnull=False)
    over = GateAsk.objects.filter(
        allowed, IN_TIME, creditor=creditor, planned_at__gte=now - LOOKED_BACK, ends_at__lt=now
    )
    rows = over.values_list("agency__slug").annotate(silent=Count("id", filter=Q(reported_at=None)), every=Count("id"))
    return tuple(sorted((Unreported(slug or OWN, silent, every) for slug, silent, every in rows), key=lambda u: u.by))
