"""Where a known name was said in recognised speech, and the second it ended.

Recognisers hear names well and spell them by guess ("Anna Ruis"), so names are compared by likeness; Chinese by the
sound of each character, without its tone (REVIEW 4.3: characters 17.9 % wrong, sounds 7.5 %).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from atesta.contact.transcript import Word
from atesta.kept import late

ALIKE, ALIKE_LONG, LONG_LETTERS = 80, 75, 10
"""Of 100 (rapidfuzz ratio): what a recogniser makes of a name, against the name; a long one may differ more."""
_PIECES = late(r"[㐀-鿿]|[^\W_㐀-鿿]+")
_SPELLINGS = tuple(
    (late(pattern), same)
    for pattern, same in (
        ("ph", "f"),
        ("h", ""),
        ("c(?=[eiy])|z", "s"),
        ("[cq]", "k"),
        ("v", "b"),
        ("ll|y", "i"),
        (r"(.)\1+", r"\1"),
    )
)
"""Letters that are heard as one in Spanish or English names."""
_BLURRED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("f", "h"))
"""Sounds that telephones and accents blur."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One word without case and accents, or one Chinese character: its text, its sound, its beginning and end.
    `confidence` None: the recogniser gave none."""

    text: str
    sound: str
    start: float
    end: float
    confidence: float | None = None


def units_of(words: Sequence[Word]) -> tuple[Unit, ...]:
    """Words with times. A word of several characters has them evenly over its time."""
    return tuple(unit for word in words for unit in _units(word))


def plain(text: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def name_end(name: str, units: Sequence[Unit]) -> float | None:
    """When the first thing that sounds like `name` had been said; None where nothing does."""
    wanted = [_sound(piece) for piece in _PIECES.findall(plain(name))]
    sought, most = "".join(wanted), len(wanted) + 1
    alike = ALIKE_LONG if len(sought) >= LONG_LETTERS else ALIKE
    best: tuple[float, float] | None = None
    for at in range(len(units)):
        for length in range(max(len(wanted) - 1, 1), most + 1):
            window = units[at : at + length]
            likeness = fuzz.ratio(sought, "".join(unit.sound for unit in window))
            if likeness >= alike and (best is None or likeness > best[0]):
                best = (likeness, window[-1].end)
        if best and best[0] == 100:
            break
    return best[1] if best else None


def pattern_end(patterns: Sequence[str], units: Sequence[Unit]) -> float | None:
    """When the first match of one of the patterns had been said; Chinese is matched without spaces."""
    text, ends = _joined(units)
    found = [match for pattern in patterns if (match := re.search(rf"(?<!\w){pattern}", text) or _han(pattern, text))]
    return ends[min(found, key=lambda match: match.start()).end() - 1] if found else None


def _han(pattern: str, text: str) -> re.Match[str] | None:
    return None if pattern.isascii() else re.search(pattern, text)


def _joined(units: Sequence[Unit]) -> tuple[str, list[float]]:
    """One text, and for each of its characters the second its unit ends."""
    text, ends = "", list[float]()
    for unit in units:
        glue = "" if not text or _is_han(unit.text) else " "
        text += glue + unit.text
        ends += [unit.end] * (len(glue) + len(unit.text))
    return text, ends


def _units(word: Word) -> Iterator[Unit]:
    if word.start is None or word.end is None:
        return
    pieces = _PIECES.findall(plain(word.text))
    step = (word.end - word.start) / max(len(pieces), 1)
    for number, piece in enumerate(pieces):
        start = word.start + number * step
        yield Unit(piece, _sound(piece), start, start + step, word.confidence)


def _is_han(piece: str) -> bool:
    return len(piece) == 1 and "㐀" <= piece <= "鿿"


def _sound(piece: str) -> str:
    if not _is_han(piece):
        for pattern, same in _SPELLINGS:
            piece = pattern.sub(same, piece)
        return piece
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its tables take a while to load, and only Chinese needs them

    sound: str = lazy_pinyin(piece, style=Style.NORMAL)[0]
    for one, other in _BLURRED:
        sound = sound.replace(one, other)
    return sound
