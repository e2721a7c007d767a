"""Sound from a sound card, through PortAudio. The library is imported only when a card is used (`pip install
'atesta[record]'`)."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from atesta.evidence.clock import Clock
from atesta.recording.source import PIECE_MS, Ended, Kind, Sound, SourceError

MOST_WAITING = 600
"""Pieces: a minute. Beyond that nobody reads, and losing sound with a count is better than losing the machine."""

Load = Callable[[], Any]


def load_sounddevice() -> Any:
    """The module, or an error that says what to install."""
    try:
        import sounddevice  # noqa: PLC0415 - it looks for PortAudio when it is imported
    except ImportError as error:
        run = "Run: pip install 'atesta[record]'"
        raise _cannot("The library sounddevice is not installed.", run, key="sounddevice_missing") from error
    except OSError as error:  # the wheel brings no PortAudio for Linux
        raise _cannot(
            "PortAudio, which reaches the sound card, is not installed.",
            "Debian and Ubuntu: apt-get install libportaudio2. Fedora: dnf install portaudio.",
            key="portaudio_missing",
        ) from error
    return sounddevice


def sound_names(load: Load = load_sounddevice) -> tuple[str, ...]:
    """The devices that sound can be recorded from, as the sound system calls them."""
    return tuple(found["name"] for found in load().query_devices() if found["max_input_channels"] > 0)


class SoundCard:
    """One card. `name` is a part of its name as in `sound_names`, or None for the system's default."""

    kind: Kind = "device"

    def __init__(
        self, clock: Clock, *, rate: int, channels: int = 1, name: str | None = None, load: Load = load_sounddevice
    ) -> None:
        self._sounddevice, self._clock = load(), clock
        self.rate, self.channels = rate, channels
        self._queue: SimpleQueue[Sound | None] = SimpleQueue()
        self._dropped, self._stopping = 0, False
        self.ended: Ended | None = None
        try:
            self.name = str(self._sounddevice.query_devices(name, "input")["name"])
            self.names: tuple[str, ...] = (self.name,)
            self._stream = self._sounddevice.RawInputStream(
                samplerate=rate,
                channels=channels,
                device=name,
                dtype="int16",
                blocksize=rate * PIECE_MS // 1000,
                callback=self._arrived,
                finished_callback=lambda: self._queue.put(None),
            )
        except (self._sounddevice.PortAudioError, ValueError) as error:
            raise _no_device(name, error) from error

    def start(self) -> None:
        try:
            self._stream.start()
        except self._sounddevice.PortAudioError as error:
            raise _no_device(self.name, error) from error

    def read(self, seconds: float) -> Sound | None:
        if self.ended:
            return None
        try:
            sound = self._queue.get(timeout=seconds) if seconds > 0 else self._queue.get_nowait()
        except Empty:
            # A stream may die without saying so.
            if not self._stream.active:
                self._end()
            return None
        if sound is None:
            self._end()
        return sound

    def stop(self) -> None:
        self._stopping = True
        self._quietly(self._stream.stop)

    def _arrived(self, data: Any, frames: int, _time: object, status: Any) -> None:
        """In PortAudio's own thread: nothing here may wait."""
        if self._queue.qsize() >= MOST_WAITING:
            self._dropped += 1
            return
        xruns, self._dropped = int(status.input_overflow) + self._dropped, 0
        self._queue.put(Sound(bytes(data), frames, self._clock.mono_us(), xruns))

    def _end(self) -> None:
        self.ended = "asked" if self._stopping else "device_lost"
        self._quietly(self._stream.close)

    def _quietly(self, action: Callable[..., None]) -> None:
        """A device that is gone cannot be stopped either; that is known already."""
        try:
            action(ignore_errors=True)
        except self._sounddevice.PortAudioError:
            return


def _no_device(name: str | None, error: Exception) -> SourceError:
    return SourceError(
        f"No sound can be recorded from {name or 'the default device'} ({error}).",
        "It is not there, is in use, or does not offer this rate and number of channels.",
        "See `atesta device list` for the names, plug it in, or give another rate.",
        key="no_sound_device",
        name=name or "–",
    )


def _cannot(what: str, do: str, key: str) -> SourceError:
    return SourceError(what, "Without it no sound card can be used; streams and files can.", do, key=key)
