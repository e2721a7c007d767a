"""Whatever is handed in as a file for lawyers is read or refused by name; no fault of a zip gets through."""

from __future__ import annotations

import pytest
from hostile_zips import unreadable, zipped

from atesta.errors import InputError
from atesta.installation.handoff import SCHEMA, prepared_on

DATA = f'{{"schema": "{SCHEMA}", "prepared_on": "2026-11-20"}}'.encode()
NAME = "hand-off-data.txt"
HOSTILE = {
    **unreadable(NAME, DATA),
    "another file": zipped("x.txt", DATA),
    "another schema": zipped(NAME, b'{"schema": "x", "prepared_on": "2026-11-20"}'),
    "no object": zipped(NAME, b"[]"),
    "no day": zipped(NAME, DATA.replace(b"2026-11-20", b"soon")),
    "nested": zipped(NAME, b"[" * 100_000),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_file_for_lawyers_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(InputError) as refused:
        prepared_on(data)
    assert refused.value.key == "handoff_no_file"


def test_ours_says_its_day() -> None:
    assert prepared_on(zipped(NAME, DATA)).isoformat() == "2026-11-20"
