"""A thousand complaints that somebody plants move no place, and take no firm out of the ranking."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from firms import PERIOD, board, case, cases, contacts, row, undecided

from atesta.action.ranking.board import Board
from atesta.action.ranking.case import By, Decision, Done, Outcome, RankCase, Reason

FIRMS = {"A": 60, "B": 30, "C": 12, "D": 6}
KNOWN = contacts(**dict.fromkeys(FIRMS, 40_000))


@pytest.fixture
def honest() -> list[RankCase]:
    return [each for name, number in FIRMS.items() for each in cases(number, company=f"{name} SC")]


def standing(made: Board) -> list[tuple[str, object, object]]:
    return [(each.company, each.rank, each.rate) for each in made.rows]


WAYS: dict[str, dict[str, object]] = {
    "one person": {"complainant": "farm"},
    "one telephone": {"origin": "farm"},
    "one text": {"text": "farm"},
    "a thousand people": {},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("target", ["A SC", "D SC"])
@pytest.mark.parametrize("days", [1, 7, 60, 92])
def test_a_thousand_undecided_complaints_move_no_place(
    honest: list[RankCase], way: str, target: str, days: int
) -> None:
    planted = [
        each
        for number in range(1000)
        for each in undecided(1, company=target, received_on=PERIOD.first + timedelta(number % days), **WAYS[way])
    ]
    assert standing(board([*honest, *planted], KNOWN)) == standing(board(honest, KNOWN))


@pytest.mark.parametrize("way", ["one person", "one telephone", "one text"])
def test_even_where_somebody_upheld_all_thousand_they_are_one(honest: list[RankCase], way: str) -> None:
    planted = [case(company="D SC", **WAYS[way]) for _ in range(1000)]
    before, after = board(honest, KNOWN), board([*honest, *planted], KNOWN)
    assert [(each.company, each.rank) for each in after.rows] == [(each.company, each.rank) for each in before.rows]
    assert row(after, "D SC").counts.upheld.low <= row(before, "D SC").counts.upheld.low + 1  # type: ignore[union-attr]


def burst(number: int = 100, **given: object) -> list[RankCase]:
    return undecided(number, **{"received_on": date(2026, 8, 20), **given})


def test_a_burst_is_held_back_and_the_log_says_so() -> None:
    made = board([*cases(30), *burst()], KNOWN)
    assert (row(made).held, row(made).counts.received.low) == (True, 30)  # type: ignore[union-attr]
    assert [(entry.what, entry.reason, entry.by) for entry in made.log] == [(Done.HELD, Reason.BURST, By.RULE)]


def test_a_burst_that_somebody_looked_at_counts() -> None:
    decision = Decision(date(2026, 10, 15), By.OPERATOR, Done.RELEASED, Reason.LOOKED_AT, PERIOD, "MX", "A SC")
    made = board([*cases(30), *burst()], KNOWN, decisions=[decision])
    assert (row(made).held, row(made).counts.received.low) == (False, 130)  # type: ignore[union-attr]


def test_decided_cases_of_a_burst_count_so_that_a_firm_cannot_hide_among_its_own_plants() -> None:
    real = cases(40, received_on=date(2026, 8, 20))
    made = row(board([*real, *burst()], KNOWN))
    assert made.counts is not None and made.counts.upheld.high == 40
    assert made.held and made.rank


def test_the_usual_week_of_a_large_firm_is_no_burst() -> None:
    history = [case(received_on=PERIOD.first - timedelta(days=1 + each % 300)) for each in range(1500)]
    usual = [
        case(outcome=Outcome.OPEN, by=None, received_on=PERIOD.first + timedelta(each % 92)) for each in range(500)
    ]
    assert not row(board([*history, *usual], {})).held


def test_nineteen_are_no_burst() -> None:
    assert not row(board([*cases(5), *burst(19)], {})).held
