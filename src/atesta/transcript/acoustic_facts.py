"""The sound of a call as facts: numbers with their seconds, and nothing about what anybody felt (B2.1.5, B2.2)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np

from atesta.contact.transcript import SpokenTurn, Transcript
from atesta.contact.turn import Speaker
from atesta.transcript import talk
from atesta.transcript.acoustics import Acoustics, Room, Side, Span
from atesta.transcript.frames import Frames, Track, frame_at
from atesta.transcript.loudness import baseline, clipped_spans, loud_stretches, momentary, noise_level, peaks
from atesta.transcript.noise import noise_of
from atesta.transcript.pace import paces
from atesta.transcript.reviewable import reviewable, sound_stretches
from atesta.transcript.vad import Mask, Numbers, of_runs, spans_of

TWO_SIDES = (Speaker.AGENT, Speaker.DEBTOR)
"""Left and right of a call recorded in two channels, unless the house has it the other way round."""
GOES_ON = 0.3
"""Seconds: who speaks again this soon behind the own question has left no room."""


@dataclass(frozen=True, slots=True)
class _Voice:
    speaker: Speaker
    track: Track
    speech: Mask
    """Without music and tones."""


def measure(frames: Frames, sides: Sequence[Speaker] = TWO_SIDES, transcript: Transcript | None = None) -> Acoustics:
    """`sides` says whose each channel is. Speaking rates need a transcript with times; with one, what its words leave
    not reviewable is told as well."""
    voices = [_Voice(side, track, track.voice) for side, track in zip(sides, frames.tracks, strict=False)]
    stretches = reviewable(frames, transcript, sides) if transcript else sound_stretches(frames, sides)
    return replace(_facts(frames, voices, transcript), not_reviewable=stretches)


def measure_split(
    frames: Frames, split: Mapping[Speaker, Sequence[Span]], transcript: Transcript | None = None
) -> Acoustics:
    """Of one channel that both share: `split` says in which seconds each probably spoke."""
    (track,) = frames.tracks
    heard = track.voice
    voices = [_shared(side, track, heard & _mask(spans, frames.count)) for side, spans in split.items()]
    stretches = reviewable(frames, transcript) if transcript else sound_stretches(frames)
    return replace(_facts(frames, voices, transcript), not_reviewable=stretches, source="split")


def _shared(side: Speaker, track: Track, own: Mask) -> _Voice:
    """A drawing of one side shows only that side."""
    return _Voice(side, replace(track, peak=np.where(own, track.peak, 0).astype(np.uint16)), own)


def _facts(frames: Frames, voices: Sequence[_Voice], transcript: Transcript | None) -> Acoustics:
    first, second = (*(voice.speech for voice in voices), *[np.zeros(frames.count, np.bool_)] * 2)[:2]
    over, still = talk.overtalk(first, second), talk.silence(first, second)
    spoken = sum(int(voice.speech.sum()) for voice in voices)
    others = (second, first)
    sides = tuple(_side(voice, other, spoken, transcript) for voice, other in zip(voices, others, strict=False))
    speech = {voice.speaker: voice.speech for voice in voices}
    return Acoustics(
        duration=round(frames.duration, 3),
        channels=len(frames.tracks),
        sides=sides,
        overtalk=over,
        overtalk_seconds=_seconds(over),
        silence=still,
        silence_seconds=_seconds(still),
        interruptions=talk.interruptions(speech) if len(speech) == 2 else (),
        hold=talk.hold(list(speech.values()), [voice.track.music for voice in voices]),
        voicing=frames.engine,
    )


def _side(voice: _Voice, other: Mask, spoken: int, transcript: Transcript | None) -> Side:
    track, speech = voice.track, voice.speech
    levels = momentary(track, speech)
    own = baseline(levels)
    turns = [turn for turn in transcript.turns if turn.voice.speaker is voice.speaker] if transcript else []
    rate, fast = paces(turns, speech, transcript.lang if transcript else None)
    spans = spans_of(speech)
    return Side(
        speaker=voice.speaker,
        talk=spans,
        talk_seconds=_seconds(spans),
        share=round(int(speech.sum()) / spoken, 4) if spoken else 0.0,
        longest=talk.longest_monologue(speech, other),
        level=own,
        loud=loud_stretches(track, speech, own),
        snr=_median(noise_of(track, speech).snr),
        noise=noise_level(track),
        clipped=clipped_spans(track, speech),
        pauses=talk.pauses(speech, other),
        rate=rate,
        fast=fast,
        peaks=peaks(track),
        levels=tuple(None if isnan(value) else round(value, 1) for value in levels.tolist()),
    )


def rooms(transcript: Transcript, acoustics: Acoustics, asker: Speaker = Speaker.AGENT) -> tuple[Room, ...]:
    """For each question of `asker` what room it left (B2.2): did the other answer before the asker spoke again?"""
    own, other = acoustics.side(asker).talk, acoustics.side(_other(asker)).talk
    return tuple(
        _room(at, number, own, other)
        for number, turn in enumerate(transcript.turns)
        if turn.voice.speaker is asker
        for at in _asked(turn)
    )


def _asked(turn: SpokenTurn) -> list[float]:
    """Where the questions of a turn end; without words only one that the turn ends with has a time."""
    asked = [word.end for word in turn.words if word.end is not None and word.text.rstrip().endswith(("?", "？"))]
    if not turn.words and turn.end is not None and turn.text.rstrip().endswith(("?", "？")):
        return [turn.end]
    return asked


def _room(asked: float, turn: int, own: Sequence[Span], other: Sequence[Span]) -> Room:
    """The time of a word is good to a few tenths: the own speech that is still going on there belongs to the question,
    unless it goes on for longer than `GOES_ON`."""
    at = bisect_left(own, asked - GOES_ON, key=lambda span: span[1])
    ends = asked
    if at < len(own) and own[at][0] < asked:
        if own[at][1] > asked + GOES_ON:
            return Room(round(asked, 2), 0.0, False, turn)
        ends, at = own[at][1], at + 1
    again = own[at][0] if at < len(own) else None
    answers = (span for span in other if span[1] > ends and span[0] >= asked - GOES_ON)
    answered = any(again is None or span[0] < again for span in answers)
    return Room(round(asked, 2), None if again is None else round(again - ends, 2), answered, turn)


def _other(speaker: Speaker) -> Speaker:
    return Speaker.DEBTOR if speaker is Speaker.AGENT else Speaker.AGENT


def _mask(spans: Sequence[Span], frames: int) -> Mask:
    edges = np.array([[frame_at(start), frame_at(end)] for start, end in sorted(spans)], np.intp).reshape(-1, 2)
    edges = np.minimum(edges, frames)
    return of_runs(edges[:, 0], edges[:, 1], frames)


def _seconds(spans: Sequence[Span]) -> float:
    return round(sum(end - start for start, end in spans), 2)


def _median(values: Numbers) -> float | None:
    known = values[~np.isnan(values)]
    return round(float(np.median(known)), 1) if len(known) else None
