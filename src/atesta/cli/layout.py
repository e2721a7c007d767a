"""Lines on a terminal: columns that align in Chinese too, wrapped to the width there is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TextIO

from atesta.config import terminal_columns
from atesta.kept import late

NARROWEST, WIDEST = 36, 96
BOLD, DIM, AMBER, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[33m", "\x1b[0m"

# What must not start a line in Chinese, and words that may not be cut.
_PIECES = late(r"\s+|[^\s\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]+|.", re.DOTALL)
_NOT_FIRST = frozenset("，。、；：？！）】》」』”’…,.;:?!)]}»％%")
_NOT_LAST = frozenset("（【《「『“‘([{«")


@dataclass(frozen=True, slots=True)
class Screen:
    """`width` in columns; `colour` False writes plain text."""

    width: int
    colour: bool

    def style(self, text: str, code: str) -> str:
        return f"{code}{text}{PLAIN}" if self.colour and text else text


def terminal(stream: TextIO, colour: bool) -> Screen:
    """The screen behind a stream: as wide as the terminal, within what can be read in one glance."""
    return Screen(max(NARROWEST, min(terminal_columns(), WIDEST)), colour and stream.isatty())


def columns(text: str) -> int:
    """How many terminal columns a text takes: wide characters take two, combining and invisible ones none."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(_column, text))


@cache
def _column(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Cc", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; Chinese breaks between characters, other words stay whole where they fit."""
    lines: list[str] = []
    line: list[str] = []
    for piece in _PIECES.findall(text.replace("\n", " ")):
        for part in _fitting(piece, width):
            if columns("".join(line) + part.rstrip()) > width:
                line, carried = _broken(line, part, width)
                lines.append("".join(line).rstrip())
                line = carried
            elif line or part.strip():
                line.append(part)
    last = "".join(line).rstrip()
    return [*lines, last] if last else lines or [""]


def _broken(line: list[str], part: str, width: int) -> tuple[list[str], list[str]]:
    """A full line and what the next begins with: no closing mark begins a line and no opening mark ends one."""
    kept, carried = list(line), [part.lstrip()]
    while kept and (carried[0][:1] in _NOT_FIRST or kept[-1] in _NOT_LAST or not carried[0].strip()):
        carried.insert(0, kept.pop())
    if not kept or columns("".join(carried)) > width:
        kept, carried = line, [part.lstrip()]
    return kept, [text for text in carried if text]


def _fitting(piece: str, width: int) -> list[str]:
    """A piece wider than a line (a link, a row of digits) is cut."""
    if columns(piece) <= width:
        return [piece]
    parts, part = [], ""
    for char in piece:
        if columns(part + char) > width:
            parts.append(part)
            part = ""
        part += char
    return [*parts, part]


def paragraph(text: str, screen: Screen, indent: int, code: str = "", bullet: str = "") -> list[str]:
    """A wrapped paragraph; a bullet hangs before its first line."""
    first = " " * indent + bullet
    rest = " " * columns(first)
    lines = wrap(text, max(screen.width - columns(first), 12))
    return [(first if number == 0 else rest) + screen.style(line, code) for number, line in enumerate(lines)]


def padded(text: str, width: int) -> str:
    return text + " " * max(width - columns(text), 0)
