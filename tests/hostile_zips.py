"""Zips that cannot be read, each in its own way, for every place at which somebody hands one in."""

from __future__ import annotations

import io
import zipfile

FLAGS, METHOD = 6, 8  # of a local header; two more of the central directory, which zipfile believes


def zipped(name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def unreadable(name: str, data: bytes) -> dict[str, bytes]:
    """A zip of that one file, spoilt in every way for which zipfile has another word."""
    plain = zipped(name, data)
    return {
        "no zip": b"PK\x03\x04broken",
        "cut": plain[:-30],
        "a password": _changed(plain, FLAGS, 1),
        "a compression that nobody knows": _changed(plain, METHOD, 99),
        "deflate": _garbled(name, data, zipfile.ZIP_DEFLATED),
        "bzip2": _garbled(name, data, zipfile.ZIP_BZIP2),
        "lzma": _garbled(name, data, zipfile.ZIP_LZMA),
    }


def _changed(data: bytes, at: int, to: int) -> bytes:
    """The same with a field of both headers of its one file set."""
    given, central = bytearray(data), data.index(b"PK\x01\x02")
    given[at : at + 2] = given[central + at + 2 : central + at + 4] = to.to_bytes(2, "little")
    return bytes(given)


def _garbled(name: str, data: bytes, method: int) -> bytes:
    given = bytearray(zipped(name, data * 50, method))
    start = 30 + len(name)
    given[start + 4 : start + 24] = b"\xff" * 20
    return bytes(given)
