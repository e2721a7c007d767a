"""How long the recorder had run when the other party was contacted (A5.2a), measured in the file.

The contact is the earlier of what the person said and the first ring or voice that is found in the sound. Both are
shown; where they disagree, that is a finding; what cannot be told is unknown, and unknown is not passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from atesta.recording.call import LEAD_SECONDS

AGREE_MS = 1000
"""Said so much after it was heard is still the same moment: a hand is slower than a sound."""
LATE_MS = 60_000
"""Heard so much after it was said is not the same contact any more."""

Finding = Literal["no_contact", "not_heard", "not_said", "heard_before_said", "heard_late", "one_channel"]


@dataclass(frozen=True, slots=True)
class Lead:
    """Frames from the start of the sound; `milliseconds` from armed to contact. `met` None: it cannot be told."""

    said: int | None
    heard: int | None
    contact: int | None
    milliseconds: int | None
    met: bool | None
    findings: tuple[Finding, ...] = ()


def lead(rate: int, channels: int, armed: int | None, said: int | None, heard: int | None) -> Lead:
    """`said` is the first of dialled, ring (by a person) and answered; `heard` the onset in the far channel."""
    contact = min((frame for frame in (said, heard) if frame is not None), default=None)
    if armed is None or contact is None:
        return Lead(said, heard, contact, None, None, ("no_contact",) if contact is None else ())
    findings = _disagreement(rate, said, heard)
    milliseconds = max(contact - armed, 0) * 1000 // rate
    met: bool | None = milliseconds >= LEAD_SECONDS * 1000
    if channels == 1 and (said is None or (not met and contact == heard and _would_do(rate, armed, said))):
        met, findings = None, (*findings, "one_channel")  # the sound may be his own voice: nobody can tell
    return Lead(said, heard, contact, milliseconds, met, findings)


def _disagreement(rate: int, said: int | None, heard: int | None) -> tuple[Finding, ...]:
    if said is None:
        return ("not_said",)
    if heard is None:
        return ("not_heard",)
    later_ms = (heard - said) * 1000 // rate
    if later_ms < -AGREE_MS:
        return ("heard_before_said",)
    return ("heard_late",) if later_ms > LATE_MS else ()


def _would_do(rate: int, armed: int, said: int | None) -> bool:
    return said is not None and (said - armed) * 1000 // rate >= LEAD_SECONDS * 1000
