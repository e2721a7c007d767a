"""Findings as sentences: times, money and reasons in the reader's language. Data in, words out; nothing is judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from atesta.cli.layout import visible
from atesta.locale import Catalogue
from atesta.review.finding import Claim, Finding
from atesta.rules.rule import Citation, Force

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
    if lang == "es":
        written = written.replace(",", "\u202f").replace(".", ",")
    return f"{written} {currency}"


_ARTICLES = re.compile(r" ?\barts?\. ?(\d[\d, ()-]*\d|\d)")


def say_citation(citation: Citation, words: Catalogue) -> str:
    """The source with its force and how it is known: never as law what is not."""
    if citation.force is Force.HOUSE:
        return f"{citation.text} ({words.say('force.house')})"
    text = _ARTICLES.sub(r"第\1条", citation.text) if words.lang == "zh" else citation.text
    confidence = words.say("confidence." + citation.confidence.value.replace("S-", "S_weak"))
    comma = "，" if words.lang == "zh" else ", "
    brackets = ("（", "）") if words.lang == "zh" else (" (", ")")
    return f"{text}{brackets[0]}{words.say('force.' + citation.force.value)}{comma}{confidence}{brackets[1]}"


def say_sender(finding: Finding, words: Catalogue) -> str:
    """One thing that was looked up about the sender."""
    measured = finding.measured
    key = f"sender.{measured['reason']}"
    if measured["reason"] == "address_listed":
        key += "_own" if measured.get("holder") == "own" else "_agency"
    values = {name.replace("from", "from_"): say_value(value, words.lang) for name, value in measured.items()}
    values["differences"] = _differences(measured.get("differences"))
    return words.say(key, n=None, **_known(values))


def _differences(pairs: Any) -> str:
    if not isinstance(pairs, list):
        return ""
    return "; ".join(f"“{pair['registered']}” → “{pair['received']}”" for pair in pairs[:3])


def _known(values: Mapping[str, str]) -> dict[str, str]:
    """Every value a sentence may name, a dash where the file has none (an open end has no date)."""
    return {
        name: values.get(name, "—")
        for name in ("agency_name", "to", "from_", "on", "differences", "registered_at", "as_of", "name")
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
        return words.say(f"limits_says.{measured['what']}", quote=f"“{finding.quote}”")
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


def say_claim(claim: Claim, words: Catalogue) -> list[str]:
    """The figures of a claim, both sides, and for a legal step the two lines (A2, A4)."""
    lines = [" · ".join(_figures(claim, words)), *_because(claim, words)]
    term = _term(claim)
    if term and words.has(f"term.{term}"):
        lines.append(words.say(f"term.{term}"))
    if claim.kind == "legal_step":
        lines += [
            f"{words.say('truth.' + side)} {_can_or_have(claim, side, words)}"
            for side in ("can_they", "have_they")
            if side in claim.measured
        ]
    return [line for line in lines if line]


def _figures(claim: Claim, words: Catalogue) -> list[str]:
    """What it says and what is on file; a legal step's record stands in its two lines already."""
    sides = [("said", claim.said)] if claim.kind == "legal_step" else [("said", claim.said), ("on_file", claim.on_file)]
    told = [(side, _figure(value, claim, words)) for side, value in sides if value]
    return [f"{words.say('truth.' + side)} {figure}" for side, figure in told if figure]


def _figure(value: str, claim: Claim, words: Catalogue) -> str:
    """A figure or a word as the reader says it; a word that only the program uses is left out."""
    name, _, mood = value.partition(":")
    for key in (f"grade.{name}", f"legal.stage_{name}", f"said.{name}"):
        if words.has(key):
            said = words.say(key)
            return f"{said} ({words.say(f'mood.{mood}')})" if mood and words.has(f"mood.{mood}") else said
    if claim.kind == "days_late" and value.isdigit():
        return words.say("days.n", n=int(value))
    return "" if claim.kind in _UNTOLD else visible(say_value(value, words.lang))


_UNTOLD = frozenset({"other_consequence", "visit", "third_party"})


def _because(claim: Claim, words: Catalogue) -> list[str]:
    """Why it could not be compared, how far a deadline lies off, and which sum it equals."""
    measured, said = claim.measured, []
    why = measured.get("why")
    if isinstance(why, str) and words.has(f"why.{why}"):
        said.append(words.say(f"why.{why}"))
    for key, word in (("minutes_past", "past"), ("minutes_left", "ahead")):
        if isinstance(measured.get(key), int):
            said.append(words.say(f"clock.{word}", span=_span(int(str(measured[key])), words)))
    if claim.kind == "lateness_grade" and "owed" in measured and "days" in measured:
        said.append(_standing(measured, words))
    basis = measured.get("basis")
    if claim.answer == "matches" and isinstance(basis, str) and words.has(f"owed.{basis}"):
        said.append(words.say("details.basis", basis=words.say(f"owed.{basis}")))
    if claim.answer == "conflict":
        said.append(words.say("details.receipt"))
    return said


def _standing(measured: Mapping[str, Any], words: Catalogue) -> str:
    """How late and how much, on the day of the message."""
    days = words.say("details.days_late", days_late=str(measured["days"]))
    return f"{days} · {words.say('details.owed', owed=say_money(str(measured['owed']), words.lang))}"


def _span(minutes: int, words: Catalogue) -> str:
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return words.say("span.days", days=str(hours // 24), hours=str(hours % 24))
    return words.say("span.hours", hours=str(hours), minutes=str(rest))


_TERMS = (
    ("buro", "credit_report", re.compile(r"bur[oó]", re.IGNORECASE)),
    ("blacklist", "credit_report", re.compile(r"黑名单|black ?list|lista negra", re.IGNORECASE)),
    ("contact_list_blast", "third_party", re.compile(r"爆|轰炸|bomb", re.IGNORECASE)),
    ("legal_department", "legal_step", re.compile(r"法务|legal dep|jur[ií]dic", re.IGNORECASE)),
    ("visit", "visit", re.compile("")),
)


def _term(claim: Claim) -> str | None:
    """The scare word that a reader should find explained where it stands (PRODUCT row 19)."""
    term = claim.measured.get("term")
    if isinstance(term, str):
        return term
    if claim.measured.get("stage") == "lawyers_letter":
        return "lawyers_letter"
    return next((name for name, kind, word in _TERMS if kind == claim.kind and word.search(claim.quote)), None)


def _can_or_have(claim: Claim, side: str, words: Catalogue) -> str:
    value = str(claim.measured[side])
    if words.has(f"legal.{value}"):
        return words.say(f"legal.{value}")
    stage = words.say(f"legal.stage_{value}") if words.has(f"legal.stage_{value}") else value
    measured = claim.measured
    if not measured.get("on"):
        return stage
    key = "legal.with_court" if measured.get("court") or measured.get("case_number") else "legal.since"
    return words.say(
        key,
        stage=stage,
        on=say_value(measured["on"], words.lang),
        court=visible(str(measured.get("court", ""))),
        case_number=visible(str(measured.get("case_number", ""))),
    )
