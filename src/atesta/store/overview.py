"""What the creditor sees of one house in the last days: an agency, or its own staff, on the same scale (PRODUCT 4.5).

An agency's own sheet is made here too, by the same function: what the creditor sees about it, no earlier, no later, and
nothing of others. Counted in the database, never by reading rows one by one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil, floor, sqrt
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast, TruncDate

from atesta.contact.place import PLACES
from atesta.store import asking
from atesta.store.gate_history import IN_TIME
from atesta.store.models import (
    Agency,
    Announcement,
    Creditor,
    GateAsk,
    Template,
    TemplateTry,
    Unregistered,
)
from atesta.store.wording import APPROVED, DECLINED, PROPOSED, Whose

DAYS = 30
FEW = 30
"""Below so many nothing is said about a share: one more or one less would change it by several percent."""
AGAINST = ("impossible_in_law", "contradicted", "exaggerated", "conflict")
"""Answers about a claim that stand against whoever made it."""
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`; `low` and `high` are whole percents around Wilson's 95 % interval (E. B. Wilson,
    J. Am. Stat. Assoc. 22, 1927). None: too few to compare."""

    count: int
    of: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the house by the clock of its place."""

    day: date
    texts: int = 0
    calls: int = 0
    withdrawn: int = 0
    reported: int = 0


@dataclass(frozen=True, slots=True)
class Announced:
    """What was announced, newest day first; days on which nothing was are left out. `against` counts announcements
    with at least one claim of that answer; `reported`: messages and calls of its numbers that nobody announced; `bare`:
    texts that are no approved wording, None where the creditor has approved none."""

    days: tuple[Day, ...] = ()
    texts: int = 0
    calls: int = 0
    withdrawn: int = 0
    reported: int = 0
    against: dict[str, int] = field(default_factory=dict)
    bare: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Figures of the last DAYS days. `asked` of the gate, of which so many were refused, put before a person, or
    allowed and never reported; `overridden` by the creditor; `despite`: made though not allowed. Of its wordings so
    many wait, were approved and declined; `tries` of them before a campaign; `requests` bind accounts that it has."""

    asked: int
    refused: Share
    put: Share
    overridden: int
    despite: int
    silent: Share
    announced: Announced
    against: Share
    waiting: int
    approved: int
    declined: int
    tries: int
    requests: int | None


def sheet(house: Whose, now: datetime) -> Sheet:
    since = now - timedelta(days=DAYS)
    asks = _asks(house, since, now)
    told = announced_by(house.creditor, now, house)[house.agency.id if house.agency else None]
    states = dict(_wordings(house, since).values_list("state").annotate(n=Count("id")).order_by())
    tries = TemplateTry.objects.filter(creditor=house.creditor, agency=house.agency, at__gte=since).count()
    return Sheet(
        asked=asks["asked"],
        refused=share(asks["refused"], asks["asked"]),
        put=share(asks["put"], asks["asked"]),
        overridden=asks["overridden"],
        despite=asks["despite"],
        silent=share(asks["silent"], asks["over"]),
        announced=told,
        against=share(_with_any_against(house, since), told.texts + told.calls),
        waiting=states.get(PROPOSED, 0),
        approved=states.get(APPROVED, 0),
        declined=states.get(DECLINED, 0),
        tries=tries,
        requests=asking.binding(house.agency, day_of(house.creditor, now)).count() if house.agency else None,
    )


def _asks(house: Whose, since: datetime, now: datetime) -> dict[str, int]:
    rows = GateAsk.objects.filter(creditor=house.creditor, agency=house.agency, asked_at__gte=since)
    may = Q(decision="allowed") | Q(override_at__isnull=False)
    return rows.aggregate(
        asked=Count("id"),
        refused=Count("id", filter=Q(decision="refused")),
        put=Count("id", filter=Q(decision="ask")),
        overridden=Count("id", filter=Q(override_at__isnull=False)),
        despite=Count("id", filter=Q(happened_at__isnull=False, override_at=None) & ~Q(decision="allowed")),
        over=Count("id", filter=may & IN_TIME & Q(ends_at__lt=now)),
        silent=Count("id", filter=may & IN_TIME & Q(ends_at__lt=now, reported_at=None)),
    )


def _wordings(house: Whose, since: datetime) -> QuerySet[Template]:
    return Template.objects.filter(creditor=house.creditor, agency=house.agency, made_at__gte=since)


def share(count: int, of: int) -> Share:
    if of < FEW:
        return Share(count, of, None, None)
    at, z2 = count / of, _Z * _Z
    middle, reach = at + z2 / (2 * of), _Z * sqrt(at * (1 - at) / of + z2 / (4 * of * of))
    low, high = ((middle + sign * reach) / (1 + z2 / of) for sign in (-1, 1))
    return Share(count, of, max(0, floor(100 * low)), min(100, ceil(100 * high)))


def announced_by(creditor: Creditor, now: datetime, house: Whose | None = None) -> dict[str | None, Announced]:
    """By the id of the agency, None for our own staff; of every house, or of one. Five queries."""
    since, zone = now - timedelta(days=DAYS), zone_of(creditor)
    rows = Announcement.objects.filter(creditor=creditor, at__gte=since)
    reports = Unregistered.objects.filter(creditor=creditor, on__gte=since.astimezone(zone).date())
    ids: list[str | None] = [None, *creditor.agencies.values_list("id", flat=True)]
    if house is not None:
        rows, reports = rows.filter(agency=house.agency), reports.filter(agency=house.agency)
        ids = [house.agency.id if house.agency else None]
    days = _days(rows, reports, zone)
    against, bare = _against(rows), _bare(rows, creditor)
    return {
        id_: _summed(days.get(id_, {}), against.get(id_, {}), None if bare is None else bare.get(id_, 0)) for id_ in ids
    }


def unworded(rows: QuerySet[Announcement]) -> QuerySet[Announcement]:
    """Texts that are no approved wording."""
    return rows.filter(kind="text", wording=None)


def _bare(rows: QuerySet[Announcement], creditor: Creditor) -> dict[str | None, int] | None:
    """Of a creditor that approved none it says nothing."""
    if not Template.objects.filter(creditor=creditor, state=APPROVED).exists():
        return None
    return dict(unworded(rows).values_list("agency_id").annotate(n=Count("id")).order_by())


def _days(
    rows: QuerySet[Announcement], reports: QuerySet[Unregistered], zone: ZoneInfo
) -> dict[str | None, dict[date, dict[str, int]]]:
    found: dict[str | None, dict[date, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    gone = Count("id", filter=Q(withdrawn_at__isnull=False))
    by_day = rows.annotate(day=TruncDate("at", tzinfo=zone)).values_list("agency_id", "day", "kind").order_by()
    for agency, day, kind, count, withdrawn in by_day.annotate(n=Count("id"), gone=gone):
        found[agency][day]["calls" if kind == "call" else "texts"] += count
        found[agency][day]["withdrawn"] += withdrawn
    for agency, day, count in reports.values_list("agency_id", "on").annotate(n=Count("id")).order_by():
        found[agency][day]["reported"] += count
    return found


def _against(rows: QuerySet[Announcement]) -> dict[str | None, dict[str, int]]:
    """The answers are words in a list of claims; asked as text, both databases count them without reading a row out."""
    counts = {answer: Count("id", filter=_has(answer)) for answer in AGAINST}
    said = rows.annotate(said=Cast("claims", TextField())).values_list("agency_id").order_by()
    return {agency: dict(zip(AGAINST, found, strict=True)) for agency, *found in said.annotate(**counts)}


def _with_any_against(house: Whose, since: datetime) -> int:
    rows = Announcement.objects.filter(creditor=house.creditor, agency=house.agency, at__gte=since)
    any_of = Q()
    for answer in AGAINST:
        any_of |= _has(answer)
    return rows.annotate(said=Cast("claims", TextField())).filter(any_of).count()


def _has(answer: str) -> Q:
    return Q(said__contains=f'"answer": "{answer}"')


def _summed(days: dict[date, dict[str, int]], against: dict[str, int], bare: int | None) -> Announced:
    found = tuple(Day(day, **counts) for day, counts in sorted(days.items(), reverse=True))
    return Announced(
        found,
        sum(day.texts for day in found),
        sum(day.calls for day in found),
        sum(day.withdrawn for day in found),
        sum(day.reported for day in found),
        against,
        bare,
    )


def zone_of(creditor: Creditor) -> ZoneInfo:
    """The clock of a house that lends there."""
    return ZoneInfo(PLACES[creditor.place].zones[0])


def day_of(creditor: Creditor, now: datetime) -> date:
    return now.astimezone(zone_of(creditor)).date()


def houses(creditor: Creditor) -> tuple[Whose, ...]:
    """Our own staff first, then its agencies by name: an order that ranks nobody."""
    agencies: QuerySet[Agency] = creditor.agencies.order_by("name", "id")
    return (Whose(creditor, None), *(Whose(creditor, agency) for agency in agencies))
