"""All phrases of all languages over one text, once: which stand in it, and where.

What `PhraseBook(phrases).read(text)` promises:

1. Evasions are undone (`contact.folding`), then the text is brought to plain form (`rules.pattern.plain`); neither
   loses the place that a character came from.
2. A phrase's hits are the matches of its compiled pattern in that form, from left to right, not overlapping.
3. A hit whose sentence holds the phrase's `unless` is dropped. A sentence ends at `! ? 。 ;` or a line break, and at a
   full stop that is not inside a number, a name of a host ("banco.com") or after an abbreviation ("Sr.").
4. Hits are ordered by where they start, then end, then the order of the phrases.

How: one RE2 set holds the gates of folding and words of every phrase (`rules.prefilter`); only phrases whose words
stand in the text are asked, each by its own pattern, compiled when it is first needed. A slow, independent matcher in
the tests gives the same hits.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import TYPE_CHECKING

import re2

from atesta.contact.folding import GATES, as_bytes, fold, fold_steps, scan_options
from atesta.rules.pattern import Engine, plain
from atesta.rules.phrase import Hit, Phrase, Reading
from atesta.rules.phrase_index import how, work_out
from atesta.rules.prefilter import BEHIND, as_pattern

if TYPE_CHECKING:
    from atesta.rules.heard_book import Heard

_SHORT = """
sr sra srta sres dr dra lic ing ud uds vd no num tel art arts av ext ref cia cta aprox etc
mr mrs ms jr st inc ltd co corp dept approx esq s c v a u
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
_GATES = tuple(GATES)
_STOPS = re.compile(r"[!?。;\n]|\.(?![0-9a-z])")
_LAST_WORD = re.compile(r"[a-z]+\Z")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_EDGES = re.compile(r"(?<=\w)(?=\W)|(?<=\W)(?=\w)", re.ASCII)
_place = itemgetter(0, 1, 2)
_UNANCHORED = re2._re2.RE2.Anchor.UNANCHORED


Spans = Callable[[str, bytes, bool], list[tuple[int, int]]]
"""Plain text, its UTF-8, whether its only white space is single spaces -> where a phrase matches, in code points."""


class _Question:
    """One phrase as it is asked of a text. Its patterns are compiled when they are first needed."""

    __slots__ = ("_unless", "engine", "order", "phrase", "spans")

    def __init__(self, phrase: Phrase, order: int, engine: Callable[[], Engine]) -> None:
        self.phrase = phrase
        self.order = order
        self.engine = engine
        self.spans: Spans = self._first_spans
        self._unless: Spans | None = None

    def _first_spans(self, low: str, data: bytes, regular: bool) -> list[tuple[int, int]]:
        self.spans = _spans_of(self.engine())
        return self.spans(low, data, regular)

    def taken_back(self, sentence_text: str) -> bool:
        """Whether the sentence holds what takes a hit back."""
        if self._unless is None:
            self._unless = _spans_of(how(self.phrase.unless))
        return bool(self._unless(sentence_text, as_bytes(sentence_text), False))

    def matches(self, low: str, data: bytes) -> list[tuple[int, int]]:
        """Where it stands in a plain text, without those that its `unless` takes back."""
        return [span for span in self.spans(low, data, False) if not self.denied(low, *span)]

    def denied(self, low: str, start: int, end: int) -> bool:
        """Whether the sentence around [start, end) holds its `unless`."""
        return bool(self.phrase.unless) and self.taken_back(sentence(low, start, end))


def _spans_of(engine: Engine) -> Spans:
    if engine.re2:
        return _spans_after_re2(engine.re2, engine.python) if engine.python else _spans_in_re2(engine.re2)
    by_pattern = _spans_in_python(engine.python)
    return _spans_of_words(engine.words, by_pattern) if engine.words else by_pattern


def _spans_after_re2(loose: str, source: str) -> Spans:
    match = _re2(loose).Match
    spans: Spans | None = None

    def both(low: str, data: bytes, regular: bool) -> list[tuple[int, int]]:
        nonlocal spans
        if match(_UNANCHORED, data, 0, len(data))[0][0] < 0:
            return []
        spans = spans or _spans_in_python(source)
        return spans(low, data, regular)

    return both


def _re2(source: str) -> re2.Pattern:
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    return re2._re2.RE2(source.encode(), options)


def _spans_of_words(words: tuple[str, ...], otherwise: Spans) -> Spans:
    """One word, once, where white space is single spaces: that is the only match. All else is asked in full."""
    edges = tuple((word, word[0] in _WORD, word[-1] in _WORD, len(word)) for word in words)

    def spans(low: str, data: bytes, regular: bool) -> list[tuple[int, int]]:
        if not regular:
            return otherwise(low, data, regular)
        only = None
        for word, left, right, size in edges:
            at = low.find(word)
            if at < 0:
                continue
            end = at + size
            inside = (left and at and low[at - 1] in _WORD) or (right and low[end : end + 1] in _WORD)
            if inside or only or low.find(word, end) >= 0:
                return otherwise(low, data, regular)
            only = (at, end)
        return [only] if only else []

    return spans


def _spans_in_python(source: str) -> Spans:
    find = re.compile(source, re.ASCII).finditer
    return lambda low, data, regular: [found.span() for found in find(low) if found.end() > found.start()]


def _spans_in_re2(pattern: str) -> Spans:
    match = _re2(pattern).Match

    def spans(low: str, data: bytes, regular: bool) -> list[tuple[int, int]]:
        found, at, size = [], 0, len(data)
        while at < size:
            start, end = match(_UNANCHORED, data, at, size)[0]
            if start < 0:
                break
            if end > start:
                found.append((start, end))
            at = max(end, at + 1)
        return _in_code_points(data, found) if found and len(low) != size else found

    return spans


def _in_code_points(data: bytes, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in bytes, from left to right, as spans in characters; each stretch between them is decoded once."""
    at = done = 0
    found = []
    for start, end in spans:
        first = done + len(data[at:start].decode())
        done, at = first + len(data[start:end].decode()), end
        found.append((first, done))
    return found


FEW = 50
"""So many texts are read without the set: building it takes as long as reading them by words."""


_LENGTH = 150
"""Characters of an ordinary message; a long text counts as several."""


class PhraseBook:
    """Built once per process; reading changes nothing that is seen from outside."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        self._worked = tuple(work_out(phrase.pattern) for phrase in self.phrases)
        self._legs: list[_Question] = []
        self._questions: list[_Question] = []
        self._heard: Heard | None = None
        self._marks: dict[int, list[int]] = {}
        self._every = 0
        self._count_legs()
        self._match: Callable[[bytes], list[int]] | None = None
        self._read = 0

    def _count_legs(self) -> None:
        for order, (phrase, worked) in enumerate(zip(self.phrases, self._worked, strict=True)):
            if not worked.legs:
                self._every |= 1 << len(self._legs)
            self._questions.append(_Question(phrase, order, worked.engine))
            self._legs += [self._questions[-1]] * max(1, len(worked.legs))

    def _build(self) -> Callable[[bytes], list[int]]:
        """The set of all gates and words.

        A set of legs is a whole number with one bit for each leg; `_marks` has, for each word, the legs it is in the
        first and in the second list of, so that legs with both are found by two operations.
        """
        scan = re2.Set.SearchSet(scan_options())
        for gate in GATES.values():
            scan.Add(gate)
        numbers: dict[str, int] = {}
        bit = 1
        for worked in self._worked:
            for leg in worked.legs:
                for rank, words in enumerate((leg[0], leg[-1])):
                    for word in words:
                        pattern = as_pattern(word)
                        if pattern not in numbers:
                            numbers[pattern] = scan.Add(pattern)
                        marks = self._marks.setdefault(numbers[pattern], [0, 0])
                        marks[rank] |= bit
                bit <<= 1
            bit <<= 0 if worked.legs else 1
        scan.Compile()
        match: Callable[[bytes], list[int]] = scan._set.Match
        return match

    def read(self, text: str) -> Reading:
        if self._match is None:
            self._read += 1 + len(text) // _LENGTH
            if self._read <= FEW:
                return self._read_by_words(text)
            self._match = self._build()
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

    def read_heard(self, text: str, lang: str | None) -> Reading:
        """`read` for recognised speech: what the text has as it is, and what was said and misspelt (`heard_reading`).
        `lang` is the one spoken, None where nobody knows. `Reading.ratios` tells how alike each hit is."""
        if self._heard is None:
            from atesta.rules.heard_book import Heard  # noqa: PLC0415 - half a second, and few contacts are calls

            self._heard = Heard(self, self._questions)
        return self._heard.read(text, lang)

    def _worth_asking(self, found: Iterable[int]) -> int:
        first, second, gates = 0, 0, len(_GATES)
        for number in found:
            if number >= gates:
                one, two = self._marks[number]
                first |= one
                second |= two
        return first & second | self._every

    def _read_by_words(self, text: str) -> Reading:
        """The same, for the first few texts of a process, by looking for one word after the other."""
        folded, offsets = fold(text)
        low = plain(folded)
        # Each word between two spaces: " h" and "h " then say where a word begins and ends.
        low_words = _EDGES.sub(" ", f" {low} ")
        asked, bit = 0, 1
        for worked in self._worked:
            if not worked.legs or any(
                all(any(w.partition(BEHIND)[0] in low_words for w in words) for words in leg) for leg in worked.legs
            ):
                asked |= bit
            bit <<= max(1, len(worked.legs))
        return Reading(text, folded, offsets, self._hits(asked, low, as_bytes(low), offsets))

    def _hits(self, asked: int, low: str, data: bytes, offsets: tuple[int, ...] | None) -> tuple[Hit, ...]:
        hits: list[tuple[int, int, int, Phrase]] = []
        regular = "  " not in low and low.isprintable()
        before: _Question | None = None
        stops: list[int] | None = None
        while asked:
            top = asked.bit_length() - 1
            asked ^= 1 << top
            question = self._legs[top]
            if question is before:
                continue
            before = question
            phrase = question.phrase
            asked_of: str | None = None
            denied = False
            for start, end in question.spans(low, data, regular):
                if phrase.unless:
                    stops = _stops(low) if stops is None else stops
                    said = _sentence_between(low, stops, start, end)
                    if said != asked_of:  # a sentence may be hit a thousand times
                        asked_of, denied = said, question.taken_back(said)
                    if denied:
                        continue
                hits.append((start, end, question.order, phrase))
        if len(hits) > 1:
            hits.sort(key=_place)
        if offsets is None:
            return tuple([Hit(phrase, start, end, start, end) for start, end, _, phrase in hits])
        return tuple([Hit(phrase, offsets[start], offsets[end - 1] + 1, start, end) for start, end, _, phrase in hits])


def sentence(low: str, start: int, end: int) -> str:
    """The sentence of `low` (plain form) around [start, end): see the promise above, point 3."""
    return _sentence_between(low, _stops(low), start, end)


def _stops(low: str) -> list[int]:
    return [stop.start() for stop in _STOPS.finditer(low) if _ends_sentence(low, stop.start())]


def _sentence_between(low: str, stops: list[int], start: int, end: int) -> str:
    before, after = bisect_left(stops, start), bisect_left(stops, end)
    return low[stops[before - 1] + 1 if before else 0 : stops[after] if after < len(stops) else len(low)]


def _ends_sentence(low: str, at: int) -> bool:
    if low[at] != ".":
        return True
    word = _LAST_WORD.search(low[max(0, at - 12) : at])
    return word is None or word[0] not in _ABBREVIATIONS
