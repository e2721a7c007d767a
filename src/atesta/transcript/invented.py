"""Words over no speech: a recogniser that hears silence, noise or music writes what it was fed most, fluently.

Each word must stand on sound that carries speech. The judge is a second opinion that has no words: a small network
that only says where somebody speaks (Silero, with faster-whisper), on what WebRTC's finder took for speech.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atesta.contact.transcript import Word
from atesta.transcript.pack import Clip
from atesta.transcript.resample import RATE
from atesta.transcript.speech import HeardWindow

STEP = 512
"""Samples of one judgement (32 ms)."""
Carried = NDArray[np.float32]
"""How likely each 32 ms of a clip carry speech, 0..1."""

SPOKEN = 0.5
GAP_STEPS, AROUND_STEPS = 20, 8
"""0.64 s without speech are cut out; a quarter of a second stays on both sides."""
LEAST_STEPS = 2
"""A clip with fewer steps of likely speech is not given to the recogniser ("sí" has four)."""
UNDER_A_WORD = 0.25
"""A word is invented where no step under it, nor 0.15 s around it, reaches this."""
AROUND = 0.15
NO_SPEECH, POOR = 0.6, -1.0
"""Whisper's own bounds for a window in which nobody speaks."""
GHOST_CARRIED = 0.7
"""A well-known ghost stays only on sound that carries speech for most of it."""
FASTEST = 25.0
"""Letters (Chinese: five times fewer characters) a second that nobody says."""
# Subtitles of films and videos end so; callers do not. Compared without case, accents kept, signs away.
GHOSTS = re.compile(
    r"amara\.?org|subt[ií]tulos (?:realizados|por|creados)|suscr[ií]b(?:ete|anse)|gracias por ver|"
    r"subtitles by|subtitled by|transcribed by|thanks for watching|thank you for watching|like and subscribe|"
    r"請不吝|请不吝|点赞|點贊|訂閱|订阅|字幕(?:由|by|志愿者|組|组|製作|制作)|明鏡|明镜|打賞支持|打赏支持|優優獨播|优优独播",
    re.IGNORECASE,
)


@cache
def _silero() -> Any:
    from faster_whisper.vad import get_vad_model  # noqa: PLC0415 - of the extra

    return get_vad_model()


def carried(clips: Sequence[Clip]) -> list[Carried]:
    """The second opinion on clips of one channel, in one go."""
    sizes = [-(-len(clip.samples) // STEP) for clip in clips]
    if not sum(sizes):
        return [np.zeros(0, np.float32) for _ in clips]
    sound = np.zeros(sum(sizes) * STEP, np.float32)
    at = 0
    for clip, size in zip(clips, sizes, strict=True):
        sound[at : at + len(clip.samples)] = clip.samples
        at += size * STEP
    chances = np.asarray(_silero()(sound / np.float32(32768.0)), np.float32).reshape(-1)
    edges = np.cumsum([0, *sizes])
    return [chances[a:b] for a, b in pairwise(edges)]


def is_spoken(chances: Carried) -> bool:
    return int((chances >= SPOKEN).sum()) >= LEAST_STEPS


def spoken_parts(clip: Clip, chances: Carried) -> list[tuple[Clip, Carried]]:
    """The clip without what carries no speech for longer than `GAP_STEPS`: in noise WebRTC's finder hears no pause,
    and a recogniser that is given noise writes something. Nothing where nobody speaks."""
    if not is_spoken(chances):
        return []
    voiced = np.flatnonzero(chances >= UNDER_A_WORD)
    cuts = np.flatnonzero(np.diff(voiced) > GAP_STEPS)
    firsts = [int(voiced[0]), *(int(voiced[at + 1]) for at in cuts)]
    lasts = [*(int(voiced[at]) for at in cuts), int(voiced[-1])]
    parts = [
        _part(clip, chances, max(0, first - AROUND_STEPS), min(len(chances), last + 1 + AROUND_STEPS))
        for first, last in zip(firsts, lasts, strict=True)
    ]
    return [(part, carry) for part, carry in parts if is_spoken(carry)]


def _part(clip: Clip, chances: Carried, first: int, last: int) -> tuple[Clip, Carried]:
    samples = clip.samples[first * STEP : last * STEP]
    start = clip.start + first * STEP / RATE
    end = start + len(samples) / RATE
    speech = min(max(clip.speech[0], start), end), max(min(clip.speech[1], end), start)
    return Clip(clip.channel, start, end, speech, samples), chances[first:last]


def stands_on_speech(word: Word, clip: Clip, chances: Carried) -> bool:
    """`word` in seconds of the call."""
    first = int(((word.start or 0.0) - AROUND - clip.start) * RATE) // STEP
    last = int(((word.end or 0.0) + AROUND - clip.start) * RATE) // STEP + 1
    under = chances[max(0, first) : max(1, last)]
    return bool(len(under)) and float(under.max()) >= UNDER_A_WORD


def nobody_spoke(window: HeardWindow) -> bool:
    """The recogniser itself says so, or it could not stop repeating itself."""
    if window.looped:
        return True
    silent = window.no_speech is not None and window.no_speech > NO_SPEECH
    return silent and window.logprob is not None and window.logprob < POOR


def is_ghost(text: str, chances: Carried) -> bool:
    """A phrase of subtitles over sound that does not carry it."""
    return bool(GHOSTS.search(text)) and (not len(chances) or float((chances >= SPOKEN).mean()) < GHOST_CARRIED)


def too_fast(text: str, seconds: float) -> bool:
    """More than a mouth can say in that time."""
    wide = sum("\u4e00" <= letter <= "\u9fff" for letter in text)
    letters = sum(letter.isalnum() for letter in text) - wide + 5 * wide
    return letters > 8 and letters > FASTEST * 1.6 * max(seconds, 0.1)
