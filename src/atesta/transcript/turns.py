"""Words of both channels into turns: a turn ends at a pause, or where the other one speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from atesta.contact.transcript import SpokenTurn, Voice, Word

PAUSE = 0.8
"""Seconds of silence after which the same voice begins a new turn."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word of the call, with its leading space where its language has spaces."""

    channel: int
    word: Word
    lang: str | None = None


def spoken_turns(said: Sequence[Said], voices: tuple[Voice, Voice]) -> tuple[SpokenTurn, ...]:
    """In order of their beginning. `voices` are those of the left and the right channel."""
    ordered = sorted(said, key=lambda one: (one.channel, one.word.start or 0.0))
    channels = {channel: list(words) for channel, words in groupby(ordered, key=lambda one: one.channel)}
    turns = []
    for channel, words in channels.items():
        others = [other.word.start or 0.0 for at, list_ in channels.items() if at != channel for other in list_]
        turns += [_turn(part, voices[channel]) for part in _parts(words, others)]
    return tuple(sorted(turns, key=lambda turn: (turn.start or 0.0, turn.end or 0.0, turn.voice)))


def _parts(words: list[Said], others: list[float]) -> list[list[Said]]:
    parts, at = [[words[0]]], 0
    for before, after in pairwise(words):
        ended, begins = before.word.end or 0.0, after.word.start or 0.0
        while at < len(others) and others[at] < ended:
            at += 1
        between = at < len(others) and others[at] < begins
        if round(begins - ended, 3) >= PAUSE or between or before.lang != after.lang:
            parts.append([])
        parts[-1].append(after)
    return parts


def _turn(said: list[Said], voice: Voice) -> SpokenTurn:
    words = tuple(Word(one.word.text.strip(), one.word.start, one.word.end, one.word.confidence) for one in said)
    sure = [word.confidence for word in words if word.confidence is not None]
    return SpokenTurn(
        voice,
        "".join(one.word.text for one in said).strip(),
        words[0].start,
        words[-1].end,
        round(sum(sure) / len(sure), 3) if sure else None,
        words,
        said[0].lang,
    )
