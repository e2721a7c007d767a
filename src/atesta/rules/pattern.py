"""The small language of phrase patterns: what an author writes, made into what the scanner runs.

An author writes a regular expression of the RE2 subset in plain form: lower case, no accents, simplified characters,
half-width punctuation. `plain` brings a text to that form, one code point for one, so every offset stays. Then

* a space means any run of white space; ` ... ` between spaces may be a single one;
* `...` means a gap of at most 25 characters (12 where the pattern has Han characters) without the end of a sentence;
* a pattern that can begin or end with a Latin letter or a digit does so at the edge of a word there, in each of its
  alternatives by itself; Han characters have no edges ("15/03/2024逾期" has a hit, "legalmente" none at "legal").

`parse` reads a pattern into a tree. `compiled` writes the pattern that decides; `pieces` writes shorter patterns
without gaps, all of which stand in every text that the full pattern matches. One scan for the pieces of all
phrases tells which few phrases are worth asking (REVIEW 2.1: gaps blow up the automaton of a set).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import NoReturn

from atesta.errors import RulebookError

GAP_LATIN, GAP_HAN = 25, 12
_HAN = re.compile("[㐀-鿿]")
_GAP_CHARACTER = r"(?:[^.!?;。\n]|\.[0-9a-z])"


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

_TOKEN = re.compile(
    r"(?P<gap> ?\.\.\. ?)|(?P<group>\((?:\?:)?)|(?P<close>\))|(?P<bar>\|)|(?P<klass>\[\^?(?:\\.|[^\]\\])+\])"
    r"|(?P<repeat>[?*+]\??|\{\d+(?:,\d*)?\}\??)|(?P<escape>\\.)|(?P<char>.)",
    re.DOTALL,
)
_ESCAPES = frozenset("dwsDWSb.?*+()[]{}|^$\\/-'\"")
_REPEATS = {"?": (0, 1), "*": (0, None), "+": (1, None)}
_SPECIAL = {" ": Atom(r"\s+", weight=0.5), "^": Atom("^"), "$": Atom("$"), ".": Atom(".")}
_LATIN_CLASS = re.compile(r"\[(?:[a-z0-9]|[a-z0-9]-[a-z0-9]|\\[dw])+\]")


def _refuse(pattern: str, reason: str) -> NoReturn:
    raise RulebookError(
        f"A phrase pattern {reason}: {pattern[:60]!r}.",
        "Such a pattern would be read differently by the scanner than by its author.",
        "Write it in the subset described in rules/pattern.py.",
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
    return Atom(re.escape(source) if source.isascii() else source, weight=2.5 if _HAN.match(source) else 1.0)


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
    return Repeat(node, written, least, wide)


def parse(pattern: str) -> Node:
    """The tree of a pattern. Raises RulebookError outside the subset."""
    pattern = _plain_pattern(pattern)
    gap = GAP_HAN if _HAN.search(pattern) else GAP_LATIN
    return _Reader(pattern, gap, tokens=list(_TOKEN.finditer(pattern))).alternation(inside=False)


# --- writing it -----------------------------------------------------------------------------------------------------


def _write(node: Node) -> str:
    match node:
        case Atom():
            return node.source
        case Repeat():
            inner = _write(node.node)
            return (inner if isinstance(node.node, Atom) and len(inner) < 2 else f"(?:{inner})") + node.suffix
        case Cat():
            return "".join(f"(?:{_write(item)})" if isinstance(item, Alt) else _write(item) for item in node.items)
        case Alt():
            return "|".join(_write(branch) for branch in node.branches)


def _nullable(node: Node) -> bool:
    match node:
        case Atom():
            return node.wide or node.source == r"\s*"
        case Repeat():
            return node.least == 0 or _nullable(node.node)
        case Cat():
            return all(_nullable(item) for item in node.items)
        case Alt():
            return any(_nullable(branch) for branch in node.branches)


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
                if not _nullable(item):
                    break
            return kinds


_EDGE = Atom(r"\b")


def _edged(node: Node, last: bool) -> Node:
    """The tree with `\\b` at that end, only where a Latin letter or digit stands."""
    kinds = _edge_kinds(node, last)
    if kinds == {True}:
        if isinstance(node, Alt):
            return Cat((node, _EDGE) if last else (_EDGE, node))
        items = node.items if isinstance(node, Cat) else (node,)
        return Cat((*items, _EDGE) if last else (_EDGE, *items))
    if True in kinds:
        if isinstance(node, Alt):
            return Alt(tuple(_edged(branch, last) for branch in node.branches))
        if isinstance(node, Repeat) and node.suffix[0] == "?":
            return replace(node, node=_edged(node.node, last))
        if isinstance(node, Cat):
            return _edged_cat(node, last)
    return node


def _edged_cat(node: Cat, last: bool) -> Cat:
    items = list(node.items)
    for at in range(len(items) - 1, -1, -1) if last else range(len(items)):
        open_end = _nullable(items[at])
        items[at] = _edged(items[at], last)
        if not open_end:
            break
    return Cat(tuple(items))


def _with_edges(pattern: str) -> Node:
    return _edged(_edged(parse(pattern), last=False), last=True)


def compiled(pattern: str) -> str:
    """The pattern that decides, for `plain` text: RE2 syntax, also read the same way by Python's `re` with ASCII."""
    return _write(_with_edges(pattern))


# --- pieces that must be there --------------------------------------------------------------------------------------


def _weight(node: Node) -> float:
    match node:
        case Atom():
            return node.weight
        case Repeat():
            return _weight(node.node) * min(node.least, 3)
        case Cat():
            return sum(_weight(item) for item in node.items)
        case Alt():
            return min(_weight(branch) for branch in node.branches)


def _narrow(node: Node) -> bool:
    match node:
        case Atom():
            return not node.wide
        case Repeat():
            return not node.wide and _narrow(node.node)
        case Cat():
            return all(_narrow(item) for item in node.items)
        case Alt():
            return all(_narrow(branch) for branch in node.branches)


def _needed(node: Node) -> list[tuple[float, str]]:
    """Pieces that every match contains, each with its weight."""
    match node:
        case Repeat():
            return _needed(node.node) if node.least else []
        case Alt():
            best = [max(_needed(branch), default=None) for branch in node.branches]
            if any(piece is None for piece in best):
                return []
            found = [piece for piece in best if piece is not None]
            return [(min(weight for weight, _ in found), "|".join(source for _, source in found))]
        case Cat():
            return _needed_of(node.items)
    return [(_weight(node), _write(node))] if _narrow(node) else []


def _needed_of(items: tuple[Node, ...]) -> list[tuple[float, str]]:
    pieces: list[tuple[float, str]] = []
    run: list[Node] = []
    for item in (*items, Atom("", wide=True)):
        if _narrow(item):
            run.append(item)
            continue
        if run:
            pieces.append((_weight(Cat(tuple(run))), _write(Cat(tuple(run)))))
        run = []
        if not (isinstance(item, Atom) and item.wide):
            pieces += _needed(item)
    return [piece for piece in pieces if piece[0] > 0]


def pieces(pattern: str) -> tuple[str, ...]:
    """At most two patterns without gaps that stand in every text `compiled(pattern)` matches."""
    found = sorted(_needed(_with_edges(pattern)), reverse=True)
    return tuple(source for _, source in found[:2])
