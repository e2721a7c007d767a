"""Findings as sentences: times, money and reasons in the reader's language. Data in, words out; nothing is judged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from atesta.locale import Catalogue
from atesta.telling.visible import visible

if TYPE_CHECKING:
    from atesta.review.finding import Finding

MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}


def say_day(day: date, lang: str) -> str:
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    if lang == "es":
        return f"{day.day} de {MONTHS['es'][day.month - 1]} de {day.year}"
    return f"{day.day} {MONTHS['en'][day.month - 1]} {day.year}"


def say_moment(moment: datetime, lang: str) -> str:
    """Wall clock with its offset: a time without one would be somebody's guess."""
    offset = moment.strftime("%z")
    zone = f"UTC{offset[:3]}:{offset[3:5]}" if offset else ""
    glue = " " if lang == "zh" else ", "
    return f"{say_day(moment.date(), lang)}{glue}{moment:%H:%M} {zone}".rstrip()


def say_value(value: Any, lang: str) -> str:
    """A value of a finding: dates and times are told as a reader says them, the rest stays as it is."""
    if not isinstance(value, str):
        return str(value)
    try:
        return say_day(date.fromisoformat(value), lang)
    except ValueError:
        pass
    try:
        return say_moment(datetime.fromisoformat(value), lang)
    except ValueError:
        return say_money(value, lang)


_COMMA_DECIMALS = frozenset({"EUR", "COP", "CLP"})  # Mexico, Peru and the US write 1,234.56 in Spanish too
_SWAPPED = str.maketrans(",.", ".,")


def say_money(value: str, lang: str) -> str:
    """ "1234.56 EUR" in the reader's writing; anything else comes back unchanged."""
    number, _, currency = value.partition(" ")
    try:
        amount = Decimal(number)
    except InvalidOperation:
        return value
    if not amount.is_finite() or len(currency) != 3 or not currency.isupper():
        return value
    written = f"{amount:,.2f}"
    if lang == "es" and currency in _COMMA_DECIMALS:
        written = written.translate(_SWAPPED)
    return f"{written} {currency}"


def say_sender(finding: Finding, words: Catalogue) -> str:
    """One thing that was looked up about the sender."""
    measured = finding.measured
    key = f"sender.{measured['reason']}"
    if measured["reason"] == "address_listed":
        key += "_own" if measured.get("holder") == "own" else "_agency"
    values = {name.replace("from", "from_"): visible(say_value(value, words.lang)) for name, value in measured.items()}
    values["differences"] = _differences(measured.get("differences"), words)
    return words.say(key, n=None, **_known(values))


def _differences(pairs: Any, words: Catalogue) -> str:
    if not isinstance(pairs, list):
        return ""
    told = [(visible(str(pair["registered"])), visible(str(pair["received"]))) for pair in pairs[:3]]
    return words.say("page.list").join(
        f"{words.say('page.quote', text=registered)} → {words.say('page.quote', text=received)}"
        for registered, received in told
    )


def _known(values: Mapping[str, str]) -> dict[str, str]:
    """Every value a sentence may name, a dash where the file has none (an open end has no date)."""
    return {
        name: values.get(name, "—")
        for name in ("agency_name", "to", "from_", "on", "differences", "registered_at", "as_of", "name", "at")
    }


def say_limit(finding: Finding, kind: str, words: Catalogue) -> str:
    """What a check of a limit saw, and why it could not be decided where it could not."""
    measured = finding.measured
    said = [_seen(finding, kind, words)]
    if "reason" in measured:
        key = f"limits_reason.{measured['reason']}"
        said.append(words.say(key if words.has(key) else "limits_reason.other"))
    return (" " if words.lang != "zh" else "").join(part for part in said if part)


def _seen(finding: Finding, kind: str, words: Catalogue) -> str:
    measured = finding.measured
    if "local" in measured:
        return _clock(measured, words)
    if "count" in measured and "max" in measured:
        return words.say("limits_says.counted", count=str(measured["count"]), max=str(measured["max"]))
    if "what" in measured:
        return words.say(f"limits_says.{measured['what']}", quote=words.say("page.quote", text=visible(finding.quote)))
    if kind == "pause":
        return _request(measured, words)
    return _report(kind, finding, words)


def _report(kind: str, finding: Finding, words: Catalogue) -> str:
    if kind == "frequency" and finding.answer == "within":
        return words.say("limits_says.counted_none")
    if kind == "do_not_contact":
        on = finding.measured.get("reported_on")
        return (
            words.say("limits_says.reported_on", on=say_value(on, words.lang))
            if on
            else words.say("limits_says.no_report")
        )
    return ""


def _request(measured: Mapping[str, Any], words: Catalogue) -> str:
    if "pause" not in measured:
        return words.say("limits_says.no_pause")
    return words.say(
        "limits_says.pause",
        from_=say_value(measured["from"], words.lang),
        pause=words.say(f"pause.{measured['pause']}"),
    )


def _clock(measured: Mapping[str, Any], words: Catalogue) -> str:
    local = datetime.fromisoformat(measured["local"])
    windows = ", ".join(f"{start}–{end}" for start, end in measured["windows"])
    key = "limits_says.local" if windows else "limits_says.local_closed"
    return words.say(key, local=f"{local:%H:%M}", zone=measured["zone"], windows=windows)
