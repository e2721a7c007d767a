"""One call as a reader sees it: sentences and numbers, the same for a terminal and for a page. Nothing is judged here.

Times are milliseconds of the recording. Every text is whole and in the reader's language; what people said stands as it
was heard, with nothing in it that a screen would obey (`visible`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from atesta.contact.transcript import Voice
from atesta.telling.call_view_wave import Picture


class Note(Protocol):
    """A coaching note: the agent's own words, better ones in the language of the call (`lang`), and the key of the
    sentence that says why. A note without `said` is praise; `for_person`: a person has yet to judge it."""

    @property
    def said(self) -> str: ...
    @property
    def better(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def mission(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def start_ms(self) -> int | None: ...
    @property
    def for_person(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Clip:
    """From `start` to `end`, in milliseconds."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """One thing under an answer. `state`: breach, not_reviewable, limit, claim, met, missing, note; `word` says it."""

    state: str
    text: str
    word: str = ""
    quote: str = ""
    clip: Clip | None = None
    details: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One of the five answers. `means` stands below it, `foot` at its end."""

    room: str
    question: str
    answer: str
    adverse: bool = False
    means: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Courtesy:
    """One of the eight (B2.1). `state` as in a finding, or not_seen."""

    number: int
    title: str
    state: str
    word: str
    said: str = ""
    clip: Clip | None = None


@dataclass(frozen=True, slots=True)
class Coached:
    """Said, and better: both in `lang`. `person` says that a person has yet to judge it."""

    said: str
    better: str
    why: str
    rule: str
    at: int | None
    lang: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a turn, or what stands between two; `marked` where a finding rests on it."""

    text: str
    start: int | None = None
    end: int | None = None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One turn. `lang` where it is known, for a screen reader's voice."""

    number: int
    voice: Voice
    who: str
    start: int | None
    end: int | None
    parts: tuple[Part, ...]
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds that a reader should know about: changed, not_reviewable, loud, hold."""

    kind: str
    start: int
    end: int
    said: str


@dataclass(frozen=True, slots=True)
class CallView:
    """`spoken` is the language of the call, "" where nobody knows. `help` is empty but in distress, and comes before
    everything. `steps` are at most three, the first stands out."""

    lang: str
    spoken: str
    document: str
    title: str
    about: tuple[str, ...]
    help: tuple[str, ...]
    warnings: tuple[str, ...]
    answers: tuple[Line, ...]
    steps: tuple[str, ...]
    court_paper: str
    courtesies: tuple[Courtesy, ...]
    moments: tuple[Item, ...]
    coaching: tuple[Coached, ...]
    picture: Picture
    facts: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    turns: tuple[Said, ...]
    foot: tuple[str, ...]
