"""After a crash (spec 5.4): the proven part, exactly, and said to be a part."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from faulty_disk import FaultyDisk
from killed import kill_at_random
from making import FOLDER, RATE, SetClock, begun, chance, content, feed, ring_in_memory, sound

from atesta.errors import FormError, WrongKeyError
from atesta.evidence import chain
from atesta.evidence.keys import new_key
from atesta.evidence.material import Material
from atesta.evidence.recover import recover

CUTS = 300


def recovered(disk: FaultyDisk) -> Material:
    return recover(disk, FOLDER, ring_in_memory().keeper_key(), SetClock())


def sound_of(material: Material) -> bytes:
    return content(material, "data/audio.wav")[44:]


def crashed(seconds: float = 9) -> tuple[FaultyDisk, list[int]]:
    """A call without an end; after how many steps it had begun, and each of its segments was acknowledged."""
    disk, clock, acknowledged = FaultyDisk(), SetClock(), []
    session = begun(disk, clock)
    start = len(disk.steps)
    session.event("armed")
    for first in range(0, len(sound(seconds)), RATE * 2):
        kept = feed(session, clock, sound(seconds)[first : first + RATE * 2])
        acknowledged += [len(disk.steps)] * kept
    session.event("pause")
    return disk, [start, *acknowledged, len(disk.steps)]


def test_a_power_cut_at_any_step_loses_nothing_acknowledged_and_at_most_two_seconds() -> None:
    disk, acknowledged = crashed()
    random = Random(11)
    for _ in range(CUTS):
        steps = random.randint(0, len(disk.steps))
        kept = sum(at <= steps for at in acknowledged) - 1
        try:
            found = recovered(disk.after_power_cut(steps, random))
        except FormError:
            assert kept == -1  # only where not even `begin` had returned
            continue
        got = sound_of(found)
        assert got == sound(9)[: len(got)]
        assert min(kept * 2 * RATE, 9 * RATE) <= found.frames <= min(max(kept + 1, 1) * 2 * RATE, 9 * RATE)
        assert not any(isinstance(chain.read_line(line).record, chain.End) for line in found.lines())


def test_without_the_sync_the_model_would_lose_acknowledged_segments() -> None:
    """The model can tell: the same cuts on a recorder that does not sync lose what it acknowledged."""
    disk, acknowledged = crashed()
    disk.steps = [step if step[0] != "sync" else ("lied", step[1], b"") for step in disk.steps]
    random, lost = Random(11), 0
    for _ in range(40):
        try:
            found = recovered(disk.after_power_cut(len(disk.steps), random))
            lost += found.frames < (len(acknowledged) - 2) * 2 * RATE
        except (FormError, WrongKeyError):
            lost += 1
    assert lost > 30


def test_recovery_says_what_it_left_out() -> None:
    disk, _ = crashed(5)
    chain_file, sound_file = FOLDER / "chain.jsonl", FOLDER / "sound.enc"
    lines = disk.read(chain_file).splitlines(keepends=True)
    disk.change(chain_file, b"".join(lines[:4]) + lines[4][:50])
    found = recovered(disk)
    left = disk.size(sound_file) - sum(size + 16 for size in [RATE * 4] * 2)
    assert json.loads(found.recovery or b"") == {
        "dropped_bytes": left,
        "dropped_lines": 1,
        "recovered_utc_ms": SetClock().utc_ms(),
    }
    assert found.frames == 4 * RATE


def test_a_crash_between_end_and_seal_gives_the_whole() -> None:
    disk = FaultyDisk()
    session = begun(disk)
    session.feed(sound(5))
    session.end()
    found = recovered(disk)
    assert sound_of(found) == sound(5)
    assert list(found.lines()) == list(session.material().lines())


def test_another_keepers_key_is_said() -> None:
    disk, _ = crashed(3)
    with pytest.raises(WrongKeyError, match="another key"):
        recover(disk, FOLDER, new_key(chance("stranger")), SetClock())


@pytest.mark.parametrize("name", ["chain.jsonl", "wrapped.key", "device.pem", "sound.enc"])
def test_a_folder_without_one_of_its_files_says_which(name: str) -> None:
    disk, _ = crashed(3)
    disk.remove(FOLDER / name)
    with pytest.raises(FormError, match=name):
        recovered(disk)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"",
        lambda data: b"\0" * len(data),
        lambda data: data[:30],
        lambda data: data.replace(b'"rate":8000', b'"rate":4000'),
        lambda data: data[data.index(b"\n") + 1 :],
    ],
)
def test_a_chain_whose_start_cannot_be_proven_gives_nothing(change: Callable[[bytes], bytes]) -> None:
    disk, _ = crashed(3)
    disk.change(FOLDER / "chain.jsonl", change(disk.read(FOLDER / "chain.jsonl")))
    with pytest.raises(FormError, match="Nothing was recorded"):
        recovered(disk)


def test_a_changed_byte_of_sound_ends_what_is_kept() -> None:
    disk, _ = crashed(7)
    data = bytearray(disk.read(FOLDER / "sound.enc"))
    data[(RATE * 4 + 16) + 5] ^= 1  # in the second segment
    disk.change(FOLDER / "sound.enc", bytes(data))
    assert recovered(disk).frames == 2 * RATE


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals: run on Linux or macOS")
def test_a_recorder_killed_at_random_instants_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    outcomes = kill_at_random(tmp_path, runs=20, seed=3)
    assert len(outcomes) == 20
    for outcome in outcomes:
        assert outcome.exit == -signal.SIGKILL
        assert outcome.exact and outcome.recovered >= outcome.acknowledged
        assert outcome.unproven_bytes <= RATE * 4 + 16
