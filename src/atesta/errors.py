"""The one error family.

AtestaError                 anything this package refuses
├── InputError              what was handed in cannot be used (exit 2)
│   ├── FileFormatError     a file of ours with a bad line, field or value
│   └── TextError           a message that cannot be read as text
├── RulebookError           a rule, phrase or case file that may not ship
└── EvidenceError           a recording, bundle, proof, log or key that cannot be made, read or used
    ├── FormError           bytes that are not in the one form that the format gives them
    ├── KeyFileError        a key or certificate of this installation is missing, locked or not what it should be
    ├── WrongKeyError       a recording is locked for another key than the one given
    ├── DiskError           the disk refused; `reason` is the word that the end record gets
    └── StateError          a recording was asked for what its state does not allow

Each message says what happened, why it matters and what to do, in that order. The library raises; only the shells
print or exit. No message carries a personal datum: it names the file, line and field, never the value of a text.

The English text is for developers. For a reader the shells look `key` up in the catalogue and fill in `values`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """A place in what was handed in, the widest first, as (kind, name or number): the shells say it in the reader's
    language. Kinds: file, field, table, line, turn; `input` is standard input, `message` and `picture` are
    what came without a name."""

    steps: tuple[tuple[str, str | int], ...]

    @classmethod
    def of(cls, name: str | Where) -> Where:
        return name if isinstance(name, Where) else cls((("file", name),))

    def at(self, kind: str, name: str | int) -> Where:
        """A place inside this one."""
        return Where((*self.steps, (kind, name)))

    def __str__(self) -> str:
        return ", ".join(_STEPS[kind].format(name) for kind, name in self.steps)


_STEPS = {
    **dict.fromkeys(("file", "field", "table"), "{}"),
    "line": "line {}",
    "turn": "turn {}",
    "input": "standard input",
    "message": "the message",
    "picture": "the picture",
}
STANDARD_INPUT, MESSAGE, PICTURE = (Where(((kind, ""),)) for kind in ("input", "message", "picture"))


class AtestaError(Exception):
    """What happened, why it matters, what to do: three short sentences.

    `key` names the same three in the catalogue, `values` what they fill in; `form` names the sentence that says how a
    field is to be written, where that is what to do.
    """

    def __init__(self, what: str, why: str, do: str, *, key: str, form: str = "", **values: object) -> None:
        self.what, self.why, self.do = what, why, do
        self.key, self.form, self.values = key, form, values
        super().__init__(f"{what} {why} {do}")

    def __reduce__(self) -> tuple[object, ...]:
        """It travels between processes: what it was made with is in its attributes."""
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[AtestaError], args: tuple[object, ...]) -> AtestaError:
    error = kind.__new__(kind)
    error.args = args
    return error


class InputError(AtestaError):
    """What was handed in cannot be used."""


class FileFormatError(InputError):
    """A file of one of our formats has a bad line, field or value."""


class TextError(InputError):
    """A message cannot be read as text."""


class RulebookError(AtestaError):
    """A rule, phrase or case file that may not ship."""


class EvidenceError(AtestaError):
    """A recording, bundle, proof, log or key cannot be made, read or used."""


class FormError(EvidenceError):
    """Bytes that are not in the one form that the format gives them. What is wrong is for developers: to people a file
    of a stranger is either in its form or not."""

    def __init__(self, what: str, why: str, do: str, *, key: str = "not_in_form", **values: object) -> None:
        super().__init__(what, why, do, key=key, form="", **values)


class KeyFileError(EvidenceError):
    """A key or certificate of this installation is missing, locked or not what it should be."""


class WrongKeyError(EvidenceError):
    """A recording is locked for another key than the one given."""


class DiskError(EvidenceError):
    """The disk refused. `reason` is `no_space` or `write_failed`, as the end record has it."""

    def __init__(
        self,
        what: str,
        why: str,
        do: str,
        *,
        reason: str = "write_failed",
        key: str = "disk_failed",
        where: str | Where = "",
    ) -> None:
        super().__init__(what, why, do, key=key, where=Where.of(where))
        self.reason = reason


class StateError(EvidenceError):
    """A recording was asked for what its state does not allow."""
