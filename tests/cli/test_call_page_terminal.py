"""A call on a terminal: two rows of sound, the same answers, nothing wider than the screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from a_call import a_call
from hypothesis import given, settings
from hypothesis import strategies as st

from atesta.cli.call_view_terminal import render_call
from atesta.cli.layout import Screen, columns
from atesta.review.finding import Conduct

LANGS = ("es", "zh", "en")


def shown(lang: str = "en", width: int = 96, *, colour: bool = False, distress: bool = False) -> str:
    case = a_call(lang)
    if distress:
        conduct = Conduct((), (), case.review.conduct.not_reviewable)
        case = case.but(review=replace(case.review, distress=True, conduct=conduct))
    return render_call(*case.all, lang, Screen(width, colour))


@settings(max_examples=25, deadline=None)
@given(st.integers(60, 140), st.sampled_from(LANGS), st.booleans())
def test_no_line_is_wider_than_the_screen(width: int, lang: str, distress: bool) -> None:
    assert all(columns(line) <= width for line in shown(lang, width, distress=distress).splitlines())


@pytest.mark.parametrize("lang", LANGS)
def test_both_voices_have_a_row_and_each_courtesy_its_number_below(lang: str) -> None:
    lines = shown(lang).splitlines()
    rows = [number for number, line in enumerate(lines) if "▅" in line]
    assert len(rows) == 2
    assert rows[1] == rows[0] + 1
    numbers = lines[rows[1] + 2].split()
    assert sorted(numbers) == ["1", "2", "3", "4", "5", "6", "8"]  # nobody provoked: the seventh has no second


def test_every_finding_stands_with_its_second_and_its_source() -> None:
    said = shown("en")
    assert "0:30.4  ■ order without courtesy: “You have to pay today”" in said
    assert "0:16.3  ◆ for a person: threat: “It would be a pity if your family found out”" in said
    assert "B2.2 (house rule)" in said


def test_what_is_coached_stands_as_said_and_better() -> None:
    said = shown("en")
    assert said.index("Said: “You have to pay today.”") < said.index("Better: “Which date would work for you?")


def test_in_distress_help_comes_first_and_nothing_is_coached() -> None:
    lines = [line for line in shown("es", distress=True).splitlines() if line.strip()]
    assert "800 911 2000" in "".join(lines[1:4])
    assert not any("Mejor" in line for line in lines)


def test_without_colour_nothing_but_text_is_written() -> None:
    assert "\x1b" not in shown()
    assert "\x1b" in shown(colour=True)
