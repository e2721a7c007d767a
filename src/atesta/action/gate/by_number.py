"""Is this the number of whom it is said to be for? A debt told to a wrong number is told to a stranger, and one told to
somebody else on purpose is, too, whatever the contact is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atesta.action.gate.asked import Asked, Known, Reason
from atesta.action.gate.by_register import A3
from atesta.contact.message import Channel, Recipient

_HOUSE_RULE = "house-third-party"
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


def from_other(asked: Asked, known: Known, of_rules: Iterable[Reason]) -> Iterator[Reason]:
    """To somebody else, and no rule on other people asks or refuses: those of the places weigh a demand alone and leave
    out the creditor's own staff here and there, and what an answer or a receipt will say is not seen here. A person
    decides. `of_rules`: what the rules said."""
    weighed = any(known.rulebook.rule(reason.id.removeprefix("limits:")).kind == "third_party" for reason in of_rules)
    if asked.to is Recipient.THIRD_PARTY and not weighed:
        cited = (known.rulebook.rule(_HOUSE_RULE).versions[-1].citation,)
        yield Reason("other_told", "ask", {"purpose": asked.purpose.value}, cited)
