"""Hours of the day as people name them in three languages: figures, words, and the words for a part of the day.

`9` may be nine in the morning or in the evening where nothing says which; such an hour is read so as not to accuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from functools import cache

from atesta.kept import late
from atesta.review.truth import numbers
from atesta.review.truth.plain import Plain

CLOSE_OF_BUSINESS = time(18)  # no text says when "close of business" is; the later usual hour, so as not to accuse
_NIGHT = 7  # nobody sets a limit before this hour without saying that the small hours are meant
_PARTS = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|(?<![今明])晚"
_ES_PART = r"(?:de|por|en) la (?:manana|tarde|noche|madrugada)|del mediodia"
_EN_PART = r"in the (?:morning|afternoon|evening)|at night"
_HALF = rf"[ap]\. ?m\b\.?|[ap] ?m\b\.?|{_ES_PART}|{_EN_PART}"
_SPELT = {
    word: number
    for words in (
        "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "one two three four five six seven eight nine ten eleven twelve",
    )
    for number, word in enumerate(words.split(), start=1)
}
_LATE_HOURS = """
trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuna veintidos veintitres
"""
_LATER = {word: number for number, word in enumerate(_LATE_HOURS.split(), start=13)}
_MINUTES = {"media": 30, "cuarto": 15, "thirty": 30, "fifteen": 15, "forty-five": 45}


@dataclass(frozen=True, slots=True)
class NamedHour:
    """`midnight`: the end of the day (24:00). `loose`: it may as well be twelve hours later."""

    start: int
    end: int
    hour: time
    midnight: bool = False
    loose: bool = False


@cache
def _hours() -> re.Pattern[str]:
    """Figures and words are asked only where they can begin."""
    han = "[一二两三四五六七八九十]{1,3}"
    spanish, english = (f"(?:{'|'.join(words)})" for words in (list(_SPELT)[:12], list(_SPELT)[12:]))
    later = "|".join(_LATER)
    today = r"today|tomorrow|tonight|this (?:morning|afternoon|evening)|on [a-z]+day"
    figures = (
        rf"(?P<zp>{_PARTS})?(?P<zh>\d{{1,2}}|{han})(?:点|时)(?!间|候|期|多)(?:(?P<zmin>\d{{1,2}}|{han})分?"
        rf"|(?P<half>半)|(?P<quarter>一刻))?"
        r"(?:整|钟)?"
        rf"|(?P<zp2>{_PARTS})?(?<![\d:.,])(?P<h>\d{{1,2}})[:.h](?P<m>[0-5]\d)(?::[0-5]\d)?"
        rf"(?: ?(?P<ap>{_HALF}|hrs?\b|hs\b|horas\b|h\b))?(?![\d%]|[.,]\d)"
        rf"|(?<![\d:.,$])(?P<h2>\d{{1,2}}) ?(?P<ap2>{_HALF}|o'clock(?: {_EN_PART})?)"
        r"|(?<![\d:.,$])(?P<mil>(?:[01]\d|2[0-4])[0-5]\d) ?(?:hrs?|hs|hours|horas|h)\b"
        rf"|(?:(?<=by )|(?<=before )|(?<=until )|(?<=till )|(?<=\bat ))(?P<h5>\d{{1,2}})(?= (?:{today})\b"
        rf"|[,.;!]|$)(?!\.\d|,\d)"
        r"|(?P<zpart>上午|早上|早晨|下午)(?=[之以]?前|内|结束)"
        r"|(?P<zword>正午|中午(?!\d)|午前|午夜|半夜|零点|(?:今[天日])?下班|收工|打烊)"
    )
    words = (
        r"las (?P<h3>\d{1,2})(?::(?P<m3>[0-5]\d))?(?: y (?P<q3>media|cuarto))?(?P<u3> ?(?:hrs?|horas|hs|h)\b)?"
        rf"(?: ?(?P<ap3>{_HALF}))?"
        rf"|las? (?P<w>{spanish})\b(?: y (?P<wm>media|cuarto))?(?: (?P<wap>{_HALF}|en punto|horas)|(?= (?:del?"
        rf"|hoy|manana)\b|[,.;!)]|$))"
        rf"|(?P<w2>{english})\b(?: (?P<wm2>thirty|fifteen|forty-five))? ?(?P<wap2>{_HALF}|o'clock(?: {_EN_PART})?)"
        rf"|las (?P<w24>{later}) horas?\b"
        rf"|(?P<past>half|quarter) past (?P<w6>{english})\b(?: ?(?P<wap6>{_HALF}))?"
        rf"|(?:(?<=by )|(?<=before )|(?<=until )|(?<=till ))(?P<w5>{english})(?= (?:{today})\b|[,.;!?]|$)"
        r"|(?P<word>noon|midday|lunch ?time|midnight|mediodia|medianoche|close of (?:business|play)|cob|eob|eod"
        r"|(?:the )?(?:end|close) of (?:the |this |our |your )?(?:business|working|work)? ?day|end of business"
        r"|(?:fin(?:al)?|cierre|termino) (?:del |de )(?:el )?(?:dia|la jornada|jornada|hoy)(?: de hoy)?"
        r"|(?:que )?(?:se )?(?:termin|acab|finali[cz]|conclu[iy])[a-z]{1,3} el dia(?: de hoy)?"
        r"|cierre (?:de (?:operaciones|oficinas?|caja|sucursal(?:es)?|ventanilla))"
        r"|(?:que )?cierr[ea]n? (?:el banco|la sucursal|la oficina))\b"
    )
    return late(rf"(?=[\d一-鿿])(?:{figures})|(?<![a-z])(?=[a-z])(?:{words})")


def find_hours(plain: Plain) -> Iterator[NamedHour]:
    """Every hour that the text names, by start."""
    for found in _hours().finditer(plain.text):
        word = found["word"] or found["zword"] or found["zpart"]
        hour = _word_hour(found, word) if word else _figure_hour(found)
        if hour is not None:
            yield hour


def _figure_hour(found: re.Match[str]) -> NamedHour | None:
    hour, minute, part = _hour_number(found), _minute(found), _part(found)
    if hour is None or hour > 24 or minute > 59:
        return None
    late = part in ("pm", "afternoon", "evening")
    if (hour == 12 and part in ("evening", "am")) or hour == 24:  # `las 12 de la noche`, `12 am`, `24时`: the day's end
        return NamedHour(*found.span(), time(0, 0 if hour == 24 else minute), midnight=minute == 0)
    if hour < 12 and (late or _small_hour(found, hour, part)):
        hour += 12
    loose = (
        not part
        and 0 < hour < 12
        and bool(found["h3"] or found["h5"] or found["w"] or found["w5"] or found["w6"])
        and found["u3"] is None
    )
    return NamedHour(*found.span(), time(hour, minute), loose=loose and found["m3"] is None)


def _small_hour(found: re.Match[str], hour: int, part: str) -> bool:
    """`a las 5`, `三点`: in the afternoon; `05:00` and `凌晨三点` are as written."""
    figures = found["h"] or found["h3"] or ""
    plain = not figures.startswith("0") and not found["mil"] and not found["u3"]
    return not part and plain and 0 < hour <= _NIGHT


def _hour_number(found: re.Match[str]) -> int | None:
    if found["mil"]:
        return int(found["mil"][:2])
    if found["w24"]:
        return _LATER[found["w24"]]
    spelt = found["w"] or found["w2"] or found["w5"] or found["w6"]
    if spelt:
        return _SPELT[spelt]
    return numbers.count(found["zh"] or found["h"] or found["h2"] or found["h3"] or found["h5"] or "")


def _minute(found: re.Match[str]) -> int:
    if found["mil"]:
        return int(found["mil"][2:])
    if found["past"]:
        return 30 if found["past"] == "half" else 15
    spelt = found["q3"] or found["wm"] or found["wm2"]
    if spelt or found["half"] or found["quarter"]:
        return _MINUTES[spelt] if spelt else 30 if found["half"] else 15
    return numbers.count(found["zmin"] or found["m"] or found["m3"] or "0") or 0


def _part(found: re.Match[str]) -> str:
    """`am`, `pm`, `afternoon`, `evening`, `morning`, or "" where nothing says which half of the day."""
    han = found["zp"] or found["zp2"]
    if han:
        late = {
            "中午": "",
            "下午": "afternoon",
            "傍晚": "evening",
            "晚上": "evening",
            "夜里": "evening",
            "晚": "evening",
        }
        return late.get(han, "morning")
    names = ("ap", "ap2", "ap3", "wap", "wap2", "wap6")
    words = next((found[name] for name in names if found[name]), "").replace(".", "").replace(" ", "")
    if words in ("am", "pm"):
        return words
    for part, marks in (
        ("evening", ("noche", "evening", "night")),
        ("afternoon", ("tarde", "afternoon", "mediodia")),
        ("morning", ("manana", "madrugada", "morning")),
    ):
        if words.endswith(marks):
            return part
    return "clock" if words.startswith(("h", "hr")) else ""


def _word_hour(found: re.Match[str], word: str) -> NamedHour:
    if word in ("noon", "midday", "mediodia", "正午", "中午", "午前", "上午", "早上", "早晨"):
        return NamedHour(*found.span(), time(12))
    if word.startswith("lunch"):
        return NamedHour(*found.span(), time(14))
    if word in ("midnight", "medianoche", "午夜", "半夜", "零点"):
        return NamedHour(*found.span(), time(0), midnight=True)
    closing = word.startswith(("close of business", "close of play", "cierre de", "que cierr", "cierr", "cob", "eob"))
    closing = closing and not word.endswith((" dia", " hoy"))
    if closing or "business" in word or "work" in word or word.endswith(("下班", "收工", "打烊", "下午", "jornada")):
        return NamedHour(*found.span(), CLOSE_OF_BUSINESS)
    return NamedHour(*found.span(), time(0), midnight=True)
