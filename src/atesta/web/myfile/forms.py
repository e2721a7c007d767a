"""One form as data: its fields, what was typed, what is wrong with each. Every page of the file has one template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile

from atesta.errors import AtestaError
from atesta.locale import Catalogue
from atesta.store.keeping import Original
from atesta.telling.say_error import say_parts
from atesta.web.field import Field, wrong_fields
from atesta.web.show import words_of
from atesta.web.typed import Typed

TEXT, LONG = 120, 20_000
"""Characters of a line and of a text."""
MOST_UPLOAD = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a form before it has words: `kind` and `choices` as web.field.Field has them. Its label is the
    sentence `<room>.field.<name>`, its hint `<room>.hint.<name>` where there is one."""

    name: str
    kind: str = "text"
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = False
    room: str = "web_file"

    def field(self, words: Catalogue, wrong: str = "") -> Field:
        hint = f"{self.room}.hint.{self.name}"
        optional = self.kind not in ("check", "radio", "select") and not self.needed
        label = words.say(f"{self.room}.field.{self.name}")
        return Field(
            self.name,
            words.say("web_file.optional", label=label) if optional else label,
            self.value,
            self.kind,
            words.say(hint) if words.has(hint) else "",
            wrong,
            self.choices,
        )


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that is one form; its sentences are `<room>.<about>.{title,lead,button}` and, if any, `note`. `hidden`
    goes along unseen; `back` is where one goes who does not want it. `export`: she has to take hers before."""

    about: str
    fields: tuple[Field, ...]
    back: str
    hidden: Mapping[str, str] = field(default_factory=dict)
    lead: str = ""
    room: str = "web_file"
    export: bool = False

    @property
    def wrong(self) -> tuple[Field, ...]:
        return wrong_fields(self.fields)

    @property
    def upload(self) -> bool:
        return any(one.kind == "file" for one in self.fields)

    @property
    def keys(self) -> Mapping[str, str]:
        return {part: f"{self.room}.{self.about}.{part}" for part in ("title", "lead", "button", "note")}


@dataclass(slots=True)
class Reading(Typed):
    """The forms of her file."""

    MOST: ClassVar[int] = TEXT

    @property
    def words(self) -> Catalogue:
        return words_of(self.request)

    def moment(self, name: str, zone: str, now: datetime) -> datetime | None:
        """On the clock of `zone` where it is typed without one; never later than now."""
        given = self.text(name)
        if not given:
            return None
        try:
            found = datetime.fromisoformat(given)
        except ValueError:
            self.fault(name, "moment")
            return None
        found = found if found.utcoffset() is not None else found.replace(tzinfo=ZoneInfo(zone))
        if not 1990 <= found.year <= 2100:
            self.fault(name, "moment")
        elif found > now:
            self.fault(name, "later")
        return found

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        given = self.request.POST.get(name, "")
        if given not in tuple(allowed):
            self.fault(name, "choice")
        return given

    def flag(self, name: str) -> bool:
        return bool(self.request.POST.get(name))

    def file(self, name: str, *, needed: bool = False) -> Original | None:
        given = self.request.FILES.get(name)
        if not isinstance(given, UploadedFile):
            if needed:
                self.fault(name, "missing")
            return None
        if (given.size or 0) > MOST_UPLOAD:
            self.fault(name, "too_large", most=MOST_UPLOAD // 1024 // 1024)
            return None
        return Original(given.read(), given.content_type or "", given.name or "")

    def refused(self, error: AtestaError, name: str = "") -> None:
        """An error of the core, beside the field that it names."""
        what, _, do = say_parts(error, self.words)
        glue = "" if self.words.lang == "zh" else " "
        self.wrong[str(error.values.get("field") or name)] = f"{what}{glue}{do}"

    def fault(self, name: str, why: str, **values: int) -> None:
        self.wrong.setdefault(name, self.words.say(f"web_file.wrong.{why}", **values))

    def again(self, asked: Iterable[Asked]) -> tuple[Field, ...]:
        """The same fields with what was typed and what is wrong; files must be chosen again, as browsers want it."""
        return tuple(self._again(one) for one in asked)

    def _again(self, one: Asked) -> Field:
        value = "" if one.kind == "file" else self.request.POST.get(one.name, "")
        return replace(one, value=value).field(self.words, self.wrong.get(one.name, ""))


def fresh(asked: Iterable[Asked], words: Catalogue) -> tuple[Field, ...]:
    return tuple(one.field(words) for one in asked)


def choices(words: Catalogue, prefix: str, values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((value, words.say(f"{prefix}.{value}")) for value in values)
