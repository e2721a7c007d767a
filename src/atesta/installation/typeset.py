"""A paper of a packet as a PDF, set by Typst (`atesta[pdf]`): tagged, searchable, one font of ours embedded.

PDF/A-2a and PDF/UA-1. Words go in as data, never into the source; the day is the paper's own and no font of the machine
is used, so that the same paper gives the same bytes. What is laid over a picture becomes part of it: a copy of an
identity document must not come out of the file without its mark.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from atesta.action.complaint.packet.document import Document, plainly
from atesta.errors import InputError
from atesta.installation.font_cover import covered

__all__ = ["typeset"]

TEMPLATE = Path(__file__).with_name("packet.typ")
STANDARDS = ["a-2a", "ua-1"]
STAMPED_PPI = 150.0
PNG = b"\x89PNG\r\n\x1a\n"
_STAMPED = """
#let data = json(bytes(sys.inputs.data))
#set page(width: auto, height: auto, margin: 0pt)
#set text(font: "Noto Sans SC", fallback: false)
#let mark = text(size: 13pt, fill: rgb("#a3301d").transparentize(35%), data.stamp)
#block(clip: true, {
  image(data.file, width: 160mm)
  let line = box(width: 260mm, mark + h(12mm) + mark)
  for n in range(-2, 14) { place(top + left, dx: -30mm, dy: n * 26mm, rotate(-24deg, line)) }
})
"""


def typeset(document: Document) -> bytes:
    """Raises InputError where Typst or its font is not installed, or where a picture to be stamped cannot be read."""
    if not document.pictures:
        return _pdf(_compiler(TEMPLATE.parent), TEMPLATE.read_bytes(), document, {})
    with TemporaryDirectory() as name:
        folder = Path(name)
        compiler = _new_compiler(folder)
        placed = _placed(document, folder, compiler)
        try:
            return _pdf(compiler, TEMPLATE.read_bytes(), document, placed)
        except _module("typst").TypstError:
            readable = {key: file for key, file in placed.items() if _readable(compiler, file)}
            return _pdf(compiler, TEMPLATE.read_bytes(), document, readable)


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise InputError(
            "The page cannot be made: what sets it is not installed.",
            "A packet is printed; a page needs a typesetter and a Chinese font, 100 MB.",
            "Run: pip install 'atesta[pdf]'",
            key="packet_pdf_not_installed",
        ) from error


@cache
def _font() -> Path:
    return Path(_module("pylopdf_fonts_zh_cn").sans_path())


@cache
def _compiler(folder: Path) -> Any:
    """Reads the fonts once."""
    return _new_compiler(folder)


def _new_compiler(folder: Path) -> Any:
    return _module("typst").Compiler(root=folder, font_paths=[_font().parent], ignore_system_fonts=True)


def _pdf(compiler: Any, source: bytes, document: Document, pictures: Mapping[str, str]) -> bytes:
    on = document.on
    data = {
        "lang": document.lang,
        "title": document.title,
        "foot": document.foot,
        "size": document.size,
        "date": [on.year, on.month, on.day],
        "pictures": dict(pictures),
        "blocks": [{"kind": block.kind, "data": block.data} for block in document.blocks],
    }
    moment = int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp())
    inputs = {"data": json.dumps(_printable(data), ensure_ascii=False)}
    made = compiler.compile(source, format="pdf", pdf_standards=STANDARDS, timestamp=max(moment, 0), sys_inputs=inputs)
    return bytes(made)


def _printable(value: Any) -> Any:
    """Each text with what cannot be seen, or what the font does not have, written out as its number."""
    if isinstance(value, str):
        return _in_font(plainly(value))
    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return value


def _in_font(text: str) -> str:
    have = covered(_font())
    return "".join(char if ord(char) in have or char in "\n\t" else f"‹U+{ord(char):04X}›" for char in text)


def _placed(document: Document, folder: Path, compiler: Any) -> dict[str, str]:
    """The pictures in the folder by their names, those with a stamp flattened with it."""
    stamps = {str(block.data["file"]): str(block.data["stamp"]) for block in document.blocks if block.kind == "picture"}
    found = {}
    for n, (key, data) in enumerate(document.pictures.items()):
        file = f"{n}.png" if data.startswith(PNG) else f"{n}.jpg"
        (folder / file).write_bytes(data)
        if stamps.get(key):
            (folder / f"{n}.stamped.png").write_bytes(_stamped(compiler, file, stamps[key]))
            file = f"{n}.stamped.png"
        found[key] = file
    return found


def _stamped(compiler: Any, file: str, stamp: str) -> bytes:
    inputs = {"data": json.dumps({"file": file, "stamp": _in_font(plainly(stamp))}, ensure_ascii=False)}
    try:
        return bytes(compiler.compile(_STAMPED.encode(), format="png", ppi=STAMPED_PPI, sys_inputs=inputs))
    except _module("typst").TypstError as error:
        raise InputError(
            "The copy of the identity document cannot be read as a picture.",
            "Without its mark it would serve for other things, too.",
            "Give it as PNG or JPEG.",
            key="packet_id_copy_unreadable",
        ) from error


def _readable(compiler: Any, file: str) -> bool:
    try:
        compiler.compile(f'#image("{file}", width: 5mm)'.encode(), format="png", ppi=20.0)
    except _module("typst").TypstError:
        return False
    return True
