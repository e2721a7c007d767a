"""Is the recorder without defects? Some seconds of somebody speaking into it, measured (A5.2a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atesta.recording.levels import FULL_SCALE, Samples, block_rms, samples_of, tenths
from atesta.recording.measured import Measured
from atesta.recording.source import Sound, Source, begin

LEAST_LEVEL, MOST_NOISE = -450, -400  # dBFS/10
MOST_CLIPPED_PPM = 100
MOST_SILENT_PERMILLE = 500
MOST_RATE_PPM = 1000
RATE_NEEDS_US = 5_000_000
FLAT_TOP = 3  # samples at full scale in a row: a single one may be a true peak
DROPOUT_MS = 5
BUFFER_MS = (10, 20, 30, 40, 60, 100)
BUFFER_FRAMES = (128, 256, 512, 1024, 2048)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How many frames there were in all when the monotonic clock said so."""

    frames: int
    mono_us: int


def listen(source: Source, seconds: int) -> tuple[Samples, tuple[Arrival, ...]]:
    """What a source gives in so many seconds of sound, for `self_test`; less when it ends before."""
    sound: Sound | None = begin(source)
    pieces, arrivals, frames = [], [], 0
    while sound or not source.ended:
        if sound:
            frames += sound.frames
            pieces.append(sound.pcm)
            arrivals.append(Arrival(frames, sound.mono_us))
        if frames >= seconds * source.rate:
            break
        sound = source.read(1)
    source.stop()
    return samples_of(b"".join(pieces), source.channels), tuple(arrivals)


def self_test(samples: Samples, rate: int, arrivals: Sequence[Arrival]) -> tuple[Measured, ...]:
    """`samples` are frames by channels; of several channels the worst counts. Nothing is measured in no sound."""
    there = len(samples) >= rate  # less than a second says nothing
    loud, quiet = _levels(samples, rate) if there else (None, None)
    silent = round(float((samples == 0).all(axis=1).mean()) * 1000) if there else None
    return (
        Measured("level", loud, "dBFS/10", LEAST_LEVEL, "least"),
        Measured("noise_floor", quiet, "dBFS/10", MOST_NOISE, "most"),
        Measured("clipping", clipped_ppm(samples) if there else None, "ppm", MOST_CLIPPED_PPM, "most"),
        Measured("silence", silent, "permille", MOST_SILENT_PERMILLE, "most"),
        Measured("dropouts", dropouts(samples, rate) if there else None, "count", 0, "most"),
        Measured("rate_error", rate_error_ppm(rate, arrivals), "ppm", MOST_RATE_PPM, "most"),
    )


def rate_error_ppm(rate: int, arrivals: Sequence[Arrival]) -> int | None:
    """How far the device's rate is from its name, against the monotonic clock. Under five seconds nobody can tell:
    the edges of the pieces are larger than the error."""
    if len(arrivals) < 2 or arrivals[-1].mono_us - arrivals[0].mono_us < RATE_NEEDS_US:
        return None
    at = np.array([arrival.mono_us - arrivals[0].mono_us for arrival in arrivals], dtype=np.float64) / 1e6
    frames = np.array([arrival.frames - arrivals[0].frames for arrival in arrivals], dtype=np.float64)
    slope = float(np.polyfit(at, frames, 1)[0])  # all pieces, so that a late one weighs little
    return abs(round((slope / rate - 1) * 1_000_000))


def clipped_ppm(samples: Samples) -> int:
    """Samples that stand in flat tops."""
    top = (samples >= FULL_SCALE - 1) | (samples <= -FULL_SCALE)
    clipped = sum(int(length) for channel in top.T for _, length in _runs(channel, FLAT_TOP))
    return round(clipped * 1_000_000 / max(samples.size, 1))


def dropouts(samples: Samples, rate: int) -> int:
    """Holes of exact zeros inside sound, and buffers that were delivered twice."""
    return sum(_holes(channel, rate) + _repeats(channel, rate) for channel in samples.T)


def _levels(samples: Samples, rate: int) -> tuple[int, int]:
    """The loud tenth of the quietest channel; the quiet tenth of the noisiest one."""
    blocks = block_rms(samples, rate // 10)
    loud, quiet = np.percentile(blocks, 90, axis=0), np.percentile(blocks, 10, axis=0)
    return tenths(float(loud.min())), tenths(float(quiet.max()))


def _holes(channel: Samples, rate: int) -> int:
    least, last = rate * DROPOUT_MS // 1000, len(channel)
    return sum(start > 0 and start + length < last for start, length in _runs(channel == 0, least))


def _repeats(channel: Samples, rate: int) -> int:
    """A piece that equals the one just before it. A steady tone does so all the time, hence the look for a shorter
    period."""
    found: set[int] = set()
    for frames in sorted({rate * ms // 1000 for ms in BUFFER_MS} | set(BUFFER_FRAMES)):
        for start, _ in _runs(channel[frames:] == channel[:-frames], frames):
            if any(abs(start - at) < frames for at in found) or _has_period(channel[start : start + frames]):
                continue
            found.add(start)
    return len(found)


def _has_period(piece: Samples) -> bool:
    """Also true of silence, whose period is one sample."""
    return any(np.array_equal(piece[period:], piece[:-period]) for period in range(1, len(piece) // 2 + 1))


def _runs(where: NDArray[np.bool_], least: int) -> list[tuple[int, int]]:
    """(start, length) of each stretch of True that is at least so long."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], where, [False]]).astype(np.int8))).reshape(-1, 2)
    long = edges[edges[:, 1] - edges[:, 0] >= least]
    return [(int(start), int(end - start)) for start, end in long]
