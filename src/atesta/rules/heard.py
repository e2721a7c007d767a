"""Words and phrases in recognised speech, where a recogniser may have misspelt them.

Three questions, one idea: words that sound alike are compared, and how alike they are is told (0..100).

* `find_literals(text, phrases, lang)`: where given words ("Financiera del Norte", a name) were said.
* `negations(text, lang)`: the words that turn a sentence round; likeness never puts one in or takes one out.
* `likeness(one, other, lang)`: of two stretches.

Windows of whole words are compared in Spanish and English, syllables in Chinese; spans are on word edges and count code
points of the text as given. 85 is the least that counts: 80 finds 2 % more and ten times the false ones (REVIEW 4.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from atesta.contact.folding import fold
from atesta.kept import late
from atesta.rules.heard_sound import sound, syllables
from atesta.rules.heard_words import HAN_NEGATIONS, NEGATIONS
from atesta.rules.pattern import plain

LEAST = 85
LEAST_LETTERS, LEAST_SYLLABLES = 8, 3
"""Shorter phrases must be there as they are: `banco` and `blanco` are two words."""
_TOKEN = late(r"[a-z0-9]+(?:'[a-z]+)*")
_HAN = late(r"[\u3400-\u9fff]")
NEAR = 2
"""Words (Chinese: characters) before a likeness in which a word of negation takes it back."""
LEAST_OTHER_WIDTH = 90
"""Fewer or more words count only as words run together or cut apart, not as words left out."""
_FIGURES_ES = """
cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho
diecinueve veinte
"""
_FIGURES_EN = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty
"""
_FIGURES = {"es": _FIGURES_ES.split(), "en": _FIGURES_EN.split()}
_WINDOWS = 4096
"""So many windows are compared at once; memory stays bounded for a call of hours."""


class Literal(NamedTuple):
    """One phrase, given literally, where the text has it. `ratio`: 100 is word for word, LEAST the least alike."""

    phrase: str
    start: int
    end: int
    ratio: int


class Token(NamedTuple):
    """A word of the plain text: half-open span in it."""

    text: str
    start: int
    end: int


def tokens(low: str) -> tuple[Token, ...]:
    """The Latin words and figures of a plain text."""
    return tuple([Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(low)])


def spoken_language(text: str, lang: str | None) -> tuple[str, ...]:
    """The languages whose likeness is asked: the one named; otherwise by its letters."""
    if lang in ("es", "en", "zh"):
        return (lang,)
    return ("zh",) if _HAN.search(text) else ("es", "en")


def sounds(words: Sequence[str], lang: str) -> str:
    """One spelling of the sound of several words, run together: `le abla` is `leabla` is `le habla`."""
    return "".join([sound(word, lang) for word in words])


def likeness(one: Sequence[str], other: Sequence[str], lang: str) -> int:
    """0..100: how alike two runs of words sound; the better of spelling and sound."""
    spelt = fuzz.ratio("".join(one), "".join(other))
    return int(max(spelt, fuzz.ratio(sounds(one, lang), sounds(other, lang))))


def negations(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(word for word in words if word in NEGATIONS))


def find_literals(text: str, phrases: Iterable[str], lang: str | None) -> tuple[Literal, ...]:
    """Where each phrase was said, the best place of those that overlap; by start. Text and phrases as people write."""
    wanted = tuple(dict.fromkeys(phrase for phrase in phrases if phrase.strip()))
    folded, offsets = fold(text)
    low = plain(folded)
    found: list[Literal] = []
    for language in spoken_language(text, lang):
        found += _in_han(low, wanted) if language == "zh" else _in_words(low, wanted, language)
    best: dict[tuple[str, int, int], Literal] = {}
    for one in _best_of_overlapping(found):
        start, end = (one.start, one.end) if offsets is None else (offsets[one.start], offsets[one.end - 1] + 1)
        best.setdefault((one.phrase, start, end), one._replace(start=start, end=end))
    return tuple(sorted(best.values(), key=lambda one: (one.start, one.end, one.phrase)))


def _best_of_overlapping(found: list[Literal]) -> list[Literal]:
    kept: dict[str, list[Literal]] = {}
    for one in sorted(found, key=lambda one: (-one.ratio, one.start, one.end)):
        others = kept.setdefault(one.phrase, [])
        if all(one.end <= other.start or other.end <= one.start for other in others):
            others.append(one)
    return [one for others in kept.values() for one in others]


# --- Spanish and English --------------------------------------------------------------------------------------------


def _in_words(low: str, wanted: tuple[str, ...], lang: str) -> list[Literal]:
    said = tokens(low)
    words = [token.text for token in said]
    found: list[Literal] = []
    by_size: dict[int, list[tuple[str, list[str]]]] = {}
    for phrase in wanted:
        parts = [token.text for token in tokens(plain(phrase))]
        if parts:
            by_size.setdefault(len(parts), []).append((phrase, parts))
    for size, several in by_size.items():
        for width in range(max(1, size - 1), size + 2):
            found += _in_windows(said, words, width, several, lang)
    return found


def _in_windows(
    said: tuple[Token, ...], words: list[str], width: int, several: list[tuple[str, list[str]]], lang: str
) -> list[Literal]:
    heard = [sound(_in_letters(word, lang), lang) for word in words]
    meant = [sounds([_in_letters(part, lang) for part in parts], lang) for _, parts in several]
    found = []
    for first in range(0, len(words) - width + 1, _WINDOWS):
        starts = range(first, min(first + _WINDOWS, len(words) - width + 1))
        windows = ["".join(heard[at : at + width]) for at in starts]
        ratios = process.cdist(windows, meant, scorer=fuzz.ratio, score_cutoff=LEAST, dtype=np.uint8, workers=1)
        for row, column in zip(*np.nonzero(ratios), strict=True):
            at, (phrase, parts) = starts[int(row)], several[int(column)]
            ratio = _agreed(words, at, width, parts, int(ratios[row, column]), lang)
            if ratio:
                found.append(Literal(phrase, said[at].start, said[at + width - 1].end, ratio))
    return found


def _agreed(words: list[str], at: int, width: int, parts: list[str], ratio: int, lang: str) -> int:
    """The ratio of a window, 0 where it may not count: too short, or turned round by a word before or inside."""
    window = words[at : at + width]
    if window == parts:
        return 100
    if sum(map(len, parts)) < LEAST_LETTERS or negations(window) != negations(parts):
        return 0
    if negations(words[max(0, at - NEAR) : at]):
        return 0
    if width != len(parts) and (ratio < LEAST_OTHER_WIDTH or abs(sum(map(len, window)) - sum(map(len, parts))) > 1):
        return 0
    return min(ratio, 99)


def _in_letters(word: str, lang: str) -> str:
    """A small figure as it was said: a recogniser writes `7` for "siete"."""
    return _FIGURES[lang][int(word)] if word.isdigit() and len(word) < 3 and int(word) <= 20 else word


# --- Chinese --------------------------------------------------------------------------------------------------------


def _in_han(low: str, wanted: tuple[str, ...]) -> list[Literal]:
    places = [at for at, character in enumerate(low) if _HAN.match(character)]
    text = "".join([low[at] for at in places])
    found = []
    for phrase in wanted:
        meant = "".join(_HAN.findall(plain(fold(phrase)[0])))
        for first, last, ratio in _syllable_runs(text, meant) if meant else ():
            found.append(Literal(phrase, places[first], places[last - 1] + 1, ratio))
    return found


def _syllable_runs(text: str, meant: str) -> Iterable[tuple[int, int, int]]:
    """Runs of the length of `meant`, and one shorter or longer, whose syllables are those of it."""
    exact = [found.start() for found in re.finditer(re.escape(meant), text)]
    yield from ((at, at + len(meant), 100) for at in exact)
    if len(meant) < LEAST_SYLLABLES:
        return
    heard, wanted = _codes(text), _codes(meant)
    for width in (len(meant), len(meant) - 1, len(meant) + 1):
        least = LEAST if width == len(meant) else LEAST_OTHER_WIDTH
        for at in range(len(text) - width + 1):
            window = heard[2 * at : 2 * (at + width)]
            ratio = int(fuzz.ratio(window, wanted, score_cutoff=least))
            if ratio and _same_sense(text[at : at + width], meant, text[max(0, at - NEAR) : at]):
                yield at, at + width, min(ratio, 99)


def _codes(text: str) -> str:
    """Two characters for the commonest syllable of each: one for how it begins, one for how it ends. So a syllable that
    is half the same counts half."""
    return "".join([_code(next(iter(syllables(character)), character)) for character in text])


@cache
def _code(syllable: str) -> str:
    begins = len(syllable) - len(syllable.lstrip("bcdfghjklmpqrstxz")) if syllable.isascii() else 0
    return _sign(syllable[:begins]) + _sign(syllable[begins:] + "-")


_SIGNS: dict[str, str] = {}


def _sign(part: str) -> str:
    """One character of a private range for one sound."""
    return _SIGNS.setdefault(part, chr(0xF0000 + len(_SIGNS)))


def _same_sense(window: str, meant: str, before: str) -> bool:
    inside = sorted(HAN_NEGATIONS.intersection(window)) == sorted(HAN_NEGATIONS.intersection(meant))
    return inside and HAN_NEGATIONS.isdisjoint(before)
