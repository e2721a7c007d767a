"""A finding is data, free of language: text is rendered later for the reader (DESIGN decision 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from atesta.rules.rule import Citation


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


@dataclass(frozen=True, slots=True)
class Finding:
    """`answer` uses the words of its room. `measured` holds JSON values only, what was seen and counted."""

    id: str
    rule: str
    version: str
    answer: str
    span: TextSpan | None = None
    quote: str = ""
    citations: tuple[Citation, ...] = ()
    measured: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing the message says, beside what the file shows (A4).

    `said` and `on_file` are short figures or words as data ("3", "412.60 CNY", "reminder"), `source` names the witness
    ("account", "receipt", "clock", "rulebook", ""). `measured` holds what a renderer needs for the full sentence; for
    a legal step it has `can_they` and `have_they` (A2).
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
