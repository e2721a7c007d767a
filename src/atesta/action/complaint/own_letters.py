"""The sentences that we put into people's mouths: what letters and packets of ours all have, whoever sends them.

They say nothing about who writes, so they are taken out of a text before it is compared with others.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
SOURCES = (_HERE.parent / "requests", "letters"), (_HERE / "packet", "words")
LANGUAGES = ("en", "es", "zh")
NO_SENTENCES = frozenset({"dates", "months", "before", "way", "media_type"})
BEGINNING, SHORTEST = 6, 10
_VALUE = re.compile(r"\{[^{}]*\}")
_LABEL = re.compile(r"([^:：]{1,40})[:：]")


@cache
def own_pieces() -> tuple[str, ...]:
    """Each fixed piece between two filled-in values, the longest first."""
    found = {piece.strip() for text in _sentences() for piece in _VALUE.split(text)}
    return tuple(sorted(found - {""}, key=lambda piece: (-len(piece), piece)))


def without_own(text: str) -> tuple[str, int]:
    """The text without our fixed sentences, and how many letters of it they were. A short piece is taken for a label
    only: alone at the beginning of a line, before a colon."""
    begins, labels = _by_beginning()
    met = {text[at : at + BEGINNING] for at in range(len(text))} & begins.keys()
    taken = 0
    for piece in sorted((piece for start in met for piece in begins[start]), key=len, reverse=True):
        if piece in text:
            taken += len(piece) * text.count(piece)
            text = text.replace(piece, "\n")
    return "\n".join(_without_label(line, labels) for line in text.splitlines()), taken


def _without_label(line: str, labels: frozenset[str]) -> str:
    found = _LABEL.match(line)
    return line[found.end() :] if found and found[1].strip() in labels else line


@cache
def _by_beginning() -> tuple[dict[str, list[str]], frozenset[str]]:
    """Long pieces by their first letters, so that a text is not searched for each; and the short ones."""
    begins, labels = dict[str, list[str]](), set[str]()
    for piece in own_pieces():
        if len(piece) >= SHORTEST:
            begins.setdefault(piece[:BEGINNING], []).append(piece)
        else:
            labels.add(piece)
    return begins, frozenset(labels)


def _sentences() -> Iterator[str]:
    for folder, name in SOURCES:
        for lang in LANGUAGES:
            yield from _texts(tomllib.loads((folder / f"{name}.{lang}.toml").read_text(encoding="utf-8")))


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, inner in node.items():
            if key not in NO_SENTENCES:
                yield from _texts(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _texts(inner)
