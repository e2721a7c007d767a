"""Files that came from elsewhere: sealed as they came, with the times of their bytes, and a sheet of what they show."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from calls import DAY_MS, NOON_MS, state, step
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sounds import RATE, HandClock, noise, speech

from atesta.errors import InputError
from atesta.evidence.chain import Block, Start, read_line
from atesta.evidence.disk import RealDisk
from atesta.evidence.keys import KeyRing
from atesta.evidence.seal import Sealer
from atesta.recording.decoded import SUFFIXES
from atesta.recording.device import Device, SelfTest
from atesta.recording.imported import Brought, Maker, bring_in
from atesta.recording.pcm import NeedMoreError, PcmReader, pcm_shape
from atesta.recording.sheet import Work

soundfile = pytest.importorskip("soundfile", reason="needs soundfile: pip install 'atesta[record]'")
PEN = Device("Olympus", "VN-541PC", "4711", last_self_test=SelfTest(NOON_MS - DAY_MS, True))
TALK = np.concatenate([noise(40, 0.0006), speech(20)])


@pytest.fixture(scope="session")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    disk, keys = RealDisk(), tmp_path_factory.mktemp("imports") / "keys"
    ring = KeyRing.make(disk, keys, "Kept", NOON_MS - DAY_MS, os.urandom)
    return Maker(disk, HandClock(utc=NOON_MS), os.urandom, Sealer(ring.device_key(), ring.device()))


def wav(path: Path, sound: np.ndarray = TALK, **shape: str) -> Path:
    soundfile.write(path, sound, RATE, **({"subtype": "PCM_16"} | shape))
    return path


def blocks(brought: Brought) -> list[Block]:
    lines = b"".join(brought.files["data/chain.jsonl"].chunks()).splitlines(keepends=True)
    records = [read_line(line).record for line in lines]
    return [record for record in records if isinstance(record, Block)]


def test_the_bytes_are_kept_as_they_came_under_a_name_that_says_nothing(maker: Maker, tmp_path: Path) -> None:
    path = wav(tmp_path / "llamada de Ana Gomez 5512345678.WAV")
    brought = bring_in(maker, (path,))
    assert b"".join(brought.files["data/original-1.wav"].chunks()) == path.read_bytes()
    assert not any(b"Gomez" in b"".join(one.chunks()) for one in brought.files.values())


def test_two_seconds_of_pcm_have_their_exact_place(maker: Maker, tmp_path: Path) -> None:
    first, second, *_, last = blocks(bring_in(maker, (wav(tmp_path / "a.wav"),)))
    assert (first.from_ms, first.len) == (None, 44)
    assert (second.from_ms, second.to_ms, second.len) == (0, 2000, 32000)
    assert (last.from_ms, last.to_ms) == (58_000, 60_000)


def test_a_compressed_file_has_times_in_proportion(maker: Maker, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    soundfile.write(path, np.tile(TALK, 4), RATE)
    found = blocks(bring_in(maker, (path,)))
    assert len(found) > 1
    assert (found[0].from_ms, found[0].len) == (0, 65536)
    assert found[-1].to_ms == pytest.approx(240_000, abs=500)
    assert [one.to_ms for one in found[:-1]] == [one.from_ms for one in found[1:]]


def test_a_format_without_a_decoder_has_no_times_and_its_sheet_says_so(maker: Maker, tmp_path: Path) -> None:
    for suffix in ("m4a", "amr"):
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(b"\0\0\0\x20ftypM4A " + bytes(70_000))
        brought = bring_in(maker, (path,))
        assert brought.missing == "codecs"
        assert {(one.from_ms, one.to_ms) for one in blocks(brought)} == {(None, None)}
        assert "not_measured" in state(brought.sheet, "lead")


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("a.wav", {}),
        ("a.wav", {"subtype": "PCM_24"}),
        ("a.wav", {"subtype": "PCM_U8"}),
        ("a.wav", {"subtype": "ULAW"}),
        ("a.wav", {"subtype": "GSM610"}),
        ("a.flac", {}),
        ("a.mp3", {"subtype": "MPEG_LAYER_III"}),
        ("a.ogg", {"subtype": "VORBIS"}),
        ("a.opus", {"subtype": "OPUS", "format": "OGG"}),
        ("a.gsm", {"subtype": "GSM610", "format": "RAW"}),
    ],
)
def test_the_lead_before_the_first_speech_is_measured_in_each_format(
    name: str, shape: dict[str, str], maker: Maker, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    brought = bring_in(maker, (wav(tmp_path / name, **shape),), device=PEN)
    assert brought.missing is None
    assert step(brought.sheet, "lead")["values"]["lead_ms"] == pytest.approx(40_000, abs=400)
    assert state(brought.sheet, "lead") == ("unknown", "not_said", "one_channel")
    assert capfd.readouterr().err == ""


def test_of_a_pen_with_a_full_minute_before_the_first_speech_nobody_knows_whose_speech_it_was(
    maker: Maker, tmp_path: Path
) -> None:
    path = wav(tmp_path / "a.wav", np.concatenate([noise(61, 0.0006), speech(9)]))
    sheet = bring_in(maker, (path,), device=PEN).sheet
    assert state(sheet, "lead") == ("unknown", "not_said", "one_channel")
    assert state(sheet, "device") == ("met", "device_said")


def test_a_hole_of_silence_is_shown_and_a_clean_cut_is_named_as_invisible(maker: Maker, tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", np.concatenate([noise(5, 0.001), np.zeros(RATE, np.int16), noise(5, 0.001)]))
    sheet = bring_in(maker, (path,)).sheet
    assert state(sheet, "continuity") == ("unknown", "cut_invisible", "holes")
    assert step(sheet, "continuity")["values"]["longest_hole_ms"] == pytest.approx(1000, abs=2)


def test_what_a_file_cannot_show_is_unknown_and_of_what_came_before_nothing_is_known(
    maker: Maker, tmp_path: Path
) -> None:
    sheet = bring_in(maker, (wav(tmp_path / "a.wav"),)).sheet
    assert sheet["grade"] == "B"
    assert [state(sheet, name) for name in ("space", "power", "notice", "identity")] == [("unknown", "not_in_file")] * 4
    assert state(sheet, "seal") == ("unknown", "since_import")
    assert state(sheet, "device") == ("unknown", "not_registered")


def test_a_typed_account_is_grade_c_and_only_its_seal_says_anything(maker: Maker, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("They called three times.\n")
    brought = bring_in(maker, (path,), typed=True)
    assert (brought.kind, brought.sheet["grade"]) == ("typed", "C")
    assert state(brought.sheet, "seal") == ("unknown", "typed")
    assert state(brought.sheet, "lead") == ("not_applicable", "typed")


def test_several_files_are_kept_and_the_first_is_measured(maker: Maker, tmp_path: Path) -> None:
    brought = bring_in(maker, (wav(tmp_path / "a.wav"), wav(tmp_path / "b.wav", noise(3, 0.1))))
    assert {"data/original-1.wav", "data/original-2.wav"} <= set(brought.files)
    assert brought.sheet["milliseconds"] == 60_000
    assert {one.file for one in blocks(brought)} == {1, 2}


def test_without_the_decoder_a_wav_is_measured_all_the_same(
    maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flac = wav(tmp_path / "a.flac", TALK)
    monkeypatch.setitem(sys.modules, "soundfile", None)
    path = wav(tmp_path / "a.wav")
    assert bring_in(maker, (path,)).sheet["milliseconds"] == 60_000
    assert bring_in(maker, (flac,)).missing == "soundfile"


@pytest.mark.parametrize(
    ("name", "data"), [("a.exe", b"x"), ("a", b"x"), ("a.wav", b""), ("a.txt", b"x"), ("a.ñ", b"x")]
)
def test_what_is_no_sound_or_empty_is_refused(name: str, data: bytes, maker: Maker, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError):
        bring_in(maker, (tmp_path / name,))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_not_what_its_name_says_is_sealed_and_not_measured(
    suffix: str, maker: Maker, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"RIFF\x10\0\0\0WAVEjunk" + bytes(range(256)) * 9)
    brought = bring_in(maker, (path,))
    assert b"".join(brought.files[f"data/original-1.{suffix}"].chunks()) == path.read_bytes()


def test_a_file_that_changes_while_it_is_sealed_is_refused(maker: Maker, tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav")
    brought = bring_in(maker, (path,))
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    with pytest.raises(InputError, match="changed while"):
        b"".join(brought.files["data/original-1.wav"].chunks())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_header_is_read_refused_or_needs_more(junk: bytes) -> None:
    for data in (junk, b"RIFF" + junk, b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + junk):
        try:
            shape = pcm_shape(data)
        except NeedMoreError:
            continue
        assert shape is None or shape.frame_bytes > 0


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sizes=st.lists(st.integers(1, 3000), min_size=1, max_size=20),
    subtype=st.sampled_from(["PCM_16", "PCM_24", "PCM_U8", "PCM_32"]),
)
def test_a_wav_gives_the_same_sound_in_whatever_pieces_it_is_read(
    sizes: list[int], subtype: str, tmp_path: Path
) -> None:
    data, reader = wav(tmp_path / "a.wav", TALK[:4000], subtype=subtype).read_bytes(), PcmReader()
    whole, pieces, at = PcmReader().take(data), [], 0
    for size in sizes:
        pieces.append(reader.take(data[at : at + size]))
        at += size
    pieces.append(reader.take(data[at:]))
    assert b"".join(pieces) == whole
    assert len(whole) == 8000


def test_blocks_that_are_longer_than_ours_are_not_gathered_without_end() -> None:
    work = Work(
        Start(
            {}, 0, 0, None, "0" * 64, 0, "0" * 32, None, False, None, 0, {}, 0, 0, {"grade": "B", "kind": "import"}, 0
        )
    )
    for _ in range(9):
        work.sound(bytes(1 << 20))
    assert work.result() is None
