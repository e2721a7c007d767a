"""A call heard whole: its words and its acoustic facts. The sound is decoded once; a call of one channel a second time,
to tell its voices apart where the speech in it is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from atesta.contact.transcript import SpokenTurn, Stretch, Transcript, Voice
from atesta.contact.turn import Speaker
from atesta.transcript.acoustic_facts import TWO_SIDES, measure, measure_split
from atesta.transcript.acoustics import Acoustics, Span
from atesta.transcript.frames import FrameMeter, Frames
from atesta.transcript.listen import AgentSide, listen
from atesta.transcript.sound import Piece, Sound
from atesta.transcript.speech import SpeechEngine
from atesta.transcript.split import Split, split
from atesta.transcript.split_sides import cut_at_voices, name_sides

MOST_BESIDE = 0.4
"""Of another call's words half and more lie beside the voice they are given to; of a call's own, pauses do."""

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
        return _of_two_channels(words, frames, how)
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


def _of_two_channels(words: Transcript, frames: Frames, how: HowToHear) -> HeardCall:
    sides = TWO_SIDES if how.agent == "left" else TWO_SIDES[::-1]
    acoustics = measure(frames, sides, words)
    if any(one.reason == "same_channels" for one in acoustics.not_reviewable):
        one = replace(frames, tracks=frames.tracks[:1])
        return HeardCall(words, replace(measure(one, (Speaker.OTHER,), words), not_reviewable=acoustics.not_reviewable))
    doubt = _doubt(words, acoustics, how)
    whole = (Stretch(0.0, acoustics.duration, doubt),) if doubt else ()
    return HeardCall(words, replace(acoustics, not_reviewable=(*whole, *acoustics.not_reviewable)))


def _doubt(words: Transcript, acoustics: Acoustics, how: HowToHear) -> str:
    """Why the two sides cannot be taken as they are: words that somebody gave lie where nobody speaks, or only the
    debtor's side speaks as who collects does."""
    if how.words is not None and _beside(words, acoustics) > MOST_BESIDE:
        return "words_elsewhere"
    speaks = {
        side: sum(how.speaks_for_firm(turn.text) for turn in words.turns if turn.voice.speaker is side)
        for side in TWO_SIDES
    }
    return "sides_in_doubt" if speaks[Speaker.DEBTOR] and not speaks[Speaker.AGENT] else ""


def _beside(words: Transcript, acoustics: Acoustics) -> float:
    """The share of the words' seconds in which their side does not speak."""
    said, beside = 0.0, 0.0
    for turn in words.turns:
        for start, end in _times(turn):
            heard = sum(max(0.0, min(end, b) - max(start, a)) for a, b in acoustics.side(turn.voice.speaker).talk)
            said, beside = said + end - start, beside + max(0.0, end - start - heard)
    return beside / said if said else 0.0


def _times(turn: SpokenTurn) -> list[Span]:
    timed = [(one.start, one.end) for one in turn.words if one.start is not None and one.end is not None]
    whole = [(turn.start, turn.end)] if turn.start is not None and turn.end is not None else []
    return timed or whole


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
