"""The header of `audio.wav`: one for each rate, channels and length (spec 3.3)."""

from __future__ import annotations

import io
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.errors import FormError
from atesta.evidence import wav


@given(st.integers(0, 10**9), st.integers(1, 192_000), st.integers(1, 2))
def test_a_header_says_what_it_was_made_of(frames: int, rate: int, channels: int) -> None:
    made = wav.header(frames, rate, channels)
    assert wav.shape_of(made) == wav.Shape(rate, channels, frames)
    assert wav.frames_of(made, 44 + frames * 2 * channels) == frames


def test_others_read_it_as_it_is_meant() -> None:
    with wave.open(io.BytesIO(wav.header(3, 8000, 2) + bytes(12))) as file:
        assert file.getparams()[:4] == (2, 2, 8000, 3)


@given(st.integers(0, 43), st.integers(0, 255), st.integers(1, 2))
def test_a_changed_byte_is_refused_or_says_something_else(at: int, value: int, channels: int) -> None:
    made = bytearray(wav.header(16000, 8000, channels))
    before, made[at] = made[at], value
    try:
        found = wav.frames_of(bytes(made), 44 + 16000 * 2 * channels)
    except FormError:
        assert before != value
        return
    assert before == value and found == 16000


@pytest.mark.parametrize("start", [b"", b"RIFF", b"\0" * 44, b"\xff" * 44, wav.header(1, 8000, 1) + b"\0"])
def test_what_is_no_header_is_refused(start: bytes) -> None:
    with pytest.raises(FormError):
        wav.shape_of(start)


def test_sound_that_is_cut_off_or_lengthened_is_refused() -> None:
    for size in (43, 44, 45, 47, 10**9):
        with pytest.raises(FormError):
            wav.frames_of(wav.header(1, 8000, 1), size)


def test_more_than_a_bundle_holds_is_refused() -> None:
    with pytest.raises(FormError, match="two recordings"):
        wav.header(2**31, 8000, 1)
