"""What the check of a bundle found, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from atesta.evidence.verify import Answer, NotProven, Reason, Span, Verdict
from atesta.locale import Catalogue
from atesta.telling.visible import visible

if TYPE_CHECKING:
    from atesta.review.integrity.record import RecordReason

MOST_SPANS = 12
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS_ES = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")


def first_line(verdict: Verdict, words: Catalogue) -> str:
    facts = verdict.facts
    if verdict.answer is Answer.CHANGED:
        if not verdict.changed:
            return words.say("verdict.changed")
        key = "changed_about" if facts.about else "changed_at"
        return words.say(f"verdict.{key}", spans=say_spans(verdict.changed, words))
    if verdict.answer is not Answer.UNCHANGED:
        deciding = next(reason for reason in verdict.reasons if reason.answer is verdict.answer)
        return words.say(f"verdict.{verdict.answer.value}", reason=_after_colon(say_reason(deciding, words)))
    signer = visible(facts.signer or "")
    if facts.stamped_utc_ms is None:
        return words.say("verdict.unchanged_signed", time=say_time(facts.sealed_utc_ms or 0, words), signer=signer)
    stamper = visible(facts.stamper or words.say("verdict.authority"))
    time = say_time(facts.stamped_utc_ms, words)
    return words.say("verdict.unchanged_stamped", time=time, signer=signer, stamper=stamper)


def say_spans(spans: tuple[Span, ...], words: Catalogue) -> str:
    shown = [words.say("verdict.span", n=None, **_seconds({"from": a, "to": b})) for a, b in spans[:MOST_SPANS]]
    if len(spans) > MOST_SPANS:
        shown.append(words.say("verdict.more_seconds", n=len(spans) - MOST_SPANS))
    return ("、" if words.lang == "zh" else ", ").join(shown)


def say_reason(reason: Reason | RecordReason, words: Catalogue) -> str:
    return _say(f"verdict_reason.{reason.id}", dict(reason.values), words)


def say_not_proven(item: NotProven, words: Catalogue) -> str:
    return _say(f"not_proven.{item.id}", dict(item.values), words)


def _say(key: str, values: Mapping[str, str | int | float], words: Catalogue) -> str:
    filled = _seconds(values)
    n = values.get("n")
    filled.pop("n", None)
    if "since" in values:
        filled["since"] = say_time(int(values["since"]), words)
    # A sentence without places to fill in is left as it is; values that it does not ask for are passed over.
    return words.say(key, n=n if isinstance(n, int) else None, **filled)


def _seconds(values: Mapping[str, str | int | float]) -> dict[str, object]:
    """Numbers without needless digits; texts of unknown origin without control characters."""
    return {
        name: visible(value) if isinstance(value, str) else f"{round(value, 3):g}" if value < 1e6 else f"{value:.0f}"
        for name, value in values.items()
    }


def say_time(utc_ms: int, words: Catalogue) -> str:
    moment = datetime.fromtimestamp(min(max(utc_ms // 1000, 0), 253402300799), UTC)
    clock = f"{moment:%H:%M:%S} UTC"
    if words.lang == "zh":
        return f"{moment.year}年{moment.month}月{moment.day}日 {clock}"
    months = MONTHS_ES if words.lang == "es" else MONTHS
    return f"{moment.day} {months[moment.month - 1]} {moment.year} {clock}"


def _after_colon(text: str) -> str:
    return text[:1].lower() + text[1:] if text.partition(" ")[0].isalpha() else text
