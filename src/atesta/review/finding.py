"""A finding is data, free of language: text is rendered later for the reader (DESIGN decision 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from atesta.rules.rule import Citation

if TYPE_CHECKING:  # a message has none of them
    from atesta.contact.transcript import Transcript
    from atesta.review.integrity.record import Record
    from atesta.transcript.acoustics import Acoustics


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Code points of the text as given, half-open; in a transcript, of the text of that turn (from 0)."""

    start: int
    end: int
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """Milliseconds of the recording; `turn` is the number of the turn in the transcript (from 0), `start`/`end` the
    code points of that turn's text where the words decide, None where the sound alone does."""

    start_ms: int
    end_ms: int
    turn: int | None = None
    start: int | None = None
    end: int | None = None


Span = TextSpan | TimeSpan


@dataclass(frozen=True, slots=True)
class Finding:
    """`answer` uses the words of its room. `measured` holds JSON values only, what was seen and counted."""

    id: str
    rule: str
    version: str
    answer: str
    span: Span | None = None
    quote: str = ""
    citations: tuple[Citation, ...] = ()
    measured: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing the message says, beside what the file shows (A4).

    `said` and `on_file` are short figures or words as data ("3", "412.60 CNY", "reminder"), `source` names the witness
    ("account", "receipt", "clock", "rulebook", ""). `measured` holds what a renderer needs for the full sentence; for
    a legal step it has `can_they` and `have_they` (A2). Said in a call, it has the number of its turn (`start` and
    `end` then count in that turn's text) and its milliseconds where they are known; `measured["again"]` has the places
    where it was said again: it is one claim however often it is said.
    """

    kind: str
    quote: str
    start: int
    end: int
    answer: str
    said: str = ""
    on_file: str = ""
    source: str = ""
    citations: tuple[Citation, ...] = ()
    measured: Mapping[str, object] = field(default_factory=dict)
    turn: int | None = None
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Authenticity:
    answer: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Truth:
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Integrity:
    answer: str = "not_applicable"
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Conduct:
    labels: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_reviewable: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    answer: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened in a call and is no verdict: MOMENTS names the kinds. `by` is agent, debtor or other;
    identifiers are masked in `quote`. A promise has what was said of sum and day in `measured` ("amount", "date")."""

    kind: str
    span: Span
    by: str
    quote: str = ""
    measured: Mapping[str, object] = field(default_factory=dict)


MOMENTS = (
    "identification",
    "notice",
    "grievance",
    "plight",
    "provocation",
    "acknowledgement",
    "apology",
    "offer",
    "promise",
    "hold",
)


@dataclass(frozen=True, slots=True)
class CallReview:
    """What a review of a call has beside the five answers.

    `transcript` is the call's, with the identifiers masked code point for code point, so that every offset holds in it.
    `courtesies` are the eight findings of B2.1 in their order, the same as among the findings of conduct. `order` has
    the ids of what a person should look at, the most harmful first. `probable`: one channel was split, so who spoke is
    a guess, and nothing stands against anybody without a person. `fields`: see data fields of a transcript (INTERFACES,
    screen --transcripts), y, n or na.
    """

    transcript: Transcript
    acoustics: Acoustics | None = None
    courtesies: tuple[Finding, ...] = ()
    moments: tuple[Moment, ...] = ()
    order: tuple[str, ...] = ()
    record: Record | None = None
    probable: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """The five answers of one contact, with the digests of what they were computed from."""

    input: str
    rulebook: str
    authenticity: Authenticity
    truth: Truth
    integrity: Integrity
    conduct: Conduct
    limits: Limits
    distress: bool
    next_steps: tuple[str, ...]
    provenance: str
    call: CallReview | None = None
