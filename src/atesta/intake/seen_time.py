"""A time as a phone shows it: "周六 21:47", "Hoy 21:47", "Sat, Nov 15, 9:47 PM", "2026年11月15日 21:47".

What is not there is not filled in. A day of the week or "today" without a date says nothing to who does not know when
the picture was made; 03/04 may be two days; a date whose day of the week does not fit has a digit misread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from atesta.intake.chat_export import hour_of_day
from atesta.kept import late

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero ene january jan",
            "febrero feb february",
            "marzo mar march",
            "abril abr april apr",
            "mayo may",
            "junio jun june",
            "julio jul july",
            "agosto ago august aug",
            "septiembre setiembre sept sep september",
            "octubre oct october",
            "noviembre nov november",
            "diciembre dic december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_DAYS = {
    name: number
    for number, names in enumerate(
        (
            "lunes lun monday mon 周一 星期一",
            "martes mar tuesday tues tue 周二 星期二",
            "miércoles miercoles mié mie wednesday wed 周三 星期三",
            "jueves jue thursday thurs thur thu 周四 星期四",
            "viernes vie friday fri 周五 星期五",
            "sábado sabado sáb sab saturday sat 周六 星期六",
            "domingo dom sunday sun 周日 周天 星期日 星期天",
        )
    )
    for name in names.split()
}
_RELATIVE = "今天|昨天|前天|hoy|ayer|anteayer|today|yesterday"
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_CLOCK = late(
    r"(?:(?P<zh>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上)|(?<![\d:])) ?(?P<hour>\d{1,2}) ?[:：] ?(?P<minute>\d{2})"
    r"(?::\d{2})?(?![\d:])(?: ?(?P<latin>[ap]) ?\.? ?m\b\.?)?",
    re.IGNORECASE,
)
_YMD = late(r"(?P<y>20\d{2}) ?(?:[-/.]|年) ?(?P<m>\d{1,2}) ?(?:[-/.]|月) ?(?P<d>\d{1,2}) ?(?:日|号)?")
_JOINED = late(r"(20\d{2}[-/.]\d{2}[-/.]\d{2})(?=\d{1,2}[:：]\d{2})")  # the reader loses the narrow space
_ZH = late(r"(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?(?:日|号)")
_NAMED = late(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: ?/ ?| ?- ?| ?de ?| )?(?P<m>{_MONTH})\b\.?"
    rf"(?:(?: ?/ ?|-| ?de ?|, ?| )(?P<y>20\d{{2}}))?"
    rf"|\b(?P<m2>{_MONTH})(?![a-zá-ú])\.? ?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:, ?| )?(?P<y2>20\d{{2}})?",
    re.IGNORECASE,
)
_SLASHED = late(r"(?P<a>\d{1,2})[/.\-](?P<b>\d{1,2})(?:[/.\-](?P<y>20\d{2}|\d{2}))?(?!\d)")
_WEEKDAY = late(rf"({_DAY})\b\.?|(周[一二三四五六日天]|星期[一二三四五六日天])", re.IGNORECASE)
_OTHER = late(
    rf"{_RELATIVE}|\bsim ?\d\b|卡 ?[12]|短信|已读|收到|recibido|received|\bsms\b|\ba las?\b|\bat\b|\bde\b",
    re.IGNORECASE,
)
_REST = late(r"[\s,.·•|\-–—/✓☑]*")


@dataclass(frozen=True, slots=True)
class SeenTime:
    """`words` as they stand there. `year`, `month`, `day`, `clock` (hour, minute) are None where they do not."""

    words: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    clock: tuple[int, int] | None = None

    @property
    def local(self) -> datetime | None:
        """The moment on the phone's clock, without a zone: only where all of it is there and fits together."""
        if None in (self.year, self.month, self.day) or self.clock is None:
            return None
        try:
            moment = datetime(self.year or 0, self.month or 0, self.day or 0, *self.clock)  # noqa: DTZ001 - the picture has no zone
        except ValueError:
            return None
        return None if self.weekday is not None and moment.weekday() != self.weekday else moment

    @property
    def only_clock(self) -> bool:
        nothing_else = self.year is None and self.day is None and self.weekday is None
        return self.clock is not None and nothing_else and not _says_day(self.words)

    def at(self, hour: SeenTime) -> SeenTime:
        """A day with the hour that stands elsewhere: a pill above the talk and the corner of a bubble."""
        words = f"{self.words} {hour.words}"
        return SeenTime(words, self.year, self.month, self.day, self.weekday, hour.clock)


def read_seen_time(words: str) -> SeenTime | None:
    """The time that these words are, or None where they are anything else or say more than a time."""
    if not 2 <= len(words) <= 60:
        return None
    rest = _JOINED.sub(r"\1 ", words.replace("\u202f", " ").replace("\u00a0", " "))
    clock, rest = _taken(_CLOCK, rest)
    (year, month, day), rest = _date(rest)
    weekday, rest = _taken(_WEEKDAY, rest)
    told = bool(clock or day or weekday or _says_day(rest))
    if not told or not _REST.fullmatch(_OTHER.sub(" ", rest)):
        return None
    number = _DAYS.get((weekday[1] or weekday[2]).casefold()) if weekday else None
    return SeenTime(words.strip(), year, month, day, number, _clock(clock))


def trailing_clock(text: str) -> tuple[str, str] | None:
    """(the words before, the hour at the end of them) of the last line of a bubble that ends with its hour."""
    found = next(reversed(list(_CLOCK.finditer(text))), None)
    if found is None or not re.fullmatch(r"[\s✓√/]*", text[found.end() :]):
        return None
    return text[: found.start()].rstrip(), found[0].strip()


def read_day(words: str) -> datetime | None:
    """The one whole date in these words, at midnight; None for none, for two, and for one that may be two days."""
    date, rest = _date(words)
    again, _ = _date(rest)
    if None in date or again[2] is not None:
        return None
    try:
        return datetime(date[0] or 0, date[1] or 0, date[2] or 0)  # noqa: DTZ001 - a day of a page
    except ValueError:
        return None


def _says_day(words: str) -> bool:
    return re.search(_RELATIVE, words, re.IGNORECASE) is not None


def _taken(pattern: re.Pattern[str], words: str) -> tuple[re.Match[str] | None, str]:
    found = pattern.search(words)
    return (None, words) if found is None else (found, f"{words[: found.start()]} {words[found.end() :]}")


def _clock(found: re.Match[str] | None) -> tuple[int, int] | None:
    if found is None:
        return None
    half = found["zh"] or (found["latin"] or "").lower()
    hour, minute = hour_of_day(half, int(found["hour"])), int(found["minute"])
    return None if hour is None or minute > 59 else (hour, minute)


Numbers = tuple[int | None, int | None, int | None]


def _date(words: str) -> tuple[Numbers, str]:
    """(year, month, day), each where it is said, and the words without them."""
    for pattern in (_YMD, _ZH):
        found, rest = _taken(pattern, words)
        if found:
            year = int(found["y"]) if "y" in found.groupdict() else None
            return (year, int(found["m"]), int(found["d"])), rest
    found, rest = _taken(_NAMED, words)
    if found:
        said, month, day = found["y"] or found["y2"], found["m"] or found["m2"], found["d"] or found["d2"]
        return (int(said) if said else None, _MONTHS[month.casefold()], int(day)), rest
    found, rest = _taken(_SLASHED, words)
    if found:
        return _slashed(found), rest
    return (None, None, None), words


def _slashed(found: re.Match[str]) -> Numbers:
    """Day and month only where one of the two can be no month, or both are the same."""
    first, second = int(found["a"]), int(found["b"])
    year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0) if found["y"] else None
    if first > 12 or first == second:
        return year, second, first
    return (year, first, second) if second > 12 else (year, None, None)
