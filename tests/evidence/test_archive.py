"""The container is written in one way only, and only that way is read (docs/spec/bundle.md, section 2)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atesta.evidence import archive
from atesta.evidence.archive import ContainerError, Folder, Held, Zipped

ID = "0f3a5c7e9b1d2f4068ac13579bdf0246"
FILES = {"bagit.txt": b"one\n", "data/audio.wav": bytes(3000), "seal/tagmanifest.sig": b"s" * 70}
names = st.from_regex(r"[a-z0-9_-][a-z0-9._-]{0,9}(/[a-z0-9_-]{1,9}){0,2}", fullmatch=True)


def packed(files: dict[str, bytes], id_: str = ID) -> bytes:
    held = {name: Held(data) for name, data in files.items()}
    return b"".join(archive.write(id_, {name: (content, archive.measure(content)) for name, content in held.items()}))


def unpacked(data: bytes) -> dict[str, bytes]:
    zipped = Zipped(io.BytesIO(data))
    return {name: b"".join(zipped.chunks(name)) for name in zipped.sizes}


def refused(data: bytes) -> str:
    with pytest.raises(ContainerError) as found:
        Zipped(io.BytesIO(data))
    return found.value.reason


@given(st.binary(max_size=300), st.lists(st.tuples(st.integers(0, 320), st.integers(0, 90)), max_size=8))
def test_a_file_of_a_container_is_read_like_a_file_of_its_own(data: bytes, jumps: list[tuple[int, int]]) -> None:
    ours = Zipped(io.BytesIO(packed({"a.bin": b"before", "b.bin": data, "c.bin": b"after"}))).opened("b.bin")
    plain = io.BytesIO(data)
    for at, size in jumps:
        assert ours.seek(at) == plain.seek(at)
        assert ours.read(size) == plain.read(size)
    assert (ours.seek(0, io.SEEK_END), ours.seek(0), ours.read()) == (len(data), 0, data)


@given(st.dictionaries(names, st.binary(max_size=40), min_size=1, max_size=8))
def test_what_is_packed_is_unpacked(files: dict[str, bytes]):
    assert unpacked(packed(files)) == files


def test_other_programs_read_it():
    with zipfile.ZipFile(io.BytesIO(packed(FILES))) as other:
        assert other.testzip() is None
        assert {name.partition("/")[2]: other.read(name) for name in other.namelist()} == FILES


def test_its_length_is_known_beforehand():
    assert archive.total_size(ID, {name: len(data) for name, data in FILES.items()}) == len(packed(FILES))


def test_files_come_in_the_order_of_their_names_whatever_the_order_given():
    assert packed(dict(reversed(FILES.items()))) == packed(FILES)


def test_no_byte_outside_the_files_is_free():
    data = packed(FILES)
    contents = sum(map(len, FILES.values()))
    read = 0
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1 << (at % 8)
        try:
            Zipped(io.BytesIO(bytes(changed)))
            read += 1
        except ContainerError:
            pass
    assert read == contents  # those are for the hashes to notice


@given(st.binary(max_size=400))
def test_bytes_that_are_no_container_are_refused(data: bytes):
    assert refused(data).startswith("container_")


@given(st.binary(max_size=60), st.integers(0, 3500))
@settings(max_examples=200)
def test_an_inserted_piece_is_refused(piece: bytes, at: int):
    data = packed(FILES)
    if piece:
        assert refused(data[:at] + piece + data[at:]).startswith("container_")


@pytest.mark.parametrize("cut", [1, 21, 22, 23, 200, 3000])
def test_a_cut_container_is_refused(cut: int):
    assert refused(packed(FILES)[:-cut]).startswith("container_")


def test_an_empty_file_and_an_archive_of_nothing_are_refused():
    assert refused(b"") == "container_empty"
    assert refused(struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0, 0, 0, 0, 0)) == "container_empty"


def other_zip(change: Callable[[zipfile.ZipFile], None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as other:
        change(other)
    return out.getvalue()


def canonical_info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.create_version, info.external_attr = 3, 20, 0x81A40000
    return info


def raw_zip(entries: list[tuple[bytes, bytes]]) -> bytes:
    """Ours in every header, with any names in any order."""
    body, central = b"", b""
    for name, data in entries:
        common = (20, 0, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(name), 0)
        central += struct.pack("<4s6H3I5H2I", b"PK\1\2", 0x0314, *common, 0, 0, 0, 0x81A40000, len(body)) + name
        body += struct.pack("<4s5H3I2H", b"PK\3\4", *common) + name + data
    return (
        body
        + central
        + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(entries), len(entries), len(central), len(body), 0)
    )


ROOT = f"acta-{ID}/".encode()


def test_the_hand_made_zip_of_these_tests_is_read_when_its_names_are_ours():
    assert unpacked(raw_zip([(ROOT + b"a", b"1"), (ROOT + b"b/c", b"2")])) == {"a": b"1", "b/c": b"2"}


@pytest.mark.parametrize(
    "name",
    [
        b"../evil",
        b"/etc/passwd",
        b"data/../../evil",
        b"data//a",
        b"data/./a",
        b"data\\a",
        b"DATA/a",
        b"data/a ",
        b"data/\x00a",
        b"c:/a",
        "data/\u00e9".encode(),
        "data/e\u0301".encode(),
        b"data/",
        b"",
        b"...",
        b"a" * 101,
    ],
)
def test_a_name_that_could_lead_elsewhere_is_refused(name: bytes):
    assert refused(raw_zip([(ROOT + name, b"x")])) == "container_name"


@pytest.mark.parametrize(
    "entries",
    [
        [(ROOT + b"a", b"1"), (ROOT + b"a", b"2")],
        [(ROOT + b"b", b"1"), (ROOT + b"a", b"2")],
        [(ROOT + b"a", b"1"), (b"acta-" + b"1" * 32 + b"/b", b"2")],
        [(b"a", b"1")],
        [(b"acta-" + b"A" * 32 + b"/a", b"1")],
    ],
    ids=["twice", "not in order", "two roots", "no root", "a root in capitals"],
)
def test_names_twice_out_of_order_or_under_another_root_are_refused(entries: list[tuple[bytes, bytes]]):
    assert refused(raw_zip(entries)) == "container_name"


def test_names_that_differ_only_in_case_cannot_stand_together():
    assert refused(raw_zip([(ROOT + b"A", b"1"), (ROOT + b"a", b"2")])) == "container_name"


def test_a_list_of_201_names_is_refused():
    assert refused(raw_zip([(ROOT + b"%04d" % n, b"") for n in range(201)])) == "container_many"


def bomb(other: zipfile.ZipFile) -> None:
    other.writestr(canonical_info(f"acta-{ID}/a"), bytes(10**6), zipfile.ZIP_DEFLATED)


def link(other: zipfile.ZipFile) -> None:
    info = canonical_info(f"acta-{ID}/a")
    info.external_attr = 0xA1FF0000
    other.writestr(info, "/etc/passwd")


def extra(other: zipfile.ZipFile) -> None:
    info = canonical_info(f"acta-{ID}/a")
    info.extra = b"\x99\x99\x02\x00xy"
    other.writestr(info, "1")


def comment(other: zipfile.ZipFile) -> None:
    other.writestr(canonical_info(f"acta-{ID}/a"), "1")
    other.comment = b"hello"


def entry_comment(other: zipfile.ZipFile) -> None:
    info = canonical_info(f"acta-{ID}/a")
    info.comment = b"hello"
    other.writestr(info, "1")


def dated(other: zipfile.ZipFile) -> None:
    info = canonical_info(f"acta-{ID}/a")
    info.date_time = (2026, 1, 1, 0, 0, 0)
    other.writestr(info, "1")


def folder_entry(other: zipfile.ZipFile) -> None:
    other.writestr(canonical_info(f"acta-{ID}/"), "")


@pytest.mark.parametrize("change", [bomb, link, extra, comment, entry_comment, dated, folder_entry])
def test_a_zip_that_says_something_we_never_write_is_refused(change: Callable[[zipfile.ZipFile], None]):
    assert refused(other_zip(change)).startswith("container_")


def overlapping() -> bytes:
    """A quine-like bomb: two entries whose data are the same bytes."""
    data = bytearray(raw_zip([(ROOT + b"a", b"1" * 50), (ROOT + b"b", b"1" * 50)]))
    start = struct.unpack_from("<I", data, len(data) - 6)[0]
    second = start + 46 + len(ROOT) + 1
    struct.pack_into("<I", data, second + 42, 0)
    return bytes(data)


def test_entries_that_overlap_are_refused():
    assert refused(overlapping()) == "container_header"


def test_a_size_that_promises_more_than_there_is_is_refused():
    data = bytearray(raw_zip([(ROOT + b"a", b"1")]))
    start = struct.unpack_from("<I", data, len(data) - 6)[0]
    for at in (start + 20, start + 24, 18, 22):
        struct.pack_into("<I", data, at, 2**32 - 1)
    assert refused(bytes(data)) == "container_size"


def test_a_wrong_checksum_is_left_to_whoever_reads_the_data():
    data = bytearray(packed(FILES))
    data[data.index(b"one\n")] ^= 1
    zipped = Zipped(io.BytesIO(bytes(data)))
    assert zipped.crc("bagit.txt") == zlib.crc32(b"one\n")


def test_a_content_that_changes_while_it_is_written_is_refused():
    content = Held(b"abc")
    with pytest.raises(ValueError, match="changed while"):
        list(archive.write(ID, {"a": (Held(b"abd"), archive.measure(content))}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_a_folder_gives_the_same_files(folder: Path):
    files = Folder(folder)
    assert {name: b"".join(files.chunks(name)) for name in files.sizes} == FILES


def test_a_link_in_a_folder_is_refused(folder: Path):
    (folder / "data" / "more").symlink_to("/etc/passwd")
    with pytest.raises(ContainerError, match="container_link"):
        Folder(folder)


def test_a_linked_folder_is_refused(folder: Path):
    (folder / "more").symlink_to(folder / "data")
    with pytest.raises(ContainerError, match="container_link"):
        Folder(folder)


def test_an_empty_folder_and_one_too_deep_are_refused(tmp_path: Path):
    with pytest.raises(ContainerError, match="container_empty"):
        Folder(tmp_path)
    deep = tmp_path / "a" / "b" / "c" / "d"
    deep.mkdir(parents=True)
    with pytest.raises(ContainerError, match="container_name"):
        Folder(tmp_path)
