"""What may be claimed about an item, by how it reached us (PRODUCT row 4, §5 row 6).

The order is captured > original_file > imported > screenshot > typed. Every sentence about an item is capped by this
table: the text may be compared for all classes, but what is said about its integrity, sender and time is not the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from atesta.contact.message import Provenance

__all__ = ["CAPS", "Cap", "weaker"]


@dataclass(frozen=True, slots=True)
class Cap:
    """`rank` 4 is the strongest. The words are keys of the catalogue, rendered in the reader's language.

    `integrity`: what may be said about changes ("since_capture", "since_given" or "not_at_all": a picture or a memory
    has no bytes of the message). `facts`: where sender and time come from ("device", "export", "stated").
    `exact_words`: are the words those of the message, or read off and remembered?
    """

    rank: int
    integrity: str
    facts: str
    exact_words: bool


CAPS: Mapping[Provenance, Cap] = MappingProxyType(
    {
        Provenance.CAPTURED: Cap(4, "since_capture", "device", exact_words=True),
        Provenance.ORIGINAL_FILE: Cap(3, "since_given", "export", exact_words=True),
        Provenance.IMPORTED: Cap(2, "since_given", "stated", exact_words=True),
        Provenance.SCREENSHOT: Cap(1, "not_at_all", "stated", exact_words=False),
        Provenance.TYPED: Cap(0, "not_at_all", "stated", exact_words=False),
    }
)


def weaker(first: Provenance, second: Provenance) -> Provenance:
    """A chain is as strong as its weakest step: a typed copy of an original file is typed."""
    return min(first, second, key=lambda item: CAPS[item].rank)
