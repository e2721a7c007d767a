"""A call as it came in: its words, and how it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from atesta.contact.message import Provenance, Purpose, Recipient
from atesta.contact.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Call:
    """`original` is the digest ("sha256:…") of the file as given; `began` is when the recording begins, with its
    offset, or None when nobody knows. `caller` is the number or name it came from, `code` what the caller read out."""

    transcript: Transcript
    original: str
    caller: str | None = None
    began: datetime | None = None
    to: Recipient = Recipient.DEBTOR
    purpose: Purpose = Purpose.DEMAND
    provenance: Provenance = Provenance.IMPORTED
    code: str | None = None
