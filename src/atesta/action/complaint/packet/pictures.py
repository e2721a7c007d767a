"""How large a picture says that it is, before anything decodes it: a small file may unpack to gigabytes."""

from __future__ import annotations

import struct

__all__ = ["MOST_PIXELS", "PICTURES", "pixels"]

PICTURES = ("image/png", "image/jpeg")
MOST_PIXELS = 40_000_000
"""A telephone's camera of today; four bytes each are 160 MB while a page is set."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))


def pixels(data: bytes) -> int | None:
    """Width times height of a PNG or JPEG; None for what is neither, or broken before it says so."""
    try:
        if data.startswith(_PNG) and data[12:16] == b"IHDR":
            wide, high = struct.unpack_from(">II", data, 16)
            return int(wide * high)
        return _of_jpeg(data) if data.startswith(_JPEG) else None
    except (struct.error, IndexError):
        return None


def _of_jpeg(data: bytes) -> int | None:
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _FRAMES:
            high, wide = struct.unpack_from(">HH", data, at + 5)
            return int(wide * high)
        if marker == 0xDA:
            return None
        at += 2 if 0xD0 <= marker <= 0xD9 or marker == 0x01 else 2 + struct.unpack_from(">H", data, at + 2)[0]
    return None
