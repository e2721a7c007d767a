"""The rulebook: which rules were in force on a day, in a place, for a party.

Rules are TOML files beside this module, `house/` (the two source documents) and one folder per place; their shape is
described in rule_file.py. Files are read when the book is opened; a rule is made only when a question needs it, from
the index (rule_index.py) where that was written from the same files, else by parsing its file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

from atesta.contact.place import PLACES
from atesta.errors import RulebookError
from atesta.rules.rule import InForce, Rule
from atesta.rules.rule_file import HOUSE, kind_of, read_rule
from atesta.rules.rule_index import rule_of, stored
from atesta.rules.shipped import FOLDER, Files, among, digest_of, files_in, shipped

_FOLDERS = (HOUSE, *(place.lower() for place in PLACES))
_KEPT_MOST = 4096
Question = tuple[date | None, str | None, str | None, str | None]
"""Day, place, kind, party."""


@dataclass(frozen=True)
class _File:
    """One rule file, read at its first use. `line`: the same rule in the index; empty where the file is parsed."""

    name: str
    raw: bytes
    line: bytes

    @property
    def folder(self) -> str:
        return self.name.partition("/")[0]

    @cached_property
    def kind(self) -> str:
        return kind_of(self.name, self.raw)

    @cached_property
    def rule(self) -> Rule:
        rule = rule_of(self.line) if self.line else read_rule(self.name, self.raw)
        if rule.place.lower() != self.folder:
            raise RulebookError(
                f"Rule file {self.name}, key place: it is not the folder's.",
                "The rule would be applied in a place where it is not in force.",
                "Move the file, or correct the place.",
                key="rule_in_another_folder",
                file=self.name,
            )
        return rule


@dataclass(frozen=True)
class Rulebook:
    """All rules. `files` by rule id; `digest` names exactly these rules, phrases and claim phrases."""

    files: Mapping[str, _File] = field(repr=False)
    digest: str

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, by id. Reads all files."""
        return tuple(file.rule for file in self.files.values())

    def rules_of(self, place: str) -> tuple[Rule, ...]:
        """The rules of the house and of `place`, by id."""
        return tuple(file.rule for file in self._shelf(place, None))

    def rule(self, id_: str) -> Rule:
        """The rule of that id. Raises RulebookError for an unknown one."""
        if id_ not in self.files:
            raise RulebookError(
                f"There is no rule {id_[:60]!r}.",
                "A finding must cite its rule.",
                "Ask `atesta rules` for the list.",
                key="rule_unknown",
                id=id_[:60],
            )
        return self.files[id_].rule

    def applying(
        self, day: date | None, place: str | None, kind: str | None = None, party: str | None = None
    ) -> tuple[tuple[Rule, InForce], ...]:
        """Rules of the house and of `place` in force on `day`, with the version of that day, by id.

        `kind` and `party` ("own", "agency", "buyer") narrow the list. An unknown day (None) takes each rule's newest
        version: the reader is told that the time is unknown. An unknown place (None) leaves the house rules.
        """
        # Kept: the messages of one day ask the same dozen questions again and again.
        question = (day, place, kind, party)
        found = self._answered.get(question)
        if found is None:
            if len(self._answered) >= _KEPT_MOST:
                self._answered.clear()
            found = self._answered[question] = tuple(self._versions(day, place, kind, party))
        return found

    def naming(
        self, parameter: str, day: date | None, place: str | None, party: str | None = None
    ) -> Iterator[tuple[Rule, InForce, tuple[str, ...]]]:
        """Rules with that parameter, whatever their kind, with its words. A file without the word is not parsed."""
        word = parameter.encode()
        files = tuple(file for file in self._shelf(place, None) if word in file.raw)
        for rule, version in _in_force(files, day, party):
            if words := version.names(parameter):
                yield rule, version, words

    def _versions(
        self, day: date | None, place: str | None, kind: str | None, party: str | None
    ) -> Iterator[tuple[Rule, InForce]]:
        yield from _in_force(self._shelf(place, kind), day, party)

    def _shelf(self, place: str | None, kind: str | None) -> tuple[_File, ...]:
        """The files of the house and a place, of one kind or of all. Kept: every review asks for the same few."""
        key = (place, kind)
        if key not in self._shelves:
            folders = {HOUSE, (place or HOUSE).lower()}
            self._shelves[key] = tuple(
                file for file in self.files.values() if file.folder in folders and kind in (None, file.kind)
            )
        return self._shelves[key]

    @cached_property
    def _answered(self) -> dict[Question, tuple[tuple[Rule, InForce], ...]]:
        return {}

    @cached_property
    def _shelves(self) -> dict[tuple[str | None, str | None], tuple[_File, ...]]:
        return {}


def _in_force(files: Iterable[_File], day: date | None, party: str | None) -> Iterator[tuple[Rule, InForce]]:
    for file in files:
        version = file.rule.versions[-1] if day is None else file.rule.on(day)
        if version is not None and (party is None or party in version.binds):
            yield file.rule, version


@cache
def load_rulebook(folder: Path = FOLDER) -> Rulebook:
    """The rulebook of this installation, or of another folder. Raises RulebookError when a file may not ship."""
    every = shipped() if folder == FOLDER else files_in(folder)
    rules = among(every, _FOLDERS)
    lines = stored(rules) if folder == FOLDER else {}
    files = {name.rpartition("/")[2][:-5]: _File(name, raw, lines.get(name, b"")) for name, raw in rules.items()}
    return Rulebook(MappingProxyType(dict(sorted(files.items()))), f"sha256:{digest_of(every)}")


def shipped_rules() -> Files:
    """The rule files of this installation."""
    return among(shipped(), _FOLDERS)
