"""What is asked of a text a thousand times is looked up, and says what looking at everything would say."""

from __future__ import annotations

import re

from desks import plain_desk
from hypothesis import given
from hypothesis import strategies as st

from atesta.review.truth.plain import _CLAUSE, Plain, _inside_number
from atesta.review.truth.words import Taken
from atesta.rules.phrase import Reading

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda pair: (pair[0], sum(pair))), max_size=30)
TEXTS = st.text(alphabet="ab1,.:;?!()。，\n 法", max_size=60)
DESK = plain_desk()


@given(SPANS, SPANS)
def test_a_stretch_meets_those_that_it_overlaps(taken: list[tuple[int, int]], asked: list[tuple[int, int]]) -> None:
    held = Taken(taken)
    for start, end in asked:
        assert held.meets(start, end) == any(s < end and start < e for s, e in taken)


def clause_by_looking(plain: Plain, at: int, end: int) -> tuple[int, int]:
    left, right = plain.sentence(at)
    for found in _CLAUSE.finditer(plain.text, left, at):
        if not _inside_number(plain.text, found.start()):
            left = found.end()
    marks = (found.start() for found in _CLAUSE.finditer(plain.text, end or at, right))
    return left, next((mark for mark in marks if not _inside_number(plain.text, mark)), right)


@given(TEXTS, st.integers(0, 60), st.integers(0, 20))
def test_a_clause_goes_from_comma_to_comma(text: str, at: int, length: int) -> None:
    plain, start = Plain(Reading(text, text, None, ())), min(at, len(text))
    end = min(start + length, len(text))
    assert plain.clause(start, end) == clause_by_looking(plain, start, end)
    assert plain.pauses(start, end) == bool(re.search(r"[,;:]", plain.text[start:end]))


@given(TEXTS, st.lists(st.integers(0, 60), max_size=8))
def test_what_a_sentence_tells_is_what_stands_in_it(text: str, places: list[int]) -> None:
    plain, words = Plain(Reading(text, text, None, ())), re.compile("ab|法")
    for at in (min(place, max(0, len(text) - 1)) for place in places):
        assert plain.tells(words, at) == bool(words.search(plain.text, *plain.sentence(at)))
