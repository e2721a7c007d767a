"""A screenshot becomes a message: what came in, who wrote, when, each only where it stands there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atesta.contact.message import Provenance
from atesta.errors import InputError
from atesta.intake.picture_text import Line, PictureText, Place
from atesta.intake.screenshot import message_of, messages_of

LEFT, RIGHT, PAGE, MIDDLE = Place.LEFT, Place.RIGHT, Place.PAGE, Place.MIDDLE


def at(text, top, left=40, width=600, place=PAGE, patch=0, height=32, sure=0.99):
    return Line(text, left, top, left + width, top + height, sure, place, patch)


def shot(*lines):
    return PictureText(720, 1400, lines)


STATUS = (at("9:41", 20, 40, 60), at("5G 78%", 20, 600, 90))
HEAD = (at("<12", 90, 20, 60), at("10690000188", 92, 260, 200, height=40))
FIRST = at("【晨曦分期】您已严重逾期，案件已转", 330, 60, 500, LEFT, 1)
SECOND = at("风控核查并移交法务。", 370, 60, 300, LEFT, 1)


def test_sender_time_and_words_are_read_and_buttons_are_not():
    read = message_of(shot(*STATUS, *HEAD, at("周六 21:47", 250, 280, 160), FIRST, SECOND, at("发送短信", 1300)))
    assert (read.sender, read.received.words) == ("10690000188", "周六 21:47")
    assert read.text == "【晨曦分期】您已严重逾期，案件已转风控核查并移交法务。"
    assert read.received.local is None and not read.unread and read.others == 0


def test_it_is_a_screenshot_and_weaker_whatever_it_shows():
    read = message_of(shot(FIRST))
    assert read.provenance is Provenance.SCREENSHOT and read.weaker
    assert (read.sender, read.received) == (None, None)


def test_what_the_person_wrote_is_not_reviewed():
    mine = at("我知道了", 460, 560, 120, RIGHT, 2)
    assert message_of(shot(*HEAD, FIRST, SECOND, mine)).text.endswith("移交法务。")
    with pytest.raises(InputError) as refused:
        message_of(shot(*HEAD, mine))
    assert refused.value.key == "picture_without_message"


def test_each_of_several_messages_has_the_time_above_it():
    earlier, later = at("昨天 21:47", 200, 280, 160), at("今天 08:00", 500, 280, 160)
    second = at("请尽快还款", 560, 60, 200, LEFT, 2)
    first, last = messages_of(shot(*HEAD, earlier, FIRST, SECOND, later, second))
    assert (first.received.words, last.received.words) == ("昨天 21:47", "今天 08:00")
    assert (last.text, last.others) == ("请尽快还款", 1)


def test_a_time_below_the_bubble_counts_where_none_stands_above():
    assert message_of(shot(*HEAD, FIRST, SECOND, at("21:47", 420, 60, 80))).received.clock == (21, 47)


def test_the_day_in_a_pill_and_the_hour_in_the_corner_are_one_time():
    pill = at("15 de noviembre de 2026", 250, 240, 240, MIDDLE, 3)
    words, corner = at("Pague hoy antes de las 18:00.", 330, 60, 500, LEFT, 1), at("9:47 p. m.", 366, 480, 90, LEFT, 1)
    read = message_of(shot(*HEAD, pill, words, corner))
    assert read.text == "Pague hoy antes de las 18:00."
    assert read.received.local.isoformat() == "2026-11-15T21:47:00"


def test_an_hour_at_the_lower_edge_of_the_bubble_goes_with_the_day_above_it():
    pill, hour = at("17 de marzo de 2026", 250, 240, 240, MIDDLE, 3), at("00:20", 408, 540, 68)
    assert message_of(shot(*HEAD, pill, FIRST, SECOND, hour)).received.words == "17 de marzo de 2026 00:20"
    far = at("00:20", 900, 540, 68)
    assert message_of(shot(*HEAD, pill, FIRST, SECOND, far)).received.clock is None


def test_an_hour_that_belongs_to_the_message_stays_in_it():
    words = at("Le esperamos mañana a las 18:00", 330, 60, 500, LEFT, 1)
    assert message_of(shot(*HEAD, at("Hoy 9:47", 250, 280, 160), words)).text.endswith("18:00")


def test_a_line_that_could_not_be_read_leaves_a_gap_and_is_named():
    lost = at("#!x", 370, 60, 300, LEFT, 1, sure=0.3)
    doubted = at("移交法务", 410, 60, 300, LEFT, 1, sure=0.7)
    read = message_of(shot(*HEAD, FIRST, lost, doubted))
    assert "#!x" not in read.text and "…" in read.text and "移交法务" in read.text
    assert [one.text for one in read.unread] == ["", "移交法务"]
    assert (read.unread[0].left, read.unread[0].top) == (60, 370)


def test_a_sender_that_could_not_be_read_is_not_known():
    read = message_of(shot(at("1O69", 92, 260, 200, height=40, sure=0.4), FIRST))
    assert read.sender is None and read.unread[0].text == ""


def test_the_line_that_the_phone_broke_goes_on_and_the_one_that_the_writer_ended_does_not():
    lines = [
        at("Estimado cliente:", 330, 60, 250, LEFT, 1),
        at("su pago venció. Llame hoy", 366, 60, 500, LEFT, 1),
        at("mismo.", 402, 60, 90, LEFT, 1),
    ]
    assert message_of(shot(*HEAD, *lines)).text == "Estimado cliente:\nsu pago venció. Llame hoy mismo."


def test_without_bubbles_what_stands_below_the_time_is_the_message():
    time, words = at("2026年11月15日 21:47", 380, 40, 300), at("您的账单已逾期，请尽快还款。", 440, 40, 620)
    assert message_of(shot(*STATUS, *HEAD, time, words)).text == "您的账单已逾期，请尽快还款。"


LINES = st.builds(
    at,
    st.text(alphabet="短信hoy 12:47今天Message<>…x\U0001f600", max_size=12),
    st.integers(0, 1390),
    st.integers(0, 700),
    st.integers(1, 700),
    st.sampled_from(Place),
    st.integers(0, 3),
    st.integers(1, 80),
    st.floats(0, 1),
)


@settings(max_examples=300)
@given(st.lists(LINES, min_size=1, max_size=12))
def test_no_picture_breaks_it(lines):
    try:
        for read in messages_of(shot(*lines)):
            assert read.weaker
    except InputError as refused:
        assert refused.key == "picture_without_message"
