"""A call heard whole: its words and its acoustic facts. The sound is decoded once; a call of one channel a second time,
to tell its voices apart where the speech in it is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from atesta.contact.transcript import Transcript, Voice
from atesta.contact.turn import Speaker
from atesta.transcript.acoustic_facts import TWO_SIDES, measure, measure_split
from atesta.transcript.acoustics import Acoustics, Span
from atesta.transcript.frames import FrameMeter, Frames
from atesta.transcript.listen import AgentSide, listen
from atesta.transcript.sound import Piece, Sound
from atesta.transcript.speech import SpeechEngine
from atesta.transcript.split import Split, split
from atesta.transcript.split_sides import cut_at_voices, name_sides

SpeaksForFirm = Callable[[str], bool]
"""Whether a text introduces a firm or asks to verify who is speaking."""


@dataclass(frozen=True, slots=True)
class HeardCall:
    transcript: Transcript
    acoustics: Acoustics


@dataclass(frozen=True, slots=True)
class HowToHear:
    """`agent`: whose channel is the left one. `lang`: what is spoken, where somebody knows. `words`: nothing is
    recognised, the sound is only measured beside them."""

    engine: SpeechEngine | None
    speaks_for_firm: SpeaksForFirm
    agent: AgentSide = "left"
    lang: str | None = None
    words: Transcript | None = None


def hear_call(opened: Callable[[], Sound], how: HowToHear) -> HeardCall:
    """`opened` opens the sound, from its beginning each time. Errors are those of the sound and of the engine."""
    sound = opened()
    meter = FrameMeter(sound.channels)
    words = _words(sound, how, lambda piece: meter.take(piece.T))
    frames = meter.finish()
    if sound.channels == 2:
        sides = TWO_SIDES if how.agent == "left" else TWO_SIDES[::-1]
        return HeardCall(words, measure(frames, sides, words))
    if how.words is not None:  # who spoke is somebody's word already
        return HeardCall(words, measure(frames, (Speaker.OTHER,), words))
    return _told_apart(words, frames, opened, how.speaks_for_firm)


def _words(sound: Sound, how: HowToHear, also: Callable[[Piece], None]) -> Transcript:
    if how.words is None:
        assert how.engine, "without words somebody must hear them"
        return listen(sound, how.engine, agent=how.agent, lang=how.lang, also=also)
    for piece in sound.pieces():
        also(piece)
    return how.words


def _told_apart(
    words: Transcript, frames: Frames, opened: Callable[[], Sound], speaks_for_firm: SpeaksForFirm
) -> HeardCall:
    """One channel: two voices become two probable sides, if anything says which of them is the agent's."""
    apart = split((piece[0] for piece in opened().pieces()), frames.tracks[0].spans)
    sided = cut_at_voices(words.turns, apart)
    names = name_sides(apart, sided, speaks_for_firm)
    turns = tuple(replace(one.turn, voice=names.get(one.voice, Voice.UNKNOWN)) for one in sided)
    told = replace(words, turns=turns)
    if not names:
        return HeardCall(told, measure(frames, (Speaker.OTHER,), told))
    spans = {voice.speaker: _spans(apart, number) for number, voice in names.items()}
    return HeardCall(told, measure_split(frames, {side: spans[side] for side in TWO_SIDES}, told))


def _spans(apart: Split, number: int | None) -> tuple[Span, ...]:
    return tuple((one.start, one.end) for one in apart.spans if one.voice == number)
