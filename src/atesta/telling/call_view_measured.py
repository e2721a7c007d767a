"""What was counted and timed for a finding of a call, as sentences. Numbers with their seconds; nothing is judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from atesta.locale import Catalogue
from atesta.review.finding import Finding
from atesta.telling.call_view_sound import knows_reason, say_reason
from atesta.telling.call_view_time import fine_clock

NAMED = {
    "house-courtesy-polite-words": ("polite", ("please", "thanks", "sorry", "excuse", "turns_with", "turns")),
    "house-room-to-speak": ("room", ("questions", "with_room", "interruptions")),
}
"""By rule, its sentence and the counts that it tells, where all of them were measured."""
TIMED = ("insult_ms", "plight_ms", "demand_ms", "acknowledged_ms", "debt_ms")


def measured(finding: Finding, words: Catalogue) -> tuple[str, ...]:
    """Every sentence that the numbers of this finding allow; a reason first."""
    return tuple(_measured(finding.rule, finding.measured, words))


def _measured(rule: str, values: Mapping[str, Any], words: Catalogue) -> Iterator[str]:
    reason = values.get("reason")
    if isinstance(reason, str) and knows_reason(reason, words):
        yield say_reason(reason, words)
    yield from _lacks(values, words)
    if isinstance(values.get("seconds"), int | float) and isinstance(values.get("within_seconds"), int):
        seconds, within = f"{values['seconds']:.1f}", str(values["within_seconds"])
        yield words.say("call_page.measured.identity", seconds=seconds, within=within)
    key, names = NAMED.get(rule, ("", ()))
    if names and all(isinstance(values.get(name), int) for name in names):
        yield words.say(f"call_page.measured.{key}", n=None, **{name: str(values[name]) for name in names})
    yield from _tone(values, words)
    for name in TIMED:
        if isinstance(values.get(name), int):
            yield words.say(f"call_page.measured.{name.removesuffix('_ms')}", at=fine_clock(values[name]))


def _lacks(values: Mapping[str, Any], words: Catalogue) -> Iterator[str]:
    """Each part that is not there; a part that this version has no words for is passed over."""
    lacks = values.get("lacks")
    keys = [(f"call_page.lacks.{part}", f"lacks.{part}") for part in lacks] if isinstance(lacks, list) else []
    said = [next((key for key in pair if words.has(key)), "") for pair in keys]
    if any(said):
        yield words.say("page.listed").join(words.say(key) for key in said if key)


def _tone(values: Mapping[str, Any], words: Catalogue) -> Iterator[str]:
    if isinstance(values.get("syllables_per_second"), int | float):
        yield words.say("call_page.measured.rate", rate=f"{values['syllables_per_second']:.1f}")
    loud = values.get("loud")
    over = [one["over_lu"] for one in loud if isinstance(one, dict)] if isinstance(loud, list) else []
    if over:
        yield words.say("call_page.measured.loud", over=f"{max(over):.0f}")
