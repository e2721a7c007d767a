"""One field of a form as `_field.html` shows it: its label, what was typed, a hint, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is the type of the input, or textarea, select, radio, check. `choices` are (value, said) of a select or
    radio; `read`: filled in from the "text" or a "picture" and not by the person; `wrong` is said under it and in the
    list at the top. Other attributes of the input have the names of HTML."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    hint: str = ""
    wrong: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    read: str = ""
    accept: str = ""
    inputmode: str = ""
    maxlength: int | None = None

    @property
    def id(self) -> str:
        return f"f-{self.name}"

    @property
    def described_by(self) -> str:
        """The ids of what a screen reader reads after the label."""
        return " ".join(
            f"{self.id}-{what}" for what, there in (("wrong", self.wrong), ("hint", self.hint or self.read)) if there
        )


def wrong_fields(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Those that the list at the top of a form names."""
    return tuple(field for field in fields if field.wrong)
