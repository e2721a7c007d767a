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
from collections.abc import Callable, Iterable
from operator import itemgetter

import re2

from atesta.contact.folding import GATES, as_bytes, fold_steps, scan_options
from atesta.rules.pattern import compiled, for_python, literal, plain
from atesta.rules.phrase import Hit, Phrase, Reading
from atesta.rules.prefilter import legs

_SHORT = """
sr sra srta sres dr dra lic ing ud uds vd no num tel art arts av ext ref cia cta aprox etc
mr mrs ms jr st inc ltd co corp dept approx esq s c v a u
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
_GATES = tuple(GATES)
_STOPS = re.compile(r"[!?。;\n]|\.(?![0-9a-z])")
_LAST_WORD = re.compile(r"[a-z]+\Z")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_place = itemgetter(0, 1, 2)
_UNANCHORED = re2._re2.RE2.Anchor.UNANCHORED


Spans = Callable[[str, bytes, bool], list[tuple[int, int]]]
"""Plain text, its UTF-8, whether its only white space is single spaces -> where a phrase matches, in code points."""


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    return options


class _Question:
    """One phrase as it is asked of a text. Its patterns are compiled when they are first needed."""

    __slots__ = ("_unless", "order", "phrase", "spans")

    def __init__(self, phrase: Phrase, order: int) -> None:
        self.phrase = phrase
        self.order = order
        self.spans: Spans = self._first_spans
        self._unless: Spans | None = None

    def _first_spans(self, low: str, data: bytes, regular: bool) -> list[tuple[int, int]]:
        self.spans = _spans_of(self.phrase.pattern)
        return self.spans(low, data, regular)

    def taken_back(self, sentence_text: str) -> bool:
        """Whether the sentence holds what takes a hit back."""
        if self._unless is None:
            self._unless = _spans_of(self.phrase.unless)
        return bool(self._unless(sentence_text, as_bytes(sentence_text), False))


def _spans_of(pattern: str) -> Spans:
    """The engine that is fast for this pattern; all give the same spans."""
    source = for_python(pattern)
    words = literal(pattern)
    if source:
        return _spans_of_words(words, _spans_in_python(source)) if words else _spans_in_python(source)
    return _spans_in_re2(compiled(pattern) or "")


def _spans_of_words(words: str, otherwise: Spans) -> Spans:
    """Plain words are looked for as they stand, where no white space but single spaces could stand between them."""
    size, left, right = len(words), words[0] in _WORD, words[-1] in _WORD

    def spans(low: str, data: bytes, regular: bool) -> list[tuple[int, int]]:
        if not regular:
            return otherwise(low, data, regular)
        found = []
        at = low.find(words)
        while at >= 0:
            end = at + size
            inside = (left and at and low[at - 1] in _WORD) or (right and low[end : end + 1] in _WORD)
            if not inside:
                found.append((at, end))
            at = low.find(words, at + 1 if inside else end)
        return found

    return spans


def _spans_in_python(source: str) -> Spans:
    find = re.compile(source, re.ASCII).finditer
    return lambda low, data, regular: [found.span() for found in find(low) if found.end() > found.start()]


def _spans_in_re2(pattern: str) -> Spans:
    match = re2._re2.RE2(pattern.encode(), _options()).Match

    def spans(low: str, data: bytes, regular: bool) -> list[tuple[int, int]]:
        found, at, size = [], 0, len(data)
        while at < size:
            start, end = match(_UNANCHORED, data, at, size)[0]
            if start < 0:
                break
            if end > start:
                found.append((start, end))
            at = max(end, at + 1)
        if found and len(low) != size:
            return [(len(data[:start].decode()), len(data[:end].decode())) for start, end in found]
        return found

    return spans


class PhraseBook:
    """Built once per process; reading changes nothing that is seen from outside."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        self._questions = tuple(_Question(phrase, order) for order, phrase in enumerate(self.phrases))
        self._legs: list[_Question] = []
        self._marks: dict[int, tuple[int, int]] = {}
        self._every = 0
        self._match = self._build()._set.Match

    def _build(self) -> re2.Set:
        """The set of all gates and pieces.

        A set of legs is a whole number with one bit for each leg; `_marks` has, for each piece, the legs it is the
        first and the second piece of, so that legs with both are found by two operations.
        """
        scan = re2.Set.SearchSet(scan_options())
        for gate in GATES.values():
            scan.Add(gate)
        numbers: dict[str, int] = {}
        for question in self._questions:
            needed = legs(question.phrase.pattern)
            if not needed:
                self._every |= 1 << len(self._legs)
                self._legs.append(question)
            for leg in needed:
                bit = 1 << len(self._legs)
                self._legs.append(question)
                for rank, piece in enumerate((leg * 2)[:2]):
                    if piece not in numbers:
                        numbers[piece] = scan.Add(piece)
                    first, second = self._marks.get(numbers[piece], (0, 0))
                    self._marks[numbers[piece]] = (first | bit, second) if rank == 0 else (first, second | bit)
        scan.Compile()
        return scan

    def read(self, text: str) -> Reading:
        low = plain(text)
        data = as_bytes(low)
        found = self._match(data)
        folded, offsets = text, None
        if found and min(found) < len(_GATES):
            folded, offsets = fold_steps(text, [_GATES[number] for number in found if number < len(_GATES)])
            if offsets is not None:
                low = plain(folded)
                data = as_bytes(low)
                found = self._match(data)
        asked = self._worth_asking(found)
        return Reading(text, folded, offsets, self._hits(asked, low, data, offsets) if asked else ())

    def _worth_asking(self, found: Iterable[int]) -> int:
        first, second, gates = 0, 0, len(_GATES)
        for number in found:
            if number >= gates:
                one, two = self._marks[number]
                first |= one
                second |= two
        return first & second | self._every

    def _hits(self, asked: int, low: str, data: bytes, offsets: tuple[int, ...] | None) -> tuple[Hit, ...]:
        hits: list[tuple[int, int, int, Phrase]] = []
        regular = "  " not in low and low.isprintable()
        before = None
        while asked:
            top = asked.bit_length() - 1
            asked ^= 1 << top
            question = self._legs[top]
            if question is before:
                continue
            before = question
            phrase = question.phrase
            for start, end in question.spans(low, data, regular):
                if not phrase.unless or not question.taken_back(sentence(low, start, end)):
                    hits.append((start, end, question.order, phrase))
        if len(hits) > 1:
            hits.sort(key=_place)
        if offsets is None:
            return tuple([Hit(phrase, start, end, start, end) for start, end, _, phrase in hits])
        return tuple([Hit(phrase, offsets[start], offsets[end - 1] + 1, start, end) for start, end, _, phrase in hits])


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
