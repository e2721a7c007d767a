"""The legal hand-off (A2): the file for the lawyers, its acceptance by name, and what that changes.

"Handed to our lawyers" is a claim about a fact. The fact is here: a sealed file that a lawyer or a firm accepted, with
a day. Before that day nothing is on record, and a message that says otherwise stays what it was.
"""

from atesta.action.handoff.accept import (
    Acceptance,
    accept_on_paper,
    open_acceptance,
    sign_acceptance,
    step_of,
    with_hand_off,
)
from atesta.action.handoff.case import Asked, ClaimMade, Entry, Exhibit, Notice, Seal, read_case
from atesta.action.handoff.lacking import Lacking, lacking
from atesta.action.handoff.waiting import NO_STEP_AFTER_DAYS, Accepted, no_step_since

__all__ = [
    "NO_STEP_AFTER_DAYS",
    "Acceptance",
    "Accepted",
    "Asked",
    "ClaimMade",
    "Entry",
    "Exhibit",
    "Lacking",
    "Notice",
    "Seal",
    "accept_on_paper",
    "lacking",
    "no_step_since",
    "open_acceptance",
    "read_case",
    "sign_acceptance",
    "step_of",
    "with_hand_off",
]
