"""Garwood's interval against printed tables and its own definition; places that overlap are shared."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.action.ranking.cells import FEW, Cell
from atesta.action.ranking.garwood import lower, upper
from atesta.action.ranking.order import places
from atesta.action.ranking.rate import printed, rate_of

PRINTED = {
    0: (0, 3.689),
    1: (0.0253, 5.572),
    2: (0.242, 7.225),
    5: (1.623, 11.668),
    10: (4.795, 18.390),
    50: (37.11, 65.92),
}
"""Two-sided 95 %, as tables of the Poisson distribution print them."""


@pytest.mark.parametrize("count", PRINTED)
def test_the_interval_is_the_one_of_the_tables(count: int) -> None:
    assert (lower(count), upper(count)) == pytest.approx(PRINTED[count], rel=2e-3)


def at_most(count: int, mean: float) -> float:
    return math.fsum(math.exp(each * math.log(mean) - mean - math.lgamma(each + 1)) for each in range(count + 1))


@given(st.integers(0, 3000))
def test_each_end_leaves_one_in_forty(count: int) -> None:
    assert at_most(count, upper(count)) == pytest.approx(0.025, rel=1e-8)
    if count:
        assert 1 - at_most(count - 1, lower(count)) == pytest.approx(0.025, rel=1e-8)


def test_a_rate_is_what_one_works_out_by_hand() -> None:
    rate = rate_of(Cell(40, 40), 100_000)
    assert printed(rate.at or 0) == "0.4000"
    assert (printed(rate.low), printed(rate.high)) == ("0.2857", "0.5447")


def test_a_hidden_count_has_the_widest_interval_and_no_rate() -> None:
    rate = rate_of(FEW, 10_000)
    assert (rate.at, rate.low, printed(rate.high)) == (None, 0, "1.0242")


def test_firms_whose_intervals_overlap_share_their_places() -> None:
    assert places([(50, 60), (40, 55), (1, 5)]) == [(1, 2), (1, 2), (3, 3)]
    assert places([(5, 5), (5, 5)]) == [(1, 2), (1, 2)]
    assert places([]) == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (min(pair), max(pair)))))
def test_a_place_counts_who_lies_wholly_above_and_wholly_below(intervals: list[tuple[int, int]]) -> None:
    for (low, high), (best, worst) in zip(intervals, places(intervals), strict=True):
        assert best == 1 + sum(other[0] > high for other in intervals)
        assert worst == len(intervals) - sum(other[1] < low for other in intervals)
