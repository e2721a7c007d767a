"""Is the other party the one that is meant (A5.3)? Name, last digits of the number, and a question agreed beforehand.

Answers are compared by keyed hash, in constant time. Only the hashes are kept, with a key of this installation; no
answer is stored, logged or shown. Last digits are few: whoever has the key and the hashes can try them all. What the
firm knows of a family by itself has no place here: the question is one that the person agreed to.
"""

from __future__ import annotations

import hmac
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from atesta.errors import FileFormatError
from atesta.evidence.canonical import Json
from atesta.evidence.disk import Disk, replace, write_new
from atesta.evidence.keys import Random

Question = Literal["name", "last_digits", "challenge"]
Outcome = Literal["match", "differs", "nothing_kept", "not_asked"]
QUESTIONS: tuple[Question, ...] = ("name", "last_digits", "challenge")
LAST_DIGITS = 4
KEY_BYTES = 32
_DOMAIN = b"atesta-identity-v1"


@dataclass(frozen=True, slots=True)
class Compared:
    """The outcome of each question; never an answer."""

    outcomes: Mapping[Question, Outcome]

    @property
    def met(self) -> bool | None:
        """No if one differs, yes if one matches; where nothing was compared, nobody knows."""
        found = set(self.outcomes.values())
        if "differs" in found:
            return False
        return True if "match" in found else None

    def as_detail(self) -> dict[str, Json]:
        return {"met": self.met, **{question: self.outcomes[question] for question in QUESTIONS}}


def normal(question: Question, answer: str) -> str:
    """The same for the same answer in other letters: case, accents, width, spaces and marks do not count."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", answer).casefold())
    if question == "last_digits":
        digits = "".join(str(unicodedata.digit(char)) for char in spread if char.isdigit())
        return digits[-LAST_DIGITS:] if len(digits) >= LAST_DIGITS else ""
    plain = "".join(char for char in spread if char.isalnum())
    return unicodedata.normalize("NFC", plain)


@dataclass(frozen=True, slots=True)
class Identities:
    """The hashes of an installation: a file for each party, named by a hash of its pseudonym."""

    disk: Disk
    folder: Path
    key: bytes = field(repr=False)

    def keep(self, party: str, answers: Mapping[Question, str]) -> tuple[Question, ...]:
        """Keeps what was agreed beforehand, in place of what was; which of the questions now have an answer."""
        marks = {question: self._mark(party, question, text) for question, text in answers.items()}
        kept = {question: mark for question, mark in marks.items() if mark}
        replace(self.disk, self._path(party), json.dumps(kept, sort_keys=True).encode("ascii"))
        return tuple(question for question in QUESTIONS if question in kept)

    def questions(self, party: str | None) -> tuple[Question, ...]:
        """Those that can be compared for this party."""
        kept = self._read(party) if party else {}
        return tuple(question for question in QUESTIONS if question in kept)

    def compare(self, party: str | None, answers: Mapping[Question, str]) -> Compared:
        kept = self._read(party) if party else {}
        return Compared({question: self._outcome(party, question, answers, kept) for question in QUESTIONS})

    def forget(self, party: str) -> bool:
        """Whether there was something to forget."""
        there = self.disk.exists(self._path(party))
        if there:
            self.disk.remove(self._path(party))
            self.disk.sync_dir(self.folder)
        return there

    def _outcome(
        self, party: str | None, question: Question, answers: Mapping[Question, str], kept: Mapping[str, str]
    ) -> Outcome:
        answer = answers.get(question, "")
        if not answer.strip() or party is None:
            return "not_asked"
        if question not in kept:
            return "nothing_kept"
        return "match" if hmac.compare_digest(self._mark(party, question, answer), kept[question]) else "differs"

    def _mark(self, party: str, question: Question, answer: str) -> str:
        """Nothing for an answer that says nothing, so that it can never match."""
        said = normal(question, answer)
        parts = (_DOMAIN, question.encode(), party.encode(), said.encode())
        return hmac.digest(self.key, b"\0".join(parts), "sha256").hex() if said else ""

    def _path(self, party: str) -> Path:
        name = hmac.digest(self.key, b"\0".join((_DOMAIN, b"party", party.encode())), "sha256").hex()[:32]
        return self.folder / f"{name}.json"

    def _read(self, party: str) -> dict[str, str]:
        path = self._path(party)
        if not self.disk.exists(path):
            return {}
        try:
            kept = json.loads(self.disk.read(path))
        except ValueError as error:
            raise _unreadable() from error
        if not isinstance(kept, dict) or not all(isinstance(mark, str) for mark in kept.values()):
            raise _unreadable()
        return kept


def open_identities(disk: Disk, folder: Path, random: Random) -> Identities:
    """Those in this folder; its key is made when it is used first."""
    if not disk.exists(folder):
        disk.make_folder(folder)
        disk.sync_dir(folder.parent)
    path = folder / "identity.key"
    if not disk.exists(path):
        write_new(disk, path, random(KEY_BYTES))
    return Identities(disk, folder, disk.read(path))


def _unreadable() -> FileFormatError:
    return FileFormatError(
        "What was agreed with this party cannot be read.",
        "Its answers cannot be compared.",
        "Agree them again with `atesta identity set`.",
        key="identity_unreadable",
    )
