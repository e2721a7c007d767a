"""Which complaints are one text in many copies: a mill's clones come together, people who share a form stay apart.

A hint for a person and never a reason to refuse anything: two people may copy one text and both be right.

A text is cut into clauses. What letters of ours say for everybody is taken out, and so are figures: a mill swaps names,
sums and days. Two texts are the same when neither has more than a sentence (OWN) that the other has not, in whatever
order, with slips of the pen and other names. A text that shares much (BESIDE)
and has facts of its own is not counted in; it is named beside.

A letter of ours is compared the other way round, because its sentences are equal by our doing: two are the same only
if what people filled in is the same, too. A mill that fills our form with other days and numbers is not noticed here.

Single-pass leader clustering after Hartigan, Clustering Algorithms (1975), ch. 3, in the order of the keys, so that the
same cases give the same clusters; candidates by the cosine of hashed n-grams (Broder 1997 for resemblance by pieces).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from atesta.action.complaint.own_letters import without_own

OWN = 60.0
"""Letters of its own that make a text its own; a Chinese character counts for HAN_WEIGHT of them."""
OWN_SHARE = 0.3
"""Of a short text, so much of its own is enough."""
BESIDE = 0.4
HAN_WEIGHT = 2.5
SAME_CLAUSE, SLIPPED, SLIPPED_HAN = 0.5, 65.0, 45.0
"""Of its pieces, so many make a clause the other's, too; else the share (%) of the nearest stretch (rapidfuzz
partial_ratio), for clauses in which names were swapped. Strange Chinese clauses share 20 to 35, Latin ones 40 to 55."""
SAME_FACTS = 0.8
OURS = 30
"""Letters of fixed sentences of ours from which on a text is a letter of ours."""
LONGEST = 20_000
CANDIDATES, ALIKE, BITS = 5, 0.3, 2048
_FIGURE = re.compile(r"\d(?:[\d.,:/\s-]*\d)?")
_CLAUSE = re.compile(r"[.!?;,:。！？；，、：…\n\r()（）\"“”«»「」—]+")
_QUOTED = re.compile(r"“[^”]{1,2000}”|«[^»]{1,2000}»|「[^」]{1,2000}」|\"[^\"\n]{1,2000}\"")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NO_LETTERS = re.compile(r"[\W_]+")
_MARKS = re.compile(r"[\u0300-\u036f]+")

Bits = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Told:
    """The text of one complaint. `received` are the messages that it is about: the collector's words, not hers."""

    key: str
    text: str
    received: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """`keys` tell one text; `beside` share much of it and have facts of their own. In the order of the keys."""

    keys: tuple[str, ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Clause:
    letters: str
    weight: float
    pieces: frozenset[str]
    han: bool

    def stands_in(self, other: _Story) -> bool:
        """Word for word or nearly: with slips of the pen, or with another name."""
        if len(self.pieces & other.pieces) >= SAME_CLAUSE * len(self.pieces):
            return True
        return fuzz.partial_ratio(self.letters, other.letters, score_cutoff=SLIPPED_HAN if self.han else SLIPPED) > 0


@dataclass(frozen=True)
class _Story:
    """What is left of a text: `clauses` without figures, `facts` what somebody filled in (of a letter of ours)."""

    key: str
    clauses: tuple[_Clause, ...]
    facts: frozenset[str]
    ours: bool

    @cached_property
    def pieces(self) -> frozenset[str]:
        return frozenset[str]().union(*(clause.pieces for clause in self.clauses))

    @cached_property
    def letters(self) -> str:
        return "".join(clause.letters for clause in self.clauses)

    @cached_property
    def weight(self) -> float:
        return sum(clause.weight for clause in self.clauses)


def clusters(complaints: Iterable[Told]) -> tuple[Cluster, ...]:
    """Every complaint is in exactly one cluster; those of many first, then by key."""
    stories = [_story(one) for one in sorted(complaints, key=lambda one: one.key)]
    members, beside = _led(stories)
    made = [Cluster(tuple(keys), tuple(beside.get(leader, ()))) for leader, keys in members.items()]
    return tuple(sorted(made, key=lambda one: (-len(one.keys), one.keys[0])))


# --- a text, taken apart ---------------------------------------------------------------------------------------------


def _story(told: Told) -> _Story:
    text, fixed = without_own(told.text[:LONGEST])
    ours = fixed >= OURS
    for received in told.received:
        text = text.replace(received.strip(), "\n") if received.strip() else text
    if ours:
        text = _QUOTED.sub("\n", text)
    plain = _plain(text)
    facts = frozenset(_facts(plain)) if ours else frozenset[str]()
    return _Story(told.key, tuple(_clauses(plain)), facts, ours)


def _plain(text: str) -> str:
    """One writing: width, case and accents make no difference."""
    if text.isascii():
        return text.casefold()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())


def _facts(plain: str) -> Iterator[str]:
    """Figures, and what stands in the places that were left to fill in."""
    for found in _FIGURE.findall(plain):
        yield re.sub(r"\D", "", found)
    for part in _CLAUSE.split(_FIGURE.sub(" ", plain)):
        if letters := _NO_LETTERS.sub("", part):
            yield letters


def _clauses(plain: str) -> Iterator[_Clause]:
    for part in _CLAUSE.split(_FIGURE.sub("", plain)):
        letters = _NO_LETTERS.sub("", part)
        if len(letters) >= 2:
            han = _HAN.search(letters) is not None
            size = 2 if han else 4
            pieces = frozenset(letters[at : at + size] for at in range(max(1, len(letters) - size + 1)))
            yield _Clause(letters, _weight(letters), pieces, han)


def _weight(text: str) -> float:
    return len(text) if text.isascii() else len(text) + (HAN_WEIGHT - 1) * len(_HAN.findall(text))


# --- two texts, compared ---------------------------------------------------------------------------------------------


def _same(one: _Story, other: _Story) -> bool:
    if (one.ours or other.ours) and (one.ours != other.ours or not _same_facts(one.facts, other.facts)):
        return False
    return not _has_own(one, other) and not _has_own(other, one)


def _same_facts(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME_FACTS * len(one | other)


def _has_own(one: _Story, other: _Story) -> bool:
    """Does `one` tell something that `other` does not?"""
    own = sum(clause.weight for clause in one.clauses if not clause.stands_in(other))
    return own > min(OWN, OWN_SHARE * one.weight)


def _shared(one: _Story, other: _Story) -> float:
    both = sum(clause.weight for clause in one.clauses if clause.stands_in(other))
    return both / one.weight if one.weight else 0.0


# --- many texts ------------------------------------------------------------------------------------------------------


def _led(stories: Sequence[_Story]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """By the number of its first text: the keys of each cluster, and those beside it."""
    leaders, bits = list[int](), np.zeros((len(stories), BITS // 64), dtype=np.uint64)
    members, beside, places = dict[int, list[str]](), dict[int, list[str]](), _Places()
    for number, story in enumerate(stories):
        own = _bits(story, places)
        near = [leaders[at] for at in _nearest(own, bits[: len(leaders)])]
        if (leader := next((at for at in near if _same(story, stories[at])), None)) is not None:
            members[leader].append(story.key)
            continue
        for at in near:
            if not story.ours and _shared(story, stories[at]) >= BESIDE:
                beside.setdefault(at, []).append(story.key)
        bits[len(leaders)] = own
        leaders.append(number)
        members[number] = [story.key]
    return members, beside


def _nearest(own: Bits, leaders: Bits) -> list[int]:
    """The few that may be alike, the nearest first: by the cosine of the bits."""
    both = np.bitwise_count(leaders & own).sum(axis=1)
    sizes = np.bitwise_count(leaders).sum(axis=1) * float(np.bitwise_count(own).sum())
    near = np.divide(both, np.sqrt(sizes), out=np.zeros(len(leaders)), where=sizes > 0)
    order = np.argsort(-near, kind="stable")[:CANDIDATES].tolist()
    return [at for at in order if near[at] >= ALIKE]


class _Places(dict[str, int]):
    """Which bit a piece has. CRC-32, because Python's own hash changes with every process; remembered, because copies
    have the same pieces."""

    def __missing__(self, piece: str) -> int:
        place = self[piece] = crc32(piece.encode("utf-8", "surrogatepass")) % BITS
        return place


def _bits(story: _Story, places: _Places) -> Bits:
    there = np.zeros(BITS, dtype=bool)
    there[[places[piece] for piece in story.pieces | story.facts]] = True
    return np.packbits(there).view(np.uint64)
