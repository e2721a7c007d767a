"""The rules of a place as data: `places/<code>.toml`, with what holds everywhere in `places/everywhere.toml`.

For each channel three lists, read in their order::

    place = "CN"
    reviewed_on = 2026-11-21
    [[turn]]                          # how long the lender's own desk has, before its silence counts; first that fits
    lenders = ["bank"]
    within = "15 days"
    rests = ["lender_desk:deadlines.simple"]
    [[dated]]                         # a text is cited only from its first day on
    text = "… (2026)"
    from = 2026-04-15
    by = "today"                      # today: the day of filing · event: the day on which it happened
    [[12315.bar]]                     # not now, whatever else: every bar that fits is told
    because = "…"                     # names the sentence, [route_reason] in the catalogue
    lenders, findings, with, without, wants, desk = […]   # all that are given must fit
    filed = { channels = […], states = […], after = "6 months", within = "2 months" }
    event_after = "3 years"           # it happened longer ago than that
    rests = ["refuses.other_departments"]                 # facts of the channel file, with citation and confidence
    confidence = "G"                  # where it rests on no fact of a channel; then with `source`
    source = "facts/…"
    enough = true                     # a bar that is told alone: the channel is not for such a lender at all
    [[12315.yes]]                     # recommended, if no bar fits: every reason that fits is told
    order = 50                        # the lowest first
    again = true                      # also where it was filed there before
    always = true                     # also where nobody has looked at the channel for too long
    [[12315.else]]                    # not now, softly: the first that fits is told; the last one fits always
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from atesta.action.complaint.channel import Channel, State, channels_of, load_channels
from atesta.action.complaint.routing.case import FiledState, Wants, finding_groups
from atesta.action.fact import Fact
from atesta.contact.account import LenderKind
from atesta.intake.fields import Table, parse_toml
from atesta.kept import late
from atesta.rules.rule import Citation, Confidence

EMERGENCY = "emergency"
"""Stands in a file for the emergency channel of its place."""
LISTS = ("bar", "yes", "else")
_CONDITIONS = ("lenders", "findings", "with", "without", "wants", "desk", "filed", "event_after")
_RESTS = ("rests", "confidence", "source")
_RULE = ("because", *_CONDITIONS, *_RESTS, "order", "again", "always", "enough")
_SPAN = late(r"([0-9]{1,4}) (days|working_days|weeks|months|years)")


class Desk(StrEnum):
    """Where the complaint to the lender's own desk stands. SILENT: its turn is over without an answer."""

    UNASKED = "unasked"
    WAITING = "waiting"
    SILENT = "silent"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a rule rests on, each with its citation where a text orders it, and how surely it is known."""

    citations: tuple[Citation, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class PriorFiling:
    """Fits where one of `channels` has a filing in one of `states`, `after`/`within` that span before today."""

    channels: frozenset[str]
    states: frozenset[FiledState]
    after: str
    within: str


@dataclass(frozen=True, slots=True)
class RouteRule:
    """An empty set of a condition fits every case."""

    because: str
    lenders: frozenset[LenderKind]
    findings: frozenset[str]
    with_: frozenset[str]
    without: frozenset[str]
    wants: frozenset[Wants]
    desk: frozenset[Desk]
    filed: PriorFiling | None
    event_after: str
    ground: Ground
    order: int
    again: bool
    always: bool
    enough: bool

    @property
    def fits_always(self) -> bool:
        sets = (self.lenders, self.findings, self.with_, self.without, self.wants, self.desk)
        return not any(sets) and self.filed is None and not self.event_after


@dataclass(frozen=True, slots=True)
class Turn:
    """How long the desk of a lender has before its silence counts."""

    lenders: frozenset[LenderKind]
    within: str
    ground: Ground


@dataclass(frozen=True, slots=True)
class Dated:
    """A text that is cited from its first day on only."""

    text: str
    from_: date
    by_event: bool


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """`bar`, `yes` and `else_` by channel id; every open channel of the place has an `else_` that fits always."""

    place: str
    reviewed_on: date
    turns: tuple[Turn, ...]
    dated: tuple[Dated, ...]
    bar: Mapping[str, tuple[RouteRule, ...]]
    yes: Mapping[str, tuple[RouteRule, ...]]
    else_: Mapping[str, tuple[RouteRule, ...]]


def span_end(start: date, span: str, place: str) -> date:
    """The last day of a span that begins on the day after `start`: "15 days", "6 months 8 weeks"."""
    for count, unit in _SPAN.findall(span):
        start = _added(start, int(count), unit, place)
    return start


def _added(start: date, count: int, unit: str, place: str) -> date:
    if unit == "working_days":
        return _working_days(start, count, place)
    if unit in ("days", "weeks"):
        return start + timedelta(days=count * (7 if unit == "weeks" else 1))
    months = start.year * 12 + start.month - 1 + count * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=start.day - 1), first_of_next - timedelta(days=1))


def _working_days(day: date, count: int, place: str) -> date:
    """Monday to Friday without public holidays. Their room is read only where a span asks for it: it takes a third of
    the start."""
    from atesta.review.limits.public_holidays import is_holiday  # noqa: PLC0415

    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and not is_holiday(place, day)
    return day


@cache
def place_rules(place: str) -> PlaceRules:
    """The rules of a place code. Raises FileFormatError for a file that may not ship."""
    folder = Path(__file__).with_name("places")
    names = ("everywhere.toml", f"{place.lower()}.toml")
    return read_rules(place, [(name, folder.joinpath(name).read_bytes()) for name in names])


def read_rules(place: str, files: list[tuple[str, bytes]]) -> PlaceRules:
    """The rules in files of (name, bytes). Rules of a later file come before those of an earlier one: a place knows
    its own better. Raises FileFormatError."""
    here = {channel.id: channel for channel in channels_of(place)}
    known = ("place", "reviewed_on", "turn", "dated", EMERGENCY, *here)
    tables = [parse_toml(raw, name, known) for name, raw in reversed(files)]
    own = tables[0]
    if own.text("place") != place:
        own.wrong("place", "choice", choices=(place,))
    found: dict[str, dict[str, tuple[RouteRule, ...]]] = {kind: {} for kind in LISTS}
    for id, channel in here.items():
        for kind in LISTS:
            found[kind][id] = tuple(rule for table in tables for rule in _rules(table, channel, kind, place))
        if channel.state is not State.PRESUMED_CLOSED and not _ends(found["else"][id]):
            own.wrong(id, "tables")
    return PlaceRules(
        place=place,
        reviewed_on=own.day("reviewed_on"),
        turns=tuple(
            _turn(one, place) for table in tables for one in table.tables("turn", ("lenders", "within", *_RESTS))
        ),
        dated=tuple(_dated(one) for one in own.tables("dated", ("text", "from", "by"))),
        bar=MappingProxyType(found["bar"]),
        yes=MappingProxyType(found["yes"]),
        else_=MappingProxyType(found["else"]),
    )


def _ends(rules: tuple[RouteRule, ...]) -> bool:
    return bool(rules) and rules[-1].fits_always


def _rules(table: Table, channel: Channel, kind: str, place: str) -> Iterator[RouteRule]:
    name = EMERGENCY if channel.id == f"{EMERGENCY}_{place.lower()}" else channel.id
    if table.has(name):
        for one in table.table(name, LISTS).tables(kind, _RULE):
            yield _rule(one, channel.id, place)


def _rule(table: Table, channel: str, place: str) -> RouteRule:
    return RouteRule(
        because=table.text("because"),
        lenders=_lenders(table),
        findings=_findings(table, "findings"),
        with_=_findings(table, "with"),
        without=_findings(table, "without"),
        wants=frozenset(map(Wants, _some(table, "wants", tuple(Wants)))),
        desk=frozenset(map(Desk, _some(table, "desk", tuple(Desk)))),
        filed=_prior(table.table("filed", ("channels", "states", "after", "within"))) if table.has("filed") else None,
        event_after=_span(table, "event_after"),
        ground=_ground(table, channel, place),
        order=table.count("order") if table.has("order") else 0,
        again=table.flag("again", default=False),
        always=table.flag("always", default=False),
        enough=table.flag("enough", default=False),
    )


def _some(table: Table, field: str, known: tuple[str, ...]) -> tuple[str, ...]:
    words = table.texts(field) if table.has(field) else ()
    if not set(words) <= set(known):
        table.wrong(field, "choices", choices=known)
    return words


def _lenders(table: Table) -> frozenset[LenderKind]:
    return frozenset(map(LenderKind, _some(table, "lenders", tuple(LenderKind))))


def _findings(table: Table, field: str) -> frozenset[str]:
    groups = finding_groups()
    words = _some(table, field, (*groups, *groups["any"]))
    return frozenset().union(*(groups.get(word, {word}) for word in words))


def _prior(table: Table) -> PriorFiling:
    return PriorFiling(
        channels=frozenset(_some(table, "channels", tuple(load_channels()))),
        states=frozenset(map(FiledState, _some(table, "states", tuple(FiledState)))),
        after=_span(table, "after"),
        within=_span(table, "within"),
    )


def _span(table: Table, field: str) -> str:
    span = table.text(field, "")
    if span and re.sub(r"\s+", "", _SPAN.sub("", span)):
        table.wrong(field, "text")
    return span


def _turn(table: Table, place: str) -> Turn:
    return Turn(_lenders(table), _span(table, "within"), _ground(table, "lender_desk", place))


def _dated(table: Table) -> Dated:
    return Dated(table.text("text"), table.day("from"), _some_one(table, "by", ("today", "event")) == "event")


def _some_one(table: Table, field: str, known: tuple[str, ...]) -> str:
    word = table.text(field)
    if word not in known:
        table.wrong(field, "choice", choices=known)
    return word


def _ground(table: Table, channel: str, place: str) -> Ground:
    """What `rests` names, or what the file itself says of how it is known."""
    names = table.texts("rests") if table.has("rests") else ()
    if not names:
        table.text("source")
        return Ground((), table.choice("confidence", Confidence))
    facts = [_fact(table, name, channel, place) for name in names]
    order = tuple(Confidence)
    citations = dict.fromkeys(fact.citation for fact in facts if fact.citation)
    return Ground(tuple(citations), max((fact.confidence for fact in facts), key=order.index))


def _fact(table: Table, name: str, channel: str, place: str) -> Fact:
    """`section.name` of the channel itself, or `channel:section.name` of another."""
    id, _, path = name.rpartition(":")
    facts = _named_facts(id or channel, place)
    if path not in facts:
        table.wrong("rests", "choices", choices=tuple(facts))
    return facts[path]


@cache
def _named_facts(id: str, place: str) -> Mapping[str, Fact]:
    """Every fact of a channel as seen from the place, by `section.name`; empty for a channel of another place."""
    channel = load_channels().get(id)
    if channel is None or place not in channel.places:
        return {}
    seen = channel.seen_from(place)
    plain = {
        f"{section}.{fact.name}": fact
        for section in ("status", "accepts", "refuses", "then", "warnings")
        for fact in getattr(seen, section)
    }
    wrapped = {
        f"{section}.{one.fact.name}": one.fact
        for section in ("give", "reach", "deadlines")
        for one in getattr(seen, section)
    }
    return MappingProxyType({**plain, **wrapped})
