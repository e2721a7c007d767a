"""Earlier contacts about one account, the creditor's own and all its agencies' together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from atesta.contact.message import Channel, Purpose, Recipient


class Outcome(StrEnum):
    CONVERSATION = "conversation"
    NO_ANSWER = "no_answer"
    DELIVERED = "delivered"
    VOICEMAIL = "voicemail"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PastContact:
    """One line of history.jsonl. `by` is "own" or an agency id; `to_number` and `address` may be unknown (None).
    `reported` False: it was allowed and nobody said what came of it; it counts as a conversation and was perhaps none.
    """

    at: datetime
    channel: Channel
    outcome: Outcome
    by: str
    to: Recipient = Recipient.DEBTOR
    to_number: str | None = None
    purpose: Purpose = Purpose.DEMAND
    address: str | None = None
    reported: bool = True
