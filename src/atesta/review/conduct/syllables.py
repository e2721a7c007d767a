"""How many syllables a text is spoken in: groups of vowels in Latin script, one for each Chinese character.

For rates only (syllables a second): an estimate by spelling, the same for both sides of a call.
"""

from __future__ import annotations

import unicodedata

from atesta.kept import late

_WORD = late(r"[a-z]+")
_GROUP = late(r"[aeiouy]+")
_SILENT_E = late(r"[^aeiouyl]e$")
_DIGIT = late(r"[0-9]")


def syllables(text: str, lang: str | None = None) -> int:
    """Chinese characters count one; a digit one beside them, else two ("cuatro", "seven"). An English final e is
    silent where the word has another vowel."""
    han = sum("\u3400" <= letter <= "\u9fff" for letter in text)
    digits = len(_DIGIT.findall(text)) * (1 if han else 2)
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return han + digits + sum(_of_word(word, lang == "en") for word in _WORD.findall(plain))


def _of_word(word: str, english: bool) -> int:
    groups = len(_GROUP.findall(word))
    silent = english and groups > 1 and _SILENT_E.search(word) is not None
    return max(1, groups - silent)
