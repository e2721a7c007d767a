"""Deadlines in a text: dates, hours and spans of time in three languages, as moments in the debtor's zone.

Only what stands with a word for "until then" is a deadline; "was due on 2 November" and opening hours are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from atesta.kept import late
from atesta.review.truth import numbers
from atesta.review.truth.plain import Plain

CLOSE_OF_BUSINESS = time(18)  # no text says when "close of business" is; the later usual hour, so as not to accuse
_DAY = timedelta(days=1)
_MONTHS = {
    name: index // 3 + 1
    for index, name in enumerate(
        name
        for number in range(12)
        for name in (
            ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
             "november", "december")[number],
            ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
             "noviembre", "diciembre")[number],
            ("jan", "feb", "mar", "apr", "set", "jun", "jul", "aug", "sept", "oct", "nov", "dec")[number],
        )
    )
}  # fmt: skip
_MONTHS |= {"ene": 1, "abr": 4, "ago": 8, "sep": 9, "dic": 12, "setiembre": 9, "may": 5, "set": 9}
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
        (-1, "yesterday|ayer|昨天|昨日"),
        (0, "today|tonight|hoy|hoy mismo|dia de hoy|esta noche|esta tarde|今天|今日|今晚|当日|当天|本日|今"),
        (1, "tomorrow|manana|dia de manana|明天|明日|明晚"),
        (2, "pasado manana|后天|后日"),
    )
    for word in words.split("|")
}
_EVENING = ("tonight", "esta noche", "esta tarde", "今晚", "明晚")


@dataclass(frozen=True, slots=True)
class Deadline:
    """`by` is the last moment, in the debtor's zone. None: a span that starts whenever, or no clock to count from."""

    start: int
    end: int
    by: datetime | None
    form: str  # "moment" (a day or an hour is named) or "within" (so many hours or days)


@dataclass(frozen=True, slots=True)
class _When:
    start: int
    end: int
    day: date | None = None
    hour: time | None = None
    midnight: bool = False  # 24:00: the end of that day
    span: timedelta | None = None
    evening: bool = False
    cued: bool = False  # "today by 5pm": the word for "until then" stands inside


@cache
def _dates() -> re.Pattern[str]:
    """Days; figures and Han words are asked only at such a character, other words only where a word begins."""
    month = "|".join(sorted(_MONTHS, key=len, reverse=True))
    weekday = "|".join(name for name in _WEEKDAYS if name.isascii())
    relatives = sorted(_RELATIVE, key=len, reverse=True)
    relative = "|".join(word for word in relatives if word.isascii())
    relative_han = "|".join(word for word in relatives if not word.isascii())
    han = "[一二三四五六七八九十]{1,3}"
    figures = (
        rf"(?:(?P<zy>\d{{4}})年)?(?:(?P<zm>\d{{1,2}}|{han})月|(?P<zthis>本月|当月))(?P<zd>\d{{1,2}}|{han})[日号]"
        r"|(?<!\d)(?P<iy>20\d\d)[-/.](?P<im>\d{1,2})[-/.](?P<id>\d{1,2})(?!\d)"
        r"|(?<![\d/.-])(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})(?:[/.-](?P<c>20\d\d|\d\d))?(?![\d/]|[.,-]\d|%)"
        rf"|(?<![\w])(?P<ed>\d{{1,2}})(?:st|nd|rd|th)? (?:of |de )?(?P<em>{month})\b\.?"
        r"(?:,? (?:de |del )?(?P<ey>20\d\d))?"
        r"|(?:本周|这周|周|星期|礼拜)(?P<zw>[一二三四五六日天])"
        r"|(?<![\d月])(?P<dom>\d{1,2})(?:号(?!楼|院|线|店|门|路|码)|日(?=[之以]?前))"
        r"|(?P<zend>月底|月末)"
        rf"|(?P<zrel>{relative_han})"
    )
    words = (
        rf"(?P<um>{month})\b\.? (?P<ud>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<uy>20\d\d))?"
        rf"|(?:this |next |el |este |proximo |coming )?(?P<wd>{weekday})\b"
        r"|(?P<end>end of (?:the|this) month|fin de mes|final(?:es)? de mes)"
        rf"|(?P<rel>{relative})\b"
    )
    return re.compile(rf"(?=[\d一-鿿])(?:{figures})|(?<![a-z])(?=[a-z])(?:{words})")


@cache
def _hours() -> re.Pattern[str]:
    """Hours of the day; as in `_dates`, figures and words are asked only where they can begin."""
    han = "[一二两三四五六七八九十]{1,3}"
    part = r"de la (?:manana|tarde|noche)"
    half = r"(?P<ap>a\.?m\b\.?|p\.?m\b\.?|hrs?\b|horas\b|h\b)?"
    figures = (
        rf"(?P<zp>凌晨|早上|上午|中午|下午|傍晚|晚上|夜里|(?<![今明])晚)?(?P<zh>\d{{1,2}}|{han})(?:点|时)(?!间|候|期|多)"
        r"(?:(?P<zmin>\d{1,2})分?|(?P<half>半))?(?:整|钟)?"
        rf"|(?<![\d:.,])(?P<h>\d{{1,2}})[:.](?P<m>[0-5]\d)(?::[0-5]\d)? ?{half}(?![\d%]|[.,]\d)"
        rf"|(?<![\d:.,$])(?P<h2>\d{{1,2}}) ?(?P<ap2>a\.?m\b\.?|p\.?m\b\.?|o'clock|{part})"
        r"|(?P<zword>正午|中午(?!\d)|午夜|零点|下班)"
    )
    words = (
        r"las (?P<h3>\d{1,2})(?::(?P<m3>[0-5]\d))?(?: ?(?:hrs?|horas|h)\b)?"
        rf"(?P<ap3> {part}| ?p\.?m\b\.?| ?a\.?m\b\.?)?"
        r"|(?P<word>noon|midday|midnight|mediodia|medianoche|close of business|cob|eod"
        r"|end of (?:the )?(?:business )?day|fin(?:al)? del dia|cierre del dia)\b"
    )
    return re.compile(rf"(?=[\d一-鿿])(?:{figures})|(?<![a-z])(?=[lnmcef])(?:{words})")


_UNIT = (
    r"(?P<hour>个?小时|hours?\b|hrs?\b|horas?\b|h\b)|(?P<work>个?工作日|(?:business|working) days?\b|dias? habiles)"
    r"|(?P<day>天|日(?![之以]?前)|days?\b|dias?\b(?: naturales| calendario)?)|(?P<minute>分钟"
    r"|minutes?\b|mins?\b|minutos?\b)"
    r"|(?P<week>个?(?:星期|周)|weeks?\b|semanas?\b)"
)
_UNIT_WORDS = frozenset(
    (
        "hour",
        "hours",
        "hora",
        "horas",
        "day",
        "days",
        "dia",
        "dias",
        "minutes",
        "minutos",
        "week",
        "weeks",
        "semana",
        "semanas",
    )
)


@cache
def _spans() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Spans of time in figures or Chinese numerals; and in words, which is asked only where a unit stands."""
    figures = rf"(?<![\d.,/:月年第a-z-])(?P<n>\d{{1,3}}|{numbers.HAN})[ -]?(?:{_UNIT})"
    return late(figures), late(rf"(?<![a-z\d-])(?P<n>{numbers.WORDS})[ -](?:{_UNIT})")


_JOIN = late(
    r"[ ,.]*(?:的|之|a(?: las?)?|at|on|del?(?: dia)?(?: de)?|of|el"
    r"|(?P<cue>antes de(?: las)?|by|before|no later than|hasta(?: las)?|a mas tardar(?: a(?: las)?)?))?[ ,]*"
)
_PAY_ES = "pag(?:ue|ar|a)|liquid(?:e|ar|a)|regulari(?:ce|zar|za)|abon(?:e|ar|a)|cubr(?:a|ir)|deposit(?:e|ar|a)"
_BEFORE_EN = (
    r"by|before|until|till|no later than|not later than|latest by|within(?: the)?(?: next)?|in(?: the next)?"
    r"|have(?: only)?"
    r"|deadline(?: is|:)?|expires?(?: on| in)?|today by|(?:pay|settle|respond|reply|act)(?: us| it| this| now)?"
)
_BEFORE_ES = (
    r"antes de(?:l?(?: dia)?| las?)?|hasta(?: el| las| la)?(?: dia)?|a mas tardar(?: el| a)?(?: dia)?"
    r"|como maximo(?: el)?"
    r"|dentro de(?: las?| los)?(?: proximas| proximos)?"
    r"|en(?: las| los| el| un)?(?: proximas| proximos| plazo(?: maximo)?(?: de)?| termino de| maximo(?: de)?"
    r"| menos de)?"
    r"|(?:plazo|termino)(?: maximo)?(?: es)?(?: de)?|tiene[ns]?(?: solo| un plazo de| hasta)?|cuentas? con"
    r"|le (?:quedan|damos)|(?:plazo|oportunidad)(?: que)? vence(?: el)?|(?:fecha )?limite:?(?: de| el)?"
    rf"|ultimo dia(?: para [a-z ]{1, 25})?:?|para|{_PAY_ES}"
)
_BEFORE_ZH = r"截止到?至?|最迟|最晚|限您?于?|限时|期限为?|(?:请您?)?(?:务必|必须)(?:于|在)?|请您?(?:于|在)?"
_VERB = late(rf"请|务必|必须|(?:{_PAY_ES}|pay|settle|respond|reply|act)\b")
_BEFORE = late(rf"(?:\b(?:{_BEFORE_EN}|{_BEFORE_ES})[ :]*(?:el |las? )?|(?:{_BEFORE_ZH})[ :]*)$")
_AFTER = late(
    r"之前|以前|前|之内|以内|内|为止|截止|止| or (?:we|else)\b| es el ultimo dia"
    r"| para (?:pagar|dar|liquidar|comunicarse|regularizar|realizar|cubrir)\b| to (?:pay|respond|settle|call"
    r"|resolve)\b"
)
_DUE = late(
    r"(?:\bdue|\bwas|\bvencid[oa]s?|\bvencio|\bvencimiento|\bvencia|\bera|\bdebia\w*|\btenia\w*(?: como)?|\bdebio"
    r"|应于|本应|原定|到期日?|还款日"
    r"|\bopens?|\babiert[oa]|\batencion|\bhorario|服务时间|工作时间|营业)(?: \w+){0,3} ?$"
)


_LATE = late(
    r" ?(?:naturales |calendario |habiles )?(?:de |en |con )?(?:atras|mora|retras|vencid|impag|morosi|incumpl"
    r"|demora|sin pagar|late\b"
    r"|overdue|past[- ]due|delinq|behind|in arrears|in default|逾期|未还|没还|的逾期)"
)
"""`tiene 15 días de atraso` counts days late; it sets no limit."""


def find_deadlines(plain: Plain, now: datetime | None, *, month_first: bool) -> tuple[Deadline, ...]:
    """Every deadline, by start. `now` is when the message came, in the debtor's zone; None leaves `by` empty."""
    whens = _merged(plain, sorted(_whens(plain, now, month_first), key=lambda when: (when.start, -when.end)))
    found = []
    for when in whens:
        before = _BEFORE.search(plain.text, max(0, when.start - 45), when.start)
        after = _AFTER.match(plain.text, when.end)
        if not (before or after or when.cued) or (when.span and _LATE.match(plain.text, when.end)):
            continue
        head = before.start() if before else when.start
        if _DUE.search(plain.text, max(0, head - 30), head):
            continue
        asks = before is None or _VERB.match(before[0]) is not None
        start = when.start if asks else head
        end = after.end() if after and not after[0].startswith(" ") else when.end
        found.append(Deadline(start, end, _last_moment(when, now), "within" if when.span else "moment"))
    return tuple(found)


def _whens(plain: Plain, now: datetime | None, month_first: bool) -> Iterator[_When]:
    text = plain.text
    today = now.date() if now else None
    for found in _dates().finditer(text):
        day = _day_of(found, today, month_first)
        if day is not None or today is None:
            yield _When(found.start(), found.end(), day=day, evening=(found["rel"] or found["zrel"]) in _EVENING)
    for found in _hours().finditer(text):
        hour, midnight = _hour_of(found)
        if hour is not None:
            yield _When(found.start(), found.end(), hour=hour, midnight=midnight)
    figures, words = _spans()
    spelt = () if _UNIT_WORDS.isdisjoint(plain.words) else words.finditer(text)
    for found in (*figures.finditer(text), *spelt):
        span = _span_of(found)
        if span is not None:
            yield _When(found.start(), found.end(), span=span)


def _merged(plain: Plain, whens: list[_When]) -> list[_When]:
    """A day and an hour that stand together are one moment; of two that overlap the longer stays."""
    merged: list[_When] = []
    for when in whens:
        last = merged[-1] if merged else None
        if last and when.start < last.end:
            continue
        join = _JOIN.fullmatch(plain.text, last.end, when.start) if last else None
        if last and join and not last.span and not when.span and (last.hour is None) != (when.hour is None):
            merged[-1] = _together(last, when, cued=join["cue"] is not None)
            continue
        merged.append(when)
    return merged


def _together(first: _When, second: _When, *, cued: bool) -> _When:
    day, clock = (second, first) if first.hour is not None else (first, second)
    hour = clock.hour
    if day.evening and hour is not None and 0 < hour.hour < 12:
        hour = hour.replace(hour=hour.hour + 12)
    # "Tonight at twelve" is the end of the day, not its noon.
    midnight = clock.midnight or (day.evening and hour is not None and (hour.hour, hour.minute) == (12, 0))
    return _When(first.start, second.end, day.day, hour, midnight, cued=cued)


def _day_of(found: re.Match[str], today: date | None, month_first: bool) -> date | None:
    if today is None:
        return None
    if found["rel"] or found["zrel"]:
        return today + _RELATIVE[found["rel"] or found["zrel"]] * _DAY
    if found["wd"] or found["zw"]:
        return today + ((_WEEKDAYS[found["wd"] or found["zw"]] - today.weekday()) % 7) * _DAY
    if found["end"] or found["zend"]:
        return (today.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY
    return _make(*_year_month_day(found, today, month_first), today)


def _year_month_day(found: re.Match[str], today: date, month_first: bool) -> tuple[int | None, int | None, int | None]:
    if found["dom"] or found["zthis"]:
        return today.year, today.month, numbers.count(found["dom"] or found["zd"])
    if found["zm"]:
        return _number(found["zy"]), numbers.count(found["zm"]), numbers.count(found["zd"])
    if found["iy"]:
        return int(found["iy"]), int(found["im"]), int(found["id"])
    if found["em"] or found["um"]:
        return _number(found["ey"] or found["uy"]), _MONTHS[found["em"] or found["um"]], int(found["ed"] or found["ud"])
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


_NIGHT = ("下午", "傍晚", "晚上", "晚", "夜里")


def _hour_of(found: re.Match[str]) -> tuple[time | None, bool]:
    word = found["word"] or found["zword"]
    if word:
        return _word_hour(word)
    hour = numbers.count(found["zh"] or found["h"] or found["h2"] or found["h3"] or "")
    minute = 30 if found["half"] else int(found["zmin"] or found["m"] or found["m3"] or 0)
    part = (found["ap"] or found["ap2"] or found["ap3"] or "").strip().replace(".", "")
    if hour is None or hour > 24 or minute > 59:
        return None, False
    if (found["zp"] in _NIGHT or part in ("pm", "de la tarde", "de la noche")) and hour < 12:
        hour += 12
    if part == "am" and hour == 12:
        hour = 0
    return (time(0), True) if hour == 24 else (time(hour, minute), False)


def _word_hour(word: str) -> tuple[time, bool]:
    if word in ("noon", "midday", "mediodia", "正午", "中午"):
        return time(12), False
    if word in ("midnight", "medianoche", "午夜", "零点"):
        return time(0), True
    if word in ("close of business", "cob", "下班", "end of business day", "end of the business day"):
        return CLOSE_OF_BUSINESS, False
    return time(0), True


def _span_of(found: re.Match[str]) -> timedelta | None:
    amount = numbers.count(found["n"])
    if amount is None:
        return None
    for unit, step in (("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)), ("week", 7 * _DAY)):
        if found[unit]:
            return amount * step
    return amount * _DAY


def _last_moment(when: _When, now: datetime | None) -> datetime | None:
    if now is None:
        return None
    if when.span:
        return now + when.span
    day = when.day or now.date()
    if when.hour is None or when.midnight:
        day, hour = day + _DAY, time(0)
    else:
        hour = when.hour
    return datetime.combine(day, hour, tzinfo=now.tzinfo)
