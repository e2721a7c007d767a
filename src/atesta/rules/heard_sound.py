"""What words sound like: the one spelling that is left when all spellings of a sound are written in the same way.

Recognisers hear well and spell by guess: `le abla` for "le habla", 签款 for 欠款. Spanish and English words are
compared by a spelling of their sounds, Chinese by syllables without tones in which the pairs that telephones and
accents blur are one (zh/z, ch/c, sh/s, n/ng, l/n, h/f: REVIEW 4.3). Readings of characters: pypinyin.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pypinyin.constants import PINYIN_DICT

_SPANISH = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"(?<!c)h", ""),
        (r"qu(?=[ei])", "k"),
        (r"gu(?=[ei])", "g"),
        (r"g(?=[ei])", "j"),
        (r"c(?=[ei])|z|x", "s"),
        (r"c(?!h)|q", "k"),
        (r"v|w", "b"),
        (r"ll", "y"),
        (r"m(?=[bp])", "n"),
        (r"y(?![aeiou])", "i"),
        (r"([a-z])\1+", r"\1"),
    )
)
_ENGLISH = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"ph", "f"),
        (r"^kn|^gn", "n"),
        (r"^wr", "r"),
        (r"ight", "ite"),
        (r"ck", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)|q", "k"),
        (r"z", "s"),
        (r"'", ""),
        (r"([a-z])\1+", r"\1"),
    )
)
READINGS = 2
"""Rarer readings of a character are not asked: they would make everything sound like everything."""
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"))


@cache
def sound(word: str, lang: str) -> str:
    """The sound of one plain word (lower case, no accents) of Spanish or English, in letters."""
    for pattern, new in _SPANISH if lang == "es" else _ENGLISH:
        word = pattern.sub(new, word)
    return word


@cache
def syllables(character: str) -> tuple[str, ...]:
    """The blurred syllables of one Han character, at most two, the commoner reading first; () for anything else."""
    known = PINYIN_DICT.get(ord(character), "") if len(character) == 1 else ""
    readings = known.split(",")[:READINGS] if known else []
    return tuple(dict.fromkeys(_blurred(_toneless(reading)) for reading in readings))


@cache
def spoken(character: str) -> str:
    """The commonest syllable of one Han character without its tone; the character itself where it has none."""
    known = PINYIN_DICT.get(ord(character), "")
    return _toneless(known.partition(",")[0]) or character


@cache
def tones(character: str) -> frozenset[str]:
    """The readings of a character with their tones, as pypinyin has them."""
    return frozenset(PINYIN_DICT.get(ord(character), character).split(",")[:READINGS])


def _toneless(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def _blurred(syllable: str) -> str:
    for written, one in _INITIALS:
        if syllable.startswith(written):
            syllable = one + syllable[len(written) :]
            break
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable
