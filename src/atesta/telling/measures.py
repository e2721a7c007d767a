"""What was measured of a call, as text that is kept beside its words: without it no tone could be answered again."""

from __future__ import annotations

import dataclasses
import json

from atesta.telling.as_plain import made, plain
from atesta.transcript.acoustics import Acoustics, Side


def written_measures(acoustics: Acoustics) -> str:
    """JSON. The drawing is kept as fine as a page shows it; no answer rests on it."""
    drawn = dataclasses.replace(acoustics, sides=tuple(map(_rounded, acoustics.sides)))
    return json.dumps(plain(drawn), separators=(",", ":"))


def read_measures(text: str) -> Acoustics:
    """The other way; what `written_measures` never writes raises what Python raises."""
    acoustics: Acoustics = made(Acoustics, json.loads(text))
    return acoustics


def _rounded(side: Side) -> Side:
    levels = tuple(None if level is None else round(level, 1) for level in side.levels)
    return dataclasses.replace(side, peaks=tuple(round(peak, 3) for peak in side.peaks), levels=levels)
