"""What a text must have for a pattern to match it: short patterns without gaps, cheap to look for all at once.

Gaps and repeats blow up the automaton of a set of patterns (REVIEW 2.1: 573,000 messages a second with 300 patterns,
7,100 with 3,000). So the set holds pieces of the patterns only, and a phrase is asked when the pieces of one of its
legs all stand in the text:

    (no|nunca) ...(salir|viajar)|lista negra   ->   legs  {salir|viajar, no|nunca}  {lista negra}

Every match contains all the pieces of some leg, so nothing is missed; what a leg lets through is decided by the full
pattern.
"""

from __future__ import annotations

from collections.abc import Iterator

from atesta.rules.pattern import Alt, Atom, Cat, Node, Repeat, narrow, parse, with_edges, write

Piece = tuple[float, str]
"""How telling it is (letters of its shortest form; a Han character counts more), and the pattern."""
Leg = tuple[Piece, ...]

MOST_LEGS, MOST_ANCHORS = 48, 150
ENOUGH, LITTLE = 8.0, 3.0
"""A piece of this weight needs no second; a second one of less tells too little to be looked for."""

_COMMON = """
a al con como de del el en es esta la las le les lo los me mi no nos o para pero por que se si sin su sus te tu tus un
una usted y ya
all an and are at be by do for from get have he her him his i if in is it may my not now of on or our she so that the
them they this to up us was we what who will with you your
"""
_COMMON_WORDS = frozenset(_COMMON.split())
_COMMON_HAN = frozenset("你您我他她的了们是不在有会将要就已请到和与及还可以为对于个上下来去")


def legs(pattern: str) -> tuple[tuple[str, ...], ...]:
    """The legs of a pattern, each of one or two pieces. No leg at all: every text may match and must be asked."""
    found = _legs(with_edges(parse(pattern))[0])
    return tuple(tuple(source for _, source in leg) for leg in found or ())


def anchors(pattern: str) -> tuple[str, ...]:
    """Words one of which stands in every text that the pattern matches; none where there are no such words.

    Looking for words needs nothing built: this is how a single message is read (`rules.phrasebook`).
    """
    found = _anchors(parse(pattern))
    return tuple(sorted(found)) if found and len(found) <= MOST_ANCHORS else ()


def _anchors(node: Node) -> frozenset[str]:
    match node:
        case Repeat():
            return _anchors(node.node) if node.least else frozenset()
        case Alt():
            each = [_anchors(branch) for branch in node.branches]
            return frozenset().union(*each) if all(each) else frozenset()
        case Cat():
            words = _words(node.items)
            return max((word for word in words if word), key=_telling, default=frozenset())
    return frozenset()


def _words(items: tuple[Node, ...]) -> Iterator[frozenset[str]]:
    """What each part of a sequence offers: its own runs of letters, and the anchors of its groups."""
    word = ""
    for item in (*items, Atom("")):
        if isinstance(item, Atom) and len(item.source) == 1 and item.source.isalnum():
            word += item.source
            continue
        yield frozenset((word,) if word else ())
        word = ""
        yield _anchors(item)


def _telling(words: frozenset[str]) -> float:
    def weight(word: str) -> float:
        if word in _COMMON_WORDS:
            return 0.5
        return sum((0.8 if c in _COMMON_HAN else 2.5) if c > "\u3400" else 1.0 for c in word)

    return min(map(weight, words)) - 0.05 * len(words)


def _weight(node: Node) -> float:
    """About the letters of its shortest form; words that stand in every text count little."""
    match node:
        case Atom():
            return node.weight if node.source not in _COMMON_HAN else 0.8
        case Repeat():
            return _weight(node.node) * min(node.least, 3)
        case Cat():
            return sum(_weight_of_run(node.items))
        case Alt():
            return min(_weight(branch) for branch in node.branches)


def _weight_of_run(items: tuple[Node, ...]) -> Iterator[float]:
    word = ""
    for item in (*items, Atom("")):
        if isinstance(item, Atom) and item.latin and len(item.source) == 1:
            word += item.source
            continue
        yield len(word) * (0.2 if word in _COMMON_WORDS else 1.0)
        word = ""
        yield _weight(item)


def _legs(node: Node) -> list[Leg] | None:
    """None: nothing is needed."""
    if narrow(node):
        weight = _weight(node)
        return [((weight, write(node)),)] if weight > 0 else None
    match node:
        case Repeat():
            return _legs(node.node) if node.least else None
        case Alt():
            return _legs_of_any(node)
        case Cat():
            return _legs_of_all(node)
    return None


def _legs_of_any(node: Alt) -> list[Leg] | None:
    """One leg for the branches that are pieces themselves, and those of each other branch."""
    short = tuple(branch for branch in node.branches if narrow(branch))
    found = [] if not short else _legs(Alt(short) if len(short) > 1 else short[0])
    if found is None:
        return None
    for branch in node.branches:
        if not narrow(branch):
            more = _legs(branch)
            if more is None:
                return None
            found = found + more
    return found if len(found) <= MOST_LEGS else [_joined(found)]


def _joined(found: list[Leg]) -> Leg:
    best = [max(leg) for leg in found]
    return ((min(weight for weight, _ in best), "|".join(source for _, source in best)),)


def _legs_of_all(node: Cat) -> list[Leg] | None:
    """The best pieces between the gaps; where they tell little, those of the groups beside them."""
    pieces: list[Piece] = []
    groups: list[list[Leg]] = []
    run: list[Node] = []
    for item in (*node.items, Atom("", wide=True)):
        if narrow(item):
            run.append(item)
            continue
        weight = _weight(Cat(tuple(run)))
        if weight > 0:
            pieces.append((weight, write(Cat(tuple(run)))))
        run = []
        more = _legs(item)
        if more is not None:
            groups.append(more)
    choices = [[_best([*pieces, *leg]) for leg in group] for group in groups]
    choices += [[_best(pieces)]] if pieces else []
    return max(choices, key=_strength, default=None)


def _best(pieces: list[Piece]) -> Leg:
    """The most telling piece, and a second where the first could do with help."""
    first, *others = sorted(set(pieces), reverse=True)
    second = others[:1] if first[0] < ENOUGH and others and others[0][0] >= LITTLE else []
    return (first, *second)


def _strength(found: list[Leg]) -> float:
    """Of the weakest leg; a few more letters are not worth many more legs."""
    return min(leg[0][0] + 0.5 * sum(weight for weight, _ in leg[1:]) for leg in found) - 0.1 * len(found)
