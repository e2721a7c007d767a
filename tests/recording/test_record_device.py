"""The whole way with a real sound server: registered, tested, recorded, sealed, copied, checked; altered; killed."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sounds import RATE, speech
from virtual_card import NEEDED, VirtualCard, virtual_card

pytestmark = [pytest.mark.real_time, *(pytest.mark.needs(name, install) for name, install in NEEDED)]

MAIN = [sys.executable, "-c", "from atesta.cli import main; raise SystemExit(main())"]


class Desk:
    """The command line beside a virtual card, with an installation of its own."""

    def __init__(self, card: VirtualCard) -> None:
        self.card, self.folder = card, card.folder
        self.env = {**card.env, "ATESTA_HOME": str(card.folder / "home"), "ATESTA_LANG": "en", "NO_COLOR": "1"}
        self.children: list[subprocess.Popen[str]] = []

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*MAIN, *words], env=self.env, cwd=self.folder, capture_output=True, text=True, timeout=180, check=False
        )
        assert "Traceback" not in done.stderr
        return done

    def verify(self, bundle: Path) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.run("verify", str(bundle), "--json").stdout)
        return said

    def record(self, *words: str) -> subprocess.Popen[str]:
        """Returns when it records."""
        child = subprocess.Popen(
            [*MAIN, "record", "--rate", str(RATE), *words],
            env=self.env,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.children.append(child)
        assert child.stdout
        for line in child.stdout:
            if "Recording from" in line:
                return child
        pytest.fail("it does not record")

    def play(self, seconds: float) -> None:
        path = self.folder / "played.wav"
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(np.concatenate([np.zeros(RATE // 2, np.int16), speech(seconds, 0.1)]).tobytes())
        self.card.play(path, "agent")

    def kept(self, segments: int) -> None:
        """Waits until so many are acknowledged."""
        for _ in range(300):
            chains = list(self.folder.glob("home/sessions/*/chain.jsonl"))
            if chains and chains[0].read_text().count('"kind":"segment"') >= segments:
                return
            time.sleep(0.1)
        pytest.fail("it keeps nothing")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with virtual_card(tmp_path, "agent", "debtor") as card:
        desk = Desk(card)
        registered = ("--maker", "Atesta", "--model", "Null", "--serial", "1", "--sound-name", "agent")
        assert desk.run("device", "add", *registered).returncode == 0
        yield desk
        for child in desk.children:
            child.kill()
            child.communicate()


def test_recorded_sealed_copied_and_checked_and_one_second_altered_is_named(desk: Desk) -> None:
    recording = desk.record("--device", "1", "--out", "acta.zip")
    desk.play(8)
    desk.kept(4)
    recording.send_signal(signal.SIGINT)
    said = recording.communicate(timeout=120)[0]
    assert (recording.returncode, "Grade B" in said) == (0, True)
    (desk.folder / "elsewhere").mkdir()
    copy = Path(shutil.copy(desk.folder / "acta.zip", desk.folder / "elsewhere" / "copy.zip"))
    verdict = desk.verify(copy)
    assert (verdict["answer"], verdict["bundle"]["grade"]) == ("unchanged", "B")  # registered, and never tested
    assert verdict["reasons"] == []
    data = bytearray(copy.read_bytes())
    at = data.index(b"RIFF") + 44 + 5 * RATE * 2
    data[at : at + RATE] = bytes(RATE)
    copy.write_bytes(data)
    altered = desk.verify(copy)
    assert (altered["answer"], altered["changed"]) == ("changed", [[4.0, 6.0]])


def test_killed_in_the_middle_a_part_is_recovered_that_says_so(desk: Desk) -> None:
    recording = desk.record("--device", "1", "--out", "acta.zip")
    desk.kept(2)
    recording.kill()
    recording.wait()
    assert not (desk.folder / "acta.zip").exists()
    assert "It is a part" in desk.run("recover", "--out", "part.zip").stdout
    verdict = desk.verify(desk.folder / "part.zip")
    assert verdict["answer"] == "incomplete"
    assert {"no_end", "recovered"} <= {reason["id"] for reason in verdict["reasons"]}
    assert verdict["changed"] == []


def test_a_lost_device_ends_the_recording_and_it_is_sealed(desk: Desk) -> None:
    recording = desk.record("--device", "1", "--out", "acta.zip")
    desk.kept(1)
    desk.card.server.send_signal(signal.SIGKILL)
    said = recording.communicate(timeout=120)[0]
    assert (recording.returncode, "because the device was lost" in said) == (0, True)
    assert desk.verify(desk.folder / "acta.zip")["answer"] == "unchanged"


def test_two_devices_of_which_one_is_not_registered_are_grade_b_and_their_drift_is_kept(desk: Desk) -> None:
    recording = desk.record("--agent", "1", "--debtor", "debtor", "--out", "acta.zip")
    desk.kept(3)
    recording.send_signal(signal.SIGTERM)
    assert "Grade B" in recording.communicate(timeout=120)[0]
    assert desk.verify(desk.folder / "acta.zip")["answer"] == "unchanged"
    assert b'"event":"drift"' in (desk.folder / "acta.zip").read_bytes()


def test_a_self_test_measures_what_is_played(desk: Desk) -> None:
    desk.play(12)
    tested = desk.run("device", "test", "1", "--seconds", "6", "--rate", str(RATE)).stdout
    assert "Level of the voice" in tested
    assert "Self-test of" in desk.run("device", "list").stdout
