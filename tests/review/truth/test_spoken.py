"""What the agent said is one text, and every place in it is a place in its turn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from atesta.review.finding import Claim
from atesta.review.truth.spoken import Lines, counted_once

ROWS = st.lists(st.tuples(st.integers(0, 99), st.text(max_size=12)), min_size=1, max_size=6)


@given(ROWS, st.data())
def test_words_of_a_turn_are_found_in_that_turn(rows: list[tuple[int, str]], data: st.DataObject) -> None:
    lines = Lines.of(rows)
    row = data.draw(st.integers(0, len(rows) - 1))
    number, text = rows[row]
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(start, len(text)))
    first = lines.starts[row]
    if text:
        assert lines.place(first + start, first + end) == (number, start, end)


@given(ROWS, st.integers(0, 80), st.integers(0, 80))
def test_no_place_runs_over_the_end_of_its_turn(rows: list[tuple[int, str]], start: int, more: int) -> None:
    lines = Lines.of(rows)
    at = min(start, max(0, len(lines.text) - 1))
    turn, first, last = lines.place(at, min(at + more, len(lines.text)))
    longest = max(len(text) for number, text in rows if number == turn)
    assert first <= longest and last <= longest


def test_nobody_spoke() -> None:
    assert Lines.of([]).text == "" and Lines.of([]).turns == ()


def test_the_same_claim_counts_once_with_its_places() -> None:
    said = [Claim("amount", "300", 0, 3, "matches", "300.00 MXN", turn=n, start_ms=n * 1000) for n in (1, 4, 6)]
    other = Claim("amount", "500", 0, 3, "exaggerated", "500.00 MXN", turn=5)
    once = counted_once([said[0], said[1], other, said[2]])
    assert [claim.turn for claim in once] == [1, 5]
    assert [place["turn"] for place in once[0].measured["again"]] == [4, 6]  # type: ignore[attr-defined]
