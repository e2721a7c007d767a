"""What the board is made from: cases, contacts, replies, decisions. Whoever is not a firm is refused at this door."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from atesta.action.ranking.period import Quarter
from atesta.contact.place import PLACES
from atesta.errors import FileFormatError, Where

MOST_NAME, MOST_CAMPAIGN, MOST_REPLY, MOST_SOURCE = 120, 60, 1000, 200


class Outcome(StrEnum):
    """What somebody decided about a case; `open`: nobody has."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    OPEN = "open"


class Adjudicator(StrEnum):
    """Who decided: a kind of body, never a person's name."""

    REGULATOR = "regulator"
    OMBUDSMAN = "ombudsman"
    COURT = "court"
    LENDER = "lender"
    OPERATOR = "operator"


class Evidence(StrEnum):
    """The best piece that a case has; the words are those of provenance. `typed` is the complainant's own account."""

    CAPTURED = "captured"
    ORIGINAL_FILE = "original_file"
    IMPORTED = "imported"
    SCREENSHOT = "screenshot"
    TYPED = "typed"


class Done(StrEnum):
    """What is done: a case or a row is taken out, a correction told, a burst let go. HELD is the rule's own."""

    CASE_REMOVED = "case_removed"
    ROW_REMOVED = "row_removed"
    CORRECTED = "corrected"
    RELEASED = "released"
    HELD = "held"


class Reason(StrEnum):
    """Why; a closed list, because what somebody writes may name somebody. `burst` is the rule's own."""

    WITHDRAWN = "withdrawn"
    NOT_THIS_FIRM = "not_this_firm"
    COUNTED_TWICE = "counted_twice"
    COURT_ORDER = "court_order"
    COULD_NAME_SOMEBODY = "could_name_somebody"
    WRONG_CONTACTS = "wrong_contacts"
    WRONG_OUTCOME = "wrong_outcome"
    LOOKED_AT = "looked_at"
    BURST = "burst"


class By(StrEnum):
    """Who asked for it or ordered it. `rule`: nobody, the burst rule."""

    OPERATOR = "operator"
    COMPANY = "company"
    COMPLAINANT = "complainant"
    REGULATOR = "regulator"
    COURT = "court"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class RankCase:
    """One complaint about a firm. `place` is a country, nothing smaller. `campaign` may be empty. `complainant` is a
    salted key of the person, `origin` of the telephone or connection it came by, `text` of what it says beside the
    template: cases that share one are one. Empty `origin` or `text`: not known."""

    id: str
    place: str
    company: str
    campaign: str
    received_on: date
    answered_on: date | None
    outcome: Outcome
    by: Adjudicator | None
    evidence: Evidence
    complainant: str
    origin: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Contacts:
    """How many contacts a firm made in a period, and who counted them."""

    count: int
    source: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a firm says to its own row."""

    place: str
    company: str
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the operator did to the board of a quarter, and why. `case` only of a removed case; never published."""

    on: date
    by: By
    what: Done
    reason: Reason
    period: Quarter
    place: str
    company: str
    case: str = ""


FIELDS = (
    *("id", "place", "company", "company_kind", "campaign", "received_on", "answered_on", "adjudicated"),
    *("adjudicated_by", "evidence", "complainant", "origin", "text"),
)
OPTIONAL = frozenset({"origin", "text"})
LEGAL_ENTITY = "legal_entity"
PERSONS, TRADERS = ("person", "individual"), ("sole_trader",)
TRADER_NAMES = re.compile(
    r"个体工商户|个体户|persona\s+(?:f[ií]sica|natural)|aut[oó]nom[oa]\b|empresari[oa]\s+individual"
    r"|sole\s+(?:trader|proprietor)|\bt/a\b|\bd\.?/?b\.?/?a\b",
    re.IGNORECASE,
)
"""Forms of a sole trader's name that somebody may have entered as a firm."""
ABOUT_A_PERSON = re.compile(r"\d(?:[\s().-]?\d){6,}|\S@\S")
"""Seven digits in a row, or a mailbox: a telephone, an identity number, an account."""

_OUTCOMES = {word.value: word for word in Outcome}
_BODIES: dict[str, Adjudicator | None] = {"": None, **{word.value: word for word in Adjudicator}}
_EVIDENCE = {word.value: word for word in Evidence}


def cases_from(rows: Iterable[Mapping[str, str]], name: str = "cases") -> tuple[RankCase, ...]:
    """Cases from rows with the FIELDS as texts (a CSV's, or the desk's), each checked; ids must differ.

    Raises FileFormatError with line and field: for a person, a sole trader, a place smaller than a country, an unknown
    word, a day that is none, a name that holds a number of a person."""
    made, seen, known = [], set(), _Known()
    where = Where.of(name)
    for line, row in enumerate(rows, start=2):
        case = _case(row, where, line, known)
        if case.id in seen:
            raise _twice(where.at("line", line))
        seen.add(case.id)
        made.append(case)
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read before, by how it was written: there are few firms, campaigns and days beside many cases."""

    days: dict[str, date] = field(default_factory=dict)
    firms: dict[str, str] = field(default_factory=dict)
    campaigns: dict[str, str] = field(default_factory=dict)


def _case(row: Mapping[str, str], where: Where, line: int, known: _Known) -> RankCase:
    def wrong(field: str) -> FileFormatError:
        return wrong_value(where.at("line", line), field)

    if row["company_kind"] != LEGAL_ENTITY:
        raise _not_a_firm(row["company_kind"], where.at("line", line))
    received = day_of(row["received_on"], known.days)
    answered = day_of(row["answered_on"], known.days) if row["answered_on"] else None
    if received is None:
        raise wrong("received_on")
    if row["answered_on"] and (answered is None or answered < received):
        raise wrong("answered_on")
    outcome = _OUTCOMES.get(row["adjudicated"])
    if outcome is None:
        raise wrong("adjudicated")
    if row["adjudicated_by"] not in _BODIES or (outcome is Outcome.OPEN) != (not row["adjudicated_by"]):
        raise wrong("adjudicated_by")
    if row["evidence"] not in _EVIDENCE:
        raise wrong("evidence")
    for name in ("id", "complainant"):
        if not row[name].strip():
            raise wrong(name)
    return RankCase(
        row["id"],
        place_of(row["place"], where, line),
        known.firms.get(row["company"]) or known.firms.setdefault(row["company"], firm(row["company"], where, line)),
        known.campaigns.get(row["campaign"])
        or known.campaigns.setdefault(row["campaign"], _campaign(row["campaign"], where, line)),
        received,
        answered,
        outcome,
        _BODIES[row["adjudicated_by"]],
        _EVIDENCE[row["evidence"]],
        row["complainant"],
        row.get("origin", ""),
        row.get("text", ""),
    )


def place_of(text: str, where: Where, line: int) -> str:
    """A country of ours; a province or town is refused, because the smaller the place the fewer the people."""
    if text not in PLACES:
        raise FileFormatError(
            f"{where.at('line', line)}: the place is not one of the countries.",
            "In a small place a count of a few is a list of names.",
            "Give the country alone.",
            key="rank_place",
            where=where.at("line", line),
            places=", ".join(sorted(PLACES)),
        )
    return text


def firm(text: str, where: Where, line: int) -> str:
    """A registered name in one writing. Raises FileFormatError for one that is a sole trader's or holds a number."""
    name = text if text.isascii() else unicodedata.normalize("NFKC", text)
    name = " ".join(name.split())
    if TRADER_NAMES.search(name):
        raise _trader(where.at("line", line))
    if not 2 <= len(name) <= MOST_NAME or ABOUT_A_PERSON.search(name) or not name.isprintable():
        raise wrong_value(where.at("line", line), "company")
    return name


def _campaign(text: str, where: Where, line: int) -> str:
    if not text:
        return ""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if len(name) > MOST_CAMPAIGN or ABOUT_A_PERSON.search(name) or not name.isprintable():
        raise wrong_value(where.at("line", line), "campaign")
    return name


def day_of(text: str, days: dict[str, date]) -> date | None:
    """A day of this and the last century as 2026-11-15; None where it is none. `days` remembers what was read."""
    found = days.get(text)
    if found is None:
        try:
            found = date.fromisoformat(text)
        except ValueError:
            return None
        if not 1990 <= found.year < 2200 or len(text) != 10:
            return None
        days[text] = found
    return found


def reply_text(text: str, where: Where) -> str:
    """What a firm may say beside its row: nothing that could be somebody's number or mailbox."""
    said = " ".join(text.split())
    if not said or len(said) > MOST_REPLY or ABOUT_A_PERSON.search(said):
        raise FileFormatError(
            f"{where}: the reply is empty, too long, or holds a number or mailbox that could be a person's.",
            "It is printed for everybody, and nobody who complained may be named in it.",
            "Ask the firm for another wording.",
            key="rank_reply",
            where=where,
            most=MOST_REPLY,
        )
    return said


def wrong_value(where: Where, field: str) -> FileFormatError:
    return FileFormatError(
        f"{where}: {field} is missing or cannot be used.",
        "A public count rests on it.",
        "Correct that line; docs/files.md lists the words.",
        key="rank_value",
        where=where,
        field=field,
    )


def _not_a_firm(kind: str, where: Where) -> FileFormatError:
    if kind in PERSONS:
        return FileFormatError(
            f"{where}: this is about a person.",
            "No person is ever ranked, debtor or collector.",
            "Leave the case out, or name the firm that answers for them.",
            key="rank_person",
            where=where,
        )
    if kind in TRADERS:
        return _trader(where)
    return wrong_value(where, "company_kind")


def _trader(where: Where) -> FileFormatError:
    return FileFormatError(
        f"{where}: this is a sole trader.",
        "A sole trader is a person, and no person is ever ranked.",
        "Leave the case out, or name the firm that answers for them.",
        key="rank_sole_trader",
        where=where,
    )


def _twice(where: Where) -> FileFormatError:
    return FileFormatError(
        f"{where}: this id was in an earlier line.",
        "One case would count twice.",
        "Leave one of the two out.",
        key="rank_twice",
        where=where,
    )
