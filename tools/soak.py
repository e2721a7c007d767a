"""`make soak`: what takes too long for each change. Kills, edits, power cuts, a six-hour call, and whole the tests of
which `make test` does a part; a line of figures each.

SOAK_MINUTES bounds the whole (each part then stops where its share ends and says how far it came). SOAK_PARTS names
some of: tests kills edits cuts hours.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "evidence"))

from attacks import cuts, edits  # noqa: E402
from bundles import House, recording  # noqa: E402
from killed import kill_at_random  # noqa: E402
from making import SetClock  # noqa: E402

SHARES = {
    "cuts": 0.05,
    "hours": 0.10,
    "tests": 0.10,
    "kills": 0.35,
    "edits": 0.40,
}  # of the time, where it is bounded; the short ones first
KILLS, EDITS, CUTS, HOURS, BATCH = 500, 100_000, 1500, 6, 100
Thing = TypeVar("Thing")


class Watch:
    """Shows how far a part has come, and ends it where its share of the time ends."""

    def __init__(self, name: str, whole: int, seconds: float | None) -> None:
        self.name, self.whole, self.seconds = name, whole, seconds
        self.began, self._said = time.monotonic(), 0.0

    def over(self, things: Iterable[Thing], each: int = 1) -> Iterator[Thing]:
        for number, thing in enumerate(things, 1):
            yield thing
            self._say(min(number * each, self.whole))
            if self.seconds is not None and time.monotonic() - self.began > self.seconds:
                break
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr, flush=True)

    def _say(self, done: int) -> None:
        if time.monotonic() - self._said > 1 or done == self.whole:
            self._said = time.monotonic()
            took = self._said - self.began
            left = took / done * (self.whole - done)
            print(
                f"\r{self.name}: {done:,} of {self.whole:,}, {left:.0f} s to go   ", end="", file=sys.stderr, flush=True
            )

    @property
    def took(self) -> str:
        return f"{time.monotonic() - self.began:.0f} s"


def kills(seconds: float | None) -> bool:
    """A real recorder killed at random instants: nothing that it acknowledged may be lost."""
    watch, outcomes = Watch("kills", KILLS, seconds), []
    with tempfile.TemporaryDirectory() as made:
        runs = (kill_at_random(folder_in(made, seed), 1, seed)[0] for seed in range(KILLS))
        outcomes = list(watch.over(runs))
    lost = sum(one.recovered < one.acknowledged for one in outcomes)
    other = sum(not one.exact for one in outcomes)
    unproven = max(one.unproven_bytes for one in outcomes) / 16000
    promised = sum(one.acknowledged for one in outcomes)
    print(
        f"kill -9 at {len(outcomes)} of {KILLS} random instants: {promised:,} segments acknowledged, in {lost} runs one"
        f" lost, in {other} sound that was not recorded; at most {unproven:.2f} s unproven ({watch.took})"
    )
    return not lost and not other and unproven <= 2.01


def folder_in(made: str, seed: int) -> Path:
    folder = Path(made) / str(seed)
    folder.mkdir()
    return folder


_small: tuple[House, bytes, Path] | None = None


def one_batch(made: str, seed: int) -> int:
    """How many of a batch of edits were taken for the original, in a process of its own."""
    global _small  # noqa: PLW0603  # made once in each process
    if _small is None:
        folder = Path(tempfile.mkdtemp(dir=made))
        _small = (*edits.small_house(folder), folder)
    house, data, folder = _small
    return sum(edits.passed(house, data, folder, seed, BATCH))


def edited(seconds: float | None) -> bool:
    watch = Watch("edits", EDITS, seconds)
    done = passed = 0
    with tempfile.TemporaryDirectory() as made, ProcessPoolExecutor(os.cpu_count()) as pool:
        waiting = iter(range(EDITS // BATCH))
        running = [pool.submit(one_batch, made, seed) for seed in islice(waiting, 2 * (os.cpu_count() or 1))]

        def finished() -> Iterator[int]:
            while running:
                yield running.pop(0).result()
                running.extend(pool.submit(one_batch, made, seed) for seed in islice(waiting, 1))

        for count in watch.over(finished(), BATCH):
            done, passed = done + BATCH, passed + count
        for rest in running:
            rest.cancel()
    print(
        f"random edits of a complete bundle: {done:,} of {EDITS:,} made, {passed} taken for the original ({watch.took})"
    )
    return not passed


def power(seconds: float | None) -> bool:
    good = True
    for policy in cuts.POLICIES:
        watch = Watch(f"power cuts, {policy}", CUTS, None if seconds is None else seconds / len(cuts.POLICIES))
        found = list(watch.over(cuts.cut(policy, CUTS, 1)))
        lost, wrong = sum(one.lost for one in found), sum(one.wrong for one in found)
        print(
            f"power cuts, {policy}: {len(found):,} of {CUTS:,}, acknowledged sound lost in {lost:,},"
            f" something wrong given back in {wrong} ({watch.took})"
        )
        good = good and not wrong and (policy != cuts.POLICIES[0] or not lost)
    return good


READER = """
import sys, time
from pathlib import Path
from atesta.evidence.anchors import read_anchors
from atesta.evidence.verify import verify
from atesta.recording.sheet import Work
anchors = read_anchors(Path(sys.argv[2]))
began = time.perf_counter()
answer = verify(Path(sys.argv[1]), anchors, make_sheet=Work).answer.value
took = round(time.perf_counter() - began, 2)
# not ru_maxrss: on Linux a new process begins with that of whoever started it
peak = next(line.split()[1] for line in Path("/proc/self/status").open() if line.startswith("VmHWM"))
print(answer, took, peak)
"""


def long_call(seconds: float | None) -> bool:
    """Six hours of 8 kHz, recorded (on a clock that is set by hand), sealed, and read by a process of its own."""
    with tempfile.TemporaryDirectory() as made:
        house = House(Path(made) / "house", clock=SetClock())
        long_, short = Path(made) / "long.zip", Path(made) / "short.zip"
        print("hours: recording six hours", end="", file=sys.stderr, flush=True)
        recording(house, short, 60, id_="5" * 32)
        recording(house, long_, HOURS * 3600, id_="6" * 32)
        print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
        said = [_read(path, house.export(Path(made) / "anchors")) for path in (short, long_)]
        size = long_.stat().st_size
    (_, _, before), (answer, took, peak) = said
    print(
        f"a call of {HOURS} hours, {size / 1e6:.0f} MB: {answer} in {took:.1f} s; peak {peak / 1024:.0f} MB resident,"
        f" of one minute {before / 1024:.0f} MB"
    )
    return answer == "unchanged" and peak - before < 32 * 1024


def _read(path: Path, anchors: Path) -> tuple[str, float, int]:
    command = [sys.executable, "-c", READER, str(path), str(anchors)]
    answer, took, peak = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return answer, float(took), int(peak)


def whole_tests(seconds: float | None) -> bool:
    """Every test marked `sized`, with all its cases (tests/sized.py)."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "sized"]
    watch, env = Watch("tests", 1, seconds), {**os.environ, "ATESTA_WHOLE": "1"}
    try:
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        print(f"the tests that `make test` does in part: not over after {watch.took}")
        return True
    if done.returncode:
        print(done.stdout)
    count = next(
        (line for line in reversed(done.stdout.splitlines()) if " passed" in line or " failed" in line), "none"
    )
    print(f"the tests that `make test` does in part, whole: {count}")
    return done.returncode == 0


PARTS: dict[str, Callable[[float | None], bool]] = {
    "cuts": power,
    "hours": long_call,
    "tests": whole_tests,
    "kills": kills,
    "edits": edited,
}


def main() -> int:
    os.nice(10)  # whoever works on this machine goes first
    minutes = os.environ.get("SOAK_MINUTES")
    wanted = os.environ.get("SOAK_PARTS", " ".join(PARTS)).split()
    total = sum(SHARES[name] for name in wanted)
    failed = []
    for name in wanted:
        seconds = float(minutes) * 60 * SHARES[name] / total if minutes else None
        if not PARTS[name](seconds):
            failed.append(name)
        sys.stdout.flush()
    print(f"soak: {'failed: ' + ' '.join(failed) if failed else 'all ok'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
