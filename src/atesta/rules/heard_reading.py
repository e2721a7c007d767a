"""Phrases in recognised speech: what was misspelt is put right the way one phrase needs it, then asked exactly.

For each phrase, words of the text that sound like a word of its pattern are replaced by that word (Chinese: characters
by characters of the same syllable), and the pattern is asked of the mended text as of any other. So gaps, choices and
`unless` mean what their author wrote. A hit counts when the passage as heard and as mended are alike enough together:

* at least LEAST of 100 (REVIEW 4.3: .947 of all phrases found at .0012 false), at least LEAST_LETTERS long;
* what is a word by itself (`heard_lexicon`) is only mended to one of the same sound;
* one single word only if it is long and very like; two Chinese syllables never;
* no word of negation was put in, taken out or mended; and the phrase's `unless` stands in neither form;
* words of abuse only as they were heard: nobody is charged with a slur that may have been another word.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

import numpy as np
from rapidfuzz import fuzz, process

from atesta.kept import late
from atesta.rules.heard import LEAST, LEAST_LETTERS, LEAST_SYLLABLES, Token, likeness, tokens
from atesta.rules.heard_lexicon import in_han_word, is_word
from atesta.rules.heard_sound import sound, spoken, tones
from atesta.rules.heard_words import HAN_NEGATIONS, NEGATIONS, Words
from atesta.rules.phrase import Phrase
from atesta.rules.phrase_index import words

AS_HEARD = frozenset(("profanity",))
"""Labels whose phrases must be heard as they are."""
LEAST_WORD, LEAST_GLUED, LEAST_STEM = 75, 86, 86
"""How alike a word, two words said as one, and the beginning of a word must be to be mended."""
LEAST_MEANT = 5
"""A word of fewer letters was said only where it sounds the same."""
ALONE_LETTERS, ALONE_RATIO = 9, 89
_FILLERS = late(r"(?<![a-z])(?:e+h+|a+h+|u+h+|u+m+|e+r+|h?m+)(?![a-z])|,(?!\d)|(?<!\d),")
_HAN_FILLERS = frozenset("嗯呃 ,、")
_HAN_COMMON = frozenset(
    "你您我他她它的了们是在有会将要就已请到和与及还可以为对于个上下来去这那么吗呢吧啊一二三四五六七八九十百千万"
)
"""Characters that stand in every sentence; what sounds like one of them is not looked for."""
LEAST_RUN, LEAST_RUN_WORD = 3, 5
_HAN = late(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Mended:
    """A text as one phrase would have it. `starts`/`ends`: each piece's span in the plain text, `at` in this one."""

    text: str
    at: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    new: tuple[bool, ...]

    def pieces(self, start: int, end: int) -> range:
        return range(bisect_right(self.at, start) - 1, bisect_right(self.at, end - 1))


Found = tuple[int, int, int]
"""Half-open span in the plain text, and the ratio."""


def without_fillers(low: str) -> str:
    """The plain text without `eh`, `um` and the commas that a recogniser guesses: spaces in their places."""
    return _FILLERS.sub(lambda found: " " * len(found[0]), low)


class Vocabulary:
    """The words of all phrases of one language, and whose they are. Built once per process, when first needed."""

    def __init__(self, phrases: Sequence[Phrase], lang: str) -> None:
        self.lang = lang
        self.words: tuple[Words, ...] = tuple(_words(phrase) for phrase in phrases)
        self._wholes = _owners(words.whole for words in self.words)
        self._stems = _owners(words.stems for words in self.words)
        self._whole = self._meant(self._wholes)
        stems = sorted(self._stems)
        self._stem = [
            (size, self._meant(stem for stem in stems if len(stem) == size))
            for size in sorted({len(stem) for stem in stems})
        ]

    def _meant(self, words: Iterable[str]) -> tuple[list[str], list[str]]:
        """Words, and beside each its sound."""
        ordered = sorted(words)
        return ordered, [sound(word, self.lang) for word in ordered]

    def mends(self, said: Sequence[Token]) -> Mapping[int, Mapping[str, tuple[int, str]]]:
        """For each phrase (by number): a heard word, or two with a space -> (ratio, the word it may have been)."""
        singles = sorted({token.text for token in said if _may_be_mended(token.text)})
        pairs = {(one.text, two.text) for one, two in pairwise(said) if _may_be_glued(one, two)}
        found: dict[int, dict[str, tuple[int, str]]] = {}
        for heard, meant, ratio in self._alike(singles):
            self._add(found, heard, meant, ratio, self._wholes[meant])
        for heard, meant, ratio in self._glued(sorted(pairs)):
            self._add(found, heard, meant, ratio, self._wholes[meant])
        for heard, stem, ratio in self._beginnings(singles):
            self._add(found, heard, stem + heard[len(stem) :], ratio, self._stems[stem])
        return found

    def _add(
        self, found: dict[int, dict[str, tuple[int, str]]], heard: str, meant: str, ratio: int, owners: Iterable[int]
    ) -> None:
        for number in owners:
            own = self.words[number]
            if heard in own.whole or any(heard.startswith(stem) for stem in own.stems):
                continue
            table = found.setdefault(number, {})
            if heard not in table or (-ratio, meant) < (-table[heard][0], table[heard][1]):
                table[heard] = (ratio, meant)

    def _alike(self, singles: Sequence[str]) -> Iterator[tuple[str, str, int]]:
        return self._compared(singles, [sound(word, self.lang) for word in singles], self._whole, LEAST_WORD)

    def _glued(self, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, int]]:
        heard = [sound(one, self.lang) + sound(two, self.lang) for one, two in pairs]
        return self._compared([f"{one} {two}" for one, two in pairs], heard, self._whole, LEAST_GLUED)

    def _beginnings(self, singles: Sequence[str]) -> Iterator[tuple[str, str, int]]:
        for size, stems in self._stem:
            longer = [word for word in singles if len(word) >= size]
            heard = [sound(word[:size], self.lang) for word in longer]
            yield from self._compared(longer, heard, stems, LEAST_STEM)

    def _compared(
        self, names: Sequence[str], heard: Sequence[str], words_and_sounds: tuple[list[str], list[str]], least: int
    ) -> Iterator[tuple[str, str, int]]:
        meant, wanted = words_and_sounds
        if not names or not meant:
            return
        ratios = process.cdist(heard, wanted, scorer=fuzz.ratio, score_cutoff=least, dtype=np.uint8, workers=1)
        for row, column in zip(*(index.tolist() for index in np.nonzero(ratios)), strict=True):
            ratio = int(ratios[row, column])
            if names[row] != meant[column] and (ratio == 100 or self._misspelt(names[row], meant[column])):
                yield names[row], meant[column], ratio

    def _misspelt(self, heard: str, meant: str) -> bool:
        if len(meant) < LEAST_MEANT:
            return False
        return not all(word in self._wholes or is_word(word, self.lang) for word in heard.split())


def _words(phrase: Phrase) -> Words:
    return Words(frozenset(), frozenset()) if phrase.label in AS_HEARD else words(phrase.pattern)


def _owners(each: Iterable[frozenset[str]]) -> dict[str, tuple[int, ...]]:
    owners: dict[str, list[int]] = {}
    for number, own in enumerate(each):
        for word in own:
            owners.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in owners.items()}


def _may_be_mended(word: str) -> bool:
    return len(word) >= 4 and word.isalpha() and word not in NEGATIONS


def _may_be_glued(one: Token, two: Token) -> bool:
    return (
        two.start - one.end == 1
        and len(one.text) + len(two.text) >= 6
        and not {one.text, two.text} & NEGATIONS
        and one.text.isalpha()
        and two.text.isalpha()
    )


# --- Spanish and English --------------------------------------------------------------------------------------------


Places = Mapping[str, Sequence[int]]
"""A word, or two with a space between -> the numbers of the tokens where it begins."""


def places_of(said: Sequence[Token]) -> Places:
    places: dict[str, list[int]] = {}
    for index, token in enumerate(said):
        places.setdefault(token.text, []).append(index)
        if index + 1 < len(said) and _may_be_glued(token, said[index + 1]):
            places.setdefault(f"{token.text} {said[index + 1].text}", []).append(index)
    return places


def mended(low: str, said: Sequence[Token], places: Places, table: Mapping[str, tuple[int, str]]) -> Mended:
    """The plain text with the words of the table put right; of two that overlap the more alike."""
    pieces: list[tuple[str, int, int, bool]] = []
    done = 0
    for first, last, meant in _changes(places, table):
        start, end = said[first].start, said[last].end
        pieces += (low[done:start], done, start, False), (meant, start, end, True)
        done = end
    pieces.append((low[done:], done, len(low), False))
    pieces = [piece for piece in pieces if piece[0]]
    at = accumulate((len(text) for text, *_ in pieces[:-1]), initial=0)
    texts, starts, ends, new = zip(*pieces, strict=True)
    return Mended("".join(texts), tuple(at), starts, ends, new)


def _changes(places: Places, table: Mapping[str, tuple[int, str]]) -> list[tuple[int, int, str]]:
    """First and last token, and the word for them; none twice, in order."""
    ranked = sorted(
        (-ratio, index, index + heard.count(" "), meant)
        for heard, (ratio, meant) in table.items()
        for index in places.get(heard, ())
    )
    taken: set[int] = set()
    changes = []
    for _, first, last, meant in ranked:
        if not taken.intersection((first, last)):
            taken.update((first, last))
            changes.append((first, last, meant))
    return sorted(changes)


def found_in(low: str, form: Mended, spans: Iterable[tuple[int, int]], lang: str) -> Iterator[Found]:
    """The spans of a mended text that count, on the edges of words of the plain text."""
    for start, end in spans:
        pieces = form.pieces(start, end)
        if not any(form.new[piece] for piece in pieces):
            continue
        head, tail = pieces[0], pieces[-1]
        first = form.starts[head] + (0 if form.new[head] else start - form.at[head])
        last = form.ends[tail] if form.new[tail] else form.starts[tail] + end - form.at[tail]
        first, last = _on_edges(low, first, last)
        heard = [token.text for token in tokens(low[first:last])]
        meant = [token.text for token in tokens(_widened(form.text, start, end))]
        ratio = likeness(heard, meant, lang)
        if _counts(meant, ratio):
            yield first, last, min(ratio, 99)


def _on_edges(low: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and low[start - 1].isalnum() and low[start : start + 1].isalnum():
        start -= 1
    while end < len(low) and low[end].isalnum() and low[end - 1].isalnum():
        end += 1
    return start, end


def _widened(text: str, start: int, end: int) -> str:
    return text[slice(*_on_edges(text, start, end))]


def _counts(meant: Sequence[str], ratio: int) -> bool:
    letters = sum(map(len, meant))
    if len(meant) == 1:
        return letters >= ALONE_LETTERS and ratio >= ALONE_RATIO
    return letters >= LEAST_LETTERS and ratio >= LEAST


# --- Chinese --------------------------------------------------------------------------------------------------------


@cache
def _characters(pattern: str) -> frozenset[str]:
    return frozenset(_HAN.findall(pattern)) - HAN_NEGATIONS


def han_text(low: str) -> tuple[str, tuple[int, ...]]:
    """The plain text without pauses and hesitation, and where each of its characters stands."""
    kept = [at for at, character in enumerate(low) if character not in _HAN_FILLERS]
    return "".join([low[at] for at in kept]), tuple(kept)


def han_table(heard: Iterable[str], pattern: str) -> dict[int, str]:
    """Characters of the text -> the one of the pattern that sounds the same; never a word of negation. `heard`: the
    characters of the text, each once."""
    own, by_syllable = _characters(pattern), _by_syllable(pattern)
    pairs = ((character, by_syllable.get(spoken(character))) for character in heard if character not in own)
    return {ord(character): meant for character, meant in pairs if meant}


def may_be_misheard(text: str) -> frozenset[str]:
    """The Han characters of a text that may be another of the same sound."""
    return frozenset(_HAN.findall(text)) - HAN_NEGATIONS - _HAN_COMMON


@cache
def _by_syllable(pattern: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for character in sorted(_characters(pattern)):
        found.setdefault(spoken(character), character)
    return found


def found_in_han(text: str, meant: str, spans: Iterable[tuple[int, int]], pattern: str) -> Iterator[Found]:
    """Spans of which every run of the pattern's own characters was heard as written for half of it at least."""
    own = _characters(pattern)
    for start, end in spans:
        changed = [at for at in range(start, end) if text[at] != meant[at]]
        size = sum(meant[at] in own for at in range(start, end))
        if not changed or size < LEAST_SYLLABLES or len(changed) * 2 > size:
            continue
        if all(_fits(text, meant, at, (start, end), own) for at in changed):
            yield start, end, 99 - 30 * len(changed) // size


def _fits(text: str, meant: str, at: int, span: tuple[int, int], own: frozenset[str]) -> bool:
    """A character is mended inside a run of the pattern's own; what is a word by itself only inside a longer run."""
    first, last = at, at + 1
    while first > span[0] and meant[first - 1] in own:
        first -= 1
    while last < span[1] and meant[last] in own:
        last += 1
    if any(text[each] in HAN_NEGATIONS for each in range(first, last)):
        return False
    changed = sum(text[each] != meant[each] for each in range(first, last))
    other_tone = tones(text[at]).isdisjoint(tones(meant[at]))
    least = LEAST_RUN_WORD if other_tone or in_han_word(text, at) else LEAST_RUN
    return last - first >= least and changed * 2 <= last - first
