"""Everything that a packet needs, handed in. Nothing is looked up, and nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from atesta.contact.account import LenderKind
from atesta.contact.message import Channel as Medium
from atesta.contact.message import Provenance
from atesta.intake.transcript_file import looks_like_transcript
from atesta.rules.rule import Citation

__all__ = [
    "AFTER_REPORT",
    "NO_AUTHORITY",
    "STATES",
    "WANTS",
    "Asked",
    "Contact",
    "CoolOff",
    "Exhibit",
    "Filing",
    "Ground",
    "Lender",
    "Office",
    "Person",
    "ReportKind",
    "Role",
    "Taken",
    "pending_elsewhere",
    "taken_of",
]

WANTS = ("stop", "correct", "money", "punish", "verify")
"""What the person wants (INTERFACES, route, `wants`)."""
STATES = ("pending", "accepted", "answered", "no_answer", "refused", "closed")
"""What became of an earlier filing (INTERFACES, route, `already_filed`)."""


AFTER_REPORT = "do_not_contact"
"""The ground of a demand that came from a sender after it was reported (B1.4)."""


class Role(StrEnum):
    """How the person who complains stands to the debt. Two roles are named in the letter, never left out."""

    DEBTOR = "debtor"
    THIRD_PARTY = "third_party"
    PROXY = "proxy"
    COLLECTOR = "collector"


class Taken(StrEnum):
    """Where the words of a contact come from: they are the original, or copied, recalled, or heard in a recording."""

    RECEIVED = "received"
    COPIED = "copied"
    REMEMBERED = "remembered"
    HEARD = "heard"


class ReportKind(StrEnum):
    """What 12321 takes (facts/channels.md C4)."""

    NUISANCE_SMS = "nuisance_sms"
    NUISANCE_CALL = "nuisance_call"
    FRAUD_CALL = "fraud_call"
    SPAM_MAIL = "spam_mail"
    BAD_SITE = "bad_site"
    BAD_APP = "bad_app"
    DATA_LEAK = "data_leak"


@dataclass(frozen=True, slots=True)
class Person:
    """Who complains. What a channel does not require may be empty; `id_number` is masked wherever the body does not
    need all of it. `acts_for`: the name of the person for whom a proxy complains."""

    name: str
    phone: str = ""
    address: str = ""
    email: str = ""
    id_kind: str = ""
    id_number: str = ""
    roles: tuple[Role, ...] = (Role.DEBTOR,)
    acts_for: str = ""
    id_copy: tuple[Exhibit, ...] = ()


@dataclass(frozen=True, slots=True)
class Lender:
    """Against whom: as the contract names it."""

    name: str
    kind: LenderKind = LenderKind.UNKNOWN
    address: str = ""
    branch: str = ""
    product: str = ""
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """The local office of the body, looked up by the person."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact of the event. `original` are the bytes as received and `text` what they say; `sha256` (hex, "" where
    none was taken before) is what they must still have."""

    original: bytes
    text: str
    medium: Medium = Medium.SMS
    at: datetime | None = None
    sender: str = ""
    receiver: str = ""
    kind: ReportKind | None = None
    provenance: Provenance = Provenance.IMPORTED
    sha256: str = ""

    @property
    def taken(self) -> Taken:
        """Nobody receives the text of a call or of a visit: what stands there was heard or is remembered."""
        return taken_of(self.medium, self.provenance, transcript=looks_like_transcript(self.original))

    @property
    def report_kind(self) -> ReportKind | None:
        """As given, or what the medium says."""
        return self.kind or _KINDS.get(self.medium)


def taken_of(medium: Medium, provenance: Provenance, *, transcript: bool) -> Taken:
    if transcript:
        return Taken.HEARD
    if medium in (Medium.CALL, Medium.VISIT):
        return Taken.REMEMBERED
    return Taken.COPIED if provenance is Provenance.TYPED else Taken.RECEIVED


_KINDS = {
    Medium.SMS: ReportKind.NUISANCE_SMS,
    Medium.CHAT: ReportKind.NUISANCE_SMS,
    Medium.CALL: ReportKind.NUISANCE_CALL,
    Medium.EMAIL: ReportKind.SPAM_MAIL,
}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file as it was given. `sha256` (hex): what it was when it was sealed or kept, "" where nobody took it.
    `sealed`: what `evidence.verify` answered where the file is a sealed bundle, else "". `mandate`: it is the signed
    authorisation that a proxy acts under."""

    name: str
    media_type: str
    data: bytes
    sha256: str = ""
    about: str = ""
    sealed: str = ""
    mandate: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes as they are now, hex."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Ground:
    """What is alleged of a contact (a label, a claim kind, or one of INTERFACES' further words), with the words that it
    rests on and the texts that forbid it. `contact` counts from 1; 0: no single one. `reported_on`, `reported_by`: the
    report that it came after, and the channel that took it, "" for another; of AFTER_REPORT alone."""

    kind: str
    contact: int = 0
    quote: str = ""
    citations: tuple[Citation, ...] = ()
    reported_on: date | None = None
    reported_by: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """An earlier filing. `state` is one of STATES."""

    channel: str
    on: date
    state: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class CoolOff:
    """When a text that cannot be withdrawn was asked for, and when the person confirmed it again."""

    asked_at: datetime
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One packet: one person, one lender, one event, one channel.

    `lang` is the reader's (en, es, zh). `statement` and `request` are the person's own words, never changed. `others`
    and `collectors` are names to be masked where a text becomes public. `even_so`: why the person files although the
    pre-check says that the body will refuse; it lifts that refusal only. `carrier`: where the original device is.
    """

    channel: str
    place: str
    lang: str
    today: date
    person: Person
    lender: Lender
    wants: str
    contacts: tuple[Contact, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    grounds: tuple[Ground, ...] = ()
    filed: tuple[Filing, ...] = ()
    agency: str = ""
    statement: str = ""
    request: str = ""
    amount: str = ""
    carrier: str = ""
    office: Office | None = None
    others: tuple[str, ...] = ()
    collectors: tuple[str, ...] = ()
    cool_off: CoolOff | None = None
    even_so: str = ""

    @property
    def findings(self) -> frozenset[str]:
        return frozenset(ground.kind for ground in self.grounds)


NO_AUTHORITY = frozenset(("black_cat", "ju_tousu", "lender_desk", "carrier_blocking", "nifa", "12321"))
"""No authority, court or association that has the matter: what lies there keeps no other body from taking it (PRODUCT
§6, B1.3). 12321 has a number and a message, not what is in dispute."""


def pending_elsewhere(asked: Asked) -> bool:
    """Whether another authority has it now, by what the person says of earlier filings."""
    return any(
        one.state in ("pending", "accepted") and one.channel not in NO_AUTHORITY and one.channel != asked.channel
        for one in asked.filed
    )
