"""Whatever is handed in as a file for lawyers is read or refused by name; no fault of a zip gets through."""

from __future__ import annotations

import io
import zipfile

import pytest

from atesta.errors import InputError
from atesta.installation.handoff import SCHEMA, prepared_on

DATA = f'{{"schema": "{SCHEMA}", "prepared_on": "2026-11-20"}}'.encode()
FLAGS, METHOD = 6, 8  # of a local header; two more of the central directory, which zipfile believes


def zipped(data: bytes = DATA, method: int = zipfile.ZIP_DEFLATED, name: str = "hand-off-data.txt") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def changed(data: bytes, at: int, to: int) -> bytes:
    """The same with a field of both headers of its one file set."""
    given, central = bytearray(data), data.index(b"PK\x01\x02")
    given[at : at + 2] = given[central + at + 2 : central + at + 4] = to.to_bytes(2, "little")
    return bytes(given)


def garbled(method: int) -> bytes:
    data = bytearray(zipped(DATA * 50, method))
    start = 30 + len("hand-off-data.txt")
    data[start + 4 : start + 24] = b"\xff" * 20
    return bytes(data)


HOSTILE = {
    "no zip": b"PK",
    "another file": zipped(name="x.txt"),
    "another schema": zipped(b'{"schema": "x", "prepared_on": "2026-11-20"}'),
    "no object": zipped(b"[]"),
    "no day": zipped(DATA.replace(b"2026-11-20", b"soon")),
    "nested": zipped(b"[" * 100_000),
    "cut": zipped()[:60],
    "a password": changed(zipped(), FLAGS, 1),
    "a compression that nobody knows": changed(zipped(), METHOD, 99),
    "deflate": garbled(zipfile.ZIP_DEFLATED),
    "bzip2": garbled(zipfile.ZIP_BZIP2),
    "lzma": garbled(zipfile.ZIP_LZMA),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_file_for_lawyers_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(InputError) as refused:
        prepared_on(data)
    assert refused.value.key == "handoff_no_file"


def test_ours_says_its_day() -> None:
    assert prepared_on(zipped()).isoformat() == "2026-11-20"
