"""A text of recognised speech read by a phrase book: what it has as it is, and what was said and misspelt.

Kept apart from `phrasebook` because few contacts are calls, and the readings of Chinese characters take half a second
to load. See `heard_reading` for what counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from atesta.contact.folding import as_bytes
from atesta.rules.heard import spoken_language, tokens
from atesta.rules.heard_reading import (
    AS_HEARD,
    Found,
    Vocabulary,
    found_in,
    found_in_han,
    han_table,
    han_text,
    may_be_misheard,
    mended,
    places_of,
    without_fillers,
)
from atesta.rules.pattern import plain
from atesta.rules.phrase import Hit, Phrase, Reading


class Question(Protocol):
    """One phrase as it is asked of a plain text (`phrasebook`)."""

    phrase: Phrase
    order: int

    def matches(self, low: str, data: bytes) -> list[tuple[int, int]]:
        """Where it stands, without those that its `unless` takes back."""

    def denied(self, low: str, start: int, end: int) -> bool:
        """Whether the sentence around [start, end) holds its `unless`."""


class Reader(Protocol):
    """What a phrase book is here: something that reads a text exactly."""

    def read(self, text: str) -> Reading:
        """Every phrase of every language in the text as it is."""


class Heard:
    """The questions of one phrase book, with the words that each may have been misspelt from."""

    def __init__(self, book: Reader, questions: Sequence[Question]) -> None:
        self._book = book
        self._of = {lang: [q for q in questions if q.phrase.lang == lang] for lang in ("es", "en", "zh")}
        self._orders = {question.phrase.id: question.order for question in questions}
        self._vocabularies: dict[str, Vocabulary] = {}

    def read(self, text: str, lang: str | None) -> Reading:
        reading = self._book.read(text)
        low = plain(reading.folded)
        found = [(hit, 100) for hit in reading.hits]
        for language in spoken_language(low, lang):
            for phrase, (start, end, ratio) in self._more(low, language):
                if not any(phrase is hit.phrase and start < hit.fend and hit.fstart < end for hit, _ in found):
                    found.append((Hit(phrase, *reading.original(start, end), start, end), ratio))
        found.sort(key=lambda pair: (pair[0].fstart, pair[0].fend, self._orders[pair[0].phrase.id]))
        return replace(reading, hits=tuple(hit for hit, _ in found), ratios=tuple(ratio for _, ratio in found))

    def _more(self, low: str, lang: str) -> Iterator[tuple[Phrase, Found]]:
        if lang == "zh":
            yield from _in_han(low, self._of["zh"])
            return
        base = without_fillers(low)
        if base != low:
            again = (hit for hit in self._book.read(base).hits if hit.phrase.lang == lang)
            yield from ((hit.phrase, (hit.start, hit.end, 100)) for hit in again)
        questions = self._of[lang]
        said = tokens(base)
        places = places_of(said)
        for number, table in sorted(self._vocabulary(lang).mends(said).items()):
            question, form = questions[number], mended(base, said, places, table)
            spans = question.matches(form.text, as_bytes(form.text))
            for found in found_in(base, form, spans, lang):
                if not question.denied(base, *found[:2]):
                    yield question.phrase, found

    def _vocabulary(self, lang: str) -> Vocabulary:
        if lang not in self._vocabularies:
            self._vocabularies[lang] = Vocabulary([question.phrase for question in self._of[lang]], lang)
        return self._vocabularies[lang]


def _in_han(low: str, questions: Iterable[Question]) -> Iterator[tuple[Phrase, Found]]:
    text, places = han_text(low)
    heard = may_be_misheard(text)
    for question in questions:
        phrase = question.phrase
        table = {} if phrase.label in AS_HEARD else han_table(heard, phrase.pattern)
        if not table:
            continue
        meant = text.translate(table)
        for start, end, ratio in found_in_han(text, meant, question.matches(meant, as_bytes(meant)), phrase.pattern):
            if not question.denied(text, start, end):
                yield phrase, (places[start], places[end - 1] + 1, ratio)
