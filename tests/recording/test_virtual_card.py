"""The real sound library against a real sound server: what is played is recorded, and every failure found."""

from __future__ import annotations

import signal
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sounds import RATE, Samples, speech, tone
from virtual_card import NEEDED, VirtualCard, until, virtual_card

pytestmark = [pytest.mark.real_time, *(pytest.mark.needs(name, install) for name, install in NEEDED)]


@pytest.fixture
def card(tmp_path: Path) -> Iterator[VirtualCard]:
    with virtual_card(tmp_path, "agent", "debtor") as made:
        yield made


def play(card: VirtualCard, samples: Samples, line: str = "agent") -> None:
    path = card.folder / f"{line}.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, len(samples), "NONE", ""))
        file.writeframes(samples.tobytes())
    card.play(path, line)


def heard(card: VirtualCard, channels: int = 1) -> Samples:
    return np.frombuffer((card.folder / "heard.raw").read_bytes(), "<i2").reshape(-1, channels)


def hertz(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples[-RATE:] * np.hanning(RATE)))
    return float(np.argmax(spectrum))


def test_what_is_played_is_what_is_recorded(card: VirtualCard) -> None:
    played = speech(3, 0.1)
    recording = card.record(5, "agent")
    assert until(recording, "recording")["kind"] == "device"
    play(card, np.concatenate([np.zeros(RATE // 2, np.int16), played]))  # a null sink garbles how a stream begins
    ended = until(recording, "ended")
    assert ended["ended"] == "asked"
    assert ended["frames"] == pytest.approx(5 * RATE, abs=RATE // 2)
    found = heard(card)[:, 0].astype(float)
    at = int(np.argmax(np.correlate(found, played.astype(float), "valid")))
    assert np.corrcoef(found[at : at + len(played)], played)[0, 1] > 0.999


def test_the_agent_is_left_the_debtor_right_and_their_drift_is_known(card: VirtualCard) -> None:
    recording = card.record(7, "agent", "debtor")
    assert until(recording, "recording")["name"] == "agent | debtor"
    play(card, tone(9, 0.1, 440), "agent")
    play(card, tone(9, 0.1, 700), "debtor")
    drift = until(recording, "ended")["drift"]
    both = heard(card, channels=2)
    assert (hertz(both[:, 0]), hertz(both[:, 1])) == (pytest.approx(440, abs=3), pytest.approx(700, abs=3))
    assert abs(drift["apart_us"]) < 300_000
    assert abs(drift["offset_us"]) < 2_000_000


def test_a_killed_sound_server_is_a_lost_device(card: VirtualCard) -> None:
    recording = card.record(60, "agent")
    until(recording, "recording")
    card.server.send_signal(signal.SIGKILL)
    ended = until(recording, "ended")
    assert ended["ended"] == "device_lost"
    assert ended["lasted_us"] < 15_000_000


def test_a_device_that_is_pulled_out_is_found(card: VirtualCard) -> None:
    recording = card.record(60, "agent")
    until(recording, "recording")
    card.control("unload-module", "module-null-sink")
    ended = until(recording, "ended")
    assert ended["ended"] == "device_lost"


def test_a_suspended_recorder_says_so_afterwards(card: VirtualCard) -> None:
    recording = card.record(6, "agent")
    until(recording, "recording")
    time.sleep(1)
    recording.send_signal(signal.SIGSTOP)
    time.sleep(2)
    recording.send_signal(signal.SIGCONT)
    event = until(recording, "event")
    assert event["event"] == "suspended"
    assert event["detail"]["gap_ms"] == pytest.approx(2000, abs=700)
    assert until(recording, "ended")["ended"] == "asked"


def test_a_device_that_is_not_there_is_named_with_what_to_do(card: VirtualCard) -> None:
    refused = until(card.record(1, "no-such-pen"), "refused")
    assert "no-such-pen" in refused["what"]
    assert "device list" in refused["do"]
