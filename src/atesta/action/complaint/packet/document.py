"""A document before it is set: blocks in reading order, as data. Whoever sets it reads a text as text only.

The same blocks make the page (a typesetter that is handed in) and the text to copy (`as_text`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

__all__ = ["Block", "Document", "as_text", "plainly"]

Value = str | tuple["Value", ...] | Mapping[str, "Value"]
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` and what it holds:

    heading, said, lead, notice, quoted, code   text
    rows                                  rows of (label, value)
    listed                                items
    grid                                  head, rows of cells, widths (shares, as texts), mono (columns in one width);
                                          a cell {"page": mark} is the page on which the block `mark` stands
    mark                                  text (the number of an exhibit), by which what follows is found; where that is
                                          long, it begins a page
    picture                               file (of Document.pictures), alt; with `stamp` the words laid over it
    sign                                  items: lines to be filled in by hand
    """

    kind: str
    data: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Document:
    """`lang` is what it is written in (en, es, zh); `foot` stands under each page beside its number; `size` is a4 or
    label. `pictures` by the names that blocks call them by."""

    lang: str
    title: str
    foot: str
    on: date
    blocks: tuple[Block, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    size: str = "a4"


def heading(text: str) -> Block:
    return Block("heading", {"text": text})


def said(text: str) -> Block:
    return Block("said", {"text": text})


def lead(text: str) -> Block:
    """Said right before what it names, on the same page."""
    return Block("lead", {"text": text})


def notice(text: str) -> Block:
    return Block("notice", {"text": text})


def quoted(text: str) -> Block:
    return Block("quoted", {"text": text})


def code(text: str) -> Block:
    return Block("code", {"text": text})


def rows(pairs: tuple[tuple[str, str], ...]) -> Block:
    return Block("rows", {"rows": pairs})


def listed(items: tuple[str, ...]) -> Block:
    return Block("listed", {"items": items})


def sign(items: tuple[str, ...]) -> Block:
    return Block("sign", {"items": items})


def grid(head: tuple[str, ...], cells: tuple[tuple[Value, ...], ...], widths: str, mono: str = "") -> Block:
    """`widths`: shares with commas, "auto" as it needs; `mono`: columns (from 0) in letters of one width."""
    return Block("grid", {"head": head, "rows": cells, "widths": tuple(widths.split(",")), "mono": tuple(mono)})


def plainly(text: str) -> str:
    """A stranger's text with each character that cannot be seen, or turns the line round, written out: ‹U+202E›.

    The bytes themselves lie in the originals; on paper nothing may hide."""
    return "".join(
        f"‹U+{ord(char):04X}›" if unicodedata.category(char) in _UNSEEN and char not in "\n\t" else char
        for char in text
    )


def as_text(document: Document) -> str:
    """The document to copy into a form: no page numbers, no pictures."""
    return "\n".join((document.title, "", *_lines(document))).rstrip("\n") + "\n"


def _lines(document: Document) -> Iterator[str]:
    for block in document.blocks:
        yield from _block(block)
        yield ""


def _block(block: Block) -> Iterator[str]:
    data = block.data
    match block.kind:
        case "rows":
            yield from (f"{label}: {value}" for label, value in _pairs(data["rows"]))
        case "listed" | "sign":
            yield from (f"- {item}" for item in data["items"])
        case "grid":
            yield from (" | ".join(cell for cell in row if isinstance(cell, str)) for row in _cells(data["rows"]))
        case "picture":
            yield f"[{data['alt']}]"
        case _:
            yield str(data["text"])


def _pairs(value: Value) -> Iterator[tuple[str, str]]:
    for pair in value:
        if isinstance(pair, tuple):
            yield str(pair[0]), str(pair[1])


def _cells(value: Value) -> Iterator[tuple[Value, ...]]:
    for row in value:
        if isinstance(row, tuple):
            yield row
