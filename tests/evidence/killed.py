"""Kills a real recorder at random instants and looks at what is left. `python killed.py RUNS` does it at length.

As a child (`--record FOLDER`) it records without a pause and writes a byte to standard output for each segment that it
acknowledged; the parent counts them, so that it knows what had been promised when the process died.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from making import RATE, SetClock, begun, content, ring_in_memory, sound

from atesta.errors import FormError
from atesta.evidence.disk import RealDisk
from atesta.evidence.recover import recover

SECONDS = 400
WHOLE = RATE * 2 * 2


@dataclass(frozen=True)
class Outcome:
    """Segments promised and found; whether the sound is what went in; sound on the disk that no line proves."""

    exit: int
    acknowledged: int
    recovered: int
    exact: bool
    unproven_bytes: int


def kill_at_random(folder: Path, runs: int, seed: int) -> list[Outcome]:
    """Starts a recorder and kills it, so many times; each at another instant of its work."""
    random = Random(seed)
    return [_once(folder / f"session-{number}", random) for number in range(runs)]


def _once(folder: Path, random: Random) -> Outcome:
    child = subprocess.Popen([sys.executable, __file__, "--record", str(folder)], stdout=subprocess.PIPE)
    assert child.stdout
    with child:
        said = child.stdout.read(random.randint(1, 30))  # so many segments at least
        time.sleep(random.random() * 0.02)
        child.kill()
        said += child.stdout.read()
    kept, exact, left = 0, True, 0
    try:
        found = recover(RealDisk(), folder, ring_in_memory().keeper_key(), SetClock())
        got = content(found, "data/audio.wav")[44:]
        kept, exact = len(got) // WHOLE, got == sound(SECONDS)[: len(got)]
        left = (folder / "sound.enc").stat().st_size - kept * (WHOLE + 16)
    except FormError:
        exact = not said
    return Outcome(child.returncode, len(said), kept, exact, left)


def record(folder: Path) -> None:
    session, clock, pcm = begun(RealDisk(), folder=folder), SetClock(), sound(SECONDS)
    for first in range(0, len(pcm), WHOLE):
        clock.pass_ms(2000)
        for _ in session.feed(pcm[first : first + WHOLE]):
            sys.stdout.buffer.write(b".")
            sys.stdout.buffer.flush()
    time.sleep(60)  # done before it was killed: waits for it


if __name__ == "__main__":
    if sys.argv[1] == "--record":
        record(Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as made:
            for outcome in kill_at_random(Path(made), int(sys.argv[1]), 1):
                print(outcome)
