"""Reads phrase files strictly: whatever is not understood is refused, with the file and the key.

`rules/house/phrases/<label>.<lang>.toml` (conduct, courtesy, distress, call) and `rules/claims/<kind>.<lang>.toml`:

    lang = "es"                       # es | zh | en: the language it is written in; every phrase reads every text
    family = "conduct"                # conduct | courtesy | claim | distress | call
    label = "threat"                  # a category of LABELS.md, a courtesy, or a claim kind
    rule = "house-threat"             # the rule that a finding cites
    [phrases]
    consequences = "aten[gd]ase a las? consecuencias"
    regret = { pattern = "se va a arrepentir", unless = "no se va a arrepentir" }    # further keys: Phrase.attrs

A phrase is named `<label>.<lang>.<key>`. Patterns are described in `rules.pattern`; whether each compiles in both
engines is asked by the tests, not each time the program starts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from atesta.errors import RulebookError
from atesta.rules.phrase import Phrase

FAMILIES = ("conduct", "courtesy", "claim", "distress", "call")
LANGUAGES = ("es", "zh", "en")
HERE = Path(__file__).parent
FOLDERS = (HERE / "house" / "phrases", HERE / "claims")

_HEAD = ("lang", "family", "label", "rule")
_NAME = re.compile(r"[a-z0-9_]+")


def _refuse(file: str, what: str) -> NoReturn:
    raise RulebookError(
        f"The phrase file {file} {what}.",
        "A phrase that is read differently than it was meant would accuse or overlook somebody.",
        "Correct the file; its form is described in rules/phrase_files.py.",
        key="phrase_file",
        file=file,
        reason=what,
    )


def phrase_paths(folders: Iterable[Path] = FOLDERS) -> tuple[Path, ...]:
    """Every phrase file that ships, in one fixed order."""
    return tuple(sorted(path for folder in folders if folder.is_dir() for path in folder.glob("*.toml")))


def load_phrases(folders: Iterable[Path] = FOLDERS) -> tuple[Phrase, ...]:
    """Every phrase of the package, in the order of its files. Raises RulebookError."""
    phrases: list[Phrase] = []
    seen: dict[str, str] = {}
    for path in phrase_paths(folders):
        for phrase in read_phrases(path.read_text(encoding="utf-8"), path.name):
            if phrase.id in seen:
                _refuse(path.name, f"names {phrase.id}, which {seen[phrase.id]} has too")
            seen[phrase.id] = path.name
            phrases.append(phrase)
    return tuple(phrases)


def read_phrases(text: str, file: str) -> tuple[Phrase, ...]:
    """The phrases of one file. `file` is its name, for the messages."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _refuse(file, f"is not TOML: {error}")
    entries = table.pop("phrases", None)
    if not isinstance(entries, dict) or not entries:
        _refuse(file, "has no [phrases]")
    for key in table:
        if key not in _HEAD:
            _refuse(file, f"has the unknown key {key!r}")
    head = {key: _text(table.get(key), file, key) for key in _HEAD}
    if head["family"] not in FAMILIES:
        _refuse(file, f"has a family that is not one of {', '.join(FAMILIES)}")
    if head["lang"] not in LANGUAGES:
        _refuse(file, f"has a lang that is not one of {', '.join(LANGUAGES)}")
    if file != f"{head['label']}.{head['lang']}.toml":
        _refuse(file, "is not named <label>.<lang>.toml after its own label and lang")
    return tuple(_phrase(head, name, entry, file) for name, entry in entries.items())


def _phrase(head: dict[str, str], name: str, entry: Any, file: str) -> Phrase:
    if not _NAME.fullmatch(name):
        _refuse(file, f"has the name {name!r}; use small letters, digits and _")
    fields = {"pattern": entry} if isinstance(entry, str) else entry
    if not isinstance(fields, dict) or "pattern" not in fields:
        _refuse(file, f"has no pattern under {name!r}")
    texts = {key: _text(value, file, f"{name}.{key}") for key, value in fields.items()}
    pattern, unless = texts.pop("pattern"), texts.pop("unless", "")
    return Phrase(
        id=f"{head['label']}.{head['lang']}.{name}",
        lang=head["lang"],
        family=head["family"],
        label=head["label"],
        rule=head["rule"],
        pattern=pattern,
        unless=unless,
        attrs=MappingProxyType(texts),
    )


def _text(value: Any, file: str, key: str) -> str:
    if not isinstance(value, str) or not value:
        _refuse(file, f"needs a text, not empty, under {key!r}")
    return value
