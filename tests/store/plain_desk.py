"""Rules and phrases without the encoder, opened once in a process and in all that are forked from it."""

from __future__ import annotations

from functools import cache

from atesta.contact.message import Message
from atesta.pipeline import Desk, Knowledge, open_desk, review_message

TEXT = "您已严重逾期，应还987654.32元，我们将起诉。"


@cache
def plain_desk() -> Desk:
    """With its sets of words made: they are, for a second, when the first text is read."""
    desk = open_desk(paraphrase=False)
    review_message(Message(TEXT, TEXT.encode()), Knowledge.of(place="CN"), desk)
    return desk
