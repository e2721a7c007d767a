"""Lines are in reading order, in pixels of the picture, each in the bubble that it stands in."""

import numpy as np
import pytest
from drawn import GREEN, GREY, as_bytes, blank, line, patch, reader_of, words

from atesta.errors import InputError
from atesta.intake.picture_text import Place, read_picture

pytestmark = pytest.mark.needs("module:PIL", "pip install 'atesta[ocr]'")


def talk():
    """A time on the page, a bubble of two lines on the left, one on the right."""
    pixels = blank()
    patch(pixels, 12, 100, 260, 160, GREY)
    patch(pixels, 200, 200, 348, 240, GREEN)
    time, first, second, mine = (
        line("21:47", 160, 60, 40),
        line("first", 24, 106, 200),
        line("second", 24, 132, 120),
        line("mine", 212, 210, 60),
    )
    return pixels, tuple(words(pixels, one) for one in (time, first, second, mine))


def test_words_of_one_bubble_share_a_patch_and_the_page_has_none():
    pixels, seen = talk()
    read = read_picture(as_bytes(pixels), reader_of(*reversed(seen)))
    assert [one.text for one in read.lines] == ["21:47", "first", "second", "mine"]
    assert [one.place for one in read.lines] == [Place.PAGE, Place.LEFT, Place.LEFT, Place.RIGHT]
    assert read.lines[0].patch == 0 and read.lines[1].patch == read.lines[2].patch != read.lines[3].patch


def test_two_bubbles_of_one_colour_stay_two():
    pixels = blank()
    patch(pixels, 12, 100, 260, 140, GREY)
    patch(pixels, 12, 148, 260, 188, GREY)
    seen = [words(pixels, line("one", 24, 110)), words(pixels, line("two", 24, 158))]
    first, second = read_picture(as_bytes(pixels), reader_of(*seen)).lines
    assert first.patch != second.patch


def test_boxes_of_a_large_picture_are_in_its_own_pixels():
    asked = []

    def reader(pixels):
        asked.append(pixels.shape)
        return (line("word", 90, 90, 90, 18),)

    read = read_picture(as_bytes(blank(1800, 3600)), reader)
    assert asked == [(1800, 900, 3)] and (read.width, read.height) == (1800, 3600)
    assert (read.lines[0].left, read.lines[0].top, read.lines[0].right) == (180, 180, 360)


def test_a_long_picture_is_read_in_strips_and_no_line_is_cut():
    pixels = blank(400, 4000)
    rows = range(20, 3960, 40)
    for top in rows:
        words(pixels, line("", 20, top, 300, 24))

    def reader(strip):
        inked = (strip[:, 20:320] < 100).any(axis=(1, 2))
        starts = np.flatnonzero(inked & ~np.roll(inked, 1))
        assert not inked[0] and not inked[-1], "cut through a line"
        return tuple(line("row", 20, int(start) - 4, 300, 24) for start in starts)

    read = read_picture(as_bytes(pixels), reader)
    assert [one.top for one in read.lines] == list(rows)


def test_a_picture_without_words_is_refused():
    with pytest.raises(InputError) as refused:
        read_picture(as_bytes(blank()), reader_of(line("  ", 10, 10)))
    assert refused.value.key == "picture_without_words"
