"""A call heard whole: its words and its acoustic facts, from one pass over the sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from atesta.contact.transcript import Transcript
from atesta.contact.turn import Speaker
from atesta.transcript.acoustic_facts import TWO_SIDES, measure
from atesta.transcript.acoustics import Acoustics
from atesta.transcript.frames import FrameMeter, Frames
from atesta.transcript.listen import AgentSide, listen
from atesta.transcript.sound import Piece, Sound
from atesta.transcript.speech import SpeechEngine


@dataclass(frozen=True, slots=True)
class HeardCall:
    transcript: Transcript
    acoustics: Acoustics


def hear_call(
    open_again: Callable[[], Sound],
    engine: SpeechEngine | None,
    words: Transcript | None = None,
    *,
    agent: AgentSide = "left",
    lang: str | None = None,
) -> HeardCall:
    """`words` given: nothing is recognised, the sound is only measured beside them. Errors are those of the sound and
    of the engine."""
    sound = open_again()
    meter = FrameMeter(sound.channels)
    if words is None:
        assert engine, "without words somebody must hear them"
        words = listen(sound, engine, agent=agent, lang=lang, also=lambda piece: _take(meter, piece))
    else:
        for piece in sound.pieces():
            _take(meter, piece)
    return HeardCall(words, acoustics_of(meter.finish(), words, agent))


def _take(meter: FrameMeter, piece: Piece) -> None:
    meter.take(piece.T)


def acoustics_of(frames: Frames, words: Transcript, agent: AgentSide) -> Acoustics:
    """Two channels are two sides; whose the only one is, nobody knows."""
    sides = TWO_SIDES if agent == "left" else TWO_SIDES[::-1]
    return measure(frames, sides if len(frames.tracks) == 2 else (Speaker.OTHER,), words)
