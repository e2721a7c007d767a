"""Sound that needs a decoder: flac, mp3, ogg, opus, gsm and WAV that is not PCM, through soundfile (`atesta[record]`).

m4a and amr need more than that. What cannot be decoded is sealed all the same; the sheet says what was not measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from atesta.recording.hearing import RATES, Heard, Hearing

if TYPE_CHECKING:
    import soundfile

Missing = Literal["soundfile", "codecs", "unreadable"]
"""Why there is no sound: install `atesta[record]`; no decoder for it here yet; it is damaged or something else."""

SUFFIXES = ("wav", "flac", "mp3", "m4a", "opus", "ogg", "amr", "gsm")
NO_DECODER = ("m4a", "amr")
FRAMES_AT_ONCE = 1 << 16


def hear(path: Path, suffix: str) -> Heard | Missing:
    """What the sound of a file shows, or why it could not be heard."""
    if suffix in NO_DECODER:
        return "codecs"
    try:
        import soundfile  # noqa: PLC0415 - of the extra; a PCM WAV does without
    except (ImportError, OSError):
        return "soundfile"
    try:
        with opened(path, suffix) as sound:
            return _heard(sound)
    except (soundfile.SoundFileError, ValueError, OSError):
        return "unreadable"


def opened(file: Path | BinaryIO, suffix: str) -> soundfile.SoundFile:
    """A bare gsm file has no header: 8,000 frames a second, one channel, by its standard (GSM 06.10)."""
    import soundfile  # noqa: PLC0415 - see above

    class Forward(soundfile.SoundFile):  # type: ignore[misc]  # has no types
        """Read from front to back: soundfile seeks after each piece, and an MP3 decoder then loses its thread."""

        def seekable(self) -> bool:
            return False

    if suffix == "gsm":
        return Forward(file, samplerate=8000, channels=1, format="RAW", subtype="GSM610")
    return Forward(file)


def pcm_of(sound: soundfile.SoundFile) -> Iterator[bytes]:
    """Its sound as 16 bits, piece by piece, until it ends: a decoder may know the length only roughly."""
    frame = 2 * sound.channels
    while True:
        buffer = bytearray(FRAMES_AT_ONCE * frame)
        frames = sound.buffer_read_into(buffer, dtype="int16")
        if not frames:
            return
        yield bytes(memoryview(buffer)[: frames * frame])


def _heard(sound: soundfile.SoundFile) -> Heard | Missing:
    if sound.samplerate not in RATES or sound.channels not in (1, 2):
        return "unreadable"
    hearing = Hearing(sound.samplerate, sound.channels)
    for pcm in pcm_of(sound):
        hearing.feed(pcm)
    heard = hearing.heard()
    return heard if heard.frames else "unreadable"
