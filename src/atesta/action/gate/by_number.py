"""Is this the number of whom it is said to be for? A debt told to a wrong number is told to a stranger."""

from __future__ import annotations

from collections.abc import Iterator

from atesta.action.gate.asked import Asked, Known, Reason
from atesta.action.gate.by_register import A3
from atesta.contact.message import Channel, Recipient

_BY_NUMBER = frozenset({Channel.CALL, Channel.SMS, Channel.CHAT})


def from_number(asked: Asked, known: Known) -> Iterator[Reason]:
    if asked.recipient is None:
        if asked.channel in _BY_NUMBER:
            yield Reason("number_missing", "ask", {}, A3)
    elif asked.to is Recipient.THIRD_PARTY:
        if asked.recipient in known.numbers:
            # Contacts with somebody else are counted nowhere: hers may not be made to look like one.
            yield Reason("number_is_hers", "refused", {}, A3)
    elif known.numbers and asked.recipient not in known.numbers:
        yield Reason("number_not_hers", "ask", {"numbers": len(known.numbers)}, A3)
