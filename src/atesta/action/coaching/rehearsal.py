"""How an opening was said: which parts were heard, when each had ended, and whether five seconds were enough (B2.1.6).

Who rehearses gave firm, name and principal beforehand, so these very words are looked for. Judged by the end of the
last one against the first sound of the voice (REVIEW 4.3); half a second around the limit is left open, because the
ends of words are not known any better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from atesta.action.coaching.names_heard import Unit, name_end, pattern_end, plain, units_of
from atesta.action.coaching.opening import WITHIN_SECONDS, Caller, Opening, make_opening, opening_words
from atesta.contact.syllables import syllables
from atesta.contact.transcript import Transcript
from atesta.review.conduct.call_words import DEBT

Verdict = Literal["within", "late", "close", "incomplete", "unclear", "not_reviewable"]
UNDECIDED_SECONDS = 0.5
END_BIAS_SECONDS = 0.1
"""Ends of words come out that much too early (REVIEW 4.3)."""
LISTENED_SECONDS = 20.0
DOUBTED, DOUBTED_SECONDS = 0.5, 8.0
"""Words that the recogniser doubts more, in the first seconds: one of them may have been a name."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One part of the opening; `end` in seconds from the first sound of the voice, None where it was not heard."""

    kind: str
    end: float | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`seconds` until the last part had ended, None where one is missing. `rate` in syllables (Chinese: characters) a
    second. `advice` names the one thing to change, `opening` is there to be read aloud."""

    verdict: Verdict
    parts: tuple[Heard, ...]
    seconds: float | None
    rate: float | None
    greeted: bool
    in_order: bool
    debt_told: bool
    advice: str
    opening: Opening
    few_words: bool = False
    """Up to the end of the identity so few that five seconds are enough at a normal rate."""

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(part.kind for part in self.parts if part.end is None)


def rehearsed(
    caller: Caller, transcript: Transcript, lang: str, place: str | None = None, onset: float | None = None
) -> Rehearsal:
    """`onset`: the first sound of the voice (voice activity); None takes the beginning of the first word."""
    opening = make_opening(caller, lang, place)
    units = units_of([word for turn in transcript.turns for word in turn.words])
    first = onset if onset is not None else (units[0].start if units else 0.0)
    units = tuple(unit for unit in units if unit.end <= first + LISTENED_SECONDS)
    parts = tuple(_heard(part.kind, caller, units, first, lang) for part in opening.parts)
    ends = [part.end for part in parts if part.end is not None]
    seconds = max(ends) if ends and len(ends) == len(parts) else None
    verdict = _verdict(seconds, _unheard(transcript, first), _doubted(units, first))
    heard = Rehearsal(
        verdict=verdict,
        parts=parts,
        seconds=seconds,
        rate=_rate(units, lang),
        greeted=pattern_end(opening_words(lang)["greetings"], units[:6]) is not None,
        in_order=_in_order(parts, opening),
        debt_told=_tells_debt(transcript, caller),
        advice="",
        opening=opening,
        few_words=_normal_seconds(units, first, seconds, opening, lang) <= WITHIN_SECONDS,
    )
    return _with_advice(heard)


def _heard(kind: str, caller: Caller, units: Sequence[Unit], first: float, lang: str) -> Heard:
    names = {"on_behalf": caller.principal, "name": caller.name, "firm": caller.firm}
    name = names.get(kind)
    end = name_end(name, units) if name else pattern_end(opening_words(lang)["purposes"], units)
    return Heard(kind, None if end is None else round(max(end - first + END_BIAS_SECONDS, 0.0), 2))


def _verdict(seconds: float | None, unheard: bool, doubted: bool) -> Verdict:
    """What a recogniser may have misheard is not called missing."""
    if unheard:
        return "not_reviewable"
    if seconds is None:
        return "unclear" if doubted else "incomplete"
    if abs(seconds - WITHIN_SECONDS) <= UNDECIDED_SECONDS:
        return "close"
    return "within" if seconds < WITHIN_SECONDS else "late"


def _doubted(units: Sequence[Unit], first: float) -> bool:
    early = [unit for unit in units if unit.start <= first + DOUBTED_SECONDS]
    return any(unit.confidence is not None and unit.confidence < DOUBTED for unit in early)


def _unheard(transcript: Transcript, first: float) -> bool:
    """Nothing is found missing, or in time, where the sound does not carry it."""
    until = first + WITHIN_SECONDS + UNDECIDED_SECONDS
    spoken = any(turn.words for turn in transcript.turns)
    return not spoken or any(bad.start < until and bad.end > first for bad in transcript.not_reviewable)


def _rate(units: Sequence[Unit], lang: str) -> float | None:
    """Over what was heard, pauses included."""
    if not units or units[-1].end - units[0].start < 1:
        return None
    said = syllables(" ".join(unit.text for unit in units), lang)
    return round(said / (units[-1].end - units[0].start), 1)


def _normal_seconds(units: Sequence[Unit], first: float, seconds: float | None, opening: Opening, lang: str) -> float:
    """How long the words up to the end of the identity take at a normal rate."""
    until = first + (seconds or 0.0)
    said = syllables(" ".join(unit.text for unit in units if unit.end <= until), lang)
    return said / opening.rate.per_second


def _in_order(parts: Sequence[Heard], opening: Opening) -> bool:
    """An agency says by whom and for what before its own name and firm (B2.1.6); own staff in any order."""
    ends = {part.kind: part.end for part in parts if part.end is not None}
    first = [ends[kind] for kind in ("on_behalf", "purpose") if kind in ends]
    own = [ends[kind] for kind in ("name", "firm") if kind in ends]
    return opening.kind == "own" or not first or not own or max(first) < min(own)


def _tells_debt(transcript: Transcript, caller: Caller) -> bool:
    """The names themselves do not count: they cannot be helped."""
    text = " ".join(turn.text for turn in transcript.turns)
    for name in (caller.firm, caller.principal or ""):
        text = text.replace(name, " ") if name else text
    return any(pattern.search(text) or pattern.search(plain(text)) for pattern in DEBT)


def _with_advice(heard: Rehearsal) -> Rehearsal:
    """One thing to change, the most important first."""
    wanted = (
        ("sound", heard.verdict == "not_reviewable"),
        ("debt", heard.debt_told),
        ("clearer", heard.verdict == "unclear"),
        (f"missing_{heard.missing[0]}" if heard.missing else "", bool(heard.missing)),
        ("order", not heard.in_order),
        ("faster" if heard.few_words else "shorter", heard.verdict == "late"),
        ("greeting", not heard.greeted),
        ("again", heard.verdict == "close"),
        ("good", True),
    )
    return replace(heard, advice=next(key for key, holds in wanted if holds))
