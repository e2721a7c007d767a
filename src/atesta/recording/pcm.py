"""The sound of a PCM WAV that came from elsewhere, read with nothing but this page: the one format in which a moment of
the sound has an exact place among the bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from atesta.recording.hearing import RATES

MOST_HEADER = 1 << 20
UNKNOWN_LENGTH = 0x7FFFF000
PCM, EXTENSIBLE = 1, 0xFFFE


@dataclass(frozen=True, slots=True)
class PcmShape:
    """`first` is where the sound begins in the file, `size` its bytes as the header has them (None: not said)."""

    rate: int
    channels: int
    bits: int
    first: int
    size: int | None

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.bits // 8


class NeedMoreError(Exception):
    """The header goes on behind what was given."""


def pcm_shape(head: bytes) -> PcmShape | None:
    """The shape of a PCM WAV from its first bytes; None for anything else. `NeedMoreError` where they are too few."""
    if not b"RIFF".startswith(head[:4]) or (len(head) >= 12 and head[8:12] != b"WAVE"):
        return None
    at, form = 12, None
    while True:
        if len(head) < at + 8:
            raise NeedMoreError
        name, size = head[at : at + 4], int.from_bytes(head[at + 4 : at + 8], "little")
        if name == b"data":
            return _shape(form, at + 8, size) if form else None
        if at + 8 + size > MOST_HEADER:
            return None
        if len(head) < at + 8 + size:
            raise NeedMoreError
        if name == b"fmt ":
            form = head[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _shape(form: bytes, first: int, size: int) -> PcmShape | None:
    if len(form) < 16:
        return None
    code, channels, rate, _, align, bits = struct.unpack("<HHIIHH", form[:16])
    if code == EXTENSIBLE and len(form) >= 26:
        code = int.from_bytes(form[24:26], "little")
    known = code == PCM and channels in (1, 2) and rate in RATES and bits in (8, 16, 24, 32)
    if not known or align != channels * bits // 8:
        return None
    return PcmShape(rate, channels, bits, first, None if size == 0 or size >= UNKNOWN_LENGTH else size)


class PcmReader:
    """Takes the bytes of a file in pieces and gives its sound as 16 bits. `shape` is None until the header was read,
    and stays so (`other`) where the file is something else."""

    def __init__(self) -> None:
        self.shape: PcmShape | None = None
        self.other = False
        self._head = b""
        self._rest = b""
        self._left: int | None = None

    def take(self, data: bytes) -> bytes:
        if self.other:
            return b""
        if self.shape is not None:
            return self._sound(data)
        self._head += data
        try:
            self.shape = pcm_shape(self._head)
        except NeedMoreError:
            return b""
        if self.shape is None:
            self.other = True
            return b""
        behind, self._head, self._left = self._head[self.shape.first :], b"", self.shape.size
        return self._sound(behind)

    def _sound(self, data: bytes) -> bytes:
        assert self.shape
        if self._left is not None:
            data = data[: self._left]
            self._left -= len(data)
        data = self._rest + data
        whole = len(data) - len(data) % self.shape.frame_bytes
        self._rest = data[whole:]
        return _as_16_bits(data[:whole], self.shape.bits)


def _as_16_bits(data: bytes, bits: int) -> bytes:
    """The upper 16 bits of each sample; eight bits are unsigned in WAV."""
    if bits == 16:
        return data
    if bits == 8:
        return ((np.frombuffer(data, np.uint8).astype(np.int16) - 128) * 256).astype("<i2").tobytes()
    return np.frombuffer(data, np.uint8).reshape(-1, bits // 8)[:, -2:].tobytes()
