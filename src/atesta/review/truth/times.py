"""Deadlines in a text: dates, hours and spans of time in three languages, as moments in the debtor's zone.

Only what stands with a word for "until then" is a deadline; "was due on 2 November" and opening hours are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from atesta.kept import late
from atesta.review.truth import numbers
from atesta.review.truth.days import DAY, DAY_NAMES, MONTH_NAMES, NamedDay, find_days
from atesta.review.truth.hours import NamedHour, find_hours
from atesta.review.truth.plain import Plain


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
    day: NamedDay | None = None
    hour: NamedHour | None = None
    span: timedelta | None = None
    cued: bool = False  # "today by 5pm": the word for "until then" stands inside


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


_ZONE = (
    r"(?: ?\(?(?:e[sd]?t|c[sd]?t|m[sd]t|p[sd]?t|gmt|bst|utc|eastern|central|pacific|local time|北京时间"
    r"|hora (?:local|peninsular)"
    r"|(?:tiempo|hora)(?: del?)? (?:centro|la ciudad de mexico|colombia|chile|peru))(?: time)?\)?)?"
)
_JOIN = late(
    rf"{_ZONE}[ ,.]*\(?(?:的|之|a(?: las?)?|at|on|del?(?: dia)?(?: de)?|of|el(?: dia)?|the|es decir,?(?: el)?"
    rf"|即|en punto"
    r"|(?P<cue>antes del?(?: las?)?|by|before|no later than|hasta(?: las?| el)?|a mas tardar(?: a(?: las)?)?"
    r"|como maximo(?: a(?: las)?)?))?[ ,]*"
)
_PAY_ES = "pag(?:ue|ar|a)|liquid(?:e|ar|a)|regulari(?:ce|zar|za)|abon(?:e|ar|a)|cubr(?:a|ir)|deposit(?:e|ar|a)"
_BEFORE_EN = (
    r"(?:on or )?before|by|until|till|no later than|not later than|at the latest by|latest by|within(?: the)?(?: next)?"
    r"|in(?: the next)?|have(?: only)?"
    r"|(?:(?:final |payment |last )?(?:deadline|cut-?off)(?: date)?(?: (?:for|to) [a-z ]{1,25}?)?(?: is|:)?)"
    r"|(?:last|final) (?:day|date)(?: (?:for|to) [a-z ]{1,25}?)?(?: is|:)?"
    r"|expires?(?: on| in| at)?|today by|(?:pay|settle|respond|reply|act)(?: us| it| this| now)?"
    r"|(?:pay|settle|repay)\b[^.;,]{0,25} in full"
)
_BEFORE_ES = (
    r"antes de(?:l?(?: dia)?| las?)?|hasta(?: antes)?(?: del?)?(?: el| las| la)?(?: dia)?|a mas tardar(?: el"
    r"| a)?(?: dia)?"
    r"|como maximo(?: el)?|(?:en el (?:transcurso|curso)|a lo largo) del?|durante(?: el)?"
    r"|dentro de(?: las?| los)?(?: proximas| proximos)?"
    r"|en(?: las| los| el| un)?(?: proximas| proximos| plazo(?: maximo)?(?: de)?| termino de| maximo(?: de)?"
    r"| menos de)?"
    r"|(?:plazo|termino)(?: maximo)?(?: es)?(?: de)?|tiene[ns]?(?: solo| un plazo de| hasta)?|cuentas? con"
    r"|le (?:quedan|damos)|(?:plazo|oportunidad)(?: que)? vence(?: el)?"
    r"|(?:(?:fecha|plazo|hora|dia) )?limite(?: (?:para|de) [a-z ]{1,30}?)?:?(?: es)?(?: de| el| a las)?"
    rf"|(?:ultimo|ultima) (?:dia|plazo|fecha)(?: (?:para|de) [a-z ]{{1,30}}?)?:?(?: es)?(?: el)?|para|{_PAY_ES}"
    rf"|(?:{_PAY_ES})\b[^.;]{{0,30}}? ?entre las? [^.;]{{1,20}}? y"
)
_BEFORE_ZH = (
    r"截[止至](?:时间|日期|日)?(?:到|至|为|是|在|于)?|最迟(?:于|在)?|最晚(?:于|在)?|限您?(?:于|在)?|限时"
    r"|(?:最后|还款|处理|缴款|付款)?(?:期限|时限)(?:到|至|为|是|在|于)?|(?:请您?)?(?:务必|必须)(?:于|在)?"
    r"|请您?(?:于|在)?|赶在|不晚于|不迟于"
)
_VERB = late(rf"请|务必|必须|(?:{_PAY_ES}|pay|settle|respond|reply|act)\b")
_BEFORE = late(rf"(?:\b(?:{_BEFORE_EN}|{_BEFORE_ES})[ :]*(?:el |las? |the )?|(?:{_BEFORE_ZH})[ :]*)$")
_ENDS_OF = ("fin", "cierre", "termin", "conclu", "acab", "mediodia")
"""`pague a fin de mes` and `al mediodía` set a limit; `a las 5` need not."""
_AFTER = late(
    r"之前|以前|前|结束[之以]?前|之内|以内|内|为止|截止|止| or (?:we|else)\b| es el ultimo dia| es la fecha limite"
    r"|,? (?:a mas tardar|como (?:maximo|limite|tarde)|at (?:the )?(?:very )?latest|latest)\b"
    r"| para (?:pagar|dar|liquidar|comunicarse|regularizar|realizar|cubrir)\b| to (?:pay|respond|settle|call"
    r"|resolve)\b"
)
_DUE = late(
    r"(?:\bdue|\bwas|\bvencid[oa]s?|\bvencio|\bvencimiento|\bvencia|\bera|\bdebia\w*|\btenia\w*(?: como)?|\bdebio"
    r"|应于|本应|原定|到期日?|还款日"
    r"|\bopens?|\babiert[oa]|\batencion|\bhorario|服务时间|工作时间|营业)(?: \w+){0,3} ?$"
)

_IS_OVER = late(r"\b(?:was|were|era|fue|vencio|expired|passed|has passed)\b")
"""`the deadline was …` tells of one that is over; it sets none."""
_LATE = late(
    r" ?(?:naturales |calendario |habiles )?(?:de |en |con )?(?:atras|mora|retras|vencid|impag|morosi|incumpl"
    r"|demora|sin pagar|late\b"
    r"|overdue|past[- ]due|delinq|behind|in arrears|in default|逾期|未还|没还|的逾期)"
)
"""`tiene 15 días de atraso` counts days late; it sets no limit."""


_HINT_HAN = late(
    r"[一二两三四五六七八九十](?:天|日|点|小时|号)|[今明昨前后当本即][天日晚早晨]|周[一二三四五六日天末]|星期"
    r"|礼拜|[月年][底末]"
    r"|中午|正午|午前|午夜|零点|下班|上午|早上|下午"
)
_TIME_WORDS = """
hoy ayer anoche antier anteayer manana mediodia medianoche tarde noche hora horas dia dias semana semanas mes ano fin
fines final finales cierre lunes martes miercoles jueves viernes sabado domingo
today yesterday tonight tomorrow morning afternoon evening night noon midday midnight lunch lunchtime close cob eob eod
end hour hours day days week weeks weekend month year minutes clock monday tuesday wednesday thursday friday saturday
sunday
"""
_HINTS = MONTH_NAMES | DAY_NAMES | frozenset(_TIME_WORDS.split())


def hints_at_time(plain: Plain) -> bool:
    """Can there be a day or an hour in it? Cheap, asked before the expensive expressions."""
    if plain.has_digit or not plain.words.isdisjoint(_HINTS):
        return True
    return not plain.text.isascii() and _HINT_HAN.search(plain.text) is not None


def _at_the_end(text: str, at: int) -> re.Match[str] | None:
    return late(r"(?<![a-z])al? $").search(text, max(0, at - 3), at) if text.startswith(_ENDS_OF, at) else None


def find_deadlines(plain: Plain, now: datetime | None, *, month_first: bool) -> tuple[Deadline, ...]:
    """Every deadline, by start. `now` is when the message came, in the debtor's zone; None leaves `by` empty."""
    whens = _merged(plain, sorted(_whens(plain, now, month_first), key=lambda when: (when.start, -when.end)))
    found = []
    for when in whens:
        before = _BEFORE.search(plain.text, max(0, when.start - 45), when.start) or _at_the_end(plain.text, when.start)
        after = _AFTER.match(plain.text, when.end)
        if not (before or after or when.cued) or (when.span and _LATE.match(plain.text, when.end)):
            continue
        head = before.start() if before else when.start
        if _DUE.search(plain.text, max(0, head - 30), head) or _IS_OVER.search(plain.text, head, when.start):
            continue
        asks = before is None or _VERB.match(before[0]) is not None
        start = when.start if asks else head
        end = after.end() if after and not after[0].startswith(" ") else when.end
        found.append(Deadline(start, end, _last_moment(when, now), "within" if when.span else "moment"))
    return tuple(found)


def _whens(plain: Plain, now: datetime | None, month_first: bool) -> Iterator[_When]:
    today = now.date() if now else None
    for day in find_days(plain, today, month_first=month_first):
        yield _When(day.start, day.end, day=day)
    for hour in find_hours(plain):
        yield _When(hour.start, hour.end, hour=hour)
    figures, words = _spans()
    spelt = () if _UNIT_WORDS.isdisjoint(plain.words) else words.finditer(plain.text)
    for found in (*figures.finditer(plain.text), *spelt):
        span = _span_of(found)
        if span is not None:
            yield _When(found.start(), found.end(), span=span)


def _merged(plain: Plain, whens: list[_When]) -> list[_When]:
    """Days and an hour that stand together are one moment; of two that overlap the longer stays."""
    merged: list[_When] = []
    for when in whens:
        last = merged[-1] if merged else None
        if last and when.start < last.end:
            continue
        join = _JOIN.fullmatch(plain.text, last.end, when.start) if last else None
        if last and join and _fit(last, when):
            closed = "(" in join[0] and plain.text[when.end : when.end + 1] == ")"
            end = when.end + 1 if closed else when.end
            merged[-1] = _together(last, when, end, cued=last.cued or join["cue"] is not None)
            continue
        merged.append(when)
    return merged


def _fit(first: _When, second: _When) -> bool:
    """A day with an hour, or one day under two names (`hoy 16 de noviembre`, `Friday, 14 November`)."""
    if first.span or second.span or (first.hour and second.hour):
        return False
    return not (first.day and second.day) or first.day.weight != second.day.weight


def _together(first: _When, second: _When, end: int, *, cued: bool) -> _When:
    days = [when.day for when in (first, second) if when.day]
    day = max(days, key=lambda named: named.weight, default=None)
    if day:
        day = replace(day, morning=any(d.morning for d in days), evening=any(d.evening for d in days))
    return _When(first.start, end, day, first.hour or second.hour, cued=cued)


def _span_of(found: re.Match[str]) -> timedelta | None:
    amount = numbers.count(found["n"])
    if amount is None:
        return None
    for unit, step in (("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)), ("week", 7 * DAY)):
        if found[unit]:
            return amount * step
    return amount * DAY


def _last_moment(when: _When, now: datetime | None) -> datetime | None:
    if now is None:
        return None
    if when.span:
        return now + when.span
    day = when.day.day if when.day and when.day.day else now.date()
    if when.hour is None:
        morning = when.day is not None and when.day.morning
        return _at(day, time(12), now) if morning else _at(day + DAY, time(0), now)
    at_night = when.day is not None and when.day.evening and when.hour.hour == time(12)  # `tonight at twelve`
    if at_night or (when.hour.midnight and when.hour.hour == time(0)):
        return _at(day + DAY, time(0), now)
    by = _at(day, _of_the_evening(when), now)
    later = by + timedelta(hours=12)
    in_doubt = when.hour.loose and not (when.day and when.day.morning)
    return later if in_doubt and by < now <= later else by


def _of_the_evening(when: _When) -> time:
    """`Tonight by 8` is 20:00."""
    assert when.hour is not None
    hour = when.hour.hour
    evening = when.day is not None and when.day.evening
    return hour.replace(hour=hour.hour + 12) if evening and 0 < hour.hour < 12 else hour


def _at(day: date, hour: time, now: datetime) -> datetime:
    return datetime.combine(day, hour, tzinfo=now.tzinfo)
