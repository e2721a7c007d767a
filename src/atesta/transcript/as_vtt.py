"""A transcript as WebVTT: any player shows it, and we read it back. What a caption cannot carry stands in a note."""

from __future__ import annotations

import html

from atesta.contact.transcript import SpokenTurn, Transcript
from atesta.errors import InputError
from atesta.intake.transcript_vtt import OURS


def write_vtt(transcript: Transcript) -> bytes:
    """One caption a turn, each word after its time. Kept: voice, text, times of turns and beginnings of words, what may
    not be judged. Not kept: confidence, pauses between words. Raises InputError where a turn has no times."""
    head = "WEBVTT" + (f"\nLanguage: {transcript.lang}" if transcript.lang else "")
    return "\n\n".join([head, _note(transcript), *(_cue(turn) for turn in transcript.turns)]).encode() + b"\n"


def _note(transcript: Transcript) -> str:
    engine = _escaped(" ".join(transcript.engine.split()))
    stretches = (f"not_reviewable {one.start:.3f} {one.end:.3f} {one.reason}" for one in transcript.not_reviewable)
    return "\n".join([OURS, f"channels {transcript.channels}", f"engine {engine}", *stretches])


def _cue(turn: SpokenTurn) -> str:
    if turn.start is None or turn.end is None:
        raise InputError(
            "A turn has no times.",
            "A caption is shown from one second to another.",
            "Write the transcript as JSON instead.",
            key="vtt_without_times",
        )
    name = turn.voice.value.replace("_", " ").capitalize()
    return f"{_clock(turn.start)} --> {_clock(turn.end)}\n<v {name}>{_said(turn)}</v>"


def _said(turn: SpokenTurn) -> str:
    """The text with the time of each word in front of it; what stands before the first word comes with it."""
    if not turn.words or any(word.start is None for word in turn.words):
        return _escaped(turn.text)
    begins = [0, *(begin for begin, _ in turn.word_spans()[1:]), len(turn.text)]
    parts = (
        f"<{_clock(word.start or 0.0)}>{_escaped(turn.text[begin:end])}"
        for word, begin, end in zip(turn.words, begins, begins[1:], strict=False)
    )
    return "".join(parts)


def _escaped(text: str) -> str:
    return html.escape(" ".join(text.split("\n")).replace("\r", " "), quote=False)


def _clock(seconds: float) -> str:
    millis = round(seconds * 1000)
    return f"{millis // 3_600_000:02d}:{millis // 60_000 % 60:02d}:{millis // 1000 % 60:02d}.{millis % 1000:03d}"
