"""What a hearing counts, against the plain way to count it, whatever the pieces it comes in."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from atesta.recording.hearing import HOLE_MS, Hearing

RATE = 4000
SHORTEST = RATE * HOLE_MS // 1000
stretches = st.lists(st.tuples(st.sampled_from([0, 0, 1, -7, 32767, -32768]), st.integers(1, 3 * SHORTEST)), max_size=9)


def plainly(samples: np.ndarray) -> tuple[int, int, int]:
    """Clipped samples, holes, and frames of the longest, one frame after the other."""
    sounds = [bool(frame.any()) for frame in samples]
    runs = [(kind, len(list(group))) for kind, group in itertools.groupby(sounds)]
    holes = [length for kind, length in runs[1:-1] if not kind and length >= SHORTEST]
    return int(np.sum((samples >= 32767) | (samples <= -32768))), len(holes), max(holes, default=0)


@given(stretches, stretches, st.integers(1, 2), st.integers(1, 700))
def test_clipping_and_holes_are_those_of_the_plain_count(left, right, channels: int, piece: int):
    sides = [np.repeat([value for value, _ in one], [n for _, n in one]) for one in (left, right)[:channels]]
    frames = min(map(len, sides))
    samples = np.stack([side[:frames] for side in sides], axis=1).astype("<i2")
    hearing, data = Hearing(RATE, channels), samples.tobytes()
    for at in range(0, len(data), piece):
        hearing.feed(data[at : at + piece])
    heard = hearing.heard()
    clipped, holes, longest = plainly(samples)
    assert heard.clipped_ppm == clipped * 1_000_000 // max(frames * channels, 1)
    assert (heard.holes, heard.longest_hole_ms) == (holes, longest * 1000 // RATE)
    ends = [len(list(itertools.takewhile(lambda one: one == 0, side[::-1]))) for side in samples.T]
    assert heard.silent == tuple(ends)
