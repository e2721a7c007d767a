"""A time says what stands there and nothing more: no day is guessed."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.intake.seen_time import read_day, read_seen_time, trailing_clock

WHOLE = {
    "2026年11月15日 21:47": "2026-11-15T21:47",
    "2026年11月15日晚上9:47": "2026-11-15T21:47",
    "2026/11/15 21:47": "2026-11-15T21:47",
    "2026/11/1521:47": "2026-11-15T21:47",
    "2026-11-15 下午9:47": "2026-11-15T21:47",
    "15 de noviembre de 2026, 21:47": "2026-11-15T21:47",
    "15 nov. 2026, 9:47 p. m.": "2026-11-15T21:47",
    "dom., 15 nov 2026, 21:47": "2026-11-15T21:47",
    "Sun, Nov 15, 2026, 9:47 PM": "2026-11-15T21:47",
    "Sunday, November 15, 2026 at 9:47 PM": "2026-11-15T21:47",
    "Nov15,2026,12:05 AM": "2026-11-15T00:05",
    "15/11/2026 21:47": "2026-11-15T21:47",
    "11/15/2026, 9:47 PM": "2026-11-15T21:47",
    "2026/07/13 05:10 · SIM 1": "2026-07-13T05:10",
}
NOT_WHOLE = [
    "周六 21:47",
    "昨天 21:47",
    "11月15日 21:47",
    "Hoy 21:47",
    "sáb. 21:47",
    "Sat, Nov 15, 9:47 PM",
    "Yesterday 9:47 PM",
    "03/04/2026 21:47",  # April or March
    "Sat, Nov 15, 2026, 9:47 PM",  # that day was a Sunday: a digit is misread
    "2026年13月15日 21:47",
    "晚上12:05",  # the end of that day or of the one before
    "15 de noviembre de 2026",
    "21:47",
]
NO_TIME = [
    "harder. 7:59 AM",
    "hoy antes de las 18:00.",
    "¿Hoy?",
    "5 días de atraso",
    "今日18点前不处理将起诉",
    "10690000188",
    "$1,689.28",
    "",
    "Hoy " + "x" * 80,
]


@pytest.mark.parametrize("words", WHOLE)
def test_a_whole_time_is_a_moment_without_a_zone(words):
    seen = read_seen_time(words)
    assert seen is not None and seen.local == datetime.fromisoformat(WHOLE[words])
    assert seen.local.tzinfo is None and seen.words == words


@pytest.mark.parametrize("words", NOT_WHOLE)
def test_a_part_of_a_time_keeps_its_words_and_is_no_moment(words):
    seen = read_seen_time(words)
    assert seen is not None and seen.words == words and seen.local is None


@pytest.mark.parametrize("words", NO_TIME)
def test_other_words_are_no_time(words):
    assert read_seen_time(words) is None


def test_a_day_and_an_hour_that_stand_apart_are_one_time():
    day, hour = read_seen_time("15 de noviembre de 2026"), read_seen_time("21:47")
    assert day.at(hour).local.isoformat() == "2026-11-15T21:47:00"
    assert hour.only_clock and not day.only_clock and not read_seen_time("03/04/2026 10:00").only_clock


def test_the_hour_in_the_corner_of_a_bubble_is_taken_off_its_words():
    assert trailing_clock("harder. 7:59 AM") == ("harder.", "7:59 AM")
    assert trailing_clock("antes de las 18:00 12:21 ✓✓") == ("antes de las 18:00", "12:21")
    assert trailing_clock("antes de las 18:00.") is None


def test_a_day_of_a_page_is_whole_and_the_only_one():
    assert read_day("最后还款日 2026-11-12").isoformat() == "2026-11-12T00:00:00"
    assert read_day("12 de noviembre de 2026").day == 12
    assert (read_day("12 nov"), read_day("03/04/2026"), read_day("2026-11-12 2026-11-13")) == (None, None, None)


@given(st.datetimes(datetime.fromisoformat("2001-01-01"), datetime.fromisoformat("2099-12-31")))
def test_every_minute_that_is_written_whole_is_read_back(moment):
    minute = moment.replace(second=0, microsecond=0)
    for words in (f"{moment:%Y}年{moment.month}月{moment.day}日 {moment:%H:%M}", f"{moment:%Y/%m/%d %H:%M}"):
        assert read_seen_time(words).local == minute


@given(st.text(alphabet="0123456789:/-. 年月日周六hoyHoynovNPAMpm今天上午é…", max_size=60))
def test_no_text_breaks_it_and_no_moment_comes_without_its_digits(words):
    seen = read_seen_time(words)
    if seen is not None and seen.local is not None:
        assert sum(letter.isdigit() for letter in words) >= 5 and str(seen.local.year) in words.replace(" ", "")
