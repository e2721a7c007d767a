"""The lines of a bubble as the text that was sent: where the phone broke a line, and where the writer did.

A line that had room for the next word was ended by the writer. Chinese goes on without a space, other words with one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from atesta.intake.picture_text import READ, Line
from atesta.kept import late

GAP = "…"
"""Stands where a line could not be read, so that what is before and after it does not become one sentence."""
_WIDE = late(r"[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]")
_OPEN_ADDRESS = late(r"(?:https?://|www\.)\S+$|\b[\w-]+\.(?:com|mx|es|cn|net|org|co)/\S*$", re.IGNORECASE)
_OPEN_NUMBER = late(r"\d-$")
_FIRST = late(r"\S+")


def joined(lines: Sequence[Line]) -> str:
    """One text. `lines` are from top to bottom; what stands in one row is one line."""
    rows = _rows(lines)
    edge = max((row[-1].right for row in rows), default=0)
    text = ""
    for before, row in zip([None, *rows[:-1]], rows, strict=True):
        said = _row_said(row)
        text += said if before is None else _between(text, before, said, edge) + said
    return text


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in lines:
        last = rows[-1][-1] if rows else None
        if last is not None and last.top < line.middle < last.bottom and line.left >= last.right - last.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _row_said(row: Sequence[Line]) -> str:
    said = ""
    for line in row:
        words = GAP if line.confidence < READ else line.text
        said += (_space(said, words) if said else "") + words
    return said


def _between(text: str, before: list[Line], said: str, edge: int) -> str:
    """Nothing, a space or a line's end."""
    if _had_room(before, said, edge):
        return "\n"
    if _OPEN_ADDRESS.search(text) or (_OPEN_NUMBER.search(text) and said[:1].isdigit()):
        return ""
    return _space(text, said)


def _space(text: str, said: str) -> str:
    """Beside Chinese a number or a word stands without a space: the phone only broke the line there."""
    return "" if _WIDE.match(text[-1:]) or _WIDE.match(said[:1]) else " "


def _had_room(before: list[Line], said: str, edge: int) -> bool:
    """Whether the next word would have fitted, with half a letter to spare for what the boxes are wrong by."""
    last = before[-1]
    letters = sum(_width(letter) for letter in last.text)
    first = said[:1] if _WIDE.match(said[:1]) else (_FIRST.match(said) or [""])[0]
    if not letters or not first:
        return False
    letter = (last.right - last.left) / letters
    word = sum(_width(one) for one in _bare_of_wide(first)) * letter
    return last.right + word + 1.6 * letter < edge


def _bare_of_wide(word: str) -> str:
    """A word ends where Chinese begins: there the phone may break."""
    found = _WIDE.search(word, 1)
    return word[: found.start()] if found else word


def _width(letter: str) -> float:
    """In halves of a Chinese character."""
    return 2.0 if _WIDE.match(letter) else 0.5 if letter in "iljI.,:;'|!¡ " else 1.4 if letter in "mwMW" else 1.0
