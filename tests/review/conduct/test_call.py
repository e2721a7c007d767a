"""The opening of a call, read from its words (A5.3, B2.1.6)."""

import tomllib
from pathlib import Path

import pytest

from atesta.contact.turn import Speaker, Turn
from atesta.review.conduct.call import call_fields

CASES = tomllib.loads((Path(__file__).parents[2] / "cases/calls/openings.toml").read_text(encoding="utf-8"))["case"]
WHO = {"a": Speaker.AGENT, "d": Speaker.DEBTOR, "o": Speaker.OTHER}


def turns_of(case):
    return tuple(Turn(WHO[line[0]], line[3:]) for line in case["turns"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_opening_is_heard_as_a_reader_hears_it(case):
    heard = {field.name: field.value for field in call_fields(turns_of(case))}
    expected = {name: value for name, value in case.items() if name in heard}
    assert {name: heard[name] for name in expected} == expected


def test_what_a_field_rests_on_is_the_words_of_its_turn():
    for case in CASES:
        turns = turns_of(case)
        for field in call_fields(turns):
            if field.seen:
                assert turns[field.seen.turn].text[field.seen.start : field.seen.end].strip()


def test_a_call_without_turns_has_every_field_and_claims_nothing():
    assert {field.value for field in call_fields(())} == {"n", "na"}
