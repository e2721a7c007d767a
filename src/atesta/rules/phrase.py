"""A phrase: one pattern of one language, with the label and rule it speaks for; and what one text was found to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry of a phrase file.

    `family` says which room reads its hits: conduct, courtesy, claim, distress. `label` is a category of
    INTERFACES/LABELS (conduct) or a claim kind (claim). `attrs` are the other keys of the entry, as strings.
    """

    id: str
    lang: str
    family: str
    label: str
    rule: str
    pattern: str
    unless: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)


class Hit(NamedTuple):
    """A phrase found. `start`/`end` are code points of the text as given; `fstart`/`fend` of the folded text.

    A named tuple because it is made several times for each message: three times as fast as a frozen dataclass.
    """

    phrase: Phrase
    start: int
    end: int
    fstart: int
    fend: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, scanned once by every phrase of every language. `folded` undoes evasions (equal to `text` when there
    were none); `offsets[i]` is the code point of `text` that `folded[i]` came from, None when the two are the same.

    `ratios` is empty for a written text; for recognised speech (`PhraseBook.read_heard`) it has one number a hit: 100
    as heard word for word, less where a word was misspelt by the recogniser and only sounds like the phrase."""

    text: str
    folded: str
    offsets: tuple[int, ...] | None
    hits: tuple[Hit, ...]
    ratios: tuple[int, ...] = ()

    def ratio(self, hit: Hit) -> int:
        """How alike a hit sounded, 0..100; 100 for one that stands in the text as it is."""
        return next((ratio for own, ratio in zip(self.hits, self.ratios, strict=False) if own is hit), 100)

    def of(self, family: str) -> tuple[Hit, ...]:
        return tuple(hit for hit in self.hits if hit.phrase.family == family)

    def original(self, fstart: int, fend: int) -> tuple[int, int]:
        """A span of `folded` as a span of `text`."""
        if self.offsets is None:
            return fstart, fend
        return self.offsets[fstart], self.offsets[fend - 1] + 1
