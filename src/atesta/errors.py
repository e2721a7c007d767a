"""The one error family.

AtestaError                 anything this package refuses
├── InputError              what was handed in cannot be used (exit 2)
│   ├── FileFormatError     a file of ours with a bad line, field or value
│   └── TextError           a message that cannot be read as text
├── RulebookError           a rule, phrase or case file that may not ship
└── EvidenceError           a recording, bundle, proof or log that cannot be made or read

Each message says what happened, why it matters and what to do, in that order. The library raises; only the shells
print or exit. No message carries a personal datum: it names the file, line and field, never the value of a text.
"""

from __future__ import annotations


class AtestaError(Exception):
    """What happened, why it matters, what to do: three short sentences."""

    def __init__(self, what: str, why: str, do: str) -> None:
        self.what, self.why, self.do = what, why, do
        super().__init__(f"{what} {why} {do}")


class InputError(AtestaError):
    """What was handed in cannot be used."""


class FileFormatError(InputError):
    """A file of one of our formats has a bad line, field or value."""


class TextError(InputError):
    """A message cannot be read as text."""


class RulebookError(AtestaError):
    """A rule, phrase or case file that may not ship."""


class EvidenceError(AtestaError):
    """A recording, bundle, proof or log cannot be made or read."""
