"""The one header that sound of a given rate, channels and length may have (spec 3.3)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from atesta.errors import FormError

HEADER_BYTES = 44
LARGEST_SOUND = 4 * 1024**3 - 64 * 1024**2
"""Bytes of sound that a bundle has room for beside its other files (spec 2.3)."""
_FORM = struct.Struct("<4sI4s4sIHHIIHH4sI")


@dataclass(frozen=True)
class Shape:
    """What a header says."""

    rate: int
    channels: int
    frames: int


def header(frames: int, rate: int, channels: int) -> bytes:
    """44 bytes, each of which follows from these three."""
    align = 2 * channels
    size = frames * align
    if size > LARGEST_SOUND or not 0 < rate < 2**31 // align:
        why = "The file format counts its bytes with 32 bits."
        raise FormError(
            "This is more sound than one bundle has room for.", why, "Make two recordings of it.", key="too_much_sound"
        )
    return _FORM.pack(
        b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, channels, rate, rate * align, align, 16, b"data", size
    )


def shape_of(start: bytes) -> Shape:
    """What these first 44 bytes say, where they are such a header and nothing else."""
    if len(start) == HEADER_BYTES:
        fields = _FORM.unpack(start)
        channels, rate, size = fields[6], fields[7], fields[12]
        if channels in (1, 2) and size % (2 * channels) == 0 and 0 < rate < 2**31 // (2 * channels):
            shape = Shape(rate, channels, size // (2 * channels))
            if size <= LARGEST_SOUND and header(shape.frames, rate, channels) == start:
                return shape
    raise FormError(
        "audio.wav does not begin with the one header that this format has.",
        "Another header could make the same sound play faster, or hide something.",
        "Use the recording as it was made.",
    )


def frames_of(start: bytes, size: int) -> int:
    """Frames of an `audio.wav` of `size` bytes that begins with `start`; nothing may stand behind the sound."""
    shape = shape_of(start[:HEADER_BYTES])
    if size != HEADER_BYTES + shape.frames * 2 * shape.channels:
        why = "What was cut off or put behind it is no part of the recording."
        raise FormError("audio.wav is not as long as its header says.", why, "Use the recording as it was made.")
    return shape.frames
