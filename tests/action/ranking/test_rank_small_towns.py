"""Nobody is found through the board, not by a neighbour who knows who owes whom and keeps every version."""

from __future__ import annotations

import pytest
from towns import boards, careless, debtors, found, names_on, told

from atesta.action.ranking.as_files import board_files

SEEDS = range(12)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_person_is_found_in_a_small_town(seed: int) -> None:
    people = debtors(seed)
    assert found(people, [told(board) for board in boards(people)]) == set()


def test_the_same_neighbour_finds_many_where_counts_are_simply_printed() -> None:
    named = [len(found(people := debtors(seed), careless(people))) for seed in SEEDS]
    assert min(named) > 10


def test_something_is_told_all_the_same() -> None:
    assert all(len(told(board)) >= 3 for seed in SEEDS for board in boards(debtors(seed)))


def test_no_file_holds_a_case_a_person_or_a_town_of_few() -> None:
    people = debtors(3)
    for board in boards(people):
        text = b"".join(board_files(board).values()).decode()
        assert not [each.person for each in people if each.person in text]
        assert not {each.person for each in people} & set(names_on(board))
