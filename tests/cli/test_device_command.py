"""`atesta device add | list | test | remove`, without a sound card."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from first_case import Atesta, Ran

from atesta.errors import EvidenceError
from atesta.locale import FOLDERS


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("atesta.cli.device.sound_names", lambda: ("H1n: USB Audio", "Webcam"))


def add(atesta: Atesta, serial: str = "7", *more: str) -> Ran:
    return atesta("device", "add", "--maker", "Zoom", "--model", "H1n", "--serial", serial, *more)


def test_a_device_is_registered_listed_and_removed(atesta: Atesta) -> None:
    added = add(atesta, "7", "--sound-name", "H1n: USB Audio", "--defect", "left input crackles")
    assert (added.status, "device test zoom-h1n-" in added.out) == (0, True)
    listed = atesta("device", "list").out
    for word in ("Zoom H1n 7", "left input crackles", "never tested", "- Webcam"):
        assert word in listed
    assert "- H1n: USB Audio" not in listed
    assert atesta("device", "remove", "7").status == 0
    assert "No device is registered" in atesta("device", "list").out


def test_two_devices_cannot_have_one_sound_name(atesta: Atesta) -> None:
    add(atesta, "7", "--sound-name", "H1n: USB Audio")
    assert add(atesta, "8", "--sound-name", "H1n: USB Audio").status == 2
    assert add(atesta, "7", "--sound-name", "H1n: USB Audio", "--defect", "dust").status == 0


def test_a_pen_is_registered_without_a_sound_name_and_cannot_be_listened_to(atesta: Atesta) -> None:
    assert add(atesta).status == 0
    assert "--file" in atesta("device", "test", "7").err
    assert "atesta seal FILE" in atesta("record", "--device", "7", "--out", "acta.zip").err


def spoken(path: Path, seconds: int = 12, loud: float = 1.0) -> str:
    """Somebody who speaks, with pauses, in a room that is never quite silent."""
    chance = np.random.default_rng(7)
    talk = chance.normal(0, 3000 * loud, seconds * 16000) * (np.arange(seconds * 16000) // 8000 % 2)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes((talk + chance.normal(0, 20, len(talk))).astype("<i2").tobytes())
    return str(path)


def test_a_pen_is_tested_by_a_file_that_it_recorded(atesta: Atesta, tmp_path: Path) -> None:
    assert "--file" in add(atesta).out
    passed = atesta("device", "test", "7", "--file", spoken(tmp_path / "a.wav"))
    assert (passed.status, ": passed." in passed.out, "does not count" in passed.out) == (0, True, True)
    assert ": passed." in atesta("device", "list").out
    failed = atesta("device", "test", "7", "--file", spoken(tmp_path / "b.wav", loud=0.001))
    assert ": not passed." in failed.out


def test_a_file_says_nothing_of_a_device_that_can_be_listened_to(atesta: Atesta, tmp_path: Path) -> None:
    add(atesta, "7", "--sound-name", "H1n: USB Audio")
    assert atesta("device", "test", "7", "--file", spoken(tmp_path / "a.wav")).status == 2
    assert "never tested" in atesta("device", "list").out


@pytest.mark.parametrize(
    "words", [("test", "9"), ("remove", "9"), ("add", "--maker", "", "--model", "x", "--serial", "1")]
)
def test_what_is_not_there_is_named(atesta: Atesta, words: tuple[str, ...]) -> None:
    assert atesta("device", *words).status == 2


def test_without_a_sound_system_the_register_is_shown_all_the_same(
    atesta: Atesta, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_here() -> tuple[str, ...]:
        raise EvidenceError("No PortAudio.", "", "", key="portaudio_missing")

    add(atesta)
    monkeypatch.setattr("atesta.cli.device.sound_names", none_here)
    assert "Zoom H1n 7" in atesta("device", "list").out


@pytest.mark.parametrize("lang", FOLDERS)
def test_it_speaks_three_languages(atesta: Atesta, lang: str) -> None:
    add(atesta)
    assert atesta("device", "list", "--lang", lang).out == atesta("device", "--lang", lang, "list").out
    assert atesta("device", "--lang", lang, "list").status == 0
