"""How fast a whole message is reviewed: five answers, with account, directory and history, to canonical JSON.

    .venv/bin/python tools/bench_review.py [--shared ../shared] [--count 4000] [--jobs 2]

Texts: data/messages and the background of the shared folder where it is there, else the utterances of this repository;
repeated to --count, a tenth of them written to evade a filter. Campaigns repeat their texts, and sentences that come
again are not encoded again; so the encoder's rates are also given for texts of which no two are the same.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import itertools
import json
import random
import resource
import statistics
import sys
import time
import tomllib
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

from atesta.cli.demo import extract
from atesta.contact.message import Message
from atesta.pipeline import Desk, open_desk, review_message
from atesta.review.as_json import review_bytes

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "rules"))
made_up = importlib.import_module("made_up_messages")

EVASIVE = 0.1
BEGIN = datetime.fromisoformat("2026-11-15T09:00:00+08:00")
CASE = resources.files("atesta.cli").joinpath("cases", "first")
KNOWLEDGE = extract(CASE, tomllib.loads(CASE.joinpath("case.toml").read_text(encoding="utf-8")))
_desk: list[Desk] = []


def texts(shared: Path, count: int) -> tuple[list[str], str]:
    """The bench texts, shuffled, and where they come from."""
    files = sorted((shared / "data" / "messages").glob("*.jsonl"))
    files = [file for file in files if file.name != "robocalls.jsonl"]
    source = "messages and background of the shared data" if files else "utterances of this repository"
    files = files or sorted((ROOT / "training" / "utterances").glob("*.jsonl"))
    read = [json.loads(line)["text"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    pick = random.Random(20261115)
    pick.shuffle(read)
    chosen = list(itertools.islice(itertools.cycle(read), count))
    return [evaded(text, pick) if pick.random() < EVASIVE else text for text in chosen], source


def evaded(text: str, pick: random.Random) -> str:
    if len(text) < 8:
        return text
    return str(made_up.evade(text, any("一" <= char <= "鿿" for char in text), pick))


def open_worker(encode: str) -> None:
    _desk[:] = [dataclasses.replace(open_desk(), encode=encode)]
    for text in ("您好", "hola", "hello there"):  # what loads late loads before the clock starts
        review(text, 0)


def review(text: str, number: int) -> bytes:
    received = BEGIN + timedelta(minutes=number % 600)
    message = Message(text=text, original=text.encode(), sender="106955880231", received=received)
    return review_bytes(review_message(message, KNOWLEDGE, _desk[0]))


def timed(chunk: list[tuple[int, str]]) -> list[tuple[float, bool]]:
    """Seconds for each text, and whether the encoder was asked."""
    spent = []
    for number, text in chunk:
        begun = time.perf_counter()
        review(text, number)
        took = time.perf_counter() - begun
        spent.append((took, _desk[0].asks_encoder(_desk[0].phrasebook.read(text))))
    return spent


def untimed(chunk: list[tuple[int, str]]) -> float:
    """Resident megabytes after a chunk."""
    for number, text in chunk:
        review(text, number)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


def chunks_of(numbered: list[tuple[int, str]], size: int) -> list[list[tuple[int, str]]]:
    return [numbered[start : start + size] for start in range(0, len(numbered), size)]


def throughput(
    encode: str, before: list[tuple[int, str]], numbered: list[tuple[int, str]], jobs: int
) -> tuple[float, float]:
    """Reviews a second with all processes, and the megabytes of the largest. `before`: read before the clock starts."""
    chunks = chunks_of(numbered, 50 if len(numbered) > 500 else 10)
    with ProcessPoolExecutor(jobs, initializer=open_worker, initargs=(encode,)) as pool:
        list(pool.map(untimed, chunks_of(before, 20)))
        begun = time.perf_counter()
        largest = max(pool.map(untimed, chunks))
        return len(numbered) / (time.perf_counter() - begun), largest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    chosen, source = texts(given.shared, given.count)
    numbered = list(enumerate(chosen))
    print(f"{len(chosen)} texts ({len(set(chosen))} different) from the {source}, {EVASIVE:.0%} evasive")
    open_worker("undecided")
    timed(numbered[:400])
    spent = timed(numbered)
    decided = [took for took, asked in spent if not asked]
    percentiles = statistics.quantiles(decided, n=100)
    print(f"reached the encoder           {1 - len(decided) / len(spent):8.1%}")
    print(f"decided by phrases, one core  p50 {percentiles[49] * 1000:6.2f} ms  p99 {percentiles[98] * 1000:6.2f} ms")
    only = [pair for pair, (_, asked) in zip(numbered, spent, strict=True) if not asked]
    different = list(enumerate(dict.fromkeys(chosen)))
    warm, cold = different[:300], different[300:]
    for name, encode, before, sample in (
        ("decided by phrases", "undecided", only[:400], only),
        ("as configured", "undecided", numbered[:400], numbered),
        ("as configured, no text twice", "undecided", warm, cold),
        ("every sentence encoded", "all", numbered[:400], numbered[: len(numbered) // 4]),
        ("the same, no text twice", "all", warm, cold),
    ):
        rate, largest = throughput(encode, before, sample, given.jobs)
        print(f"{name:28} {rate:8,.0f} reviews/s in {given.jobs} processes, the largest {largest:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
