"""Cases that are run in one test are all run, and every one that fails is named (tests/each_case.py)."""

from __future__ import annotations

import pytest
from each_case import each

SEEN: list[tuple[int, str]] = []


@pytest.fixture
def word() -> str:
    return "said"


@each("number", [1, 2, 3])
def test_what_is_a_fixture_stays_one(number: int, word: str) -> None:
    SEEN.append((number, word))
    assert [seen for seen, _ in SEEN[-number:]] == list(range(1, number + 1)) and word == "said"


def test_every_case_that_fails_is_told_by_its_name() -> None:
    @each("number, even", [(1, False), (2, False), (3, False), (4, False)], ids=lambda case: f"the {case[0]}")
    def parity(number: int, even: bool) -> None:
        assert (number % 2 == 0) is even

    with pytest.raises(ExceptionGroup, match="2 of 4 cases") as raised:
        parity()
    assert [fault.__notes__ for fault in raised.value.exceptions] == [["case the 2"], ["case the 4"]]


def test_a_case_that_should_have_been_refused_is_told_too() -> None:
    @each("number", [1, 0])
    def refused(number: int) -> None:
        with pytest.raises(ZeroDivisionError):
            _ = 1 / number

    with pytest.raises(BaseExceptionGroup, match="1 of 2 cases"):
        refused()


def test_a_case_without_a_name_is_shown_as_it_is_written() -> None:
    @each("number", [7])
    def never(number: int) -> None:
        assert number == 0

    with pytest.raises(ExceptionGroup) as raised:
        never()
    assert raised.value.exceptions[0].__notes__ == ["case 0: 7"]


def test_no_case_at_all_is_refused() -> None:
    with pytest.raises(AssertionError, match="no case at all"):
        each("number", [])
