"""Reading the forms of the desk: what was typed, and what is wrong with each field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from atesta.web.field import Field
from atesta.web.show import words_of
from atesta.web.typed import Typed

LINE, LONG = 120, 20_000


@dataclass(slots=True)
class CaseForm(Typed):
    """Labels are `desk_field.<name>`, hints `desk_hint.<name>` where there is one, faults `desk_wrong.<why>`."""

    MOST: ClassVar[int] = LINE

    @property
    def sent(self) -> bool:
        return self.request.method == "POST"

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        given = self.request.POST.get(name, "")
        if given not in tuple(allowed):
            self.fault(name, "choice")
        return given

    def fault(self, name: str, why: str, **values: int) -> None:
        if self.sent:
            self.wrong.setdefault(name, words_of(self.request).say(f"desk_wrong.{why}"))

    def field(
        self, name: str, kind: str = "text", value: str = "", choices: Iterable[tuple[str, str]] = (), most: int = LINE
    ) -> Field:
        words, hint = words_of(self.request), f"desk_hint.{name}"
        return Field(
            name,
            words.say(f"desk_field.{name}"),
            self.request.POST.get(name, value) if self.sent else value,
            kind,
            words.say(hint) if words.has(hint) else "",
            self.wrong.get(name, ""),
            tuple(choices),
            maxlength=most if kind == "text" else None,
        )
