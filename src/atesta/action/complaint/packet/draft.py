"""A packet on the way: what was asked, the form and the channel it is for, and its exhibits with their numbers."""

from __future__ import annotations

from dataclasses import dataclass

from atesta.action.complaint.channel import Channel, load_channels
from atesta.action.complaint.packet.asked import Asked
from atesta.action.complaint.packet.exhibits import Kept, kept
from atesta.action.complaint.packet.form import Form, load_forms
from atesta.action.complaint.packet.words import LANGUAGE_OF, Words, words_in

__all__ = ["Draft", "draft_of"]


@dataclass(frozen=True, slots=True)
class Draft:
    asked: Asked
    form: Form
    channel: Channel
    exhibits: tuple[Kept, ...]

    @property
    def words(self) -> Words:
        """The words of the body's language."""
        return words_in(LANGUAGE_OF[self.asked.place])

    @property
    def to(self) -> str:
        """Whom it is for, in the body's own language: the lender itself where it goes to the lender."""
        return self.form.to or self.asked.lender.name


def draft_of(asked: Asked) -> Draft:
    """Raises KeyError for a channel without a form: `refused.refusals` is asked first."""
    channel = load_channels()[asked.channel].seen_from(asked.place)
    return Draft(asked, load_forms()[asked.channel], channel, kept(asked))
