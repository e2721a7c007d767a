"""How many contacts, over how many days, and how many different ones: the same text from two numbers is one campaign.

A hint, not a finding: who writes the same text may be one sender with two numbers, or two who copied it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from atesta.kept import late

_FIGURES = late(r"\d[\d.,:/ -]*")
_SPACE = late(r"\s+")


@dataclass(frozen=True, slots=True)
class Seen:
    """One contact. `day` None: unknown; `text` is empty for a call that nobody wrote down."""

    key: str
    day: date | None
    sender: str
    text: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """Contacts of one text, by their keys; `senders` as they showed."""

    keys: tuple[str, ...]
    senders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Campaigns:
    """`days` on which something came; `shared` are the texts that came from more than one sender."""

    contacts: int
    days: int
    campaigns: tuple[Campaign, ...]

    @property
    def shared(self) -> tuple[Campaign, ...]:
        return tuple(one for one in self.campaigns if len(one.senders) > 1)


def campaigns_of(contacts: Iterable[Seen]) -> Campaigns:
    """By text with its figures left out, so that a new amount or day does not make it another one; without a text, by
    sender. In the order in which each first came up."""
    groups: dict[str, list[Seen]] = defaultdict(list)
    for seen in contacts:
        groups[text_without_figures(seen.text) or f"\0{seen.sender or seen.key}"].append(seen)
    found = tuple(_campaign(group) for group in groups.values())
    every = [seen for group in groups.values() for seen in group]
    return Campaigns(len(every), len({seen.day for seen in every if seen.day}), found)


def _campaign(group: list[Seen]) -> Campaign:
    senders = dict.fromkeys(seen.sender for seen in group if seen.sender)
    return Campaign(tuple(seen.key for seen in group), tuple(senders))


def text_without_figures(text: str) -> str:
    """Equal for two texts that differ in figures, case, width and space only."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _SPACE.sub(" ", _FIGURES.sub("#", plain)).strip()
