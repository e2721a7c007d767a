"""A code that was read out over a bad line, or copied by hand: a slip is noticed before anything is looked up."""

from __future__ import annotations

import secrets

from hypothesis import given
from hypothesis import strategies as st

from atesta.mandate.code import ALPHABET, LENGTH, new_code, read_code, spoken

CODES = st.binary(min_size=5, max_size=5).map(lambda raw: new_code(lambda _: raw))


@given(CODES)
def test_a_code_is_read_back_as_it_is_spoken_and_typed(code: str) -> None:
    assert len(code) == LENGTH and set(code) <= set(ALPHABET)
    misread = spoken(code).lower().replace("0", "o").replace("1", "l").replace(" ", "-")
    assert read_code(code) == read_code(spoken(code)) == read_code(f"  {misread} ") == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(code: str, at: int, char: str) -> None:
    wrong = code[:at] + char + code[at + 1 :]
    assert (read_code(wrong) is None) == (wrong != code)


@given(CODES, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_every_two_that_changed_places_are_noticed(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    wrong = "".join(letters)
    assert (read_code(wrong) is None) == (wrong != code)


def test_what_is_typed_at_random_passes_one_time_in_32() -> None:
    tries = 32_000
    passed = sum(read_code("".join(secrets.choice(ALPHABET) for _ in range(LENGTH))) is not None for _ in range(tries))
    assert 0.8 < passed / (tries / 32) < 1.2


def test_what_cannot_be_a_code_is_none() -> None:
    code = new_code(lambda count: b"\x12\x34\x56\x78\x9a"[:count])
    for typed in ("", " ", code[:-1], code + "0", "U" + code[1:], "电" + code[1:], "0" * 10_000, "\0" * 9):
        assert read_code(typed) is None


def test_full_width_letters_and_long_dashes_are_the_same_code() -> None:
    code = new_code(lambda count: b"\x12\x34\x56\x78\x9a"[:count])
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code)
    assert read_code(wide) == read_code("—".join(code)) == code
