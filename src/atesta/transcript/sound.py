"""Any sound file as 16 kHz, 16 bits, piece by piece: a file of a day is read in the memory of a minute.

A WAV of PCM or mu-law is read with numpy alone; everything else (also the first sound of a video) through PyAV, of
the extra `atesta[audio]`, imported here and nowhere else. Two channels stay two; more than two are mixed to one,
because nobody says which of them is whose.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from atesta.errors import InputError, Where
from atesta.recording.hearing import RATES
from atesta.recording.pcm import PcmReader
from atesta.transcript.resample import RATE, Resampler

Piece = NDArray[np.int16]
"""(channels, frames) at 16 kHz."""

BYTES_AT_ONCE = 1 << 20
FRAMES_AT_ONCE = RATE * 10
SHORTER = 1.0
"""Seconds that may be missing at the end before a file counts as cut off; containers round, so a fiftieth too."""
LEAST_SECONDS = 0.1
MOST_BAD_PACKETS = 100
MULAW = 7
"""The tag of G.711 mu-law in a WAV."""
MOST_CHANNELS = 64
# What may be opened. Play lists, concatenations and streams are left out: they would open other files or the network.
FORMATS = (
    "aac,ac3,eac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dsf,dts,flac,flv,gsm,loas,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,"
    "mp3,mpeg,mpegts,ogg,sln,tta,voc,w64,wav,wv,xwma"
)


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """How the file says it was made. `bits` are those of a sample where it has any (PCM, FLAC); `seconds` as declared,
    None where it does not say."""

    codec: str
    rate: int
    channels: int
    bits: int | None = None
    seconds: float | None = None


class Sound:
    """An opened file. `pieces` reads it once; after that `seconds` and `truncated` are known."""

    def __init__(self, facts: SoundFacts, pieces: Callable[[Sound], Iterator[Piece]], closing: BinaryIO) -> None:
        self.facts, self._pieces, self._file = facts, pieces, closing
        self.seconds = 0.0
        self.damaged = False
        """The decoder met what it could not read, and went on or stopped."""

    @property
    def channels(self) -> int:
        """Of the pieces: two stay two, anything else is one."""
        return 2 if self.facts.channels == 2 else 1

    @property
    def truncated(self) -> bool:
        """It ends earlier than it says, or in the middle of something."""
        declared = self.facts.seconds
        return self.damaged or (declared is not None and self.seconds < declared - max(SHORTER, declared / 50))

    def pieces(self) -> Iterator[Piece]:
        """All of it, at most ten seconds at a time; closes the file. `InputError` where nothing could be heard."""
        try:
            frames = 0
            for piece in self._pieces(self):
                for start in range(0, piece.shape[1], FRAMES_AT_ONCE):
                    part = piece[:, start : start + FRAMES_AT_ONCE]
                    frames += part.shape[1]
                    self.seconds = frames / RATE
                    yield part
            if self.seconds < LEAST_SECONDS:
                raise _no_sound()
        finally:
            self._file.close()


def open_sound(file: Path, name: str | Where) -> Sound:
    """The sound of a file; `name` is what an error calls it. `InputError` for what is none."""
    where = Where.of(name)
    try:
        return sound_in(file.open("rb"), where, file.suffix)
    except OSError as error:
        raise _unreadable(where, error) from None


def sound_in(file: BinaryIO, name: str | Where, suffix: str = "") -> Sound:
    """The sound of an opened file, which is closed when it has been read; `suffix` counts where its bytes say nothing
    (a bare GSM file)."""
    where = Where.of(name)
    try:
        if not file.read(1):
            raise _refused("sound_empty", "The file is empty.", "Copy it again from where it was made.", where)
        file.seek(0)
        return _pcm(file) or _mulaw(file) or _decoded(file, suffix.lower(), where)
    except BaseException:
        file.close()
        raise


# --- PCM WAV, without the extra -------------------------------------------------------------------------------------


def _pcm(file: BinaryIO) -> Sound | None:
    reader, first = PcmReader(), b""
    while reader.shape is None and not reader.other and (data := file.read(4096)):
        first += reader.take(data)
    shape = reader.shape
    if shape is None:
        file.seek(0)
        return None
    seconds = None if shape.size is None else shape.size / shape.frame_bytes / shape.rate
    facts = SoundFacts(f"pcm_{shape.bits}", shape.rate, shape.channels, shape.bits, seconds)
    return Sound(facts, lambda _: _pcm_pieces(file, reader, first), file)


def _pcm_pieces(file: BinaryIO, reader: PcmReader, first: bytes) -> Iterator[Piece]:
    assert reader.shape
    sides = [Resampler(reader.shape.rate) for _ in range(reader.shape.channels)]
    data: bytes | None = first
    while data is not None:
        frames = np.frombuffer(data, "<i2").reshape(-1, len(sides)).T
        yield np.stack([side.take(frames[at]) for at, side in enumerate(sides)])
        more = file.read(BYTES_AT_ONCE)
        data = reader.take(more) if more else None
    yield np.stack([side.rest() for side in sides])


# --- G.711 mu-law in a WAV, as telephone systems write it: also without the extra ------------------------------------


def _mulaw(file: BinaryIO) -> Sound | None:
    """None for anything but that. Samples of ITU-T G.711, table 2a, as 16 bits."""
    file.seek(0)
    found = _mulaw_data(file)
    if found is None:
        file.seek(0)
        return None
    rate, channels, size = found
    facts = SoundFacts("pcm_mulaw", rate, channels, 8, size / channels / rate)
    return Sound(facts, partial(_mulaw_pieces, file, rate, channels, size), file)


def _mulaw_data(file: BinaryIO) -> tuple[int, int, int] | None:
    """Rate, channels and bytes of the sound, at whose beginning the file then stands."""
    head, shape = file.read(12), None
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return None
    while len(chunk := file.read(8)) == 8:
        size = int.from_bytes(chunk[4:], "little")
        if chunk[:4] == b"data":
            return (*shape, size) if shape else None
        if chunk[:4] == b"fmt " and size >= 16:
            tag, channels, rate = struct.unpack("<HHI", file.read(8).ljust(8, b"\0"))
            shape = (rate, channels) if tag == MULAW and channels in (1, 2) and rate in RATES else None
            size -= 8
        file.seek(size + size % 2, 1)
    return None


def _mulaw_pieces(file: BinaryIO, rate: int, channels: int, size: int, _: Sound) -> Iterator[Piece]:
    sides, table = [Resampler(rate) for _ in range(channels)], _mulaw_table()
    while size > 0 and (data := file.read(min(BYTES_AT_ONCE, size))):
        size -= len(data)
        frames = table[np.frombuffer(data, np.uint8)][: len(data) // channels * channels].reshape(-1, channels).T
        yield np.stack([side.take(frames[at]) for at, side in enumerate(sides)])
    yield np.stack([side.rest() for side in sides])


def _mulaw_table() -> NDArray[np.int16]:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    size = ((((code & 0x0F) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
    return np.where(code & 0x80, -size, size).astype(np.int16)


# --- everything else, through PyAV ----------------------------------------------------------------------------------


def _decoded(file: BinaryIO, suffix: str, where: Where) -> Sound:
    try:
        import av  # noqa: PLC0415 - of the extra; a PCM WAV does without
    except ImportError:
        raise InputError(
            "This sound needs a decoder.",
            "Without the extra only PCM WAV files are read.",
            "Install atesta[audio].",
            key="sound_needs_extra",
            where=where,
        ) from None
    av.logging.set_level(None)  # FFmpeg would write to standard error
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "none"}
    try:
        container = av.open(file, format="gsm" if suffix == ".gsm" else None, options=options, metadata_errors="ignore")
    except (av.FFmpegError, ValueError, OSError) as error:
        raise _refused(
            "sound_not_read", "This is not a sound that can be read.", "Give the recording itself.", where
        ) from error
    stream = next(iter(container.streams.audio), None)
    if stream is None:
        container.close()
        raise _refused("sound_without_audio", "There is no sound in this file.", "Give the recording itself.", where)
    facts = _facts(container, stream)
    if not (0 < facts.channels <= MOST_CHANNELS and facts.rate > 0):
        container.close()
        raise _refused("sound_not_read", "Its sound has no channel or no rate.", "Give the recording itself.", where)
    return Sound(facts, lambda sound: _av_pieces(container, stream, sound), file)


def _facts(container: Any, stream: Any) -> SoundFacts:
    codec, seconds = stream.codec_context, None
    if stream.duration is not None and stream.time_base:
        seconds = float(stream.duration * stream.time_base)
    elif container.duration is not None:
        seconds = container.duration / 1_000_000
    bits = codec.format.bits if codec.format is not None and ("pcm" in codec.name or codec.name == "flac") else None
    return SoundFacts(codec.name, codec.sample_rate or 0, codec.channels or 0, bits, seconds)


def _av_pieces(container: Any, stream: Any, sound: Sound) -> Iterator[Piece]:
    import av  # noqa: PLC0415 - see above

    resampler = av.AudioResampler(format="s16p", layout="stereo" if sound.channels == 2 else "mono", rate=RATE)
    held: list[Piece] = []
    with container:
        for frame in _frames(container, stream, sound):
            try:
                held += _arrays(resampler.resample(frame))
            except (av.FFmpegError, ValueError):
                sound.damaged = True  # a frame of another shape in the middle
                continue
            if sum(part.shape[1] for part in held) >= FRAMES_AT_ONCE:
                yield np.concatenate(held, axis=1)
                held = []
        held += _arrays(resampler.resample(None))
    if held:
        yield np.concatenate(held, axis=1)


def _arrays(frames: Iterable[Any]) -> list[Piece]:
    return [frame.to_ndarray() for frame in frames]


def _frames(container: Any, stream: Any, sound: Sound) -> Iterator[Any]:
    """Its frames; what cannot be decoded is passed over, as a player does, and noted."""
    import av  # noqa: PLC0415 - see above

    packets, bad = container.demux(stream), 0
    while bad < MOST_BAD_PACKETS:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            yield from packet.decode()
        except (av.FFmpegError, OSError, ValueError):
            sound.damaged = True
            bad += 1


# --- refusals -------------------------------------------------------------------------------------------------------


def _no_sound() -> InputError:
    return InputError(
        "There is no sound in this file that could be heard.",
        "Nothing was transcribed.",
        "Copy it again from where it was made.",
        key="sound_nothing_heard",
    )


def _refused(key: str, what: str, do: str, where: Where) -> InputError:
    return InputError(what, "Nothing was transcribed.", do, key=key, where=where)


CANNOT_READ = {FileNotFoundError: "file_missing", IsADirectoryError: "file_is_a_folder", PermissionError: "file_closed"}


def _unreadable(where: Where, error: OSError) -> InputError:
    key = CANNOT_READ.get(type(error), "file_unreadable")
    return InputError(
        f"The file cannot be read ({error.strerror}).",
        "Nothing was reviewed.",
        "Check the name and the permissions.",
        key=key,
        where=where,
    )
