"""The small language of phrase patterns: what an author writes, made into what the scanner runs.

An author writes a regular expression of the RE2 subset in plain form: lower case, no accents, simplified characters,
half-width punctuation. `plain` brings a text to that form, one code point for one, so every offset stays. Then

* a space means any run of white space; ` ... ` between spaces may be a single one;
* `...` means a gap of at most 25 characters (12 where the pattern has Han characters) without the end of a sentence;
* a match that begins or ends with a Latin letter or a digit does so at the edge of a word; Han characters have no edges
  ("15/03/2024逾期" has a hit at 逾期, "legalmente" none at "legal").

`parse` reads a pattern into a tree; `compiled` writes the pattern that decides.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from dataclasses import dataclass, field
from typing import NoReturn

from atesta.errors import RulebookError

__all__ = [
    "FEW_BRANCHES",
    "GAP_LATIN",
    "Alt",
    "Atom",
    "Cat",
    "Engine",
    "Repeat",
    "compiled",
    "engine",
    "narrow",
    "nullable",
    "parse",
    "plain",
    "with_edges",
    "write",
]

GAP_LATIN, GAP_HAN = 25, 12
_GAP_CHARACTER = r"(?:[^.!?;。\n]|\.[0-9a-z])"


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


# --- the plain form of a text ---------------------------------------------------------------------------------------


def _plain_character(character: str) -> str:
    if character in "´’‘`":
        return "'"
    if character in "“”«»":
        return '"'
    small = character.lower()
    base = unicodedata.normalize("NFKD", small)[0] if small.isalpha() and small not in "ªº" else small
    return {"ß": "s", "ø": "o", "æ": "a", "\xa0": " "}.get(small, base if base.isascii() else small)


_LATIN1 = bytes(ord(_plain_character(chr(code))) for code in range(256))
_ACCENTED = {code: chr(plain) for code, plain in enumerate(_LATIN1) if code > 127 and code != plain}
_WIDE = dict(zip("，：；！？（）", ",:;!?()", strict=True)) | dict.fromkeys("’‘", "'") | dict.fromkeys("“”", '"')
_ANY_ACCENT = re.compile("[" + "".join(chr(code) for code in _ACCENTED) + "]")


def plain(text: str) -> str:
    """Lower case, without accents, with half-width punctuation; each code point stands where it stood."""
    if text.isascii():
        return text.lower()
    try:
        return text.encode("latin-1").translate(_LATIN1).decode("latin-1")
    except UnicodeEncodeError:
        pass
    low = text.lower()
    if len(low) != len(text):  # only U+0130 grows
        low = "".join(c if len(c.lower()) > 1 else c.lower() for c in text)
    for wide, narrow in _WIDE.items():
        if wide in low:
            low = low.replace(wide, narrow)
    return low.translate(_ACCENTED) if _ANY_ACCENT.search(low) else low


def _plain_pattern(pattern: str) -> str:
    """A pattern in plain form: a full-width mark is that mark, never an operator."""
    written = "".join("\\" + _WIDE[c] if _WIDE.get(c) in ("?", "(", ")") else _WIDE.get(c, c) for c in pattern)
    return written.translate(_ACCENTED) if _ANY_ACCENT.search(written) else written


# --- the tree of a pattern ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Atom:
    """One character, class or assertion. `latin`: only a Latin letter or digit; `weight`: how telling it is."""

    source: str
    latin: bool = False
    weight: float = 0.0
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    node: Node
    suffix: str
    least: int
    wide: bool


@dataclass(frozen=True, slots=True)
class Cat:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alt:
    branches: tuple[Node, ...]


Node = Atom | Repeat | Cat | Alt

_TOKEN = (
    r"(?P<gap> ?\.\.\. ?)|(?P<group>\((?:\?:)?)|(?P<close>\))|(?P<bar>\|)|(?P<klass>\[\^?(?:\\.|[^\]\\])+\])"
    r"|(?P<repeat>[?*+]\??|\{\d+(?:,\d*)?\}\??)|(?P<escape>\\.)|(?P<char>.)"
)
_ESCAPES = frozenset("dwsDWSb.?*+()[]{}|^$\\/-'\"")
_REPEATS = {"?": (0, 1), "*": (0, None), "+": (1, None)}
_SPECIAL = {" ": Atom(r"\s+", weight=0.5), "^": Atom("^"), "$": Atom("$"), ".": Atom(".")}
_ONE = re.compile(r"\\[^\w]|[^\W\\]|\[(?:[^\s\\^\-\]]|\\[^\w])+\]")
_LATIN_CLASS = re.compile(r"\[(?:[a-z0-9]|[a-z0-9]-[a-z0-9]|\\[dw])+\]")


def _refuse(pattern: str, reason: str) -> NoReturn:
    raise RulebookError(
        f"A phrase pattern {reason}: {pattern[:60]!r}.",
        "Such a pattern would be read differently by the scanner than by its author.",
        "Write it in the subset described in rules/pattern.py.",
        key="phrase_pattern",
        reason=reason,
        pattern=pattern[:60],
    )


@dataclass(slots=True)
class _Reader:
    pattern: str
    gap: int
    at: int = 0
    tokens: list[re.Match[str]] = field(default_factory=list)

    def alternation(self, inside: bool) -> Node:
        branches: list[Node] = []
        items: list[Node] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.lastgroup == "close":
                if not inside:
                    _refuse(self.pattern, "closes a group that was not opened")
                break
            self.at += 1
            if token.lastgroup == "bar":
                branches.append(Cat(tuple(items)))
                items = []
            else:
                items.append(self.item(token))
        else:
            if inside:
                _refuse(self.pattern, "leaves a group open")
        branches.append(Cat(tuple(items)))
        return Alt(tuple(branches)) if len(branches) > 1 else branches[0]

    def item(self, token: re.Match[str]) -> Node:
        node: Node
        if token.lastgroup == "group":
            node = self.alternation(inside=True)
            self.at += 1
        elif token.lastgroup == "gap":
            return self.gap_node(token[0])
        elif token.lastgroup == "repeat":
            _refuse(self.pattern, "repeats nothing")
        else:
            node = _atom(self.pattern, token)
        if self.at < len(self.tokens) and self.tokens[self.at].lastgroup == "repeat":
            self.at += 1
            return _repeat(node, self.tokens[self.at - 1][0])
        return node

    def gap_node(self, written: str) -> Node:
        gap = f"{_GAP_CHARACTER}{{0,{self.gap}}}?"
        if written == " ... ":
            return Atom(rf"\s+(?:{gap}\s+)??", wide=True)
        before, after = (r"\s+" if written[0] == " " else ""), (r"\s+" if written[-1] == " " else "")
        return Atom(f"{before}{gap}{after}", wide=True)


def _atom(pattern: str, token: re.Match[str]) -> Atom:
    source = token[0]
    if token.lastgroup == "klass":
        return _class(source)
    if token.lastgroup == "escape":
        if source[1] not in _ESCAPES:
            _refuse(pattern, f"uses {source}, which is not in the subset")
        return Atom(source, latin=source in ("\\d", "\\w"), weight=0.0 if source == "\\b" else 0.4)
    if source in _SPECIAL:
        return _SPECIAL[source]
    if source.isascii() and source.isalnum():
        return Atom(source.lower(), latin=True, weight=1.0)
    return Atom(re.escape(source) if source.isascii() else source, weight=2.5 if _is_han(source) else 1.0)


def _class(source: str) -> Atom:
    inner = source.replace(" ", r"\s")
    return Atom(inner, latin=_LATIN_CLASS.fullmatch(source) is not None, weight=0.2 if source[1] == "^" else 0.5)


def _repeat(node: Node, written: str) -> Node:
    bare = written[:-1] if len(written) > 1 and written[-1] == "?" else written
    if bare in _REPEATS:
        least, most = _REPEATS[bare]
    else:
        low, comma, high = bare[1:-1].partition(",")
        least, most = int(low), (int(high) if high else None) if comma else int(low)
    if isinstance(node, Atom) and node.source == r"\s+" and bare in _REPEATS:
        return Atom(r"\s*" if least == 0 else r"\s+", weight=0.0)
    wide = most is None or (most > 1 and most - least > 1)
    if isinstance(node, Atom) and _ONE.fullmatch(node.source):
        wide = False  # "fu+ck", "f***": one and the same character, so no gap
    return Repeat(node, written, least, wide)


def parse(pattern: str) -> Node:
    """The tree of a pattern. Raises RulebookError outside the subset."""
    pattern = _plain_pattern(pattern)
    gap = GAP_HAN if any(_is_han(c) for c in pattern) else GAP_LATIN
    return _Reader(pattern, gap, tokens=list(re.finditer(_TOKEN, pattern, re.DOTALL))).alternation(inside=False)


# --- writing it -----------------------------------------------------------------------------------------------------


def write(node: Node) -> str:
    match node:
        case Atom():
            return node.source
        case Repeat():
            inner = write(node.node)
            return (inner if isinstance(node.node, Atom) and len(inner) < 2 else f"(?:{inner})") + node.suffix
        case Cat():
            return "".join(f"(?:{write(item)})" if isinstance(item, Alt) else write(item) for item in node.items)
        case Alt():
            return "|".join(write(branch) for branch in node.branches)


def nullable(node: Node) -> bool:
    match node:
        case Atom():
            return node.wide or node.source == r"\s*"
        case Repeat():
            return node.least == 0 or nullable(node.node)
        case Cat():
            return all(nullable(item) for item in node.items)
        case Alt():
            return any(nullable(branch) for branch in node.branches)


def _edge_kinds(node: Node, last: bool) -> set[bool]:
    """Whether what can stand at that end is Latin: {True}, {False}, both, or nothing."""
    match node:
        case Atom():
            return {node.latin}
        case Repeat():
            return _edge_kinds(node.node, last)
        case Alt():
            return set().union(*(_edge_kinds(branch, last) for branch in node.branches))
        case Cat():
            kinds: set[bool] = set()
            for item in reversed(node.items) if last else node.items:
                kinds |= _edge_kinds(item, last)
                if not nullable(item):
                    break
            return kinds


_EDGE = Atom(r"\b")


def with_edges(node: Node) -> tuple[Node, bool]:
    """The tree with `\\b` at the ends that are always Latin; and whether each other end never is (then it is exact)."""
    first, last = _edge_kinds(node, last=False), _edge_kinds(node, last=True)
    items = node.items if isinstance(node, Cat) else (node,)
    before = (_EDGE,) if first == {True} else ()
    after = (_EDGE,) if last == {True} else ()
    return Cat((*before, *items, *after)), len(first) < 2 and len(last) < 2


def compiled(pattern: str) -> str | None:
    """The pattern with its edges, for `plain` text: RE2 and Python's `re` with ASCII read it in the same way. None
    where only a look at both sides of the place can tell whether it needs an edge."""
    node, exact = with_edges(parse(pattern))
    return write(node) if exact else None


# --- how it is asked -----------------------------------------------------------------------------------

_OUTSIDE_BEFORE, _OUTSIDE_AFTER = r"(?:(?<!\w)|(?!\w))", r"(?:(?!\w)|(?<!\w))"
FEW_BRANCHES, FEW_GAPS = 8, 1
"""Python tries the branches one by one at every place, RE2 all of them at once: up to here Python is faster."""


@dataclass(frozen=True, slots=True)
class Engine:
    """How a pattern is asked, in the way that is fast for it; all ways give the same matches.

    `words`: looked for as they stand, by `python` where that is not enough (two of them, or other white space than
    single spaces). `python` alone: Python's `re` with ASCII. `re2` alone: RE2, which never backtracks. `re2` and
    `python`: the first has no edges and dismisses most texts, the second decides.
    """

    words: tuple[str, ...] = ()
    python: str = ""
    re2: str = ""


def engine(pattern: str) -> Engine:
    """More than one gap and many branches are left to RE2. A pattern that may begin or end with a Latin letter or with
    something else ("(的)?abc") needs a look at both sides of the place, which RE2 does not have."""
    bare = parse(pattern)
    node, exact = with_edges(bare)
    if not exact:
        return Engine(python=f"{_OUTSIDE_BEFORE}(?:{write(bare)}){_OUTSIDE_AFTER}", re2=write(bare))
    if _gaps(node) <= FEW_GAPS and _branches(node) <= FEW_BRANCHES:
        return Engine(words=_literals(bare), python=write(_late_edge(node)))
    return Engine(re2=write(node))


def _gaps(node: Node) -> float:
    """How many gaps; without limit where it repeats anything widely."""
    match node:
        case Atom():
            return float(node.wide)
        case Repeat():
            return _gaps(node.node) if not node.wide and not _gaps(node.node) else math.inf
        case Cat():
            return sum(_gaps(item) for item in node.items)
        case Alt():
            return sum(_gaps(branch) for branch in node.branches)


def _literals(node: Node) -> tuple[str, ...]:
    """The words of a pattern that is nothing but words, or a choice of them; otherwise none."""
    if isinstance(node, Cat) and len(node.items) == 1:
        return _literals(node.items[0])
    each = [_literal(branch) for branch in (node.branches if isinstance(node, Alt) else (node,))]
    return tuple(each) if all(each) else ()


def _literal(node: Node) -> str:
    items = node.items if isinstance(node, Cat) else (node,)
    parts = [" " if item is _SPECIAL[" "] else item.source if isinstance(item, Atom) else "" for item in items]
    plain_words = all(part == " " or part.isalnum() for part in parts)
    return "".join(parts) if plain_words and parts[0] != " " != parts[-1] else ""


def narrow(node: Node) -> bool:
    """Whether it has no gap and no wide repeat."""
    match node:
        case Atom():
            return not node.wide
        case Repeat():
            return not node.wide and narrow(node.node)
        case Cat():
            return all(narrow(item) for item in node.items)
        case Alt():
            return all(narrow(branch) for branch in node.branches)


def _branches(node: Node) -> int:
    match node:
        case Atom():
            return 0
        case Repeat():
            return _branches(node.node)
        case Cat():
            return sum(_branches(item) for item in node.items)
        case Alt():
            return len(node.branches) + sum(_branches(branch) for branch in node.branches)


def _late_edge(node: Node) -> Node:
    if not isinstance(node, Cat) or len(node.items) < 2 or node.items[0] is not _EDGE:
        return node
    first, *others = node.items[1:]
    if isinstance(first, Alt):
        branches = (branch.items if isinstance(branch, Cat) else (branch,) for branch in first.branches)
        return Cat((Alt(tuple(_late_edge(Cat((_EDGE, *items))) for items in branches)), *others))
    word = list(itertools.takewhile(lambda item: isinstance(item, Atom) and item.source.isalnum(), node.items[1:]))
    if not word:
        return node
    behind = Atom(rf"(?<!\w{write(Cat(tuple(word)))})")
    return Cat((*word, behind, *node.items[1 + len(word) :]))
