"""CASE.json -> what is known of a complaint (INTERFACES, route). Strict: whatever is not understood is named."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from atesta.action.complaint.channel import HAS, load_channels
from atesta.contact.account import LenderKind
from atesta.contact.place import PLACES, place_code
from atesta.errors import InputError, Where
from atesta.intake.fields import Table, check_size, decode_utf8, refuse
from atesta.intake.strict_json import load_json

FIELDS = ("place", "lender", "findings", "wants", "already_filed", "has", "happened_on", "today")
MOST = 200
"""No more filings or findings than that: a case is one person's, not a mill's."""


class Wants(StrEnum):
    STOP = "stop"
    CORRECT = "correct"
    MONEY = "money"
    PUNISH = "punish"
    VERIFY = "verify"


class FiledState(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Filed:
    """`on`: the day on which it was filed, whatever became of it since."""

    channel: str
    on: date
    state: FiledState


@dataclass(frozen=True, slots=True)
class Case:
    """`findings` are words of `finding_words`, `has` words of channel.HAS. `happened_on` None: not known."""

    place: str
    lender_name: str
    lender_kind: LenderKind
    findings: frozenset[str]
    wants: Wants
    filed: tuple[Filed, ...]
    has: frozenset[str]
    happened_on: date | None
    today: date


@cache
def finding_groups() -> Mapping[str, frozenset[str]]:
    """Findings that the rules of the places name together, by the name of the group; `any` is every finding."""
    path = Path(__file__).with_name("findings.toml")
    groups = {name: frozenset(words) for name, words in tomllib.loads(path.read_text(encoding="utf-8")).items()}
    return MappingProxyType({**groups, "any": frozenset().union(*groups.values())})


def read_case(raw: bytes, name: str | Where = "case.json") -> Case:
    """The case in a file. Raises FileFormatError with the field, or InputError for a place that is not ours."""
    where = Where.of(name)
    table = _object(raw, where)
    lender = table.table("lender", ("name", "kind"))
    today = _day(table, "today")
    return Case(
        place=_place(table),
        lender_name=lender.text("name", ""),
        lender_kind=lender.choice("kind", LenderKind),
        findings=frozenset(_words(table, "findings", tuple(sorted(finding_groups()["any"])))),
        wants=table.choice("wants", Wants),
        filed=tuple(_filed(one, today) for one in _filings(table)),
        has=frozenset(_words(table, "has", HAS)),
        happened_on=_past(table, "happened_on", today) if table.has("happened_on") else None,
        today=today,
    )


def _place(table: Table) -> str:
    given = table.text("place")
    try:
        return place_code(given)
    except InputError:
        table.wrong("place", "choice", choices=tuple(PLACES))


def _words(table: Table, field: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """A list of known words; a missing list is empty, as INTERFACES gives both with every case."""
    words = table.texts(field) if table.has(field) else ()
    if len(words) > MOST or not set(words) <= set(known):
        table.wrong(field, "choices", choices=known)
    return words


def _filings(table: Table) -> tuple[Table, ...]:
    found = table.tables("already_filed", ("channel", "on", "state")) if table.has("already_filed") else ()
    if len(found) > MOST:
        table.wrong("already_filed", "tables")
    return found


def _filed(table: Table, today: date) -> Filed:
    channel, known = table.text("channel"), tuple(load_channels())
    if channel not in known:
        table.wrong("channel", "choice", choices=known)
    return Filed(channel, _past(table, "on", today), table.choice("state", FiledState))


def _past(table: Table, field: str, today: date) -> date:
    day = _day(table, field)
    if day > today:
        refuse(
            table.where,
            f"the day in {field!r} is later than 'today'",
            "What has not happened yet opens and closes no channel.",
            "Correct one of the two days.",
            "day_after_today",
            field=field,
        )
    return day


def _day(table: Table, field: str) -> date:
    try:
        day = date.fromisoformat(table.text(field))
    except ValueError:
        table.wrong(field, "day")
    return Table({field: day}, table.where, {}).day(field)


def _object(raw: bytes, where: Where) -> Table:
    check_size(raw, where)
    text = decode_utf8(raw, where)
    try:
        value = load_json(text, where)
    except ValueError:
        _not_json(where, "this is not JSON")
    if not isinstance(value, dict):
        _not_json(where, "this is not an object { … }")
    table = Table(value, where, {})
    table.refuse_unknown(FIELDS)
    return table


def _not_json(where: Where, what: str) -> NoReturn:
    why, do = "A case that cannot be read cannot be routed.", "One JSON object, as docs/files.md shows it."
    refuse(where, what, why, do, "case_not_json")
