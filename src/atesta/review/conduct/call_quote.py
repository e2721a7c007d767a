"""What is shown of a passage: at least its clause. "else" or "the sheriff will" proves nothing to whoever reads it.

Checks compare the narrow places; only what leaves the room is widened.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from atesta.kept import late
from atesta.review.conduct.spoken import Place, Spoken
from atesta.review.finding import Finding
from atesta.review.quote import tidy

MOST = 160
"""Characters of a clause: longer ones are speech without punctuation, and are cut near the words found."""
NEAR = 40
_EDGE = late(r"[,;:](?=\s|$)|[，、；：。！？!?\n]+|\.(?=\s|$)")


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around these code points, without what separates it from the next."""
    left = max((found.end() for found in _EDGE.finditer(text, 0, start)), default=0)
    found = _EDGE.search(text, max(start, end - 1))
    right = max(end, found.start()) if found else len(text)
    if right - left > MOST:
        left, right = max(left, start - NEAR), min(right, end + NEAR)
        left = text.find(" ", left, start) + 1 or left if left and text[left - 1].isalpha() else left
        right = max(end, text.rfind(" ", end, right)) if right < len(text) and " " in text[end:right] else right
    return tidy(text, left, right)


def widened(spoken: Spoken, finding: Finding) -> Finding:
    """A finding about words, its place and quote at least their clause."""
    span = finding.span
    if span is None or span.turn is None or span.start is None or span.end is None:
        return finding
    if not {"label", "harm"} & set(finding.measured) and finding.measured.get("seen") in (None, "level"):
        return finding
    start, end = clause(spoken.turns[span.turn].text, span.start, span.end)
    place = Place(span.turn, min(start, span.start), max(end, span.end))
    return dataclasses.replace(finding, span=spoken.span(place), quote=spoken.quote(place))


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """Two phrases of one category in one clause are one finding; each category keeps its own."""
    kept: dict[object, Finding] = {}
    for number, one in enumerate(findings):
        label = one.measured.get("label")
        key: object = (one.rule, label, one.answer, one.span) if label and one.span else number
        kept.setdefault(key, one)
    return list(kept.values())
