"""Did they come again after it was reported? By the same number, or with the same text or nearly the same.

Only contacts of a later day count: one that came on the day of the filing may have been on its way. A hint that she
decides about, not a finding: two who copied one text write alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from atesta.contact.campaigns import Seen, text_without_figures
from atesta.mandate.address import same_address
from atesta.mandate.normal_form import normal_form

PIECE = 3
ALIKE = 0.6
"""Of all pieces of two texts, the share that both have; a template with other names, days and sums stays above it."""
SHORTEST = 12
"""Characters below which "nearly" says nothing: such texts must be equal."""
LONGEST = 600
"""Characters that are compared, from the beginning: three hundred such texts take a quarter of a second."""


class By(StrEnum):
    SENDER = "sender"
    TEXT = "text"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Again:
    """`key` of the later contact, and what it shares with what was reported."""

    key: str
    by: By


def again_after(
    filed_on: date, reported: Iterable[Seen], later: Iterable[Seen], place: str | None
) -> tuple[Again, ...]:
    """Those of `later` that came after the day of the filing and share sender or text with one of `reported`."""
    reported = tuple(reported)
    senders = tuple(dict.fromkeys(one.sender for one in reported if one.sender))
    texts = tuple(filter(None, (_Text.of(one.text) for one in reported)))
    return tuple(
        Again(one.key, by)
        for one in later
        if one.day is not None and one.day > filed_on and (by := _shared(one, senders, texts, place)) is not None
    )


def _shared(one: Seen, senders: tuple[str, ...], texts: tuple[_Text, ...], place: str | None) -> By | None:
    sender = bool(one.sender) and any(same_address(known, one.sender, place) for known in senders)
    found = _Text.of(one.text)
    text = found is not None and any(found.nearly(known) for known in texts)
    if sender and text:
        return By.BOTH
    return By.SENDER if sender else By.TEXT if text else None


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as it is compared: its normal form (EVIDENCE §7) without figures, and the pieces of it."""

    plain: str
    pieces: frozenset[str]

    @classmethod
    def of(cls, text: str) -> _Text | None:
        plain = "".join(text_without_figures(normal_form(text[:LONGEST])).split())
        return cls(plain, frozenset(_pieces(plain))) if plain else None

    def nearly(self, other: _Text) -> bool:
        if self.plain == other.plain:
            return True
        if min(len(self.plain), len(other.plain)) < SHORTEST:
            return False
        both = len(self.pieces & other.pieces)
        return both >= ALIKE * (len(self.pieces) + len(other.pieces) - both)


def _pieces(plain: str) -> Iterator[str]:
    for at in range(max(1, len(plain) - PIECE + 1)):
        yield plain[at : at + PIECE]
