"""What goes in and what comes out, field by field. The document of the API is made from this file."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, JsonValue, StrictBool

from atesta.api.reading import Day, File, Line, Moment, MomentIn, Out, Strict, Text, Why
from atesta.contact.message import Channel, Purpose, Recipient

MOST_TEXTS = 1000


def shown(**fields: JsonValue) -> ConfigDict:
    """An example, in the document and under test."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


Account = Annotated[Line, Field(description="The account's number, as the creditor writes it.")]
Number = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="The telephone number that is to be reached; empty for a letter or a visit. Kept as a keyed hash.",
    ),
]
Address = Annotated[Line, Field(description="Which of the listed senders: a number, a sender's name, a mail domain.")]
Reserved = Annotated[
    Line | None,
    Field(
        max_length=26,
        description="The id of a reservation that there is for this contact; else the gate is asked.",
    ),
]


class ContactGiven(Strict):
    """A contact that somebody wants to make."""

    account: Account
    number: Number
    address: Address
    channel: Channel
    at: Annotated[MomentIn, Field(description="When it is to be made.")]
    purpose: Purpose = Purpose.DEMAND
    to: Recipient = Recipient.DEBTOR

    model_config = shown(
        account="A-1001",
        number="+8613900047711",
        address="02150001234",
        channel="call",
        at="2026-11-24T10:30:00+08:00",
        purpose="demand",
        to="debtor",
    )


class CitationOut(Out):
    """Where a rule stands. `force`: law, regulation, standard, self_regulation or house; `instrument` is the text that
    the place is in, by its name."""

    text: str
    force: str
    confidence: str
    instrument: str


class ReasonOut(Out):
    """One reason, as data and as a sentence in the language asked for. To an agency's key `measured.counted` has its
    own contacts alone, `measured.others` is the number of the rest; when somebody else has planned one is not told."""

    id: str
    answer: Literal["refused", "ask"]
    text: str
    measured: dict[str, Any]
    citations: list[CitationOut]


class Word(StrEnum):
    ALLOWED = "allowed"
    REFUSED = "refused"
    ASK = "ask"


class AskOut(Out):
    """The gate's word. Allowed it is a reservation until `reserved_until`; an outcome that is not reported counts as a
    conversation. `ask`: a person of the creditor decides. Allowed is by what was checked, and nothing more."""

    id: str
    decision: Word
    reasons: list[ReasonOut]
    by: Annotated[str, Field(description="The agency's id, or own.")]
    address: str
    channel: Channel
    purpose: Purpose
    to: Recipient
    planned_at: Moment
    asked_at: Moment
    reserved_until: Moment | None
    overridden_at: Moment | None
    outcome: Became | None
    happened_at: Moment | None


class Became(StrEnum):
    CONVERSATION = "conversation"
    NO_ANSWER = "no_answer"
    DELIVERED = "delivered"
    VOICEMAIL = "voicemail"
    REFUSED = "refused"
    NOT_MADE = "not_made"


class OutcomeGiven(Strict):
    """What became of a contact, and when. `not_made` has no time, and gives the reservation back."""

    outcome: Became
    at: MomentIn | None = None

    model_config = shown(outcome="no_answer", at="2026-11-24T10:31:00+08:00")


A_TEXT: dict[str, JsonValue] = {
    "account": "A-1001",
    "number": "+8613900047711",
    "address": "02150001234",
    "channel": "sms",
    "at": "2026-11-24T10:30:00+08:00",
    "text": "【晨曦分期】您的分期账单412.60元已于11月12日到期,请在晨曦分期App内还款。",
}


class TextGiven(ContactGiven):
    """A text that is to be sent, exactly as it will be. It is compared and hashed, and not kept."""

    text: Text
    reserved: Reserved = None

    model_config = shown(**A_TEXT)


class TextsGiven(Strict):
    texts: Annotated[list[TextGiven], Field(min_length=1, max_length=MOST_TEXTS)]

    model_config = shown(texts=[A_TEXT])


class CallGiven(Strict):
    """A call that is to be made in a window of at most two hours. It closes with the permitted hours of the debtor at
    the latest: `closes_at` of the answer is what holds."""

    account: Account
    number: Number
    address: Address
    opens_at: MomentIn
    closes_at: MomentIn
    first_name: Annotated[Line, Field(max_length=60, description="Of the caller: the answer to a check names it.")]
    reserved: Reserved = None
    purpose: Purpose = Purpose.DEMAND
    to: Recipient = Recipient.DEBTOR

    model_config = shown(
        account="A-1001",
        number="+8613900047711",
        address="02150001234",
        opens_at="2026-11-24T10:30:00+08:00",
        closes_at="2026-11-24T11:00:00+08:00",
        first_name="Lin",
    )


class ClaimOut(Out):
    """What the text says about the account, and how that stands beside it (docs/files.md)."""

    kind: str
    said: str
    answer: str


class AnnouncementOut(Out):
    """What was registered. It holds neither text nor number."""

    id: str
    kind: Literal["text", "call"]
    by: Annotated[str, Field(description="The agency's id, or own.")]
    channel: Channel
    address: str
    purpose: Purpose
    at: Moment
    claims: list[ClaimOut]
    wording: Annotated[str | None, Field(description="The id of the approved wording that its text is.")]
    opens_at: Moment | None
    closes_at: Moment | None
    closed_at: Moment | None
    withdrawn_at: Moment | None


class RegisteredOut(Out):
    """`announcement` and `code` are null where the gate did not allow it: `ask` has the reasons.

    The code is told here and nowhere else: the caller reads it out, or it stands in `text`, which is what to send.
    `needs_code`: the text given names nothing of this account, so that the code was put at the end of `text`; sent
    without it, it is not found."""

    ask: AskOut | None
    announcement: AnnouncementOut | None
    code: str | None
    text: str | None
    needs_code: bool


class ErrorOut(Out):
    """What happened, why it matters and what to do, in the language of Accept-Language."""

    id: str
    what: str
    why: str
    do: str
    field: str | None = None
    line: int | None = None


class Failed(Out):
    error: ErrorOut


class LineOut(RegisteredOut):
    """One of a batch, counted from 1: what became of it, or why it could not be taken."""

    line: int
    error: ErrorOut | None


class BatchOut(Out):
    registered: int
    results: list[LineOut]


class WhyGiven(Strict):
    why: Why

    model_config = shown(why="Sent to the wrong account")


class AnnouncementsOut(Out):
    items: list[AnnouncementOut]
    next: str | None


class AsksOut(Out):
    items: list[AskOut]
    next: str | None


class RequestOut(Out):
    """What a debtor asked for: until `accepted_at` the gate asks a person, after it the gate refuses. `account` is the
    same wherever this account is named, `tail` its last characters."""

    id: str
    account: str
    tail: str
    kind: str
    from_on: Day
    to_on: Day | None
    asked_at: Moment
    accepted_at: Moment | None


class RequestsOut(Out):
    items: list[RequestOut]
    next: str | None


class PlacementOut(Out):
    """With this agency from `from_on` up to and including `to_on`; the day after it is denied."""

    id: str
    account: str
    tail: str
    agency: str
    from_on: Day
    to_on: Day | None


class PlacementsOut(Out):
    items: list[PlacementOut]
    next: str | None


Mapping = Annotated[
    dict[Line, Line],
    Field(max_length=20, description="Our column → the file's column. Left out: the file has our names."),
]


class ImportGiven(Strict):
    """A file of lines. `dry_run` says what would become of it and keeps nothing; `take_good` takes the lines that can
    be read where others cannot, else one bad line stops all."""

    csv: File
    mapping: Mapping = Field(default_factory=dict)
    dry_run: StrictBool = False
    take_good: StrictBool = False

    model_config = shown(csv="account,agency,from,to\nA-1001,hx,2026-11-25,\n", dry_run=True)


Words = Annotated[
    dict[Line, Line],
    Field(max_length=100, description="The file's word for an outcome, channel or recipient → ours."),
]


class LogGiven(ImportGiven):
    """A dial log. `zone` (IANA) is that of times without an offset."""

    words: Words = Field(default_factory=dict)
    zone: Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9_+/-]*$")] = ""

    model_config = shown(
        csv="cuenta,inicio,resultado\nA-1001,2026-11-23 10:02,no contesta\n",
        mapping={"account": "cuenta", "at": "inicio", "outcome": "resultado"},
        zone="Asia/Shanghai",
        dry_run=True,
    )


class ImportOut(Out):
    """How many lines changed something (`taken`, and by kind in `counts`), were there already, or cannot be taken; of
    those the first 200 stand in `errors`, each with its line, counted from 1 with the header. A line that is wrong
    stops the whole file, then `taken` is 0, unless `take_good` was asked for. A file that is sent twice has no second
    effect."""

    dry_run: bool
    taken: int
    unchanged: int
    refused: int
    counts: dict[str, int]
    errors: list[ErrorOut]


class SenderOut(Out):
    address: str
    from_on: Day
    to_on: Day | None


class MandateOut(Out):
    jti: str
    channels: list[str]
    from_on: Day
    to_on: Day
    revoked_at: Moment | None


class AgencyOut(Out):
    id: str
    name: str
    senders: list[SenderOut]
    mandates: list[MandateOut]


class AgenciesOut(Out):
    items: list[AgencyOut]
    next: str | None


class FigureOut(Out):
    by: Annotated[str, Field(description="The agency's id, or own.")]
    count: int


class OverOut(Out):
    """An account over a rule's cap from `first` to `last` in sum only: each of `by` alone is within it. Days of the
    last 31; of those that overlap, the ones with the highest sum."""

    account: str
    tail: str
    rule: str
    count: int
    most: int
    first: Day
    last: Day
    by: list[FigureOut]


class UnreportedOut(Out):
    """Of `allowed` contacts of the last 31 days whose time is over, `count` have no outcome: each counts as a
    conversation."""

    by: Annotated[str, Field(description="The agency's id, or own.")]
    count: int
    allowed: int


class CountersOut(Out):
    over_in_sum: list[OverOut]
    unreported: list[UnreportedOut]


class NoteOut(Out):
    """`note` is a signed note (C2SP tlog-checkpoint), null before the first."""

    note: str | None


class ProofOut(Out):
    """`proof` is a C2SP tlog-proof that the entry is in the log, null until the next batch was entered."""

    proof: str | None
