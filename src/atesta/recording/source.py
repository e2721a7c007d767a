"""Where sound comes from: the one shape of all sources, and those that need no sound card (a stream, a file for
rehearsal).

`sound_card.py` has the card, `pair.py` makes two sources two channels. A session is *recording* from the first `Sound`
on, not from `start`: a card may take more than a second to deliver.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol

from atesta.errors import EvidenceError, Where
from atesta.evidence.clock import Clock
from atesta.recording import decoded

if TYPE_CHECKING:
    import soundfile

Kind = Literal["device", "stream", "file"]
Ended = Literal["asked", "source_ended", "device_lost"]
"""As in an end record (spec 4.4)."""

PIECE_MS = 100
SAMPLE_BYTES = 2
WAITING_PIECES = 50
FIRST_SOUND_S = 5.0
UNKNOWN_LENGTH = 0x7FFFF000  # what writes to a pipe puts 0 or something near 2^31 or 2^32 as the length
LONGEST_CHUNK = 1 << 20


class SourceError(EvidenceError):
    """A source that cannot be opened, or that gives no sound."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Interleaved little-endian 16-bit `pcm`, the time when the last of it arrived, and losses that were reported for
    it."""

    pcm: bytes
    frames: int
    mono_us: int
    xruns: int = 0


class Source(Protocol):
    """Anything that can be recorded. `name` is the sound system's; `kind` decides which grade is possible
    (`device.grade`)."""

    @property
    def kind(self) -> Kind: ...
    @property
    def name(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]:
        """One for each device, for the register: two where two sources are two channels."""
        ...

    @property
    def rate(self) -> int: ...
    @property
    def channels(self) -> int: ...
    @property
    def ended(self) -> Ended | None:
        """Why there will be no more sound, once all of it was read; None before."""
        ...

    def start(self) -> None: ...

    def read(self, seconds: float) -> Sound | None:
        """The next piece, waiting at most so long for it; None when nothing came."""
        ...

    def stop(self) -> None:
        """May be called at any time and more than once. What arrived before can still be read."""
        ...


@dataclass(frozen=True, slots=True)
class Shape:
    rate: int
    channels: int

    @property
    def frame_bytes(self) -> int:
        return self.channels * SAMPLE_BYTES

    @property
    def piece_bytes(self) -> int:
        return self.rate * PIECE_MS // 1000 * self.frame_bytes


def begin(source: Source, seconds: float = FIRST_SOUND_S) -> Sound:
    """Starts it and waits for its first sound; only then may anyone be told that it records."""
    source.start()
    first = source.read(seconds)
    if first is None:
        source.stop()
        raise SourceError(
            f"{source.name} gave no sound within {seconds:g} seconds.",
            "A recording without sound shows nothing.",
            "Look whether it is plugged in, switched on and not in use by another program.",
            key="no_sound_came",
            name=source.name,
            seconds=f"{seconds:g}",
        )
    return first


class Stream:
    """Sound from a pipe. A thread of its own reads it, so that waiting can end; when nobody reads, the pipe waits."""

    kind: Kind = "stream"

    def __init__(self, stream: BinaryIO, clock: Clock, rate: int | None = None, channels: int | None = None) -> None:
        """Raw sound with `rate` and `channels`; without them a WAV header must come first."""
        self.name = "standard input"
        self.names: tuple[str, ...] = (self.name,)
        shape, self._left = (_shape(rate, channels), None) if rate else wav_shape(stream)
        self._shape, self.rate, self.channels = shape, shape.rate, shape.channels
        self._stream, self._clock = stream, clock
        self._queue: Queue[Sound | None] = Queue(WAITING_PIECES)
        self._stopping = Event()
        self.ended: Ended | None = None

    def start(self) -> None:
        # A daemon, because a read from a pipe that nobody writes to cannot be ended.
        Thread(target=self._pump, name="atesta-stream", daemon=True).start()

    def read(self, seconds: float) -> Sound | None:
        if self.ended:
            return None
        try:
            sound = self._queue.get(timeout=seconds) if seconds > 0 else self._queue.get_nowait()
        except Empty:
            if self._stopping.is_set():
                self.ended = "asked"
            return None
        if sound is None:
            self.ended = "asked" if self._stopping.is_set() else "source_ended"
        return sound

    def stop(self) -> None:
        self._stopping.set()

    def _pump(self) -> None:
        while not self._stopping.is_set():
            sound = self._next()
            self._put(sound)
            if sound is None:
                return

    def _next(self) -> Sound | None:
        wanted = self._shape.piece_bytes if self._left is None else min(self._shape.piece_bytes, self._left)
        try:
            data = self._stream.read(wanted)
        except (OSError, ValueError):  # closed under our feet
            data = b""
        if self._left is not None:
            self._left -= len(data)
        frames = len(data) // self._shape.frame_bytes
        pcm = data[: frames * self._shape.frame_bytes]  # an unfinished frame at the very end is no sound
        return Sound(pcm, frames, self._clock.mono_us()) if frames else None

    def _put(self, sound: Sound | None) -> None:
        while not self._stopping.is_set():
            try:
                return self._queue.put(sound, timeout=0.2)
            except Full:
                continue
        return None


class FeedClock:
    """The clock of a rehearsal that runs faster than time: it goes on as the sound does."""

    def __init__(self, clock: Clock) -> None:
        self._utc_ms, self._mono_us, self._fed_us = clock.utc_ms(), clock.mono_us(), 0

    def utc_ms(self) -> int:
        return self._utc_ms + self._fed_us // 1000

    def mono_us(self) -> int:
        return self._mono_us + self._fed_us

    def fed(self, us: int) -> None:
        self._fed_us = us


class Feed:
    """A file in place of a device: for rehearsal only, and every output says so (`kind` is `file`)."""

    kind: Kind = "file"

    def __init__(self, path: Path, clock: Clock, sleep: Callable[[float], None] | None = None) -> None:
        """With `sleep` at the pace of time; without, as quickly as it is read, on a `FeedClock` (`self.clock`)."""
        self.name = path.name
        self.names: tuple[str, ...] = (self.name,)
        self._file, self._shape, self._left = _open_file(path)
        self.rate, self.channels = self._shape.rate, self._shape.channels
        self._sleep = sleep
        self.clock = clock if sleep else FeedClock(clock)
        self._began_us = self._fed = 0
        self.ended: Ended | None = None

    def start(self) -> None:
        self._began_us = self.clock.mono_us()

    def read(self, seconds: float) -> Sound | None:
        if self._left == 0:
            self._end("source_ended")
        if self.ended or not self._in_time(seconds):
            return None
        wanted = self._shape.piece_bytes if self._left is None else min(self._shape.piece_bytes, self._left)
        data = self._file.read(wanted)
        if self._left is not None:
            self._left -= len(data)
        frames = len(data) // self._shape.frame_bytes
        if not frames:
            self._end("source_ended")
            return None
        self._fed += frames
        if isinstance(self.clock, FeedClock):
            self.clock.fed(self._fed * 1_000_000 // self.rate)
        return Sound(data[: frames * self._shape.frame_bytes], frames, self.clock.mono_us())

    def stop(self) -> None:
        if self.ended is None:
            self._end("asked")

    def _in_time(self, seconds: float) -> bool:
        """Waits until the next piece would have been heard, at most so long."""
        if self._sleep is None:
            return True
        due_us = self._began_us + (self._fed * 1000 + self.rate * PIECE_MS) * 1000 // self.rate
        wait = (due_us - self.clock.mono_us()) / 1_000_000
        self._sleep(max(0.0, min(wait, seconds)))
        return wait <= seconds

    def _end(self, reason: Ended) -> None:
        self.ended = self.ended or reason
        self._file.close()


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


def wav_shape(stream: BinaryIO) -> tuple[Shape, int | None]:
    """Reads up to the sound of a 16-bit PCM WAV: its shape, and its length in bytes where that is known."""
    head = stream.read(12)
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise _not_wav("does not begin with a WAV header")
    shape: Shape | None = None
    while len(chunk := stream.read(8)) == 8:
        size = int.from_bytes(chunk[4:], "little")
        if chunk[:4] == b"data" and shape:
            return shape, None if size == 0 or size >= UNKNOWN_LENGTH else size
        if chunk[:4] == b"data" or size > LONGEST_CHUNK:
            break
        body = stream.read(size + size % 2)
        if chunk[:4] == b"fmt ":
            shape = _pcm_shape(body)
    raise _not_wav("has no sound after its header")


def _pcm_shape(body: bytes) -> Shape:
    if len(body) < 16:
        raise _not_wav("has a header that is too short")
    form, channels, rate, _, _, bits = struct.unpack("<HHIIHH", body[:16])
    if form == 0xFFFE and len(body) >= 26:  # extensible: the real format stands behind
        form = int.from_bytes(body[24:26], "little")
    if (form, bits) != (1, 16):
        raise _not_wav("is not 16-bit PCM")
    return _shape(rate, channels)


def _shape(rate: int | None, channels: int | None) -> Shape:
    if rate is None or not 4000 <= rate <= 192_000 or channels not in {1, 2}:
        raise SourceError(
            "Sound must have 1 or 2 channels and a rate between 4,000 and 192,000 frames a second.",
            "Nothing else can be recorded.",
            "Give the rate and channels that the sound really has.",
            key="sound_shape",
        )
    return Shape(rate, channels)


def _open_file(path: Path) -> tuple[_Readable, Shape, int | None]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise SourceError(
            f"{path.name} cannot be read ({error.strerror}).",
            "There is nothing to feed in.",
            "Look at its name and rights.",
            key="file_not_opened",
            where=Where.of(path.name),
        ) from error
    try:
        return (file, *wav_shape(file))
    except SourceError:
        file.close()
        return _with_soundfile(path)


def _with_soundfile(path: Path) -> tuple[_Readable, Shape, int | None]:
    try:
        import soundfile  # noqa: PLC0415 - of the extra; most feeds are WAV and do without
    except (ImportError, OSError) as error:
        raise SourceError(
            f"{path.name} is not 16-bit PCM WAV.",
            "Other formats need the library soundfile, which is not installed.",
            "Run: pip install 'atesta[record]'",
            key="record_not_installed",
            where=Where.of(path.name),
        ) from error
    try:
        sound = decoded.opened(path, path.suffix.removeprefix(".").lower())
    except (soundfile.SoundFileError, ValueError) as error:
        raise SourceError(
            f"{path.name} holds no sound that can be read.",
            "There is nothing to feed in.",
            "Give a WAV, FLAC, OGG or MP3 file.",
            key="sound_unreadable",
            where=Where.of(path.name),
        ) from error
    return _Decoded(sound), _shape(sound.samplerate, sound.channels), None


class _Decoded:
    """A decoder with the face of a file of 16-bit sound."""

    def __init__(self, sound: soundfile.SoundFile) -> None:
        self._sound, self._pieces, self._rest = sound, decoded.pcm_of(sound), b""

    def read(self, size: int, /) -> bytes:
        """Fewer only at the end, and nothing from where the file is damaged."""
        while len(self._rest) < size and (piece := self._next()):
            self._rest += piece
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def _next(self) -> bytes:
        try:
            return next(self._pieces, b"")
        except (RuntimeError, ValueError):  # what soundfile raises is a RuntimeError
            return b""

    def close(self) -> None:
        self._sound.close()


def _not_wav(how: str) -> SourceError:
    return SourceError(
        f"The sound {how}.",
        "Without a header nobody can know its rate and channels.",
        "Send 16-bit PCM WAV, or raw sound together with --rate and --channels.",
        key="stream_not_wav",
    )
