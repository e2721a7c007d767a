"""What was measured of a call comes back as it was, but for the drawing, which is as fine as a page shows it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.transcript import Stretch
from atesta.contact.turn import Speaker
from atesta.telling.measures import read_measures, written_measures
from atesta.transcript.acoustics import Acoustics, Interruption, Loud, Pace, Side

SECONDS = st.floats(0, 9000, allow_nan=False)
SPANS = st.lists(st.tuples(SECONDS, SECONDS), max_size=3).map(tuple)
SIDES = st.builds(
    Side,
    speaker=st.sampled_from(Speaker),
    talk=SPANS,
    level=st.none() | st.floats(-70, 0),
    loud=st.lists(st.builds(Loud, SECONDS, SECONDS, SECONDS, SECONDS), max_size=2).map(tuple),
    fast=st.lists(st.builds(Pace, SECONDS, SECONDS, SECONDS, SECONDS), max_size=2).map(tuple),
    longest=st.none() | st.tuples(SECONDS, SECONDS),
)
MEASURED = st.builds(
    Acoustics,
    duration=SECONDS,
    channels=st.sampled_from([1, 2]),
    sides=st.lists(SIDES, max_size=2).map(tuple),
    interruptions=st.lists(st.builds(Interruption, SECONDS, st.sampled_from(Speaker), SECONDS), max_size=2).map(tuple),
    not_reviewable=st.lists(st.builds(Stretch, SECONDS, SECONDS, st.text()), max_size=2).map(tuple),
    source=st.sampled_from(["two_channels", "split"]),
)


@given(MEASURED)
def test_what_answers_rest_on_comes_back_the_same(measured: Acoustics) -> None:
    assert read_measures(written_measures(measured)) == measured


def test_the_drawing_is_kept_in_less() -> None:
    side = Side(Speaker.AGENT, peaks=(0.123456789,), levels=(-23.456789, None))
    back = read_measures(written_measures(Acoustics(1.0, 1, (side,))))
    assert back.sides == (replace(side, peaks=(0.123,), levels=(-23.5, None)),)
