"""The words that a pattern is made of: what a misheard word may have been, if the phrase was said.

`(embarg|cobr)(amos|o) \\w+ casa` is made of the words embargamos, embargo, cobramos, cobro, casa. A word that goes on
freely (`amenaz\\w*`) is known by its beginning. Not every word can be listed; what is left out is only not mended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from atesta.rules.pattern import Alt, Atom, Cat, Node, Repeat, parse

MOST = 240
"""So many beginnings or ends of a word are kept apart; beyond, a word is known by its beginning."""
LEAST_LETTERS = 4
_OPEN = "*"
_CLASS = re.compile(r"\[([a-z0-9]+)\]")
_NEGATIONS = """
no ni nunca jamas sin nadie tampoco ningun ninguna ninguno nada
not never without cannot nobody none neither nor nothing
cant can't wont won't dont don't doesnt doesn't didnt didn't isnt isn't arent aren't wasnt wasn't shouldnt shouldn't
couldnt couldn't wouldnt wouldn't hasnt hasn't havent haven't
"""
NEGATIONS = frozenset(_NEGATIONS.split())
HAN_NEGATIONS = frozenset("不没未别勿无非莫否")
"""Words that turn a sentence round: never put in, never taken out, by likeness."""

Parts = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """What a node writes, cut at white space and signs: without any cut, before the first, after the last, between."""

    uncut: Parts = frozenset()
    heads: Parts = frozenset()
    tails: Parts = frozenset()
    inner: Parts = frozenset()


@dataclass(frozen=True, slots=True)
class Words:
    """`whole` words, and the beginnings (`stems`) of those that go on freely."""

    whole: frozenset[str]
    stems: frozenset[str]


_NOTHING = frozenset(("",))
_CUT = _Pieces(heads=_NOTHING, tails=_NOTHING)
_EMPTY = _Pieces(uncut=_NOTHING)
_ANYTHING = _Pieces(uncut=frozenset((_OPEN,)))


def words_of(pattern: str) -> Words:
    """Of at least LEAST_LETTERS letters, without words that turn a sentence round. Raises RulebookError."""
    pieces = _pieces(parse(pattern))
    found = pieces.uncut | pieces.heads | pieces.tails | pieces.inner
    whole = {word for word in found if _OPEN not in word}
    stems = {word.partition(_OPEN)[0] for word in found if _OPEN in word}
    return Words(frozenset(filter(_may_be_misheard, whole)), frozenset(filter(_may_be_misheard, stems)))


def _may_be_misheard(word: str) -> bool:
    return len(word) >= LEAST_LETTERS and word.isascii() and word.isalpha() and word not in NEGATIONS


def _pieces(node: Node) -> _Pieces:
    match node:
        case Atom():
            return _of_atom(node)
        case Repeat():
            once = _ANYTHING if node.wide and isinstance(node.node, Atom) else _pieces(node.node)
            return once if node.least or once is _ANYTHING else _either(_EMPTY, once)
        case Alt():
            found = _Pieces()
            for branch in node.branches:
                found = _either(found, _pieces(branch))
            return found
        case Cat():
            found = _EMPTY
            for item in node.items:
                found = _then(found, _pieces(item))
            return found


def _of_atom(atom: Atom) -> _Pieces:
    source = atom.source
    if atom.wide or source in (r"\s+", r"\s*"):
        return _CUT
    if len(source) == 1 and source.isalnum():
        return _Pieces(uncut=frozenset((source,)))
    letters = _CLASS.fullmatch(source)
    if letters:
        return _Pieces(uncut=frozenset(letters[1]))
    if source in (r"\b", "^", "$"):
        return _EMPTY
    return _ANYTHING if atom.latin or source == "." else _CUT


def _either(one: _Pieces, other: _Pieces) -> _Pieces:
    return _Pieces(one.uncut | other.uncut, one.heads | other.heads, one.tails | other.tails, one.inner | other.inner)


def _then(one: _Pieces, other: _Pieces) -> _Pieces:
    return _Pieces(
        _joined(one.uncut, other.uncut),
        one.heads | _joined(one.uncut, other.heads),
        other.tails | _joined(one.tails, other.uncut),
        one.inner | other.inner | _joined(one.tails, other.heads),
    )


def _joined(first: Parts, second: Parts) -> Parts:
    if len(first) * len(second) > MOST:
        second = frozenset((_OPEN,))
        first = frozenset(part.partition(_OPEN)[0] for part in first)
    return frozenset(before if before.endswith(_OPEN) else before + after for before, after in product(first, second))
