"""Days as people name them in three languages: dates, weekdays, "today", the end of a month, a bare day of the month.

Only what a day is called is read here; whether it sets a limit is decided in times.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from atesta.kept import late
from atesta.review.truth import numbers
from atesta.review.truth.plain import Plain

DAY = timedelta(days=1)
_LONG_AGO = 10
"""A bare day of the month further back is next month's: nobody sets on the 28th a limit that ended on the 5th."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan enero ene", "february feb febrero", "march mar marzo", "april apr abril abr", "may mayo",
         "june jun junio", "july jul julio", "august aug agosto ago",
         "september sept sep septiembre setiembre set", "october oct octubre", "november nov noviembre",
         "december dec diciembre dic"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTH_NAMES = frozenset(_MONTHS)
_WEEKDAYS = {
    name: index
    for index, names in enumerate(
        ("monday lunes 一", "tuesday martes 二", "wednesday miercoles 三", "thursday jueves 四", "friday viernes 五",
         "saturday sabado 六", "sunday domingo 日 天")
    )
    for name in names.split()
}  # fmt: skip
_RELATIVE = {
    word: days
    for days, words in (
        (-2, "day before yesterday|anteayer|antier|antes de ayer|前天|前日"),
        (-1, "yesterday|last night|ayer|anoche|昨天|昨日|昨晚"),
        (0, "today|tonight|this morning|this afternoon|this evening|hoy mismo|dia de hoy|hoy|esta manana|esta noche"
            "|esta tarde|今天|今日|今晚|今早|今晨|当日|当天|本日|今"),
        (1, "tomorrow|manana|dia de manana|明天|明日|明晚|明早"),
        (2, "day after tomorrow|pasado manana|后天|后日"),
    )
    for word in words.split("|")
}  # fmt: skip
_EVENING = ("tonight", "last night", "this evening", "this afternoon", "esta noche", "esta tarde", "anoche",
            "今晚", "明晚", "昨晚")  # fmt: skip
_MORNING = ("this morning", "esta manana", "今早", "今晨", "明早")
_ENDS = {
    "month": "month", "mes": "month", "月": "month", "week": "week", "semana": "week", "周": "week", "weekend": "week",
    "year": "year", "ano": "year", "年": "year",
}  # fmt: skip

_ORDINALS = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
sixteenth seventeenth eighteenth nineteenth twentieth
"""
_SPANISH = """
uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho
diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve
treinta
"""
_DAY_WORDS = {word: number for number, word in enumerate(_ORDINALS.split(), start=1)}
_DAY_WORDS |= {f"twenty-{word}": 20 + number for number, word in enumerate(_ORDINALS.split()[:9], start=1)}
_DAY_WORDS |= {"thirtieth": 30, "thirty-first": 31}
_DAY_WORDS |= {word.replace("-", " "): number for word, number in _DAY_WORDS.items() if "-" in word}
_SPANISH_DAYS = {word: number for number, word in enumerate(_SPANISH.split(), start=1)}
_SPANISH_DAYS |= {"primero": 1, "treinta y uno": 31}
DAY_NAMES = frozenset(word.split()[-1] for word in (*_DAY_WORDS, *_SPANISH_DAYS))
"""A day of the month in words has one of these."""


@dataclass(frozen=True, slots=True)
class NamedDay:
    """`day` is None without a clock. `weight`: a date outweighs `today`, and that the name of a weekday beside it."""

    start: int
    end: int
    day: date | None
    weight: int
    morning: bool = False
    evening: bool = False


_HAN_NUMBERS = "一二三四五六七八九十百千"


@cache
def _figures() -> str:
    month = "|".join(sorted(_MONTHS, key=len, reverse=True))
    relative = "|".join(sorted((word for word in _RELATIVE if not word.isascii()), key=len, reverse=True))
    han = "[一二三四五六七八九十]{1,3}"
    no_day = (
        rf"(?!\d|[:/.,-]\d|[%€$]| ?(?:(?:de |of )?(?:{month})\b|[ap]\.? ?m\b|hrs?\b|h\b|horas?\b|dias?\b|days?\b"
        r"|pesos|euros|soles|dolares|dollars|mil\b|por ciento|cuotas|pagos|meses|semanas|o'clock))"
    )
    of_this = r"(?: (?:de(?: este| el presente)?|del(?: presente| corriente)?) mes(?: en curso)?| of this month)?"
    return (
        rf"(?:(?P<zy>\d{{4}})年)?(?:(?P<zm>\d{{1,2}}|{han})月份?|(?P<zthis>本月|当月|这个?月))(?P<zd>\d{{1,2}}"
        rf"|{han})[日号]"
        r"|(?<!\d)(?P<iy>20\d\d)[-/.](?P<im>\d{1,2})[-/.](?P<id>\d{1,2})(?!\d)"
        r"|(?<![\d/.-])(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})(?:[/.-](?P<c>20\d\d|\d\d))?(?![\d/]|[.,-]\d|%)"
        rf"|(?<![\w])(?P<ed>\d{{1,2}})(?:st|nd|rd|th|ro|º|°)?[ /.-](?:day )?(?:of |de )?(?P<em>{month})\b\.?"
        r"(?:[,/ -]{0,2}(?:de |del )?(?:ano )?(?P<ey>20\d\d))?"
        rf"|(?P<zend>(?P<zendwhen>上个?|(?P<zendm>\d{{1,2}}|{han})(?=月))?(?:本|这|当)?个?(?P<zendunit>[年月周])[底末])"
        r"|(?P<zwpast>上个?)?(?P<zwnext>下个?)?(?:本周|这周|周|星期|礼拜)(?P<zw>[一二三四五六日天])"
        r"|(?<![\d月])(?P<dom>\d{1,2})(?:号(?!楼|院|线|店|门|路|码)|日(?=[之以]?前))"
        r"|(?:(?<=the )(?P<nth>\d{1,2})(?:st|nd|rd|th)|(?:(?<=antes del )|(?<=hasta el )|(?<=tardar el )|(?<=dia ))"
        rf"(?P<bare>\d{{1,2}})){no_day}{of_this}"
        rf"|(?<![\d月第{_HAN_NUMBERS}])(?P<zdom>{han})(?:号(?!楼|院|线|店|门|路|码)|日(?=[之以]?前))"
        rf"|(?P<zrel>{relative})"
    )


@cache
def _words() -> str:
    month = "|".join(sorted(_MONTHS, key=len, reverse=True))
    weekday = "|".join(name for name in _WEEKDAYS if name.isascii())
    latin = "|".join(sorted((word for word in _RELATIVE if word.isascii()), key=len, reverse=True))
    spelt = "|".join(sorted(_DAY_WORDS, key=len, reverse=True))
    spanish = "|".join(sorted(_SPANISH_DAYS, key=len, reverse=True))
    no_day = (
        rf"(?! (?:y |de (?:{month})\b|de la (?:manana|tarde|noche)|mil\b|cien|por ciento|pesos|soles|euros|dolares"
        r"|dias?\b|horas?\b|semanas?\b|meses\b|cuotas?\b|pagos?\b|habil))"
    )
    clock = r"(?![a-z\d]|[:/.,-]\d| ?(?:[ap]\.? ?m\b|hrs?\b|h\b|horas?\b|o'clock|(?:de |of )?(?:" + month + r")\b))"
    return (
        rf"(?P<um>{month})\b\.? (?:the )?(?:(?P<ud>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)|(?P<uspelt>{spelt})\b)"
        r"(?:,? (?P<uy>20\d\d))?"
        rf"|(?P<ospelt>{spelt}) (?:day )?of (?P<om>{month})\b(?:,? (?P<oy>20\d\d))?"
        rf"|(?P<sspelt>{spanish}) de (?P<sm>{month})\b(?: del? (?P<sy>20\d\d))?"
        rf"|(?P<wpast>last |previous )?(?:this |next |el |este |proximo |coming )?(?P<wd>{weekday})\b"
        rf"(?:(?P<wpast2> pasado| anterior| ultimo)\b|,? (?:dia |the |el )?(?P<wdom>\d{{1,2}})(?:st|nd|rd|th)?{clock})?"
        r"|(?P<end>(?:(?:the )?(?:very )?end of (?:the |this )?(?P<endlast>last )?"
        r"|(?:fin(?:es|al(?:es)?)?|cierre|termino) (?:del? )?(?:el |la |este |esta |presente )?"
        r"|(?:que )?(?:se )?(?:termin|acab|finali[cz]|conclu[iy])[a-z]{1,3} (?:el |la |este |esta ))"
        rf"(?:(?P<endunit>month|week|year|mes|semana|ano)\b(?P<endlast2> pasad[oa])?|(?P<endm>{month})\b)"
        r"|(?P<endunit2>month|year)[- ]end\b|(?:this |the )(?P<endunit3>weekend)\b)"
        rf"|(?:(?<=antes del )|(?<=hasta el )|(?<=tardar el )|(?<=para el )|(?<=dia ))(?P<sbare>{spanish})\b{no_day}"
        rf"|(?<=the )(?P<nbare>{spelt})\b(?=$|[,.;!?)]| (?:of (?:this|the|next) month|or|at|by|to|and|we)\b)"
        rf"|(?P<rel>{latin})\b"
    )


@cache
def _dates() -> re.Pattern[str]:
    """Figures and Han words are asked only at such a character, other words only where a word begins."""
    return late(rf"(?=[\d一-鿿])(?:{_figures()})|(?<![a-z])(?=[a-z])(?:{_words()})")


def find_days(plain: Plain, today: date | None, *, month_first: bool) -> Iterator[NamedDay]:
    """Every day that the text names; without a clock they are seen but not placed."""
    for found in _dates().finditer(plain.text):
        word = found["rel"] or found["zrel"]
        if word == "manana" and plain.text[: found.start()].endswith("la "):
            continue  # `de la mañana` is a part of the day
        day = _day_of(found, today, month_first) if today else None
        if day is None and today is not None:
            continue
        weight = 1 if (found["wd"] and not found["wdom"]) or found["zw"] else 2 if word else 3
        yield NamedDay(found.start(), found.end(), day, weight, morning=word in _MORNING, evening=word in _EVENING)


def _day_of(found: re.Match[str], today: date, month_first: bool) -> date | None:
    if found["rel"] or found["zrel"]:
        return today + _RELATIVE[found["rel"] or found["zrel"]] * DAY
    if found["wdom"]:
        return _of_the_month(int(found["wdom"]), today, weekday=_WEEKDAYS[found["wd"]])
    if found["wd"] or found["zw"]:
        return _weekday(found, today)
    if found["end"] or found["zend"]:
        return _end_of(found, today)
    bare = found["dom"] or found["nth"] or found["bare"] or found["zdom"] or found["sbare"] or found["nbare"]
    if bare:
        number = _DAY_WORDS.get(bare) or _SPANISH_DAYS.get(bare) or numbers.count(bare)
        return _of_the_month(number, today) if number else None
    return _make(*_year_month_day(found, today, month_first), today)


def _weekday(found: re.Match[str], today: date) -> date:
    """The coming one, today included; `last Friday` is the one before today; `下周五` is that of the next week."""
    index = _WEEKDAYS[found["wd"] or found["zw"]]
    monday = today - today.weekday() * DAY
    if found["zwpast"] or found["zwnext"]:
        return monday + (index + (7 if found["zwnext"] else -7)) * DAY
    if found["wpast"] or found["wpast2"]:
        return today - ((today.weekday() - index - 1) % 7 + 1) * DAY
    return today + ((index - today.weekday()) % 7) * DAY


def _end_of(found: re.Match[str], today: date) -> date | None:
    """The last day of a month, a week or a year; a month that is named is the one nearest to today."""
    named = numbers.count(found["zendm"]) if found["zendm"] else _MONTHS.get(found["endm"] or "")
    if named:
        first = _make(None, named, 1, today)
        return _last_of_month(first) if first else None
    unit = _ENDS[found["zendunit"] or found["endunit"] or found["endunit2"] or found["endunit3"]]
    before = found["zendwhen"] or found["endlast"] or found["endlast2"]
    if unit == "week":
        return today + (6 - today.weekday() - (7 if before else 0)) * DAY
    if unit == "year":
        return date(today.year - 1 if before else today.year, 12, 31)
    return today.replace(day=1) - DAY if before else _last_of_month(today)


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY


def _of_the_month(number: int, today: date, weekday: int | None = None) -> date | None:
    """A day of the month without its month: of this month or the next; with a weekday that fits, that one."""
    days = []
    for shift in (-1, 0, 1):
        index = today.year * 12 + today.month - 1 + shift
        day = _make(index // 12, index % 12 + 1, number, today)
        if day is not None:
            days.append(day)
    fitting = [day for day in days if weekday is not None and day.weekday() == weekday]
    near = [day for day in fitting or days if fitting or (today - day).days <= _LONG_AGO]
    return min(near, key=lambda day: abs((day - today).days), default=None)


def _year_month_day(found: re.Match[str], today: date, month_first: bool) -> tuple[int | None, int | None, int | None]:
    if found["zthis"]:
        return today.year, today.month, numbers.count(found["zd"])
    if found["zm"]:
        return _number(found["zy"]), numbers.count(found["zm"]), numbers.count(found["zd"])
    if found["iy"]:
        return int(found["iy"]), int(found["im"]), int(found["id"])
    if found["ospelt"] or found["sspelt"] or found["uspelt"]:
        number = _DAY_WORDS.get(found["ospelt"] or found["uspelt"] or "") or _SPANISH_DAYS.get(found["sspelt"] or "")
        year = _number(found["oy"] or found["sy"] or found["uy"])
        return year, _MONTHS[found["om"] or found["sm"] or found["um"]], number
    if found["em"] or found["um"]:
        return _number(found["ey"] or found["uy"]), _MONTHS[found["em"] or found["um"]], int(found["ed"] or found["ud"])
    return _by_figures(found, month_first)


def _by_figures(found: re.Match[str], month_first: bool) -> tuple[int | None, int | None, int | None]:
    first, second, year = int(found["a"]), int(found["b"]), _number(found["c"])
    month, day = (first, second) if (month_first and first <= 12) or second > 12 else (second, first)
    return (year + 2000 if year is not None and year < 100 else year), month, day


def _number(figures: str | None) -> int | None:
    return int(figures) if figures else None


def _make(year: int | None, month: int | None, day: int | None, today: date) -> date | None:
    """The day; without a year the one nearest to today (a deadline in December read in January is last month's)."""
    years = (year,) if year is not None else (today.year - 1, today.year, today.year + 1)
    days = []
    for candidate in years:
        try:
            days.append(date(candidate, month or 0, day or 0))
        except ValueError:
            continue
    return min(days, key=lambda d: abs((d - today).days), default=None)
