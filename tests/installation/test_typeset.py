"""A paper as a PDF: text stays text, nothing hides, the same paper gives the same bytes, a stamp stays on."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from atesta.action.complaint.packet.document import (
    Block,
    Document,
    grid,
    heading,
    listed,
    plainly,
    quoted,
    rows,
    said,
)
from atesta.errors import InputError
from atesta.installation.font_cover import covered
from atesta.installation.typeset import typeset

pytestmark = [
    pytest.mark.needs("module:typst", "pip install 'atesta[pdf]'"),
    pytest.mark.needs("pdftotext", "apt-get install poppler-utils"),
]
ON = date(2026, 11, 22)
INJECTION = '#read("/etc/passwd") *star* _a_ $x^2$ `raw` [b] #{1+1} \\u{41} // c /* d */ <label> @ref 138****1234'


def paper(*blocks: Block, lang: str = "zh", **more: Any) -> Document:
    return Document(lang, "关于催收行为的投诉", "2026年11月22日", ON, blocks, **more)


def told(pdf: bytes, folder: Path, *flags: str) -> str:
    (folder / "a.pdf").write_bytes(pdf)
    run = subprocess.run(["pdftotext", *flags, folder / "a.pdf", "-"], capture_output=True, check=True)
    return run.stdout.decode()


def picture() -> bytes:
    from struct import pack  # noqa: PLC0415
    from zlib import compress, crc32  # noqa: PLC0415

    def chunk(tag: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + tag + data + pack(">I", crc32(tag + data))

    raw = b"".join(b"\0" + b"\xff" * 40 for _ in range(30))
    head = chunk(b"IHDR", pack(">IIBBBBB", 40, 30, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", compress(raw)) + chunk(b"IEND", b"")


def stamped(file: str = "id1", stamp: str = "仅供投诉使用") -> Block:
    return Block("picture", {"file": file, "alt": "复印件", "stamp": stamp})


@pytest.mark.parametrize("kind", [said, quoted, heading])
def test_what_would_be_a_command_is_shown_as_it_came(kind: Any, tmp_path: Path) -> None:
    shown = told(typeset(paper(kind(INJECTION), lang="en")), tmp_path)
    assert "".join(INJECTION.split()) in "".join(shown.split()).replace("\u200b", "")


def test_what_would_be_a_command_in_a_table_is_shown_as_it_came(tmp_path: Path) -> None:
    blocks = rows(((INJECTION, INJECTION),)), grid(("a",), ((INJECTION,),), "1")
    shown = "".join(told(typeset(paper(*blocks, lang="es")), tmp_path).split()).replace("\u200b", "")
    assert shown.count("138****1234") == 3


def test_what_cannot_be_seen_or_printed_is_written_out(tmp_path: Path) -> None:
    shown = told(typeset(paper(said("a\u202eb\x00c\u200dd 😀 ا"))), tmp_path)
    for number in ("202E", "0000", "200D", "1F600", "0627"):
        assert f"‹U+{number}›" in shown


def test_chinese_can_be_searched_and_copied_without_added_spaces(tmp_path: Path) -> None:
    assert "2026年11月15日21:47收到106955880231" in told(
        typeset(paper(said("2026年11月15日21:47收到106955880231"))), tmp_path
    )


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_a_paper_is_tagged_for_readers_and_archives_with_its_font_inside(lang: str) -> None:
    pdf = typeset(paper(heading("一"), said("字"), rows((("a", "b"),)), lang=lang))
    assert b"<pdfuaid:part>1" in pdf
    assert b"<pdfaid:part>2" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"/FontFile" in pdf


def test_the_same_paper_gives_the_same_bytes() -> None:
    document = paper(said("同样"), stamped(), pictures={"id1": picture()})
    assert typeset(document) == typeset(document)


LONG = said("word " * 600)


def exhibits(*bodies: Block, tmp_path: Path) -> tuple[str, list[list[str]]]:
    """What is shown of an index and of each body behind its mark, and the lines of the index."""
    names = [f"E{n}" for n, _ in enumerate(bodies, 1)]
    index = grid(("n", "p"), tuple((name, {"page": name}) for name in names), "1,1")
    marks = (Block("mark", {"text": name, "about": "", "file": f"{name}.txt"}) for name in names)
    parts = [block for part in zip(marks, bodies, strict=True) for block in part]
    shown = told(typeset(paper(index, *parts)), tmp_path, "-layout")
    return shown, [line.split() for line in shown.splitlines() if line[:2] in names and len(line.split()) == 2]


def test_pages_are_numbered_of_all_and_a_long_exhibit_begins_one_that_the_index_knows(tmp_path: Path) -> None:
    shown, index = exhibits(LONG, LONG, tmp_path=tmp_path)
    assert [f"{n}/3" in shown for n in (1, 2, 3)] == [True] * 3
    assert index[:2] == [["E1", "2"], ["E2", "3"]]


def test_short_exhibits_share_a_page_and_are_not_broken_over_two(tmp_path: Path) -> None:
    shown, index = exhibits(*(said("a\n" * 12 + f"end {n}") for n in range(1, 6)), tmp_path=tmp_path)
    assert index[0] == ["E1", "1"] and index[1] == ["E2", "1"] and index[-1] == ["E5", "2"]
    pages = shown.split("\f")
    for n in range(1, 6):
        (page,) = (one for one in pages if f"end {n}" in one)
        assert f"E{n}.txt" in page


def test_a_list_stays_with_its_heading_on_one_page(tmp_path: Path) -> None:
    blocks = [said("x\n" * 46), heading("The list"), listed(tuple(f"item {n}" for n in range(9)))]
    pages = told(typeset(paper(*blocks)), tmp_path).split("\f")
    (page,) = (one for one in pages if "The list" in one)
    assert all(f"item {n}" in page for n in range(9)) and pages.index(page) == 1


def test_the_stamp_is_part_of_the_picture_that_lies_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "id.pdf").write_bytes(typeset(paper(stamped(), pictures={"id1": picture()})))
    subprocess.run(["pdfimages", "-png", tmp_path / "id.pdf", tmp_path / "out"], check=True)
    found = max(tmp_path.glob("out*.png"), key=lambda path: path.stat().st_size)
    assert found.stat().st_size > 5_000  # 40 x 30 white points alone are some hundred bytes


def test_a_copy_that_cannot_be_read_is_refused_by_its_name() -> None:
    with pytest.raises(InputError, match="identity document"):
        typeset(paper(stamped(), pictures={"id1": picture()[:60]}))


def test_an_exhibit_that_cannot_be_read_is_named_instead_of_shown(tmp_path: Path) -> None:
    shown = Block("picture", {"file": "E1", "alt": "E1 截图", "stamp": ""})
    assert "E1 截图" in told(typeset(paper(shown, pictures={"E1": picture()[:60]})), tmp_path)


def test_without_the_typesetter_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from atesta.installation import typeset as module  # noqa: PLC0415

    module._compiler.cache_clear()
    module._font.cache_clear()
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    with pytest.raises(InputError, match="atesta"):
        typeset(paper(said("a")))


def test_a_font_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.otf").write_bytes(b"OTTO\0\0\0\0\0\0\0\0")
    with pytest.raises(ValueError, match="cmap"):
        covered(tmp_path / "a.otf")


def test_plain_letters_stay_as_they_are() -> None:
    assert plainly("Año 2026\n\t晨曦") == "Año 2026\n\t晨曦"
