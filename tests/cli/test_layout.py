"""Lines on a terminal align in Chinese too, and nothing hostile reaches it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.cli.layout import Screen, columns, paragraph, wrap
from atesta.telling.visible import visible

PLAIN = Screen(width=40, colour=False)


def test_a_chinese_character_takes_two_columns():
    assert columns("逾期3天") == 7


def test_a_combining_accent_takes_none():
    assert columns("e\u0301") == 1


def test_escape_and_direction_characters_are_shown_as_dots():
    assert visible("a\x1b[31mb\u202ec") == "a·[31mb·c"


def test_a_long_link_is_cut_to_the_width():
    assert all(columns(line) <= 20 for line in wrap("https://" + "a" * 90, 20))


def test_a_bullet_hangs_before_its_lines():
    lines = paragraph("one two three four five six seven eight nine ten", PLAIN, 2, bullet="· ")
    assert lines[0].startswith("  · one") and lines[1].startswith("    ")


@given(st.text(), st.integers(12, 90))
def test_wrapping_keeps_every_character_but_spaces(text, width):
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


@given(st.text(), st.integers(12, 90))
def test_no_line_is_wider_than_the_screen(text, width):
    assert all(columns(line) <= width for line in wrap(text, width))


@pytest.mark.parametrize("mark", "，。、）】》！？；：")
def test_a_closing_mark_takes_a_character_along_to_the_next_line(mark):
    assert wrap("一二三四五六" + mark, 12) == ["一二三四五", "六" + mark]


def test_an_opening_mark_does_not_end_a_line():
    assert wrap("一二三四五（六）", 12) == ["一二三四五", "（六）"]
