"""From voices to sides: the turns of one channel cut where the voice changes, and a guess at who the agent is.

A wrong guess would lay the agent's words at the debtor's door, so that nobody is named where little speaks for it; and
whoever is named is named *probable* (REVIEW §4.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from atesta.contact.transcript import SpokenTurn, Voice
from atesta.transcript.split import Split

_ANSWERS_WITHIN, _OPENS_FOR = 1.5, 2.5
"""Seconds: "Hello?" lasts no longer, and an opening that answers it lasts longer."""
_CLEARLY_MORE = 3  # times as many turns that speak for a firm


@dataclass(frozen=True, slots=True)
class SidedTurn:
    """A turn of one voice; `voice` as in Split, None where nothing says whose it is."""

    voice: int | None
    turn: SpokenTurn


def cut_at_voices(turns: Sequence[SpokenTurn], split: Split) -> tuple[SidedTurn, ...]:
    """No word is cut: each goes to the voice that holds most of its seconds, one without times goes with the word
    before it. A turn without words goes whole."""
    return tuple(part for turn in turns for part in _cut(turn, split))


def _cut(turn: SpokenTurn, split: Split) -> list[SidedTurn]:
    voices: list[int | None] = []
    last = _voice(turn.start, turn.end, split)
    for word in turn.words:
        last = last if word.start is None or word.end is None else split.at(word.start, word.end)
        voices.append(last)
    runs = [(voice, [at for at, _ in run]) for voice, run in groupby(enumerate(voices), key=lambda pair: pair[1])]
    if len(runs) < 2:
        return [SidedTurn(voices[0] if voices else last, turn)]
    marks = [turn.word_spans()[places[0]][0] for _, places in runs]
    ends = [*marks[1:], len(turn.text)]
    marks[0] = 0
    return [
        SidedTurn(voice, _part(turn, places, turn.text[begin:end].strip()))
        for (voice, places), begin, end in zip(runs, marks, ends, strict=True)
    ]


def _part(turn: SpokenTurn, places: list[int], text: str) -> SpokenTurn:
    words = turn.words[places[0] : places[-1] + 1]
    known = [word.confidence for word in words if word.confidence is not None]
    return replace(
        turn,
        text=text,
        words=words,
        start=turn.start if places[0] == 0 else words[0].start,
        end=turn.end if places[-1] == len(turn.words) - 1 else words[-1].end,
        confidence=round(sum(known) / len(known), 3) if known else turn.confidence,
    )


def _voice(start: float | None, end: float | None, split: Split) -> int | None:
    return None if start is None or end is None else split.at(start, end)


def name_sides(
    split: Split, turns: Sequence[SidedTurn], speaks_for_firm: Callable[[str], bool]
) -> Mapping[int | None, Voice]:
    """Who is probably the agent: whoever speaks for a firm, else whoever goes on at length after a short answer. Nobody
    is named with one voice, with more than two, or where neither sign is clear."""
    agent = _speaker_for_firm(turns, speaks_for_firm) if split.voices == 2 else None
    if agent is None and split.voices == 2:
        agent = _opener(turns)
    if agent is None:
        return {}
    return {agent: Voice.PROBABLE_AGENT, 1 - agent: Voice.PROBABLE_DEBTOR}


def _speaker_for_firm(turns: Sequence[SidedTurn], speaks_for_firm: Callable[[str], bool]) -> int | None:
    count = [0, 0]
    for one in turns:
        if one.voice is not None and speaks_for_firm(one.turn.text):
            count[one.voice] += 1
    most = int(count[1] > count[0])
    return most if count[most] and count[most] >= _CLEARLY_MORE * count[1 - most] else None


def _opener(turns: Sequence[SidedTurn]) -> int | None:
    """Whoever is called answers with a word, and whoever called speaks at length: of a call about a debt, the agent."""
    first = [one for one in turns if one.voice is not None][:2]
    if len(first) < 2 or first[0].voice == first[1].voice:
        return None
    answer, opening = (_seconds(one.turn) for one in first)
    return first[1].voice if 0 < answer <= _ANSWERS_WITHIN and opening >= _OPENS_FOR else None


def _seconds(turn: SpokenTurn) -> float:
    return 0.0 if turn.start is None or turn.end is None else turn.end - turn.start
