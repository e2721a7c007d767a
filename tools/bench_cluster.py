"""A mill's clones beside people who tell their own part, and our own letters from many people: who comes together.

    .venv/bin/python tools/bench_cluster.py [--clones 1000] [--letters 200]

All texts are invented (tests/cases/mills); one core, the median of three.
"""

from __future__ import annotations

import argparse
import importlib
import random
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from atesta.action.complaint.cluster import Cluster, Told, clusters
from atesta.pipeline import open_desk

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "action" / "complaint"))
mills = importlib.import_module("mills")
LANGUAGES = ("zh", "es", "en")
SEED, ROUNDS = 20261122, 3


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--clones", type=int, default=1000)
    asked.add_argument("--letters", type=int, default=200)
    given, rulebook = asked.parse_args(), open_desk().rulebook
    for lang in LANGUAGES:
        chance = random.Random(SEED)
        clones, variants = [*mills.clones(lang, given.clones, chance)], [*mills.variants(lang, chance)]
        seconds, found = timed([*clones, *variants])
        own = sum(len(one.keys) == 1 and one.keys[0].startswith("own") for one in found)
        print(
            f"{lang}  {given.clones} clones and {len(variants)} people with facts of their own: "
            f"largest cluster {len(found[0].keys)}, people apart {own} of {len(variants)}, "
            f"clusters of clones {len(found) - own}, {seconds}"
        )
    for lang in LANGUAGES:
        letters = [*mills.letters(lang, given.letters, rulebook, random.Random(SEED))]
        seconds, found = timed(letters)
        print(f"{lang}  {given.letters} of our own letters from as many people: {len(found)} apart, {seconds}")
    mixed = [told for lang in LANGUAGES for told in mills.clones(lang, given.clones, random.Random(SEED))]
    seconds, found = timed(mixed)
    print(f"all three mills in one heap of {len(mixed)}: {len(found)} clusters, {seconds}")


def timed(told: Sequence[Told]) -> tuple[str, tuple[Cluster, ...]]:
    """Seconds on the wall and of the processor: on a busy machine only the second says something."""
    wall, cpu, found = [], [], tuple[Cluster, ...]()
    for _ in range(ROUNDS):
        before, spent = time.perf_counter(), time.process_time()
        found = clusters(told)
        wall.append(time.perf_counter() - before)
        cpu.append(time.process_time() - spent)
    return f"{statistics.median(wall):.2f} s ({statistics.median(cpu):.2f} s of a processor)", found


if __name__ == "__main__":
    main()
