"""Which seconds of a call nobody may judge from, and why: too noisy, clipped, cut in band, no voice, doubtful words.

Nothing is ever "met" on a stretch named here: `judge_span` is asked before a finding is made (REVIEW §0.7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from atesta.contact.transcript import SpokenTurn, Stretch, Transcript
from atesta.contact.turn import Speaker
from atesta.transcript.frames import FRAMES_A_TENTH, Frames, Track
from atesta.transcript.noise import noise_of
from atesta.transcript.vad import FRAMES_A_SECOND, Mask, runs

LEAST_SNR = 10.0
"""dB: under this the recogniser makes words up (REVIEW §4.3: word error 0.85 and more at 5 dB)."""
SNR_MARGIN = 1.5
"""dB by which 19 of 20 estimates were at most too good (decision 021): so much more is asked for."""
USUAL_SPEECH = 10 ** (-26 / 10)
"""Power of speech at the usual level of a telephone line, -26 dBFS (ITU-T P.56, G.191)."""
CLIPPED_SHARE = 0.005
"""Of the samples of a second at full scale."""
LEAST_CREST_DB = 4.5
"""Peak over mean power of 20 ms: voices have 8 to 12 dB, a voice with its peaks cut 12 dB under their height 3."""
NARROW_HERTZ, NARROW_NEEDS_TENTHS, LEAST_RATE = 2_300, 50, 8_000
"""A voice of which 95 % of the time all lies under 2.3 kHz went through a rate of 4 kHz or a codec as poor."""
TONE_SECONDS = 0.2
SAME_WITHIN_DB, SAME_NEEDS_FRAMES = 1.0, 100
ACTIVE = 1e-6
LEAST_CONFIDENCE, WORDS_TOGETHER = 0.5, 5
LANGUAGES = ("es", "zh", "en")
JOIN_SECONDS = 0.5


def reviewable(
    frames: Frames, transcript: Transcript, sides: Sequence[Speaker | None] = (), rate: int | None = None
) -> tuple[Stretch, ...]:
    """What cannot be judged, from the sound and from the words, merged and in order. `rate` is the sampling rate of the
    file as given, where it is known."""
    words = [*transcript.not_reviewable, *_of_words(transcript, frames.duration)]
    return merged([*sound_stretches(frames, sides, rate), *words])


def judge_span(stretches: Iterable[Stretch], start: float, end: float, speaker: Speaker | None = None) -> str | None:
    """Why what was said or heard from `start` to `end` by `speaker` may not be judged; None when it may. Of several
    reasons the one that covers most of it."""
    covered: dict[str, float] = {}
    for stretch in stretches:
        concerned = stretch.speaker is None or speaker is None or stretch.speaker is speaker
        if concerned and stretch.start < max(end, start + 0.001) and stretch.end > start:
            seconds = min(stretch.end, end) - max(stretch.start, start)
            covered[stretch.reason] = covered.get(stretch.reason, 0.0) + seconds
    return max(sorted(covered), key=lambda reason: covered[reason]) if covered else None


def sound_stretches(
    frames: Frames, sides: Sequence[Speaker | None] = (), rate: int | None = None
) -> tuple[Stretch, ...]:
    """What the sound alone leaves not reviewable."""
    found: list[Stretch] = []
    whole = Stretch(0.0, round(frames.duration, 3), "codec")
    if rate is not None and rate < LEAST_RATE:
        found.append(whole)
    if not any(track.voice.any() for track in frames.tracks):
        found.append(replace(whole, reason="no_speech_found"))
    elif len(frames.tracks) == 2:
        found += _of_channels(frames, sides, whole)
    for number, track in enumerate(frames.tracks):
        side = sides[number] if len(sides) == len(frames.tracks) > 1 else None
        found += [replace(stretch, speaker=side) for stretch in _of_track(track, whole)]
    return merged(replace(stretch, end=min(stretch.end, whole.end)) for stretch in found)


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same reason for the same speaker, half a second apart or less, is one stretch; in order of time."""
    last: dict[tuple[str, Speaker | None], Stretch] = {}
    done: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda each: (each.start, each.end)):
        if stretch.end <= stretch.start:
            continue
        key = (stretch.reason, stretch.speaker)
        before = last.get(key)
        if before is not None and stretch.start <= before.end + JOIN_SECONDS:
            last[key] = replace(before, end=max(before.end, stretch.end))
        else:
            done += [before] if before is not None else []
            last[key] = stretch
    return tuple(
        sorted([*done, *last.values()], key=lambda each: (each.start, each.end, each.reason, each.speaker or ""))
    )


def _of_channels(frames: Frames, sides: Sequence[Speaker | None], whole: Stretch) -> Iterator[Stretch]:
    first, second = frames.tracks
    active = (first.power > ACTIVE) | (second.power > ACTIVE)
    if active.sum() >= SAME_NEEDS_FRAMES:
        apart = 10 * np.log10(np.maximum(first.power[active], 1e-9) / np.maximum(second.power[active], 1e-9))
        if np.median(np.abs(apart - np.median(apart))) < SAME_WITHIN_DB and abs(np.median(apart)) < 20:
            yield replace(whole, reason="same_channels")
            return
    for number, track in enumerate(frames.tracks):
        if not track.voice.any():
            yield replace(whole, reason="one_channel_empty", speaker=sides[number] if len(sides) == 2 else None)


def _of_track(track: Track, whole: Stretch) -> Iterator[Stretch]:
    yield from _seconds(_noisy(track), "low_snr")
    yield from _seconds(_clipped(track), "clipped")
    spoken = track.texture.width[_mostly(track.voice)[: len(track.texture.width)]]
    if len(spoken) >= NARROW_NEEDS_TENTHS and np.percentile(spoken, 95) < NARROW_HERTZ:
        yield whole
    for first, behind in zip(*runs(track.texture.music()), strict=True):
        if behind - first >= TONE_SECONDS * 10:
            yield Stretch(first / 10, behind / 10, "music_or_tone")


def _noisy(track: Track) -> Mask:
    """Seconds in which a voice stands less than 10 dB over the noise, or in which this channel's voice would, had it
    spoken: there somebody may have spoken whom nobody could hear."""
    noise = noise_of(track, track.voice)
    least = 10 ** ((LEAST_SNR + SNR_MARGIN) / 10)
    clear = noise.speech - noise.power
    usual = float(np.nanmedian(clear)) if not np.isnan(clear).all() else USUAL_SPEECH
    drowned = noise.power * least > max(usual, 1e-12)
    return (noise.snr < LEAST_SNR + SNR_MARGIN) | (np.isnan(noise.snr) & drowned)


def _clipped(track: Track) -> Mask:
    """Seconds with many samples at full scale, or whose voice has lost its peaks before it got here."""
    flat = track.voice & ((track.peak / 32768.0) ** 2 < 10 ** (LEAST_CREST_DB / 10) * track.power)
    speech = _by_second(track.voice).sum(axis=1)
    full = _by_second(track.clipped).sum(axis=1) > CLIPPED_SHARE * 16_000
    cut: Mask = full | ((speech >= FRAMES_A_SECOND // 4) & (2 * _by_second(flat).sum(axis=1) > speech))
    return cut


def _of_words(transcript: Transcript, duration: float) -> Iterator[Stretch]:
    if transcript.lang is not None and transcript.lang not in LANGUAGES:
        yield Stretch(0.0, round(duration, 3), "other_language")
    for turn in transcript.turns:
        if turn.start is None or turn.end is None:
            continue
        speaker = turn.voice.speaker if not turn.voice.probable and turn.voice.speaker is not Speaker.OTHER else None
        if turn.lang is not None and turn.lang not in LANGUAGES:
            yield Stretch(turn.start, turn.end, "other_language", speaker)
        for start, end in _doubtful(turn):
            yield Stretch(start, end, "low_confidence", speaker)


def _doubtful(turn: SpokenTurn) -> Iterator[tuple[float, float]]:
    """A turn whose words are doubtful on average, else the runs of five words that are."""
    assert turn.start is not None and turn.end is not None
    sure = [word.confidence for word in turn.words if word.confidence is not None]
    mean = sum(sure) / len(sure) if sure else turn.confidence
    if mean is not None and mean < LEAST_CONFIDENCE:
        yield turn.start, turn.end
        return
    for at in range(len(turn.words) - WORDS_TOGETHER + 1):
        some = turn.words[at : at + WORDS_TOGETHER]
        known = [word.confidence for word in some if word.confidence is not None]
        start, end = some[0].start, some[-1].end
        if (
            len(known) == len(some)
            and start is not None
            and end is not None
            and sum(known) / len(known) < LEAST_CONFIDENCE
        ):
            yield start, end


def _seconds(mask: Mask, reason: str) -> Iterator[Stretch]:
    for first, behind in zip(*runs(mask), strict=True):
        yield Stretch(float(first), float(behind), reason)


def _mostly(speech: Mask) -> Mask:
    """Tenths of a second that are mostly speech."""
    whole = len(speech) // FRAMES_A_TENTH * FRAMES_A_TENTH
    mostly: Mask = speech[:whole].reshape(-1, FRAMES_A_TENTH).sum(axis=1) > FRAMES_A_TENTH // 2
    return mostly


def _by_second(values: NDArray[np.bool_] | NDArray[np.uint16]) -> NDArray[np.int64]:
    whole = np.pad(values, (0, -len(values) % FRAMES_A_SECOND)).astype(np.int64)
    return whole.reshape(-1, FRAMES_A_SECOND)
