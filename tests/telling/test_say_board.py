"""A row of the board in words: who decided stands beside each place, or that it is not told."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from atesta.locale import catalogue
from atesta.telling.say_board import say_board

sys.path.append(str(Path(__file__).parents[1] / "action" / "ranking"))
from firms import board, cases, contacts


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_a_place_never_stands_without_a_word_of_who_decided(lang: str) -> None:
    words, made = catalogue(lang), board(cases(20), contacts(A=10_000))
    few = replace(made, rows=tuple(replace(row, bodies=()) for row in made.rows))
    (told,), (silent,) = (say_board(one, words).places[0].ranked for one in (made, few))
    assert words.say("board.decided_few") in silent.notes
    assert words.say("board.decided_few") not in told.notes
