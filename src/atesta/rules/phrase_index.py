"""What is worked out from the phrase files once, kept beside them, so that a program starts in a moment.

Working out all patterns takes longer than reading a message. `phrases.index.json` holds the result with
two digests: of the code that works it out, without which nothing of it is used, and of the phrase files. Where the
files have changed since, they are read, and only patterns that the index does not have are worked out again. Nothing
but time depends on it. Its lines: the digests; every phrase; the legs of each; then how each is asked, a line
a phrase, read when a text first asks that phrase; then the words of each, a line a phrase, read when speech is
first read.

    python -m atesta.rules.phrase_index        writes it (a test asks for that when the files have changed)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from atesta.rules import phrase_files
from atesta.rules.heard_words import Words, words_of
from atesta.rules.pattern import Engine, engine
from atesta.rules.phrase import Phrase
from atesta.rules.prefilter import legs
from atesta.rules.shipped import FOLDER, among, code, digest_of, shipped

FILE = FOLDER / "phrases.index.json"
_CODE = ("pattern.py", "prefilter.py", "phrase_files.py", "phrase_index.py", "heard_words.py")
_FOLDERS = tuple(folder.relative_to(FOLDER).as_posix() for folder in phrase_files.FOLDERS)


@dataclass(frozen=True, slots=True)
class Worked:
    """One pattern: its legs (see `rules.prefilter`), and what gives the way it is asked."""

    legs: Sequence[Sequence[Sequence[str]]]
    engine: Callable[[], Engine]


@dataclass(frozen=True, slots=True)
class Index:
    """`phrases` is None where the phrase files are not those that the index was written from."""

    phrases: tuple[Phrase, ...] | None
    worked: Mapping[str, Worked]
    unless: Mapping[str, Callable[[], Engine]]
    words: Mapping[str, Callable[[], Words]]


def work_out(pattern: str) -> Worked:
    """From the index where it has the pattern."""
    return _stored().worked.get(pattern) or Worked(legs(pattern), partial(engine, pattern))


def how(unless: str) -> Engine:
    """How an `unless` is asked; from the index where it has it."""
    stored = _stored().unless.get(unless)
    return stored() if stored else engine(unless)


def words(pattern: str) -> Words:
    """The words of a pattern; from the index where it has them."""
    stored = _stored().words.get(pattern)
    return stored() if stored else words_of(pattern)


def load_phrases() -> tuple[Phrase, ...]:
    """Every phrase of the package, in the order of its files. Raises RulebookError."""
    stored = _stored().phrases
    return phrase_files.load_phrases() if stored is None else stored


def digests() -> dict[str, str]:
    """Of the code that works out patterns, and of all phrase files."""
    return {"code": digest_of(code(*_CODE)), "files": digest_of(among(shipped(), _FOLDERS))}


@cache
def _stored() -> Index:
    lines = FILE.read_bytes().split(b"\n") if FILE.is_file() else []
    written_for, now = json.loads(lines[0]) if lines else {}, digests()
    if written_for.get("code") != now["code"]:
        return Index(None, {}, {}, {})
    phrases = tuple(_phrase(entry) for entry in json.loads(lines[1]))
    asked = list(zip(phrases, json.loads(lines[2]), lines[3:], strict=False))
    return Index(
        phrases if written_for["files"] == now["files"] else None,
        {phrase.pattern: Worked(legs, partial(_engine, line, 0)) for phrase, legs, line in asked},
        {phrase.unless: partial(_engine, line, 1) for phrase, _, line in asked if phrase.unless},
        {phrase.pattern: partial(_words, line) for phrase, line in zip(phrases, lines[3 + len(asked) :], strict=False)},
    )


def _engine(line: bytes, which: int) -> Engine:
    """Of the pattern (0) or of its `unless` (1)."""
    words, python, re2 = json.loads(line)[which]
    return Engine(tuple(words), python, re2)


def _words(line: bytes) -> Words:
    whole, stems = json.loads(line)
    return Words(frozenset(whole), frozenset(stems))


def _phrase(entry: list[Any]) -> Phrase:
    id_, lang, family, label, rule, pattern, unless, attrs = entry
    return Phrase(id_, lang, family, label, rule, pattern, unless, MappingProxyType(attrs))


def written() -> str:
    """The index as text."""
    phrases = phrase_files.load_phrases()
    asked = ([engine(pattern) for pattern in (p.pattern, p.unless) if pattern] for p in phrases)
    parts = [
        digests(),
        [[p.id, p.lang, p.family, p.label, p.rule, p.pattern, p.unless, dict(p.attrs)] for p in phrases],
        [legs(p.pattern) for p in phrases],
        *([astuple(way) for way in ways] for ways in asked),
        *([sorted(found.whole), sorted(found.stems)] for found in (words_of(p.pattern) for p in phrases)),
    ]
    return "\n".join(json.dumps(part, ensure_ascii=False) for part in parts) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
