"""A sound in, its words out: who said what when, and what could not be heard. One pass, bounded memory.

pieces -> speech of each channel -> clips -> windows -> words of the recogniser -> words of the call -> turns
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from atesta.contact.folding import traditional
from atesta.contact.transcript import Stretch, Transcript, Voice, Word
from atesta.transcript.invented import (
    Carried,
    carried,
    is_ghost,
    nobody_spoke,
    spoken_parts,
    stands_on_speech,
    too_fast,
)
from atesta.transcript.pack import Clip, Cutter, Packer, Window
from atesta.transcript.sound import Piece, Sound
from atesta.transcript.spans import FLOOR, FRAME, SpeechFinder, amplitudes, leaked
from atesta.transcript.speech import OURS, ROUND, HeardWindow, SpeechEngine
from atesta.transcript.turns import Said, spoken_turns

AgentSide = Literal["left", "right"]
SAME = 0.99
"""Correlation from which two channels are one sound twice."""
EMPTY = 2.0
"""Root mean square, in steps of a sample, below which a channel has no sound at all (-84 dBFS)."""
MIXED = 0.6
"""A window whose language is less sure than this, with a second one of ours beside it, mixes two."""
WORDLESS = 1.0
"""Seconds of a voice for which the recogniser had no word: nobody may say that nothing was said there."""
CLIPS_JUDGED = 16


@dataclass(slots=True)
class Sums:
    """Of both channels: are they the same sound, is one of them empty?"""

    left: float = 0.0
    right: float = 0.0
    cross: float = 0.0
    frames: int = 0

    def add(self, piece: Piece) -> None:
        self.frames += piece.shape[1]
        left = piece[0].astype(np.float32)
        self.left += float(left @ left)
        if len(piece) == 2:
            right = piece[1].astype(np.float32)
            self.right += float(right @ right)
            self.cross += float(left @ right)

    @property
    def same(self) -> bool:
        return self.cross > SAME * float(np.sqrt(self.left * self.right)) > 0

    @property
    def empty(self) -> tuple[bool, bool]:
        quiet = EMPTY**2 * max(self.frames, 1)
        return self.left < quiet, self.right < quiet


@dataclass(slots=True)
class Listening:
    """The state between two pieces. `heard` are words of the call so far, `lost` what was not kept and why."""

    engine: SpeechEngine
    lang: str | None
    channels: int
    cutters: list[Cutter] = field(default_factory=list)
    finders: list[SpeechFinder] = field(default_factory=list)
    packers: list[Packer] = field(default_factory=list)
    unjudged: list[list[Clip]] = field(default_factory=list)
    waiting: list[Window] = field(default_factory=list)
    chances: dict[tuple[int, float], Carried] = field(default_factory=dict)
    left_out: list[Window] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    lost: list[Stretch] = field(default_factory=list)
    votes: dict[str, float] = field(default_factory=dict)
    sums: Sums = field(default_factory=Sums)
    one_voice: bool = False
    """Both channels are the same sound: only the left one is heard."""
    rest: NDArray[np.int16] | None = None


def listen(
    sound: Sound,
    engine: SpeechEngine,
    *,
    agent: AgentSide = "left",
    lang: str | None = None,
    also: Callable[[Piece], object] | None = None,
) -> Transcript:
    """The words of a sound. `lang` is what is spoken, where somebody knows; `also` is handed every decoded piece, so
    that the acoustic facts come from the same pass. Errors are those of the sound and of the engine."""
    state = Listening(engine, lang, sound.channels)
    for _ in range(sound.channels):
        state.finders.append(SpeechFinder())
        state.packers.append(Packer())
        state.unjudged.append([])
    state.cutters = [Cutter(channel) for channel in range(sound.channels)]
    for piece in sound.pieces():
        if also is not None:
            also(piece)
        _take(state, piece)
    _finish(state)
    return _transcript(state, sound, agent)


# --- from samples to windows ----------------------------------------------------------------------------------------


def _take(state: Listening, piece: Piece) -> None:
    """Whole frames of 20 ms go on; the rest waits for the next piece, so that the size of pieces changes nothing."""
    state.sums.add(piece)
    joined = piece if state.rest is None else np.concatenate((state.rest, piece), axis=1)
    whole = joined.shape[1] // FRAME * FRAME
    state.rest = joined[:, whole:]
    if not whole:
        return
    levels = [amplitudes(channel) for channel in joined[:, :whole]]
    for channel in range(state.channels):
        deaf = levels[channel] < FLOOR
        if state.channels == 2:
            deaf |= leaked(levels[channel], levels[1 - channel])
        samples = np.ascontiguousarray(joined[channel, :whole])
        state.cutters[channel].take(samples)
        _cut(state, channel, state.finders[channel].take(samples, deaf))
    _hear_rounds(state)


def _cut(state: Listening, channel: int, spans: list[tuple[int, int]]) -> None:
    cutter = state.cutters[channel]
    for start, end in spans:
        state.unjudged[channel] += cutter.cut(start * FRAME, end * FRAME)
    cutter.forget(state.finders[channel].open_from * FRAME)
    if len(state.unjudged[channel]) >= CLIPS_JUDGED:
        _judge(state, channel)


def _judge(state: Listening, channel: int) -> None:
    """What carries no speech is not given to the recogniser; the rest goes into windows."""
    clips, state.unjudged[channel] = state.unjudged[channel], []
    for whole, judged in zip(clips, carried(clips), strict=True):
        for clip, chances in spoken_parts(whole, judged):
            state.chances[channel, clip.start] = chances
            if (full := state.packers[channel].add(clip)) is not None:
                state.waiting.append(full)


def _finish(state: Listening) -> None:
    for channel in range(state.channels):
        _cut(state, channel, state.finders[channel].rest())
        _judge(state, channel)
    rests = [rest for packer in state.packers if (rest := packer.rest()) is not None]
    if len(rests) == 2 and rests[0].seconds + rests[1].seconds < 29:
        rests = [Window.of(rests[0].clips + rests[1].clips)]
    state.waiting += rests
    _hear_rounds(state, last=True)


def _hear_rounds(state: Listening, *, last: bool = False) -> None:
    while len(state.waiting) >= ROUND or (last and state.waiting):
        if state.sums.same:
            state.one_voice = True
            state.waiting = [only for window in state.waiting if (only := _left_of(window)) is not None]
        windows, state.waiting = state.waiting[:ROUND], state.waiting[ROUND:]
        if not windows or (state.one_voice and len(windows) < ROUND and not last):
            state.waiting = windows + state.waiting
            return
        for window, one in _heard(state, windows):
            if one.lang:
                state.votes[one.lang] = state.votes.get(one.lang, 0.0) + one.lang_confidence * window.seconds
            _keep(state, window, one)
        _hear_left_out(state, likely=max(state.votes, key=lambda lang: state.votes[lang], default=None))


def _hear_left_out(state: Listening, likely: str | None) -> None:
    while state.left_out:
        windows, state.left_out = state.left_out[:ROUND], state.left_out[ROUND:]
        for window, one in zip(windows, state.engine.hear(windows, state.lang, likely), strict=True):
            _keep(state, window, one)


def _heard(state: Listening, windows: list[Window]) -> Iterator[tuple[Window, HeardWindow]]:
    """A window in which two of our languages are mixed is heard again clip by clip: people change their language
    between two sentences, and a recogniser writes one of the two as a translation."""
    likely = max(state.votes, key=lambda lang: state.votes[lang]) if state.votes else None
    again: list[Window] = []
    for window, one in zip(windows, state.engine.hear(windows, state.lang, likely), strict=True):
        if _mixed(one) and len(window.clips) > 1:
            again += [Window.of((clip,)) for clip in window.clips]
        else:
            yield window, one
    for at in range(0, len(again), ROUND):
        part = again[at : at + ROUND]
        yield from zip(part, state.engine.hear(part, state.lang, likely), strict=True)


def _mixed(heard: HeardWindow) -> bool:
    return heard.second_lang is not None and heard.lang_confidence < MIXED


def _left_of(window: Window) -> Window | None:
    clips = tuple(clip for clip in window.clips if clip.channel == 0)
    return Window.of(clips) if clips else None


# --- from words of a window to words of the call --------------------------------------------------------------------


def _keep(state: Listening, window: Window, heard: HeardWindow) -> None:
    """Words go back to their clips; what stands on no speech, or is in a language that nobody reviews, does not."""
    chances = [state.chances.pop((clip.channel, clip.start)) for clip in window.clips]
    if heard.lang is not None and heard.lang not in OURS:
        state.lost += _stretches(window, "other_language")
        return
    if nobody_spoke(heard):
        state.lost += _stretches(window, "invented_words")
        return
    if _mixed(heard):
        state.lost += _stretches(window, "mixed_language")
    by_clip: list[list[Word]] = [[] for _ in window.clips]
    for word in heard.words:
        at, placed = window.place(word)
        by_clip[at].append(placed)
    for clip, carry, words in zip(window.clips, chances, by_clip, strict=True):
        if not words and clip.end - clip.start >= WORDLESS:
            _wordless(state, window, clip, carry)
            continue
        kept = list(_real(clip, carry, words, state.lost))
        lang = _written(kept, heard.lang)
        state.said += [Said(clip.channel, _simplified(word, lang), lang) for word in kept]


def _wordless(state: Listening, window: Window, clip: Clip, carry: Carried) -> None:
    """A recogniser may break off in the middle of a window: what it left out is heard once more, alone."""
    if len(window.clips) == 1:
        state.lost.append(Stretch(round(clip.start, 3), round(clip.end, 3), "low_confidence"))
        return
    state.chances[clip.channel, clip.start] = carry
    state.left_out.append(Window.of((clip,)))


def _real(clip: Clip, carry: Carried, words: list[Word], lost: list[Stretch]) -> Iterator[Word]:
    text = "".join(word.text for word in words)
    if words and (is_ghost(text, carry) or too_fast(text, clip.end - clip.start)):
        lost.append(Stretch(round(clip.start, 3), round(clip.end, 3), "invented_words"))
        return
    for word in words:
        if stands_on_speech(word, clip, carry):
            yield word
        else:
            lost.append(Stretch(word.start or 0.0, word.end or 0.0, "invented_words"))


def _written(words: list[Word], lang: str | None) -> str | None:
    """Asked for Chinese, Whisper writes an English sentence in English: then that is its language."""
    text = "".join(word.text for word in words)
    latin = lang == "zh" and any("a" <= letter <= "z" for letter in text.lower())
    return "en" if latin and not any("\u4e00" <= letter <= "\u9fff" for letter in text) else lang


def _simplified(word: Word, lang: str | None) -> Word:
    if lang != "zh":
        return word
    return Word(word.text.translate(traditional()), word.start, word.end, word.confidence)


def _stretches(window: Window, reason: str) -> list[Stretch]:
    return [Stretch(round(clip.start, 3), round(clip.end, 3), reason) for clip in window.clips]


# --- the answer -----------------------------------------------------------------------------------------------------


def _transcript(state: Listening, sound: Sound, agent: AgentSide) -> Transcript:
    two = sound.channels == 2 and not state.sums.same and not any(state.sums.empty)
    sides = (Voice.AGENT, Voice.DEBTOR) if agent == "left" else (Voice.DEBTOR, Voice.AGENT)
    voices = sides if two else (Voice.UNKNOWN, Voice.UNKNOWN)
    said = [one for one in state.said if one.channel == 0 or not state.sums.same]
    lang = state.lang or (max(state.votes, key=lambda code: state.votes[code]) if state.votes else None)
    seconds = round(sound.seconds, 3)
    whole = [Stretch(0.0, seconds, reason) for reason in _of_the_whole(state, sound, bool(said))]
    if sound.truncated:
        whole.append(Stretch(seconds, round(max(seconds, sound.facts.seconds or 0.0), 3), "truncated"))
    return Transcript(
        spoken_turns(said, voices), lang, 2 if two else 1, joined([*state.lost, *whole]), state.engine.name
    )


def _of_the_whole(state: Listening, sound: Sound, words: bool) -> list[str]:
    reasons = []
    if sound.channels == 2 and state.sums.same:
        reasons.append("same_channels")
    elif sound.channels == 2 and any(state.sums.empty) and not all(state.sums.empty):
        reasons.append("one_channel_empty")
    if not words and not any(one.reason == "other_language" for one in state.lost):
        reasons.append("no_speech_found")
    return reasons


def joined(stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """In order; those of one reason that touch become one."""
    found: list[Stretch] = []
    for one in sorted(stretches, key=lambda stretch: (stretch.reason, stretch.start, stretch.end)):
        last = found[-1] if found else None
        if last is not None and last.reason == one.reason and one.start <= last.end + 0.3:
            found[-1] = Stretch(last.start, max(last.end, one.end), one.reason)
        else:
            found.append(one)
    return tuple(sorted(found, key=lambda stretch: (stretch.start, stretch.end, stretch.reason)))
