"""Any file: its sound at 16 kHz, or a sentence that says why not. Never a traceback, never another file."""

from __future__ import annotations

import sys
import wave
from importlib import resources
from pathlib import Path

import av
import numpy as np
import pytest
from hearable import burst, write_wav

from atesta.errors import InputError
from atesta.transcript.sound import Sound, open_sound

NO_CHANNELS = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\0\0\x80>\0\0\0\0\0\0\0\0\x10\0data\0\0\0\0"


def heard(path: Path) -> tuple[Sound, np.ndarray]:
    sound = open_sound(path, path.name)
    return sound, np.concatenate(list(sound.pieces()), axis=1)


def encoded(path: Path, codec: str, *, layout: str = "stereo", rate: int = 48_000, seconds: float = 2.0) -> Path:
    channels = len(av.AudioLayout(layout).channels)
    samples = np.stack([burst(seconds, rate)] * channels, axis=1).reshape(1, -1)
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=layout)
        frame.rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            file.mux(packet)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        heard(path)
    return refused.value.key


def test_a_pcm_wav_is_read_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "av", None)
    sound, samples = heard(write_wav(tmp_path / "a.wav", burst(1, 8000), burst(1, 8000, 2), rate=8000))
    assert (sound.facts.codec, sound.facts.rate, sound.channels) == ("pcm_16", 8000, 2)
    assert samples.shape == (2, 16_000)
    assert not sound.truncated


def test_anything_else_asks_for_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = encoded(tmp_path / "a.flac", "flac")
    monkeypatch.setitem(sys.modules, "av", None)
    assert refusal(path) == "sound_needs_extra"


@pytest.mark.parametrize(
    ("name", "codec"), [("a.flac", "flac"), ("a.m4a", "aac"), ("a.opus", "libopus"), ("a.mp3", "libmp3lame")]
)
def test_what_a_telephone_writes_is_read(tmp_path: Path, name: str, codec: str):
    sound, samples = heard(encoded(tmp_path / name, codec))
    assert sound.channels == 2
    assert samples.shape[1] == pytest.approx(32_000, abs=3000)
    assert not sound.truncated


def test_more_than_two_channels_become_one_because_nobody_says_whose_they_are(tmp_path: Path):
    sound, samples = heard(encoded(tmp_path / "a.flac", "flac", layout="5.1"))
    assert (sound.facts.channels, sound.channels, len(samples)) == (6, 1, 1)


@pytest.mark.parametrize("rate", [4000, 8000, 44_100])
@pytest.mark.parametrize("bits", [8, 16])
def test_odd_rates_and_eight_bits_are_read(tmp_path: Path, rate: int, bits: int):
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((1, bits // 8, rate, 0, "NONE", ""))
        file.writeframes(
            (burst(1, rate) // 256 + 128).astype(np.uint8).tobytes() if bits == 8 else burst(1, rate).tobytes()
        )
    sound, samples = heard(tmp_path / "a.wav")
    assert (sound.facts.bits, sound.facts.rate) == (bits, rate)
    assert samples.shape[1] == pytest.approx(16_000, abs=2)


def test_a_file_that_was_cut_off_is_read_to_there_and_says_so(tmp_path: Path):
    path = write_wav(tmp_path / "a.wav", burst(10))
    path.write_bytes(path.read_bytes()[:100_000])
    sound, samples = heard(path)
    assert sound.truncated
    assert samples.shape[1] < 100_000


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "sound_empty"),
        (b"hello, this is text\n" * 50, "sound_not_read"),
        (b"RIFF", "sound_not_read"),
        (bytes(range(256)) * 40, "sound_not_read"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/x.ts\n", "sound_not_read"),
        (b"ffconcat version 1.0\nfile 'other.wav'\n", "sound_not_read"),
        (NO_CHANNELS, "sound_not_read"),
    ],
    ids=["empty", "text", "half a header", "noise of bytes", "play list", "list of files", "no channels"],
)
def test_what_is_no_sound_is_refused_by_name(tmp_path: Path, data: bytes, key: str, capfd: pytest.CaptureFixture[str]):
    path = tmp_path / "a.wav"
    path.write_bytes(data)
    assert refusal(path) == key
    assert capfd.readouterr().err == ""


def test_a_wav_without_a_sample_is_refused(tmp_path: Path):
    assert refusal(write_wav(tmp_path / "a.wav", np.zeros(0, np.int16))) == "sound_nothing_heard"


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path):
    assert refusal(tmp_path) == "file_is_a_folder"
    assert refusal(tmp_path / "none.wav") == "file_missing"


def test_a_video_gives_its_sound_and_one_without_is_refused(tmp_path: Path):
    for name, sounds in (("with.mp4", True), ("without.mp4", False)):
        with av.open(str(tmp_path / name), "w") as file:
            video = file.add_stream("mpeg4", rate=5)
            video.width = video.height = 64
            video.pix_fmt = "yuv420p"
            sound = file.add_stream("aac", rate=16_000, layout="mono") if sounds else None
            for _ in range(5):
                file.mux(video.encode(av.VideoFrame(64, 64, "yuv420p")))
            file.mux(video.encode(None))
            if sound is not None:
                frame = av.AudioFrame.from_ndarray(burst(1).reshape(1, -1), format="s16", layout="mono")
                frame.rate = 16_000
                file.mux([*sound.encode(frame), *sound.encode(None)])
    assert heard(tmp_path / "with.mp4")[1].shape[1] == pytest.approx(16_000, abs=2100)
    assert refusal(tmp_path / "without.mp4") == "sound_without_audio"


def test_mu_law_is_read_without_the_extra_as_with_it():
    call = Path(str(resources.files("atesta.cli"))) / "cases" / "call" / "call.wav"
    ours = np.concatenate(list(open_sound(call, "call.wav").pieces()), axis=1).astype(float)
    resampler = av.AudioResampler(format="s16p", layout="stereo", rate=16_000)
    with av.open(str(call)) as opened:
        theirs = np.concatenate(
            [part.to_ndarray() for frame in opened.decode(audio=0) for part in resampler.resample(frame)], axis=1
        ).astype(float)
    length = min(ours.shape[1], theirs.shape[1])
    best = max(
        np.corrcoef(ours[0, 40 : length - 40], theirs[0, 40 + lag : length - 40 + lag])[0, 1] for lag in range(-20, 21)
    )
    assert best > 0.99
