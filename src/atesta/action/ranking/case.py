"""What the board is made from: cases, contacts, replies, decisions. Whoever is not a firm is refused at this door."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
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
    """Cases from rows with the FIELDS as texts, as the desk has them: `cases_of` of each in order."""
    lines = ([row.get(field, "") if field in OPTIONAL else row[field] for field in FIELDS] for row in rows)
    return cases_of(lines, name)


def cases_of(lines: Iterable[Sequence[str]], name: str) -> tuple[RankCase, ...]:
    """Cases from lines of texts in the order of FIELDS, each checked; ids must differ.

    Raises FileFormatError with line and field: for a person, a sole trader, a place smaller than a country, an unknown
    word, a day that is none, a name that holds a number of a person."""
    made, seen, known = [], set[str](), _Known(Where.of(name))
    for line, cells in enumerate(lines, start=2):
        case = _case(cells, line, known)
        if case.id in seen:
            raise _twice(known.where.at("line", line))
        seen.add(case.id)
        made.append(case)
    return tuple(made)


_Decided = tuple[Outcome, Adjudicator | None, Evidence]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read before, by how it was written: there are few firms, campaigns, days and outcomes beside many cases.
    What could not be read is not in it."""

    where: Where
    firms: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    campaigns: dict[str, str] = field(default_factory=dict)
    days: dict[tuple[str, str], tuple[date, date | None]] = field(default_factory=dict)
    decided: dict[tuple[str, str, str], _Decided] = field(default_factory=dict)


def _case(cells: Sequence[str], line: int, known: _Known) -> RankCase:
    """A hundred thousand pass here: what is written as in an earlier line is looked up."""
    id_, place, company, kind, campaign, received, answered, outcome, by, evidence, person, origin, text = cells
    of, on, how = (place, company, kind), (received, answered), (outcome, by, evidence)
    firm_ = known.firms.get(of) or known.firms.setdefault(of, _firm(*of, known.where, line))
    days = known.days.get(on) or known.days.setdefault(on, _days(*on, known.where.at("line", line)))
    decided = known.decided.get(how) or known.decided.setdefault(how, _decided(*how, known.where.at("line", line)))
    named = known.campaigns.get(campaign)
    if named is None:
        named = known.campaigns[campaign] = _campaign(campaign, known.where, line)
    if not id_.strip() or not person.strip():
        raise wrong_value(known.where.at("line", line), "complainant" if id_.strip() else "id")
    result, body, best = decided
    return RankCase(id_, *firm_, named, days[0], days[1], result, body, best, person, origin, text)


def _firm(place: str, company: str, kind: str, where: Where, line: int) -> tuple[str, str]:
    if kind != LEGAL_ENTITY:
        raise _not_a_firm(kind, where.at("line", line))
    return place_of(place, where, line), firm(company, where, line)


def _days(received: str, answered: str, where: Where) -> tuple[date, date | None]:
    first, last = day_of(received), day_of(answered) if answered else None
    if first is None:
        raise wrong_value(where, "received_on")
    if answered and (last is None or last < first):
        raise wrong_value(where, "answered_on")
    return first, last


def _decided(adjudicated: str, by: str, evidence: str, where: Where) -> _Decided:
    outcome = _OUTCOMES.get(adjudicated)
    if outcome is None:
        raise wrong_value(where, "adjudicated")
    if by not in _BODIES or (outcome is Outcome.OPEN) != (not by):
        raise wrong_value(where, "adjudicated_by")
    if evidence not in _EVIDENCE:
        raise wrong_value(where, "evidence")
    return outcome, _BODIES[by], _EVIDENCE[evidence]


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


def day_of(text: str) -> date | None:
    """A day of this and the last century as 2026-11-15; None where it is none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1990 <= found.year < 2200 and len(text) == 10 else None


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
