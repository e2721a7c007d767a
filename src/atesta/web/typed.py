"""What was typed into a form, read field by field, so that everything that is wrong with it is said at once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from django.http import HttpRequest


@dataclass(slots=True)
class Typed(ABC):
    """`wrong` has a sentence by the name of a field. `MOST` characters where a field names no number of its own."""

    MOST: ClassVar[int]
    request: HttpRequest
    wrong: dict[str, str] = field(default_factory=dict)

    @abstractmethod
    def fault(self, name: str, why: str, **values: int) -> None:
        """Puts the sentence for `why` beside the field."""

    def text(self, name: str, *, most: int | None = None, needed: bool = False) -> str:
        """Without what no database takes (NUL), and with one kind of line end."""
        limit = self.MOST if most is None else most
        given = self.request.POST.get(name, "").replace("\r\n", "\n").replace("\0", "").strip()
        if len(given) > limit:
            self.fault(name, "too_long", most=limit)
        elif needed and not given:
            self.fault(name, "missing")
        return given

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """As 2026-11-15, of this century or its neighbours."""
        given = self.text(name, needed=needed)
        try:
            found = date.fromisoformat(given) if given else None
        except ValueError:
            found = None
            self.fault(name, "day")
        if found and not 1990 <= found.year <= 2100:
            self.fault(name, "day")
        return found
