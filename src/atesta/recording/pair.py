"""Two sources as two channels: the agent left, the debtor right.

Two devices never run equally fast. The drift between them is measured against the monotonic clock and recorded; it is
never corrected, because a corrected sound is not what was heard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atesta.evidence.clock import Clock
from atesta.recording.source import SAMPLE_BYTES, Ended, Kind, Sound, Source, SourceError
from atesta.recording.watch import LOST_US

DRIFT_NEEDS_US = 5_000_000
WEAKEST_FIRST: tuple[Kind, ...] = ("file", "stream", "device")


@dataclass(frozen=True, slots=True)
class Drift:
    """`offset_us`: how much later the right one began (its channel starts with that much silence; negative: the left
    one). `left_ppm`, `right_ppm`: how far each is from its nominal rate. `apart_us`: by how much the left one has run
    ahead since. None: too short to tell."""

    offset_us: int
    left_ppm: int | None
    right_ppm: int | None
    apart_us: int | None

    def as_record(self) -> dict[str, int | None]:
        return {
            "apart_us": self.apart_us,
            "left_ppm": self.left_ppm,
            "offset_us": self.offset_us,
            "right_ppm": self.right_ppm,
        }


class _Side:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.waiting = bytearray()
        self.began_us: int | None = None
        self.xruns = 0
        self._first_us = self.last_us = self._frames = 0

    def take(self, seconds: float) -> None:
        """All that is there; waits only for the first piece."""
        while sound := self.source.read(seconds):
            self._keep(sound)
            seconds = 0

    def _keep(self, sound: Sound) -> None:
        if self.began_us is None:
            self.began_us = sound.mono_us - sound.frames * 1_000_000 // self.source.rate
            self._first_us = sound.mono_us
        else:
            self._frames += sound.frames
        self.waiting += sound.pcm
        self.xruns += sound.xruns
        self.last_us = sound.mono_us

    @property
    def ahead_us(self) -> int | None:
        """How much more sound than time there was since the first piece."""
        since_us = self.last_us - self._first_us
        return self._frames * 1_000_000 // self.source.rate - since_us if since_us >= DRIFT_NEEDS_US else None

    @property
    def ppm(self) -> int | None:
        ahead = self.ahead_us
        return None if ahead is None else round(ahead * 1_000_000 / (self.last_us - self._first_us))


class Pair:
    """Ends when one of them ends: half a conversation would look like a whole one."""

    channels = 2

    def __init__(self, left: Source, right: Source, clock: Clock) -> None:
        if left.channels != 1 or right.channels != 1 or left.rate != right.rate:
            raise SourceError(
                "The two sources must have one channel each and the same rate.",
                "Each becomes one channel of the recording, unchanged.",
                "Open both with one channel and the same rate.",
                key="pair_differs",
            )
        self.kind: Kind = min((left.kind, right.kind), key=WEAKEST_FIRST.index)
        self.names = left.names + right.names
        self.name, self.rate = " | ".join(self.names), left.rate
        self._clock, self._sides = clock, (_Side(left), _Side(right))
        self._offset_us: int | None = None
        self.ended: Ended | None = None

    def start(self) -> None:
        for side in self._sides:
            side.source.start()

    def read(self, seconds: float) -> Sound | None:
        if self.ended:
            return None
        for side in self._sides:
            side.take(0 if side.waiting else seconds / 2)
        if not self._aligned():
            self._end_with_a_side()
            return None
        size = min(len(side.waiting) for side in self._sides)
        if not size:
            self._end_with_a_side()
            return None
        return self._together(size)

    def stop(self) -> None:
        for side in self._sides:
            side.source.stop()

    def drift(self) -> Drift:
        left, right = self._sides
        apart = None if left.ahead_us is None or right.ahead_us is None else left.ahead_us - right.ahead_us
        return Drift(self._offset_us or 0, left.ppm, right.ppm, apart)

    def _aligned(self) -> bool:
        """Once both have begun, the later one gets silence in front for what the other has more: nothing is thrown
        away."""
        if self._offset_us is not None:
            return True
        left, right = self._sides
        if left.began_us is None or right.began_us is None:
            return False
        self._offset_us = right.began_us - left.began_us
        later = right if self._offset_us > 0 else left
        later.waiting[:0] = bytes(abs(self._offset_us) * self.rate // 1_000_000 * SAMPLE_BYTES)
        return True

    def _together(self, size: int) -> Sound:
        frames = np.empty((size // SAMPLE_BYTES, 2), dtype="<i2")
        for channel, side in enumerate(self._sides):
            frames[:, channel] = np.frombuffer(bytes(side.waiting[:size]), dtype="<i2")
            del side.waiting[:size]
        xruns = sum(side.xruns for side in self._sides)
        for side in self._sides:
            side.xruns = 0
        return Sound(frames.tobytes(), len(frames), max(side.last_us for side in self._sides), xruns)

    def _end_with_a_side(self) -> None:
        ended = [side.source.ended for side in self._sides if side.source.ended and not side.waiting]
        if not ended and self._offset_us is not None:
            silent = any(self._clock.mono_us() - side.last_us > LOST_US for side in self._sides)
            ended = ["device_lost"] if silent else []
        if ended:
            self.stop()
            self.ended = ended[0]
