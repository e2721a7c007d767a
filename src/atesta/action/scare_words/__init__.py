"""Words that frighten, explained where they stand in a text: what it is when real, what it is not, where to check.

It explains and judges nothing, so it is no review: whether the sentence is true is asked in review/truth. One file a
language of the words, `zh.toml`, `es.toml`, `en.toml`; the shape of a fact is described in action/fact.py::

    [[term]]
    id = "risk_check"
    places = ["CN"]                   # where it has this meaning
    patterns = ["风控(审查|核查)"]     # as in rules/pattern.py: simplified, lower case, no accents
    not_in = ["风控模型"]              # optional: within these it means something else ("sin embargo" is no seizure)
    [term.name]                       # en, es, zh
    [term.real]                       # three facts
    [term.is_not]
    [term.check]

Words are found by the same engine as phrases: evasions are undone, and the places are those of the text as given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from atesta.action.fact import FACT_KEYS, LANGUAGES, Fact, read_fact, read_places, read_texts
from atesta.intake.fields import Table, parse_toml
from atesta.rules.phrase import Hit, Phrase
from atesta.rules.phrasebook import PhraseBook

__all__ = ["Explained", "ScareWord", "explained", "read_scare_words", "scare_words"]

_WORD, _OTHER = "scare_word", "other_word"
_KEYS = ("id", "places", "patterns", "not_in", "name", "real", "is_not", "check")


@dataclass(frozen=True, slots=True)
class ScareWord:
    """`real`: what it is when it is real; `is_not`: what it is not; `check`: where one can ask officially."""

    id: str
    lang: str
    places: tuple[str, ...]
    patterns: tuple[str, ...]
    not_in: tuple[str, ...]
    names: Mapping[str, str]
    real: Fact
    is_not: Fact
    check: Fact

    @property
    def facts(self) -> tuple[Fact, Fact, Fact]:
        return self.real, self.is_not, self.check


@dataclass(frozen=True, slots=True)
class Explained:
    """A word found at `text[start:end]`. `explanation`: what it is when real, what it is not, where to check, in the
    language asked for; `sources`: the facts behind these three sentences, in the same order."""

    term: str
    name: str
    start: int
    end: int
    explanation: tuple[str, str, str]
    sources: tuple[Fact, Fact, Fact]


def explained(text: str, place: str | None, lang: str) -> tuple[Explained, ...]:
    """The words in `text` that have a meaning in `place` (None: those that mean the same wherever they are said), in
    their order, each once; of two that overlap the longer one. Offsets are code points of the text as given. Never
    raises for a text."""
    book, words = _book()
    found = _meant(book.read(text).hits)
    hits = [hit for hit in found if place in words[hit.phrase.label].places] if place else _of_one_meaning(found)
    return tuple(_explain(words[hit.phrase.label], hit, lang) for hit in _once(_apart(hits)))


def _meant(hits: Sequence[Hit]) -> list[Hit]:
    """Without those that stand within words that mean something else."""
    others = [hit for hit in hits if hit.phrase.family == _OTHER]
    return [
        hit
        for hit in hits
        if hit.phrase.family == _WORD
        and not any(
            other.phrase.label == hit.phrase.label and other.start <= hit.start and hit.end <= other.end
            for other in others
        )
    ]


def _of_one_meaning(hits: Sequence[Hit]) -> list[Hit]:
    """Without a place, what means something else in each place (a visit) is left out: another place's law misleads."""
    meanings: dict[tuple[int, int], set[str]] = {}
    for hit in hits:
        meanings.setdefault((hit.start, hit.end), set()).add(hit.phrase.label)
    return [hit for hit in hits if len(meanings[hit.start, hit.end]) == 1]


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    """The longest first, then whatever does not overlap with it; in the order of the text."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _once(hits: Iterable[Hit]) -> Iterator[Hit]:
    seen: set[str] = set()
    for hit in hits:
        if hit.phrase.label not in seen:
            seen.add(hit.phrase.label)
            yield hit


def _explain(word: ScareWord, hit: Hit, lang: str) -> Explained:
    said = (word.real.texts[lang], word.is_not.texts[lang], word.check.texts[lang])
    return Explained(word.id, word.names[lang], hit.start, hit.end, said, word.facts)


@cache
def scare_words() -> Mapping[str, ScareWord]:
    """Every word of this installation by id. Raises FileFormatError or RulebookError for what may not ship."""
    found: dict[str, ScareWord] = {}
    for lang in LANGUAGES:
        raw = Path(__file__).with_name(f"{lang}.toml").read_bytes()
        found |= {word.id: word for word in read_scare_words(f"{lang}.toml", raw)}
    return MappingProxyType(found)


def read_scare_words(name: str, raw: bytes) -> tuple[ScareWord, ...]:
    """The words of a file named `<language>.toml`. Raises FileFormatError with file and field."""
    table = parse_toml(raw, name, ("term",))
    return tuple(_word(term, name.removesuffix(".toml")) for term in table.tables("term", _KEYS))


def _word(table: Table, lang: str) -> ScareWord:
    return ScareWord(
        id=table.text("id"),
        lang=lang,
        places=read_places(table),
        patterns=table.texts("patterns"),
        not_in=table.texts("not_in") if table.has("not_in") else (),
        names=read_texts(table.table("name", LANGUAGES)),
        real=read_fact("real", table.table("real", FACT_KEYS)),
        is_not=read_fact("is_not", table.table("is_not", FACT_KEYS)),
        check=read_fact("check", table.table("check", FACT_KEYS)),
    )


@cache
def _book() -> tuple[PhraseBook, Mapping[str, ScareWord]]:
    words = scare_words()
    phrases = (
        Phrase(f"{word.id}.{family}.{number}", word.lang, family, word.id, "", pattern)
        for word in words.values()
        for family, patterns in ((_WORD, word.patterns), (_OTHER, word.not_in))
        for number, pattern in enumerate(patterns)
    )
    return PhraseBook(phrases), words
