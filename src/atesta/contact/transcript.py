"""A call in words: turns, words with their times, and what could not be judged. The shape of `atesta.transcript/1`.

Seconds count from the beginning of the recording, rounded to milliseconds; None where nobody measured them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atesta.contact.turn import Speaker, Turn

IMPORTED = "imported"
"""The engine of words that somebody else made."""


class Voice(StrEnum):
    """Whose voice: a channel of its own says it, a split of one channel only makes it *probable*."""

    AGENT = "agent"
    DEBTOR = "debtor"
    PROBABLE_AGENT = "probable_agent"
    PROBABLE_DEBTOR = "probable_debtor"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def speaker(self) -> Speaker:
        return _SPEAKERS[self]

    @property
    def probable(self) -> bool:
        return self in (Voice.PROBABLE_AGENT, Voice.PROBABLE_DEBTOR)


_SPEAKERS = {
    Voice.AGENT: Speaker.AGENT,
    Voice.PROBABLE_AGENT: Speaker.AGENT,
    Voice.DEBTOR: Speaker.DEBTOR,
    Voice.PROBABLE_DEBTOR: Speaker.DEBTOR,
    Voice.OTHER: Speaker.OTHER,
    Voice.UNKNOWN: Speaker.OTHER,
}


@dataclass(frozen=True, slots=True)
class Word:
    """`confidence` 0..1, None where the recogniser gave none (an imported transcript)."""

    text: str
    start: float | None = None
    end: float | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """One turn. `words` may be empty; where they are not, `text` holds them in order (`word_spans`)."""

    voice: Voice
    text: str
    start: float | None = None
    end: float | None = None
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    lang: str | None = None

    def as_turn(self) -> Turn:
        return Turn(self.voice.speaker, self.text, self.start, self.end)

    def word_spans(self) -> tuple[tuple[int, int], ...]:
        """Where each word stands in `text`, half-open code points; a word that is not there stands at its place with
        no length."""
        spans, at = [], 0
        for word in self.words:
            said = word.text.strip()
            found = self.text.find(said, at) if said else -1
            start = at if found < 0 else found
            at = start if found < 0 else start + len(said)
            spans.append((start, at))
        return tuple(spans)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds that cannot be judged, and why: `low_snr`, `clipped`, `low_confidence`, `other_language`,
    `mixed_language`, `no_speech_found`, `invented_words`, `codec`, `music_or_tone`, `truncated`, `one_channel_empty`,
    `same_channels`.

    `speaker` is the one whose channel it concerns, None where it concerns both."""

    start: float
    end: float
    reason: str
    speaker: Speaker | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """`lang` es, zh, en, another code, or None for unknown. `channels`: 2 where each side has its own, else 1.

    `engine` names what made the words ("imported" for a file of somebody else), so that they can be made again."""

    turns: tuple[SpokenTurn, ...]
    lang: str | None = None
    channels: int = 1
    not_reviewable: tuple[Stretch, ...] = ()
    engine: str = IMPORTED
