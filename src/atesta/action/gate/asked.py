"""What the gate is asked, what it is given to know, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from atesta.contact.account import Account
from atesta.contact.history import PastContact
from atesta.contact.message import Channel, Purpose, Recipient
from atesta.mandate.directory import Directory
from atesta.mandate.do_not_contact import DoNotContact
from atesta.rules.rule import Citation
from atesta.rules.rulebook import Rulebook

OWN = "own"
ANSWERS = ("refused", "ask")
"""What a reason asks for, the stronger first."""
AnswerWord = Literal["refused", "ask"]
DecisionWord = Literal["allowed", "refused", "ask"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A contact that somebody wants to make at `at`, asked for at `asked_at`.

    `recipient`: the keyed hash of her number, None where it is none or not known. `account`: its id in the directory,
    None where nobody knows it. `by`: "own" or the id of an agency, known from who asks and never from what is asked.
    """

    sender: str
    recipient: str | None
    account: str | None
    by: str
    channel: Channel
    purpose: Purpose
    to: Recipient
    at: datetime
    asked_at: datetime

    @property
    def party(self) -> str:
        return OWN if self.by == OWN else "agency"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of it. `history`: the creditor's own and every agency's contacts together, with what was asked for
    and may still be made; None is unknown. `numbers`: keyed hashes of those at which the debtor may be reached; where
    there are none, no number is compared."""

    directory: Directory
    account: Account | None
    history: tuple[PastContact, ...] | None
    held: DoNotContact
    place: str
    numbers: frozenset[str]
    rulebook: Rulebook


@dataclass(frozen=True, slots=True)
class Reason:
    """`id` is one of action.gate.REASONS, or `limits:` and a rule's id. `measured` holds JSON values only."""

    id: str
    answer: AnswerWord
    measured: Mapping[str, object] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """`allowed` is allowed by what was looked at: see docs/gate.md."""

    word: DecisionWord
    reasons: tuple[Reason, ...] = ()
