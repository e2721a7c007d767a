"""Lines on a terminal: columns that align in Chinese too, wrapped to the width there is."""

from __future__ import annotations

import re
import shutil
import unicodedata
from dataclasses import dataclass
from typing import TextIO

NARROWEST, WIDEST = 36, 96
BOLD, DIM, AMBER, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[33m", "\x1b[0m"

# What must not start a line in Chinese, and words that may not be cut.
_PIECES = re.compile(r"\s+|[^\s\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]+|.", re.DOTALL)
_NOT_FIRST = frozenset("，。、；：？！）】》」』”’…,.;:?!)]}»％%")


@dataclass(frozen=True, slots=True)
class Screen:
    """`width` in columns; `colour` False writes plain text."""

    width: int
    colour: bool

    def style(self, text: str, code: str) -> str:
        return f"{code}{text}{PLAIN}" if self.colour and text else text


def terminal(stream: TextIO, colour: bool) -> Screen:
    """The screen behind a stream: as wide as the terminal, within what can be read in one glance."""
    columns = shutil.get_terminal_size((80, 24)).columns
    return Screen(max(NARROWEST, min(columns, WIDEST)), colour and stream.isatty())


def columns(text: str) -> int:
    """How many terminal columns a text takes: wide characters take two, combining and invisible ones none."""
    return sum(_column(char) for char in text)


def _column(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Cc", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def visible(text: str) -> str:
    """A text of unknown origin as it may be printed: no control, no bidirectional and no escape characters."""
    return "".join(
        "·" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and char != "\n" else char
        for char in text
    )


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; Chinese breaks between characters, other words stay whole where they fit."""
    lines, line = [], ""
    for piece in _PIECES.findall(text.replace("\n", " ")):
        for part in _fitting(piece, width):
            if columns(line + part.rstrip()) <= width or (part in _NOT_FIRST and line):
                line += part if line or part.strip() else ""
            else:
                lines.append(line.rstrip())
                line = part.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines or [""]


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
