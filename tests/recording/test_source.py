"""Streams and files as sources: what arrives is what was sent, and its shape is known or refused."""

from __future__ import annotations

import io
import os
import struct
import threading
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import RATE, HandClock, speech

from atesta.recording.real_clock import RealClock
from atesta.recording.source import Feed, FeedClock, Source, SourceError, Stream, begin, wav_shape

PCM = speech(1.05).tobytes()


def everything(source: Source) -> bytes:
    pcm = begin(source).pcm
    while not source.ended:
        if sound := source.read(1):
            pcm += sound.pcm
    return pcm


def wav(pcm: bytes = PCM, channels: int = 1, rate: int = RATE, width: int = 2) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(pcm)
    return out.getvalue()


def test_raw_sound_with_a_given_shape_arrives_whole() -> None:
    source = Stream(io.BytesIO(PCM), RealClock(), RATE, 1)
    assert everything(source) == PCM
    assert (source.kind, source.ended) == ("stream", "source_ended")


def test_a_wav_says_its_own_shape_and_what_stands_behind_its_sound_is_no_sound() -> None:
    source = Stream(io.BytesIO(wav(channels=2) + b"LIST\x04\0\0\0more"), RealClock())
    assert (source.rate, source.channels) == (RATE, 2)
    assert everything(source) == PCM


@pytest.mark.parametrize("length", [0, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_wav_of_unknown_length_goes_on_to_the_end(length: int) -> None:
    head = wav(b"")[:-4] + struct.pack("<I", length)
    assert everything(Stream(io.BytesIO(head + PCM), RealClock())) == PCM


def test_chunks_before_the_sound_are_passed_over() -> None:
    data = wav()
    assert wav_shape(io.BytesIO(data[:36] + b"LIST\x03\0\0\0abc\0" + data[36:]))[1] == len(PCM)


def test_extensible_pcm_is_pcm() -> None:
    fmt = struct.pack("<HHIIHHHHI", 0xFFFE, 1, RATE, RATE * 2, 2, 16, 22, 16, 4) + struct.pack("<H", 1) + bytes(14)
    head = b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", 4)
    assert wav_shape(io.BytesIO(head + b"abcd"))[0].rate == RATE


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", PCM, wav(b"", width=1), wav(b"", rate=100), wav()[:30], b"RIFF\0\0\0\0WAVEdata\4\0\0\0abcd"]
)
def test_what_is_no_16_bit_wav_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError):
        Stream(io.BytesIO(data), RealClock())


@given(st.binary(max_size=80))
def test_no_header_raises_anything_else(data: bytes) -> None:
    for head in (data, b"RIFF\0\0\0\0WAVE" + data, b"RIFF\0\0\0\0WAVEfmt " + data):
        try:
            wav_shape(io.BytesIO(head))
        except SourceError:
            continue


@pytest.mark.parametrize(("rate", "channels"), [(RATE, 3), (RATE, None), (100, 1)])
def test_a_shape_that_cannot_be_recorded_is_refused(rate: int, channels: int | None) -> None:
    with pytest.raises(SourceError):
        Stream(io.BytesIO(), RealClock(), rate, channels)


def test_an_unfinished_frame_at_the_end_is_no_sound() -> None:
    assert everything(Stream(io.BytesIO(PCM + b"x"), RealClock(), RATE, 1)) == PCM


def test_a_pipe_that_says_nothing_keeps_nobody_waiting() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as pipe, os.fdopen(writing, "wb") as end:
        source = Stream(pipe, RealClock(), RATE, 1)
        with pytest.raises(SourceError, match="no sound"):
            begin(source, seconds=0.1)
        source.stop()
        assert source.read(0.1) is None
        assert source.ended == "asked"
        end.close()
        for thread in threading.enumerate():
            if thread.name == "atesta-stream":
                thread.join(2)


def test_an_empty_stream_ends_at_once() -> None:
    with pytest.raises(SourceError):
        begin(Stream(io.BytesIO(), RealClock(), RATE, 1), seconds=0.2)


def test_a_file_feed_is_a_rehearsal_on_its_own_clock(tmp_path: Path) -> None:
    (tmp_path / "call.wav").write_bytes(wav())
    source = Feed(tmp_path / "call.wav", HandClock())
    before = source.clock.mono_us()
    assert everything(source) == PCM
    assert (source.kind, source.ended) == ("file", "source_ended")
    assert isinstance(source.clock, FeedClock)
    assert source.clock.mono_us() - before == 1_050_000


def test_a_file_can_be_fed_at_the_pace_of_time(tmp_path: Path) -> None:
    (tmp_path / "call.wav").write_bytes(wav())
    clock = HandClock()
    source = Feed(tmp_path / "call.wav", clock, clock.sleep)
    before = clock.us
    assert everything(source) == PCM
    assert clock.us - before == pytest.approx(1_100_000, abs=1000)
    assert source.clock is clock


def test_a_paced_feed_waits_no_longer_than_it_was_told(tmp_path: Path) -> None:
    (tmp_path / "call.wav").write_bytes(wav())
    clock = HandClock()
    source = Feed(tmp_path / "call.wav", clock, clock.sleep)
    source.start()
    assert source.read(0.04) is None
    assert source.read(0.04) is None
    assert source.read(0.04)
    source.stop()


@pytest.mark.needs("module:soundfile", "pip install 'atesta[record]'")
def test_a_flac_is_fed_too(tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    soundfile.write(tmp_path / "call.flac", np.frombuffer(PCM, "<i2"), RATE, subtype="PCM_16")
    assert everything(Feed(tmp_path / "call.flac", HandClock())) == PCM


@pytest.mark.needs("module:soundfile", "pip install 'atesta[record]'")
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("call.gsm", {"format": "RAW", "subtype": "GSM610"}),
        ("call.mp3", {"subtype": "MPEG_LAYER_III"}),
        ("call.ogg", {}),
    ],
)
def test_what_a_decoder_gives_is_fed_as_one_sound_without_seams(
    tmp_path: Path, name: str, form: dict[str, str]
) -> None:
    soundfile = pytest.importorskip("soundfile")
    tone = (8000 * np.sin(2 * np.pi * 200 * np.arange(30 * RATE) / RATE)).astype("<i2")
    soundfile.write(tmp_path / name, tone, RATE, **form)
    fed = np.frombuffer(everything(Feed(tmp_path / name, HandClock())), "<i2").astype(int)
    assert len(fed) == pytest.approx(len(tone), abs=RATE // 2)
    inner = fed[RATE:-RATE]
    assert np.abs(np.diff(inner)).max() < 2500, "a seam would be a jump"
    assert np.abs(inner).max() > 6000


@pytest.mark.needs("module:soundfile", "pip install 'atesta[record]'")
def test_a_file_that_is_damaged_ends_where_it_is_damaged(tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    path = tmp_path / "call.flac"
    soundfile.write(path, speech(20), RATE, subtype="PCM_16")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = os.urandom(len(data) - len(data) // 2)
    path.write_bytes(data)
    assert len(everything(Feed(path, HandClock()))) > 5 * 2 * RATE


@pytest.mark.parametrize("data", [None, b"no sound at all"])
def test_a_file_without_sound_is_named(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "call.wav"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(SourceError, match=r"call\.wav"):
        Feed(path, HandClock())


def test_a_feed_that_is_stopped_says_that_it_was_asked(tmp_path: Path) -> None:
    (tmp_path / "call.wav").write_bytes(wav())
    source = Feed(tmp_path / "call.wav", HandClock())
    begin(source)
    source.stop()
    assert source.ended == "asked"
    assert source.read(1) is None
