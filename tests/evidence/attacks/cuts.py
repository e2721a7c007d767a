"""Power cuts (the model of faulty_disk.py) against three ways to record: each sync, all but the sound's, none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from faulty_disk import FaultyDisk
from making import FOLDER, RATE, SetClock, begun, content, feed, ring_in_memory, sound

from atesta.errors import EvidenceError
from atesta.evidence import chain
from atesta.evidence.recover import recover

POLICIES = ("each sync", "all but the sound's", "no sync")
SECONDS = 21


@dataclass(frozen=True)
class Cut:
    """What one cut left. `wrong`: something was given back that had not been recorded, or a part was called whole."""

    lost: bool
    wrong: bool


def crashed(policy: str) -> tuple[FaultyDisk, list[int]]:
    """A call without an end under this policy; after how many steps each segment was acknowledged."""
    disk, clock, acknowledged = FaultyDisk(), SetClock(), []
    session = begun(disk, clock)
    for first in range(0, len(sound(SECONDS)), RATE * 2):
        kept = feed(session, clock, sound(SECONDS)[first : first + RATE * 2])
        acknowledged += [len(disk.steps)] * kept
    disk.steps = [("lied", *step[1:]) if _is_lied(policy, step) else step for step in disk.steps]
    return disk, acknowledged


def _is_lied(policy: str, step: tuple[str, object, bytes]) -> bool:
    spared = policy == POLICIES[0] or (policy == POLICIES[1] and getattr(step[1], "name", "") != "sound.enc")
    return step[0] == "sync" and not spared


def cut(policy: str, runs: int, seed: int) -> Iterator[Cut]:
    disk, acknowledged = crashed(policy)
    random = Random(seed)
    for _ in range(runs):
        steps = random.randint(acknowledged[0], len(disk.steps))
        yield _once(disk, steps, sum(at <= steps for at in acknowledged), random)


def _once(disk: FaultyDisk, steps: int, promised: int, random: Random) -> Cut:
    left = disk.after_power_cut(steps, random)
    try:
        found = recover(left, FOLDER, ring_in_memory().keeper_key(), SetClock())
    except EvidenceError:
        return Cut(lost=True, wrong=False)
    got = content(found, "data/audio.wav")[44:]
    whole = any(isinstance(chain.read_line(line).record, chain.End) for line in found.lines())
    return Cut(lost=found.frames < promised * 2 * RATE, wrong=whole or got != sound(SECONDS)[: len(got)])
