"""A copy of the sound small enough to stand in a page. It is for listening; the evidence is the original."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

MOST_BYTES = 6_000_000
"""Of the sound in a page: 8 MB once written in base64, which a telephone still opens. At 48 kbit/s that is a quarter
of an hour, at 12 kbit/s an hour."""
RATES = (24_000, 16_000, 12_000, 8_000)
"""Bits a second and channel, the first that fits: 24 kbit/s of speech is as good as the telephone it came from."""
FAST = {"flags": "+bitexact", "aac_coder": "fast"}
"""Three times as quick as the coder's own choice, and speech sounds the same."""


@dataclass(frozen=True, slots=True)
class Audio:
    """`data` in the format of `mime`. `smaller`: it is a copy that left something out."""

    mime: str
    data: bytes
    smaller: bool = True


def small_audio(blocks: Iterable[NDArray[np.int16]], rate: int, channels: int, seconds: float) -> Audio | None:
    """From blocks of 16-bit sound, shape (frames, channels), in order. None: too long for a page.

    AAC where the extra `atesta[audio]` is there (every browser on a telephone plays it), else WAV as it is."""
    bits = next((bits for bits in RATES if seconds * bits * channels / 8 <= MOST_BYTES), None)
    if bits is not None and find_spec("av"):
        return Audio("audio/mp4", _aac(blocks, rate, channels, bits * channels))
    if seconds * rate * channels * 2 <= MOST_BYTES:
        return Audio("audio/wav", _wav(blocks, rate, channels), smaller=False)
    return None


def _aac(blocks: Iterable[NDArray[np.int16]], rate: int, channels: int, bits: int) -> bytes:
    """The same bytes for the same sound: no time and no name of a program is written."""
    import av  # noqa: PLC0415 - of the extra

    # Times are given to every block: without them the file would not say that its first 1,024 samples are the coder's.
    held, layout = io.BytesIO(), "stereo" if channels == 2 else "mono"
    with av.open(held, "w", format="mp4", options={"fflags": "+bitexact"}) as out:
        stream = out.add_stream("aac", rate=rate, layout=layout, bit_rate=bits, options=FAST)
        done = 0
        for block in blocks:
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block).reshape(1, -1), format="s16", layout=layout)
            frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), done
            done += len(block)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return held.getvalue()


def _wav(blocks: Iterable[NDArray[np.int16]], rate: int, channels: int) -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        for block in blocks:
            out.writeframes(np.ascontiguousarray(block, "<i2").tobytes())
    return held.getvalue()
