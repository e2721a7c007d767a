"""The desk, opened once in a process (and in all that are forked from it) and not once in each module of tests: its
sets of words take a second to make, the encoder two."""

from __future__ import annotations

from functools import cache

from atesta.contact.message import Message
from atesta.pipeline import Desk, Knowledge, open_desk, review_message

TEXT = "您已严重逾期，应还987654.32元，我们将起诉。"


@cache
def whole_desk() -> Desk:
    return open_desk()


@cache
def plain_desk() -> Desk:
    """Rules and phrases, without the encoder."""
    return open_desk(paraphrase=False)


def warm(desk: Desk) -> None:
    """The sets of words are made when the first text is read."""
    review_message(Message(TEXT, TEXT.encode()), Knowledge.of(place="CN"), desk)
