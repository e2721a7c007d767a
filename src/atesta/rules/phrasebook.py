"""All phrases of all languages over one text, once: which stand in it, and where.

What `PhraseBook(phrases).read(text)` promises:

1. Evasions are undone (`contact.folding`), then the text is brought to plain form (`rules.pattern.plain`); neither
   loses the place that a character came from.
2. A phrase's hits are the matches of its compiled pattern in that form, from left to right, not overlapping.
3. A hit whose sentence holds the phrase's `unless` is dropped. A sentence ends at `! ? 。 ;` or a line break, and at a
   full stop that is not inside a number, a name of a host ("banco.com") or after an abbreviation ("Sr.").
4. Hits are ordered by where they start, then end, then the order of the phrases.

How: one RE2 set holds the gates of folding and the pieces of every phrase (`rules.pattern.pieces`); only phrases whose
pieces all stand in the text are asked, each by its own RE2 pattern, compiled when it is first needed. RE2 never
backtracks, so no text can make a phrase slow. A slow, independent matcher in the tests gives the same hits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

import re2

from atesta.contact.folding import GATES, as_bytes, fold
from atesta.rules.pattern import compiled, pieces, plain
from atesta.rules.phrase import Hit, Phrase, Reading

_SHORT = """
sr sra srta sres dr dra lic ing ud uds vd no num tel art arts av ext ref cia cta aprox etc
mr mrs ms jr st inc ltd co corp dept approx esq s c v a u
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
_STOPS = re.compile(r"[!?。;\n]|\.(?![0-9a-z])")
_LAST_WORD = re.compile(r"[a-z]+\Z")
_UNANCHORED = re2._re2.RE2.Anchor.UNANCHORED


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    return options


class _Question:
    """One phrase as it is asked of a text: its patterns, compiled when first needed."""

    def __init__(self, phrase: Phrase, order: int) -> None:
        self.phrase = phrase
        self.order = order

    @cached_property
    def pattern(self) -> re2.Pattern:
        return _compile(self.phrase.pattern)

    @cached_property
    def unless(self) -> re2.Pattern:
        return _compile(self.phrase.unless)


def _compile(pattern: str) -> re2.Pattern:
    return re2._re2.RE2(compiled(pattern).encode(), _options())


class PhraseBook:
    """Built once per process; reading changes nothing that is seen from outside."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        self._questions = tuple(_Question(phrase, order) for order, phrase in enumerate(self.phrases))
        self._set, self._every, self._marks = self._build()

    def _build(self) -> tuple[re2.Set, int, list[tuple[int, int]]]:
        """The set; the phrases without a piece, asked of every text; for each piece, whose first and second it is.

        A set of phrases is a whole number with the bit of each phrase: two of them are compared in one step.
        """
        options = re2.Options()
        options.log_errors = False
        options.max_mem = 512 << 20
        scan = re2.Set.SearchSet(options)
        for gate in GATES.values():
            scan.Add(gate)
        numbers: dict[str, int] = {}
        marks: list[tuple[int, int]] = []
        every = 0
        for order, phrase in enumerate(self.phrases):
            needed = pieces(phrase.pattern)
            every |= 0 if needed else 1 << order
            for rank, piece in enumerate((needed * 2)[:2]):
                if piece not in numbers:
                    numbers[piece] = scan.Add(piece)
                    marks.append((0, 0))
                first, second = marks[numbers[piece] - len(GATES)]
                bit = 1 << order
                marks[numbers[piece] - len(GATES)] = (first | bit, second) if rank == 0 else (first, second | bit)
        scan.Compile()
        return scan, every, marks

    def read(self, text: str) -> Reading:
        low = plain(text)
        data = as_bytes(low)
        found = self._set.Match(data)
        folded, offsets = text, None
        if found is not None and min(found) < len(GATES):
            folded, offsets = fold(text)
            if offsets is not None:
                low = plain(folded)
                data = as_bytes(low)
                found = self._set.Match(data)
        if found is None and not self._every:
            return Reading(text, folded, offsets, ())
        return self._reading(text, folded, offsets, low, data, self._worth_asking(found or ()))

    def _worth_asking(self, found: Iterable[int]) -> int:
        first = second = 0
        for number in found:
            if number >= len(GATES):
                one, two = self._marks[number - len(GATES)]
                first |= one
                second |= two
        return first & second | self._every

    def _reading(
        self, text: str, folded: str, offsets: tuple[int, ...] | None, low: str, data: bytes, asked: int
    ) -> Reading:
        hits: list[tuple[int, int, int, Hit]] = []
        while asked:
            bit = asked & -asked
            asked ^= bit
            question = self._questions[bit.bit_length() - 1]
            for start, end in _spans(question.pattern, data, ascii_only=len(data) == len(low)):
                if question.phrase.unless and _spans_any(question.unless, sentence(low, start, end)):
                    continue
                first, last = (start, end) if offsets is None else (offsets[start], offsets[end - 1] + 1)
                hits.append((start, end, question.order, Hit(question.phrase, first, last, start, end)))
        hits.sort(key=lambda hit: hit[:3])
        return Reading(text, folded, offsets, tuple(hit[3] for hit in hits))


def _spans(pattern: re2.Pattern, data: bytes, ascii_only: bool) -> Iterator[tuple[int, int]]:
    """Where it matches, in code points."""
    at, size = 0, len(data)
    while at < size:
        start, end = pattern.Match(_UNANCHORED, data, at, size)[0]
        if start < 0:
            return
        yield (start, end) if ascii_only else (len(data[:start].decode()), len(data[:end].decode()))
        at = end


def _spans_any(pattern: re2.Pattern, sentence_text: str) -> bool:
    data = as_bytes(sentence_text)
    start: int = pattern.Match(_UNANCHORED, data, 0, len(data))[0][0]
    return start >= 0


def sentence(low: str, start: int, end: int) -> str:
    """The sentence of `low` (plain form) around [start, end): see the promise above, point 3."""
    left, right = 0, len(low)
    for stop in _STOPS.finditer(low):
        if _ends_sentence(low, stop.start()):
            if stop.start() < start:
                left = stop.end()
            elif stop.start() >= end:
                right = stop.start()
                break
    return low[left:right]


def _ends_sentence(low: str, at: int) -> bool:
    if low[at] != ".":
        return True
    word = _LAST_WORD.search(low[max(0, at - 12) : at])
    return word is None or word[0] not in _ABBREVIATIONS
