"""How many syllables a sentence has when it is said: Spanish and English by their spelling, Chinese by its characters.

Spelling decides (Spanish: RAE, Ortografía, chapter on diphthongs and hiatuses; English: groups of vowels, silent e).
Words are counted one by one, so that a sentence has as many as its parts; what runs together in quick speech (Spanish
sinalefa) is not taken off: an opening is rather said to be too long than too short.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from atesta.kept import late

_TOKEN = late(r"[㐀-䶿一-鿿豈-﫿]|\d|[^\W\d_㐀-䶿一-鿿豈-﫿]+(?:['’][^\W\d_㐀-䶿一-鿿豈-﫿]+)*")
_HAN = late(r"[㐀-䶿一-鿿豈-﫿]")
_VOWEL_RUN_ES = late(r"[aeiouüáéíóúïy]+")
_VOWEL_RUN_EN = late(r"[aeiouy]+")
_STRONG, _STRESSED_WEAK = frozenset("aeoáéó"), frozenset("íúï")

_DIGITS = {
    "es": (2, 2, 1, 1, 2, 2, 1, 2, 2, 2),  # cero uno dos tres cuatro cinco seis siete ocho nueve
    "en": (2, 1, 1, 1, 1, 1, 1, 2, 1, 1),  # zero one two three four five six seven eight nine
    "zh": (1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
}
"""Read one by one, as in a firm's name or a number on file."""
_LONG_LETTERS = {"es": {"w": 3, "y": 3, "f": 2, "h": 2, "j": 2, "l": 2, "m": 2, "n": 2, "ñ": 2, "r": 2, "s": 2, "v": 2,
                        "x": 2, "z": 2}, "en": {"w": 3}}  # fmt: skip
"""Names of letters with more than one syllable (efe, hache, uve; double-u)."""

_EN_KNOWN = {
    word: number
    for number, words in {
        1: "the ms aren't weren't don't won't can't queue called league tongue charles hughes joe",
        2: (
            "business evening every people being client quiet science create real trial dial loyal royal "
            "maybe something someone somewhere sometimes therefore mr mrs dr ruiz luis naive poem wouldn't "
            "couldn't shouldn't didn't doesn't isn't hasn't haven't wasn't safety statement million goodbye "
            "union onion billion williams chloe zoe ian lawyer michael rachel likely namely lately "
        ),
        3: (
            "area idea created ideal hopefully forwarded interest different camera family maria lucia sofia "
            "diego somebody agreement theatre guarantee guaranteed daniel gabriel quietly management "
            "sincerely "
        ),
        4: "entirely",
    }.items()
    for word in words.split()
}
"""Words that the rules below would miscount, from lists of common words and names in calls."""
_EN_SPLIT = late(
    r"(?<=[^qgtcsx\W])i(?=[aou])|(?<=[tc])i(?=ate|et)|(?<!g)e(?=o(?!us\b))|e(?=um)|^co(?=op|or)|^re(?=act|as[^o]|app)|^pre(?=e)"
    r"|(?<=[^qg\Wa-z])u(?=[aeo])|(?<=[b-fhj-prstv-z])u(?=[ao])|(?<=[b-df-hj-np-tvxz])y(?=[aeiou])|(?<=[aeiou])y(?=[aeiou])"
)
"""Neighbouring vowels that are said apart: radio, appreciate, video, museum, react, annual."""


def syllables(text: str, lang: str | None) -> int:
    """Syllables of a text said in `es`, `en` or `zh` (there: characters); any other counts as English, by its groups of
    vowels. Never negative, and additive over texts that are parted by a space or a sentence mark."""
    spoken = lang if lang in _DIGITS else "en"
    return sum(_token(token, spoken) for token in _TOKEN.findall(unicodedata.normalize("NFC", text)))


@lru_cache(4096)
def _token(token: str, lang: str) -> int:
    if token.isdecimal():
        return _DIGITS[lang][unicodedata.digit(token, 0)]
    if _HAN.match(token):
        return 1
    spoken = "es" if lang == "es" else "en"
    if _is_spelled(token):
        return sum(_LONG_LETTERS[spoken].get(letter, 1) for letter in token.lower())
    return _spanish(token.lower()) if spoken == "es" else _english(_plain(token.lower()))


def _is_spelled(token: str) -> bool:
    """Capitals that cannot be read as a word (BBVA, HSBC) are said letter by letter."""
    unreadable = re.search(r"[^AEIOUYÁÉÍÓÚ]{3}", token) or not re.search(r"[AEIOUYÁÉÍÓÚ]", token)
    return len(token) > 1 and token.isupper() and len(token) <= 6 and bool(unreadable)


def _spanish(word: str) -> int:
    """Two strong vowels part; a weak one joins its neighbour unless it bears the accent."""
    word = re.sub(r"(?<=q)u(?=[eiéí])|(?<=g)u(?=[eiéí])", "", word).replace("h", "") if len(word) > 1 else word
    word = re.sub(r"y(?=[aeiouáéíóúü])", "j", word)  # a consonant there: "ya", "ayer"
    return max(sum(_nuclei(run) for run in _VOWEL_RUN_ES.findall(word)), 1)


def _nuclei(run: str) -> int:
    count = 1
    for one, other in pairwise(run):
        both_strong = one in _STRONG and other in _STRONG
        accent = (one in _STRESSED_WEAK and other in _STRONG) or (one in _STRONG and other in _STRESSED_WEAK)
        count += both_strong or accent or one == other
    return count


def _plain(word: str) -> str:
    """An English word without accents: names keep their sounds ("José" has two)."""
    accented = re.sub(r"é$", "ee", word)
    return "".join(c for c in unicodedata.normalize("NFD", accented) if not unicodedata.combining(c)).replace("’", "'")


def _english(word: str) -> int:
    if word in _EN_KNOWN:
        return _EN_KNOWN[word]
    stem = re.sub(r"'(s|m|re|ve|ll|d)$", "", word)
    if stem != word:
        return _english(stem) + (word.endswith("'s") and bool(re.search(r"(s|z|x|ch|sh|ce|ge|se)$", stem)))
    count = len(_VOWEL_RUN_EN.findall(word)) + len(_EN_SPLIT.findall(word))
    return max(count - _silent(word), 1)


def _silent(word: str) -> int:
    """A final e that is not said; -ed after anything but t and d; -es after what does not hiss."""
    if re.search(r"[^aeiouyl]le[sd]?$", word) or re.search(r"[aeiouy]es?$", word):
        return 0
    if re.search(r"[^aeiou]e$", word) or re.search(r"[^aeioutd]ed$", word):
        return 1
    if re.search(r"[^aeiouscgxzh]es$", word):
        return 1
    inner = re.search(r"[aeiouy][^aeiouylr]e(?=(ment|ful|less|ly)s?$)", word)
    return 1 if inner else 0
