"""Which characters a font has (OpenType, table `cmap`, forms 4 and 12): what it lacks would print as nothing."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_HEAD, _RECORD = struct.Struct(">4xH6x"), struct.Struct(">4s4xII")


@cache
def covered(path: Path) -> frozenset[int]:
    """The code points of a font file. ValueError for one without a table that we can read."""
    raw = path.read_bytes()
    for n in range(_HEAD.unpack_from(raw)[0]):
        tag, offset, length = _RECORD.unpack_from(raw, 12 + n * _RECORD.size)
        if tag == b"cmap":
            return frozenset(_of_cmap(raw[offset : offset + length]))
    raise ValueError("a font without a cmap")


def _of_cmap(table: bytes) -> Iterator[int]:
    for n in range(struct.unpack_from(">H", table, 2)[0]):
        _, _, offset = struct.unpack_from(">HHI", table, 4 + n * 8)
        form = struct.unpack_from(">H", table, offset)[0]
        if form == 12:
            yield from _of_12(table[offset:])
        elif form == 4:
            yield from _of_4(table[offset:])


def _of_12(table: bytes) -> Iterator[int]:
    for n in range(struct.unpack_from(">I", table, 12)[0]):
        first, last, _ = struct.unpack_from(">III", table, 16 + n * 12)
        yield from range(first, last + 1)


def _of_4(table: bytes) -> Iterator[int]:
    """Segments as ranges: glyph 0 inside one is rare enough in the fonts that we ship, and 12 has the rest."""
    double = struct.unpack_from(">H", table, 6)[0]
    ends = struct.unpack_from(f">{double // 2}H", table, 14)
    starts = struct.unpack_from(f">{double // 2}H", table, 16 + double)
    for start, end in zip(starts, ends, strict=True):
        yield from range(start, end + 1 if end < 0xFFFF else end)
