"""One more face of a text: lower case, no accents, half-width, code point for code point as long as the folded text.

Amounts, dates and modifiers are read on it with ordinary expressions, and an offset in it is an offset in the folded
text. (The reading's folding undoes evasions; this only makes one spelling out of several.)
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right

from atesta.kept import late, once
from atesta.rules.phrase import Reading


def _table() -> dict[int, str]:
    table = {}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0xFF01, 0xFF5F)):
        char = unicodedata.normalize("NFKD", chr(code))[0].lower()
        if len(char) == 1:
            table[code] = char
    spaces = dict.fromkeys((0xA0, 0x2007, 0x2009, 0x202F, 0x3000, 0x09), " ")
    marks = {0xFFE5: "¥", 0xFFE1: "£", 0x2019: "'", 0x2018: "'", 0x00B4: "'", 0x2010: "-", 0x2011: "-", 0x2013: "-"}
    chinese = {0x3002: "。", 0xFF0C: ",", 0x3001: "、", 0xFF1A: ":", 0x3007: "零", 0x5706: "元"}
    return {**table, **spaces, **marks, **chinese}


_TABLE = _table()
_SENTENCE = late(r"[。!?;\n]+|\.{2,}|…+|\.(?=\s|$)")
_ABBREVIATION = late(
    r"(?:^|[\s(])(?:n|no|num|nro|art|av|sr|sra|srta|mr|mrs|ms|dr|dra|lic|ud|uds|inc|ltd|co|corp|st|c|s\.a|s\.l|a\.m"
    r"|p\.m"
    r"|a|p|m\.n|ee\.uu|tel|exp|ref|vs|depto|asoc|cia)$"
)
_DIGIT = late(r"[0-9]")
_WORD = late(r"[a-z]+")
_CLAUSE = late(r"[,:()\[\]【】—]")
_PAUSE = late(r"[,;:]")


class Plain:
    """The text of one reading, with its sentences and clauses. Offsets count code points of the folded text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.folded.translate(_TABLE)
        self.own_words: tuple[tuple[int, int], ...] | None = None
        self._told: dict[tuple[re.Pattern[str], int], bool] = {}

    @once
    def has_digit(self) -> bool:
        return _DIGIT.search(self.text) is not None

    @once
    def words(self) -> frozenset[str]:
        """The Latin words of the text: a cheap question before an expensive expression."""
        return frozenset(_WORD.findall(self.text))

    @once
    def given(self) -> str:
        """The same face of the text as it was given: `$name` and `a@b` as they were written."""
        return self.text if self.reading.offsets is None else self.reading.text.translate(_TABLE)

    def folded(self, start: int, end: int) -> tuple[int, int]:
        """A span of the text as given, as one of the folded text."""
        offsets = self.reading.offsets
        return (start, end) if offsets is None else (bisect_left(offsets, start), bisect_left(offsets, end))

    @once
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Half-open spans that cover the text; the closing mark belongs to its sentence."""
        spans, start = [], 0
        for found in _SENTENCE.finditer(self.text):
            if found[0] == "." and _ABBREVIATION.search(self.text, max(start, found.start() - 8), found.start()):
                continue
            spans.append((start, found.end()))
            start = found.end()
        if start < len(self.text):
            spans.append((start, len(self.text)))
        return tuple(spans)

    def sentence(self, at: int) -> tuple[int, int]:
        index = bisect_right(self.sentences, (at, len(self.text))) - 1
        return self.sentences[index] if index >= 0 else (0, len(self.text))

    def clause(self, at: int, end: int | None = None) -> tuple[int, int]:
        """From the last comma before `at` to the first one after `end`, inside the sentence."""
        left, right = self.sentence(at)
        before, after = bisect_left(self._borders, at), bisect_left(self._borders, end or at)
        if before and self._borders[before - 1] >= left:
            left = self._borders[before - 1] + 1
        return left, min([right, *self._borders[after : after + 1]])

    @once
    def _borders(self) -> tuple[int, ...]:
        """Where a clause ends or begins: looked for once, because a text may have a thousand hits in one sentence."""
        starts = (found.start() for found in _CLAUSE.finditer(self.text))
        return tuple(at for at in starts if not _inside_number(self.text, at))

    @once
    def _pauses(self) -> tuple[int, ...]:
        return tuple(found.start() for found in _PAUSE.finditer(self.text))

    def pauses(self, start: int, end: int) -> bool:
        """Whether a comma, colon or semicolon stands in [start, end)."""
        return bisect_left(self._pauses, start) < bisect_left(self._pauses, end)

    def tells(self, words: re.Pattern[str], at: int) -> bool:
        """Whether the sentence around `at` holds these words; asked once for each sentence."""
        start, end = self.sentence(at)
        told = self._told.get((words, start))
        if told is None:
            told = self._told[words, start] = words.search(self.text, start, end) is not None
        return told

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same words in the text as it was given."""
        return self.reading.original(start, end)


def _inside_number(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()
