"""The seam: what makes words of sound. Two stand behind it: Whisper on this machine, and an endpoint that somebody
configured. Everything around it (finding speech, packing, times of the call, what is no speech) is ours and the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from atesta.contact.transcript import Word
from atesta.transcript.pack import Window

OURS = ("es", "zh", "en")
"""The languages that can be reviewed."""
ROUND = 16
"""Windows handed over at once; always the same number, so that the same call gives the same words everywhere."""


@dataclass(frozen=True, slots=True)
class HeardWindow:
    """What was recognised in one window. Words carry their leading space where the language has spaces, and seconds of
    the window. `lang` is a code of ISO 639-1 with how sure it is (0..1); None where nobody said.

    `no_speech` is the recogniser's own chance that nobody speaks, `logprob` the mean log-probability of a token: both
    None where it gives none."""

    words: tuple[Word, ...]
    lang: str | None = None
    lang_confidence: float = 0.0
    second_lang: str | None = None
    no_speech: float | None = None
    logprob: float | None = None
    looped: bool = False
    """It kept repeating itself, also in a second try."""


class SpeechEngine(Protocol):
    """`name` says what makes the words, so that they can be made again: it goes into the transcript."""

    @property
    def name(self) -> str: ...

    def hear(self, windows: Sequence[Window], lang: str | None, likely: str | None) -> tuple[HeardWindow, ...]:
        """One answer for each window, in their order. `lang` is what somebody said is spoken (None: find out);
        `likely` what was spoken so far, for windows that do not show it. `AtestaError` where it cannot."""
        ...
