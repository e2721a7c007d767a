"""A message as it was received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Provenance(StrEnum):
    """How the item reached us; it caps what may be claimed about it (PRODUCT row 4)."""

    CAPTURED = "captured"
    ORIGINAL_FILE = "original_file"
    IMPORTED = "imported"
    SCREENSHOT = "screenshot"
    TYPED = "typed"


class Channel(StrEnum):
    SMS = "sms"
    CALL = "call"
    VISIT = "visit"
    EMAIL = "email"
    LETTER = "letter"
    CHAT = "chat"


class Recipient(StrEnum):
    DEBTOR = "debtor"
    THIRD_PARTY = "third_party"


class Purpose(StrEnum):
    """What a contact is for: only a demand can be forbidden by a request to stop (INTERFACES, limits)."""

    DEMAND = "demand"
    REQUIRED_NOTICE = "required_notice"
    ANSWER = "answer"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Message:
    """One text as it came in (A1).

    `original` are the bytes as given, `text` what they say, unchanged: every offset in an answer counts its code
    points. `received` carries its UTC offset, or is None when nobody knows the time; it is never "now".
    """

    text: str
    original: bytes
    sender: str | None = None
    receiver: str | None = None
    received: datetime | None = None
    channel: Channel = Channel.SMS
    to: Recipient = Recipient.DEBTOR
    purpose: Purpose = Purpose.DEMAND
    provenance: Provenance = Provenance.IMPORTED
    code: str | None = None
