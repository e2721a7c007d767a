"""How fast somebody speaks: syllables a second in Spanish and English, characters a second in Chinese, without pauses.

The syllables are counted from spelling, a number in digits as it would be about read out: good to a few per cent over a
turn, which is enough to compare a voice with itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from atesta.contact.syllables import syllables
from atesta.contact.transcript import SpokenTurn
from atesta.transcript.acoustics import Pace
from atesta.transcript.vad import FRAMES_A_SECOND, Mask

FEWEST_UNITS, FEWEST_SECONDS = 8, 1.0
"""A shorter turn has no speed worth a number."""
FAST_OVER = 0.3
"""30 % over the voice's own median: a choice, beyond what the counting and a few short turns make by themselves."""
FASTEST_SPOKEN = 12.0
"""Units a second that nobody reaches over a second: faster is a wrong time, not a fast voice."""


def paces(turns: Sequence[SpokenTurn], speech: Mask, lang: str | None) -> tuple[float | None, tuple[Pace, ...]]:
    """The median speed of a voice's turns, and the turns well above it, from the seconds in which it really spoke."""
    found: list[tuple[float, float, float]] = []
    for turn in turns:
        rate = _rate(turn, speech, lang)
        if rate is not None and turn.start is not None and turn.end is not None:
            found.append((turn.start, turn.end, rate))
    if not found:
        return None, ()
    own = median(rate for *_, rate in found)
    fast = tuple(
        Pace(start, end, round(rate, 1), round(rate / own - 1, 2))
        for start, end, rate in found
        if rate > own * (1 + FAST_OVER)
    )
    return round(own, 1), fast


def _rate(turn: SpokenTurn, speech: Mask, lang: str | None) -> float | None:
    if turn.start is None or turn.end is None:
        return None
    said = syllables(turn.text, turn.lang or lang)
    first, behind = round(turn.start * FRAMES_A_SECOND), round(turn.end * FRAMES_A_SECOND)
    seconds = float(speech[max(0, first) : max(0, behind)].sum()) / FRAMES_A_SECOND
    if said < FEWEST_UNITS or seconds < FEWEST_SECONDS or said / seconds > FASTEST_SPOKEN:
        return None
    return said / seconds
