"""A sound card's own ways of failing, on a library that does as it is told."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sounds import RATE, HandClock

from atesta.recording.sound_card import MOST_WAITING, SoundCard, load_sounddevice, sound_names
from atesta.recording.source import SourceError

FINE, OVERFLOW = SimpleNamespace(input_overflow=False), SimpleNamespace(input_overflow=True)
PIECE = bytes(1600)


class PortAudioError(Exception):
    pass


class Library:
    """Enough of sounddevice."""

    PortAudioError = PortAudioError

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.active = True

    def query_devices(self, name: str | None = None, kind: str | None = None) -> Any:
        if name == "absent":
            raise ValueError("No input device matching 'absent'")
        found = {"name": name or "built-in microphone", "max_input_channels": 1}
        return found if kind else [found, {"name": "speaker", "max_input_channels": 0}]

    def RawInputStream(self, **options: Any) -> Library:  # noqa: N802 - the library's name
        self.arrived: Callable[..., None] = options["callback"]
        self.finished: Callable[[], None] = options["finished_callback"]
        return self

    def start(self) -> None:
        if self.error:
            raise self.error

    def stop(self, ignore_errors: bool) -> None:
        self.active = False
        self.finished()

    def close(self, ignore_errors: bool) -> None:
        raise PortAudioError("gone")


def card(library: Library, name: str | None = None) -> SoundCard:
    return SoundCard(HandClock(), rate=RATE, name=name, load=lambda: library)


def test_a_piece_arrives_with_its_time_and_its_reported_loss() -> None:
    library = Library()
    source = card(library)
    source.start()
    library.arrived(PIECE, 800, None, OVERFLOW)
    sound = source.read(0)
    assert sound
    assert (sound.pcm, sound.frames, sound.xruns, sound.mono_us) == (PIECE, 800, 1, 1_000_000)


def test_what_arrived_before_the_stop_can_still_be_read() -> None:
    library = Library()
    source = card(library)
    library.arrived(PIECE, 800, None, FINE)
    source.stop()
    assert source.read(0)
    assert source.read(0) is None
    assert source.ended == "asked"


def test_a_stream_that_finishes_by_itself_is_a_lost_device() -> None:
    library = Library()
    source = card(library)
    library.finished()
    assert source.read(0) is None
    assert source.ended == "device_lost"


def test_a_stream_that_dies_without_saying_so_is_a_lost_device() -> None:
    library = Library()
    source = card(library)
    assert source.read(0) is None
    assert source.ended is None
    library.active = False
    assert source.read(0.01) is None
    assert source.ended == "device_lost"


def test_what_nobody_reads_is_counted_as_lost() -> None:
    library = Library()
    source = card(library)
    for _ in range(MOST_WAITING + 3):
        library.arrived(PIECE, 800, None, FINE)
    while source.read(0):
        pass
    library.arrived(PIECE, 800, None, FINE)
    sound = source.read(0)
    assert sound
    assert sound.xruns == 3


def test_the_devices_that_can_record_are_listed() -> None:
    assert sound_names(Library) == ("built-in microphone",)


def test_a_device_that_is_absent_or_refuses_is_named() -> None:
    with pytest.raises(SourceError, match="absent"):
        card(Library(), "absent")
    with pytest.raises(SourceError, match="built-in"):
        card(Library(PortAudioError("Invalid sample rate"))).start()


@pytest.mark.parametrize(
    ("error", "install"),
    [(ImportError("no module"), r"atesta\[record\]"), (OSError("PortAudio library not found"), "libportaudio2")],
)
def test_without_the_library_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, error: Exception, install: str
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "sounddevice":
            raise error
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SourceError, match=install):
        load_sounddevice()
