"""Does the do-not-contact list stand against it? (B1.4)

What a debtor refused by one of her numbers holds for the others, too, and for a letter that has none; only that
somebody does not owe is said of one number alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from atesta.action.gate.asked import AnswerWord, Asked, Known, Reason
from atesta.contact.message import Recipient
from atesta.mandate.do_not_contact import Allowed, RefusalKind, Refused, may_contact, refusals_of
from atesta.mandate.do_not_contact import Reason as Listed
from atesta.rules.rulebook import Rulebook

_OF_HER = frozenset({"sender_reported_by_recipient", "refused_stop", "refused_write_only"})
_SENDER_RULE, _REQUEST_RULE = "house-reported-sender", "house-request-respected"


def from_list(asked: Asked, known: Known) -> Iterator[Reason]:
    yield from _of(asked, known, asked.recipient)
    if asked.to is Recipient.DEBTOR:
        for number in sorted(known.numbers - {asked.recipient}):
            yield from (reason for reason in _of(asked, known, number) if _is_hers(reason, known, number))


def _of(asked: Asked, known: Known, recipient: str | None) -> Iterator[Reason]:
    found = may_contact(known.held, asked.sender, recipient, asked.at, purpose=asked.purpose, channel=asked.channel)
    if not isinstance(found, Allowed):
        answer: AnswerWord = "refused" if isinstance(found, Refused) else "ask"
        yield from (_reason(listed, answer, known.rulebook) for listed in found.reasons)


def _is_hers(reason: Reason, known: Known, number: str) -> bool:
    if reason.id == "refusal_unverified":
        return any(one.kind is not RefusalKind.THIRD_PARTY for one in refusals_of(known.held, number))
    return reason.id in _OF_HER


def _reason(listed: Listed, answer: AnswerWord, rulebook: Rulebook) -> Reason:
    about_sender = listed.id.startswith("sender") or listed.id == "recipient_unknown"
    rule = rulebook.rule(_SENDER_RULE if about_sender else _REQUEST_RULE)
    measured = {"since": listed.since.isoformat() if listed.since else None, "by": listed.by}
    return Reason(listed.id, answer, {k: v for k, v in measured.items() if v}, (rule.versions[-1].citation,))
