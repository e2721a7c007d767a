"""What is worked out from the phrase files once, kept beside them, so that a program starts in a moment.

Working out all patterns takes longer than reading a message. `phrases.index.json` holds the result with
two digests: of the code that works it out, without which nothing of it is used, and of the phrase files. Where the
files have changed since, they are read, and only patterns that the index does not have are worked out again. Nothing
but time depends on it.

    python -m atesta.rules.phrase_index        writes it (a test asks for that when the files have changed)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from atesta.rules import phrase_files
from atesta.rules.pattern import Engine, engine
from atesta.rules.phrase import Phrase
from atesta.rules.prefilter import legs

HERE = Path(__file__).parent
FILE = HERE / "phrases.index.json"
_CODE = ("pattern.py", "prefilter.py", "phrase_files.py")


@dataclass(frozen=True, slots=True)
class Worked:
    """One pattern: its legs (see `rules.prefilter`), and how it is asked."""

    legs: Sequence[Sequence[Sequence[str]]]
    engine: Engine


@dataclass(frozen=True, slots=True)
class Index:
    """`phrases` is None where the phrase files are not those that the index was written from."""

    phrases: tuple[Phrase, ...] | None
    worked: Mapping[str, Worked]
    unless: Mapping[str, Engine]


def work_out(pattern: str) -> Worked:
    """From the index where it has the pattern."""
    return _stored().worked.get(pattern) or Worked(legs(pattern), engine(pattern))


def how(unless: str) -> Engine:
    """How an `unless` is asked; from the index where it has it."""
    return _stored().unless.get(unless) or engine(unless)


def load_phrases() -> tuple[Phrase, ...]:
    """Every phrase of the package, in the order of its files. Raises RulebookError."""
    stored = _stored().phrases
    return phrase_files.load_phrases() if stored is None else stored


def digests() -> dict[str, str]:
    """Of the code that works out patterns, and of all phrase files."""
    return {"code": _digest(HERE / name for name in _CODE), "files": _digest(phrase_files.phrase_paths())}


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        raw = path.read_bytes()
        total.update(f"{path.name}\0{len(raw)}\0".encode())
        total.update(raw)
    return total.hexdigest()


@cache
def _stored() -> Index:
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.is_file() else []
    written_for, now = json.loads(lines[0]) if lines else {}, digests()
    if written_for.get("code") != now["code"]:
        return Index(None, {}, {})
    entries = [json.loads(line) for line in lines[1:]]
    return Index(
        tuple(map(_phrase, entries)) if written_for["files"] == now["files"] else None,
        {entry[5]: Worked(entry[8], _engine(entry[9])) for entry in entries},
        {entry[6]: _engine(entry[10]) for entry in entries if entry[6]},
    )


def _engine(entry: list[Any]) -> Engine:
    words, python, re2 = entry
    return Engine(tuple(words), python, re2)


def _phrase(entry: list[Any]) -> Phrase:
    id_, lang, family, label, rule, pattern, unless, attrs = entry[:8]
    return Phrase(id_, lang, family, label, rule, pattern, unless, MappingProxyType(attrs))


def written() -> str:
    """The index as text: the digests, then one phrase a line."""
    lines = [json.dumps(digests())]
    for p in phrase_files.load_phrases():
        entry = [p.id, p.lang, p.family, p.label, p.rule, p.pattern, p.unless, dict(p.attrs)]
        lines.append(json.dumps([*entry, *_written(p)], ensure_ascii=False))
    return "\n".join(lines) + "\n"


def _written(phrase: Phrase) -> tuple[object, ...]:
    asked = [astuple(engine(pattern)) if pattern else () for pattern in (phrase.pattern, phrase.unless)]
    return (legs(phrase.pattern), *asked)


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
