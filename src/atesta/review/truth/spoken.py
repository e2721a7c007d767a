"""Claims of a call: everything the agent said, read as one text so that a sum keeps the debt it belongs to, and each
claim put back into the turn that it was said in."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from atesta.kept import late
from atesta.review.finding import Claim, Truth

LONGEST = 40
"""Characters by which the words of an identity are read on at most."""
_ENDS = late(r"[,;:!?](?=\s|$)|[，；：。！？\n]|\.(?=\s|$)")
BETWEEN = "\n"
"""Turns are lines: a sentence ends with its line, so nothing is read across two of them."""


@dataclasses.dataclass(frozen=True, slots=True)
class Lines:
    """Turns of a call as the lines of one text. `turns` are their numbers in the call."""

    text: str
    turns: tuple[int, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, spoken: Iterable[tuple[int, str]]) -> Lines:
        """`spoken`: number and text of each turn that counts."""
        rows = [(number, text.replace(BETWEEN, " ")) for number, text in spoken]
        starts = accumulate((len(text) + len(BETWEEN) for _, text in rows[:-1]), initial=0) if rows else ()
        return cls(BETWEEN.join(text for _, text in rows), tuple(number for number, _ in rows), tuple(starts))

    def place(self, start: int, end: int) -> tuple[int, int, int]:
        """Turn and half-open code points in it; words that run over the end of a turn end with it."""
        row = max(0, bisect_right(self.starts, start) - 1)
        begins = self.starts[row]
        ends = self.starts[row + 1] - len(BETWEEN) if row + 1 < len(self.starts) else len(self.text)
        return self.turns[row], start - begins, min(end, ends) - begins


def by_turn(truth: Truth, lines: Lines) -> tuple[Claim, ...]:
    """Each claim in its turn, in the order of the call."""
    found = []
    for claim in truth.claims:
        turn, start, end = lines.place(claim.start, claim.end)
        if claim.kind == "identity":
            claim, end = _whole_clause(claim, lines, end)  # noqa: PLW2901
        found.append(dataclasses.replace(claim, turn=turn, start=start, end=end))
    return tuple(found)


def _whole_clause(claim: Claim, lines: Lines, end: int) -> tuple[Claim, int]:
    """ "por encargo de" and "about a personal" stop in the middle: who it says it is, is read to the end of its clause,
    or, where speech has no marks, to the end of a word."""
    found = _ENDS.search(lines.text, claim.end)
    right = min(found.start() if found else len(lines.text), claim.end + LONGEST)
    if right == claim.end + LONGEST and " " in lines.text[claim.end : right]:
        right = lines.text.rindex(" ", claim.end, right)
    more = lines.text[claim.end : right].rstrip()
    return dataclasses.replace(claim, quote=claim.quote + more), end + len(more)


def counted_once(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The same thing said again is the same claim: it counts once, with every place where it was said."""
    kept: dict[tuple[str, ...], Claim] = {}
    again: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for claim in claims:
        said = claim.said or claim.quote.casefold()
        key = (claim.kind, claim.answer, said, claim.on_file)
        if key in kept:
            again.setdefault(key, []).append(_place(claim))
        else:
            kept[key] = claim
    return tuple(
        dataclasses.replace(claim, measured={**claim.measured, "again": again[key]}) if key in again else claim
        for key, claim in kept.items()
    )


def _place(claim: Claim) -> dict[str, object]:
    times = {"start_ms": claim.start_ms, "end_ms": claim.end_ms}
    known: dict[str, object] = {name: value for name, value in times.items() if value is not None}
    return {"turn": claim.turn, "start": claim.start, "end": claim.end, **known}
