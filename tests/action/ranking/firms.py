"""Cases of invented firms, a line each where a test needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from atesta.action.ranking.board import Board, Row, make_board
from atesta.action.ranking.case import Adjudicator, Contacts, Evidence, Outcome, RankCase
from atesta.action.ranking.period import read_quarter

PERIOD, AS_OF = read_quarter("2026-Q3"), date(2026, 10, 20)
numbers = count(1)
ONE = RankCase(
    "", "MX", "A SC", "", PERIOD.first, PERIOD.first, Outcome.UPHELD, Adjudicator.REGULATOR, Evidence.CAPTURED, ""
)


def case(**given: object) -> RankCase:
    """One upheld case of "A SC" of a person of its own."""
    number = next(numbers)
    return replace(ONE, **{"id": f"c{number}", "complainant": f"p{number}", **given})  # type: ignore[arg-type]


def cases(number: int, **given: object) -> list[RankCase]:
    """As many, a day apart within the quarter."""
    return [case(**{"received_on": PERIOD.first + timedelta(days=each * 7 % 90), **given}) for each in range(number)]


def contacts(**firms: int) -> dict[tuple[str, str], Contacts]:
    return {("MX", f"{name} SC"): Contacts(number, "the lender's register") for name, number in firms.items()}


def undecided(number: int, **given: object) -> list[RankCase]:
    return cases(number, outcome=Outcome.OPEN, by=None, answered_on=None, **given)


def board(given: list[RankCase], known: Mapping[tuple[str, str], Contacts], **more: object) -> Board:
    return make_board(given, known, PERIOD, AS_OF, **more)  # type: ignore[arg-type]


def row(made: Board, company: str = "A SC") -> Row:
    return next(row for row in made.rows if row.company == company)
