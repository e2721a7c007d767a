"""The tag files have one form each (docs/spec/bundle.md, section 3)."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.evidence import bag
from atesta.evidence.bag import BagError, BagInfo

INFO = BagInfo("atesta 0.1.0", "2026-11-15", "0f3a5c7e9b1d2f4068ac13579bdf0246", 9700044, 6, "a" * 64)
HASH = "0123456789abcdef" * 4
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
paths = st.from_regex(r"data/[a-z0-9_-]{1,9}\.[a-z0-9]{1,4}", fullmatch=True)


@given(st.dictionaries(paths, hashes, min_size=1))
def test_a_manifest_is_read_as_it_was_written(listed: dict[str, str]):
    assert bag.read_manifest(bag.manifest(listed)) == listed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        f"{HASH}  data/a".encode(),
        f"{HASH}  data/a\r\n".encode(),
        f"\ufeff{HASH}  data/a\n".encode(),
        f"{HASH} *data/a\n".encode(),
        f"{HASH.upper()}  data/a\n".encode(),
        f"{HASH}  ../a\n".encode(),
        f"{HASH}  /a\n".encode(),
        f"{HASH}  data/A\n".encode(),
        f"{HASH}  data/b\n{HASH}  data/a\n".encode(),
        f"{HASH}  data/a\n{HASH}  data/a\n".encode(),
        f"{HASH}  data/a\n\n".encode(),
        f"{HASH}  data/a \n".encode(),
        "é".encode(),
    ],
)
def test_a_manifest_of_another_form_is_refused(data: bytes):
    with pytest.raises(BagError):
        bag.read_manifest(data)


def test_the_description_is_read_as_it_was_written():
    assert bag.read_bag_info(bag.bag_info(INFO)) == INFO


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\n", b"\r\n"),
        (b"2026-11-15", b"2026-02-30"),
        (b"9700044", b"09700044"),
        (b"9700044", b"9" * 5000),
        (b"Atesta-Format: 1", b"Atesta-Format: 2"),
        (b"Bag-Software-Agent", b"bag-software-agent"),
        (b"a" * 64, b"A" * 64),
        (b"Payload-Oxum", b"Note: x\nPayload-Oxum"),
        (b"2026", "\u0662\u0660\u0662\u0666".encode()),
    ],
)
def test_a_description_of_another_form_is_refused(old: bytes, new: bytes):
    with pytest.raises(BagError):
        bag.read_bag_info(bag.bag_info(INFO).replace(old, new))


def test_the_day_of_sealing_is_the_day_in_utc():
    assert bag.bagging_date(1763251199999) == "2025-11-15"


@pytest.mark.needs("module:bagit", "make .venv/.dev")
def test_the_reference_reader_accepts_what_we_write(tmp_path: Path):
    import bagit  # noqa: PLC0415

    sound = b"sound"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "audio.wav").write_bytes(sound)
    info = bag.bag_info(BagInfo("atesta 0.1.0", "2026-11-15", "0" * 32, len(sound), 1, "a" * 64))
    files = {"bagit.txt": bag.BAGIT, "bag-info.txt": info}
    files["manifest-sha256.txt"] = bag.manifest({"data/audio.wav": sha256(sound).hexdigest()})
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert bagit.Bag(str(tmp_path)).is_valid()
