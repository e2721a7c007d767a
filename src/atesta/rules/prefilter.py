"""What a text must have for a pattern to match it: words, cheap to look for all at once.

Gaps, classes and repeats blow up the automaton of a set of patterns, and each new state of it costs as much as the
set is large (REVIEW 2.1: 573,000 messages a second with 300 patterns, 7,100 with 3,000). So only words are looked for,
and a phrase is asked when one of its legs stands in the text: one word, or one of each of two lists:

    (debe|pague) ...(salir|viajar)|lista negra   ->   legs  {salir, viajar} + {debe, pague}   {lista} + {negra}

Every match contains all of some leg, so nothing is missed; what a leg lets through is decided by the full pattern.
A space at the end of a word stands for the edge of a word: " h " is the word h, " embarg" begins one. Where the best
word of a branch without a gap tells too little ("c" of "c[*#]nt"), the branch itself is looked for: it stands behind
its word, and its weight behind it, with tabs between.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from atesta.rules.pattern import Alt, Atom, Cat, Node, Repeat, narrow, nullable, parse, with_edges, write

AnyOf = frozenset[str]
Leg = tuple[AnyOf, ...]
"""One or two lists of words: a text has the leg when it has a word of each."""

MOST_LEGS, MOST_WORDS = 48, 150
ENOUGH, LITTLE = 12.0, 2.5
"""A list of this weight needs no second one; a second of less tells too little to be looked for."""
WEAK, LONGEST_BRANCH = 4.0, 300
"""Below this weight a branch is looked for as a whole, when it is not longer than this."""
BEHIND = "\t"
_EDGE = Atom(r"\b")

_SPACES = (r"\s+", r"\s")
_COMMON = """
a al con como de del el en es esta la las le les lo los me mi no nos o para pero por que se si sin su sus te tu tus un
una usted y ya
all an and are at be by do for from get have he her him his i if in is it may my not now of on or our she so that the
them they this to up us was we what who will with you your
"""
_COMMON_WORDS = frozenset(_COMMON.split())
_COMMON_HAN = frozenset("你您我他她的了们是不在有会将要就已请到和与及还可以为对于个上下来去")


def legs(pattern: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The legs of a pattern. No leg at all: every text may match and must be asked."""
    found = _legs(parse(pattern), whole=True)
    return tuple(tuple(tuple(sorted(words)) for words in leg) for leg in found or ())


def as_pattern(word: str) -> str:
    """A word of a leg for the scanner."""
    if BEHIND in word:
        return word.split(BEHIND)[1]
    return ("\\b" if word[0] == " " else "") + word.strip() + ("\\b" if word[-1] == " " else "")


def _legs(node: Node, whole: bool) -> list[Leg] | None:
    """None: nothing is needed. Branches with a gap have legs of their own, where that tells more. `whole`: the
    node is all of the pattern, so it begins and ends at the edge of a word."""
    lists = _lists(node, whole, whole)
    telling = _telling(node, lists, whole, whole)
    together = _best([*lists, *([telling] if telling else [])])
    choices = [[together]] if together else []
    apart = _legs_apart(node, whole)
    return max([*choices, apart] if apart else choices, key=_strength, default=None)


def _legs_apart(node: Node, whole: bool) -> list[Leg] | None:
    match node:
        case Repeat():
            return _legs(node.node, False) if node.least else None
        case Alt() if not narrow(node):
            return _legs_of_branches(node, whole)
        case Cat():
            each = [(item, _legs_apart(item, whole and len(node.items) == 1)) for item in node.items]
            group, found = max(each, key=lambda pair: _strength(pair[1]) if pair[1] else 0.0, default=(node, None))
            others = list(itertools.chain.from_iterable(_without(node.items, group)))
            return [_best([*leg, *others]) for leg in found] if found else None
    return None


def _legs_of_branches(node: Alt, whole: bool) -> list[Leg] | None:
    """One leg for the branches that have no gap, and those of each other branch."""
    short = tuple(branch for branch in node.branches if narrow(branch))
    found = [_legs(branch, whole) for branch in node.branches if not narrow(branch)]
    if short:
        one = _best(_lists(Alt(short), whole, whole))
        found.append([one] if one else None)
    if any(legs_of_branch is None for legs_of_branch in found):
        return None
    flat = [leg for legs_of_branch in found for leg in legs_of_branch or []]
    return flat if len(flat) <= MOST_LEGS else None


def _without(items: tuple[Node, ...], group: Node) -> Iterator[list[AnyOf]]:
    at = next((n for n, item in enumerate(items) if item is group), len(items))
    yield _lists(Cat(items[:at]), False, False)
    yield _lists(Cat(items[at + 1 :]), False, False)


def _lists(node: Node, left: bool, right: bool) -> list[AnyOf]:
    """Lists of words; every match has a word of each list. `left`, `right`: the node begins or ends at the edge of a
    word, as every match does."""
    match node:
        case Repeat():
            return _lists(node.node, left and node.suffix == "?", False) if node.least else []
        case Alt():
            best = [_telling(branch, _lists(branch, left, right), left, right) for branch in node.branches]
            words = frozenset().union(*(found for found in best if found))
            return [] if None in best or len(words) > MOST_WORDS else [words]
        case Cat():
            return [words for words in _lists_of_run(node.items, left, right) if words]
        case Atom():
            return [*_lists_of_run((node,), left, right)]
    return []


def _telling(node: Node, lists: list[AnyOf], left: bool, right: bool) -> AnyOf | None:
    """The best list of a branch, with the branch itself where that tells more."""
    best = max(lists, key=_weight, default=None)
    weight = _weight(best) if best else 0.0
    if weight >= WEAK or not _tame(node) or nullable(node):
        return best
    branch = _branch(node, left, right)
    its_weight = _least_weight(node)
    if len(branch) > LONGEST_BRANCH or its_weight <= weight:
        return best
    return frozenset(BEHIND.join((word.partition(BEHIND)[0], branch, f"{its_weight:.1f}")) for word in best or ("",))


def _tame(node: Node) -> bool:
    """Whether a set of patterns can hold it: no gap, and nothing repeated widely but letters of a word."""
    match node:
        case Atom():
            return not node.wide
        case Repeat():
            return (not node.wide or (isinstance(node.node, Atom) and node.node.latin)) and _tame(node.node)
        case Cat():
            return all(map(_tame, node.items))
        case Alt():
            return all(map(_tame, node.branches))


def _branch(node: Node, left: bool, right: bool) -> str:
    """A branch as a pattern, with the edges of a word where it has them."""
    edged = with_edges(node)[0]
    items = edged.items if isinstance(edged, Cat) else (edged,)
    first = 1 if not left and items[0] == _EDGE else 0
    last = 1 if not right and items[-1] == _EDGE else 0
    return write(Cat(items[first : len(items) - last]))


def _least_weight(node: Node) -> float:
    match node:
        case Atom():
            return 0.8 if node == _EDGE else node.weight
        case Repeat():
            return _least_weight(node.node) if node.least else 0.0
        case Cat():
            return sum(map(_least_weight, node.items))
        case Alt():
            return min(map(_least_weight, node.branches))


def _lists_of_run(items: tuple[Node, ...], left: bool, right: bool) -> Iterator[AnyOf]:
    """What a sequence offers: its own runs of letters, and the lists of its groups."""
    word, edge = "", left
    for at, item in enumerate(items):
        if isinstance(item, Atom) and len(item.source) == 1 and item.source.isalnum():
            word += item.source
            continue
        if word:
            yield frozenset((_marked(word, edge, _is_edge(item)),))
        after = right if at + 1 == len(items) else _is_edge(items[at + 1])
        before = left if at == 0 else not word and _is_edge(items[at - 1])
        if not isinstance(item, Atom):
            yield from _lists(item, before, after)
        word, edge = "", _is_edge(item)
    if word:
        yield frozenset((_marked(word, edge, right),))


def _is_edge(node: Node) -> bool:
    """White space or a sign: no word goes on through it."""
    return isinstance(node, Atom) and (node.source in _SPACES or (node.source[-1:] in ",.;:!" and len(node.source) < 3))


def _marked(word: str, left: bool, right: bool) -> str:
    """A word with a space where it begins or ends at the edge of a word; Han characters have no edges."""
    before = " " if left and word[0] < "\x80" else ""
    return before + word + (" " if right and word[-1] < "\x80" else "")


def _best(lists: list[AnyOf]) -> Leg:
    """The most telling list, and a second where the first could do with help."""
    ranked = sorted(set(lists), key=lambda words: (-_weight(words), sorted(words)))
    if not ranked:
        return ()
    second = ranked[1:2] if _weight(ranked[0]) < ENOUGH and ranked[1:] and _weight(ranked[1]) >= LITTLE else []
    return (ranked[0], *second)


def _weight(words: AnyOf) -> float:
    """About the letters of its least telling word; words that stand in every text count little."""
    return min(map(_weight_of_word, words)) - 0.02 * len(words)


def _weight_of_word(word: str) -> float:
    if BEHIND in word:
        return float(word.rpartition(BEHIND)[2])
    edges, word = word.count(" "), word.strip()
    if word in _COMMON_WORDS:
        return 0.5
    return edges * 0.8 + sum((0.8 if c in _COMMON_HAN else 2.5) if c >= "\u3400" else 1.0 for c in word)


def _strength(found: list[Leg]) -> float:
    """Of the weakest leg; a few more letters are not worth many more legs."""
    return min(_weight(leg[0]) + 0.5 * sum(map(_weight, leg[1:])) for leg in found) - 0.05 * len(found)
