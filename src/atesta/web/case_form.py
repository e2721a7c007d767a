"""Reading the forms of the desk: what was typed, and what is wrong with each field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest

from atesta.web.field import Field
from atesta.web.show import words_of

LINE, LONG = 120, 20_000


@dataclass(slots=True)
class CaseForm:
    """Labels are `desk_field.<name>`, hints `desk_hint.<name>` where there is one, faults `desk_wrong.<why>`."""

    request: HttpRequest
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def sent(self) -> bool:
        return self.request.method == "POST"

    def text(self, name: str, *, most: int = LINE, needed: bool = False) -> str:
        given = self.request.POST.get(name, "").replace("\r\n", "\n").replace("\0", "").strip()
        if len(given) > most:
            self.fault(name, "too_long")
        elif needed and not given:
            self.fault(name, "missing")
        return given

    def day(self, name: str, *, needed: bool = False) -> date | None:
        given = self.text(name, needed=needed)
        try:
            found = date.fromisoformat(given) if given else None
        except ValueError:
            found = None
            self.fault(name, "day")
        if found and not 1990 <= found.year <= 2100:
            self.fault(name, "day")
        return found

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        given = self.request.POST.get(name, "")
        if given not in tuple(allowed):
            self.fault(name, "choice")
        return given

    def fault(self, name: str, why: str) -> None:
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
