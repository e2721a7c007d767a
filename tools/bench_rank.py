"""How long a board takes: 10,000 firms from a million contacts, one a line, and 100,000 cases.

    .venv/bin/python tools/bench_rank.py [--firms 10000] [--contacts 1000000] [--cases 100000]

Files of invented firms are written first, untimed; a tenth of the cases come by a telephone or in a text that others
use, too. A million contacts of 10,000 firms are a hundred each, and a firm under a thousand has no place: each line is
taken for forty, so that every firm is ranked. Timed: both files read with every check, the board made, its files
written, and the same beside an earlier version. Then the script that is shipped works every figure out again.
"""

from __future__ import annotations

import argparse
import gc
import io
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from atesta.action.ranking.board import make_board
from atesta.action.ranking.case import FIELDS
from atesta.action.ranking.case_file import EACH, read_cases, read_contacts
from atesta.action.ranking.period import read_quarter
from atesta.installation.boards import snapshot_files, write_folder

GOAL_SECONDS = 3.0
PERIOD = read_quarter("2026-Q3")
COUNTED, LATER = date(2026, 10, 20), date(2026, 11, 20)
BODIES = ("regulator", "ombudsman", "lender")
Made = TypeVar("Made")


@dataclass(slots=True)
class Spent:
    """Seconds by the clock and of the processor, with what came out."""

    clock: float = 0.0
    processor: float = 0.0


def timed(work: Callable[[], Made], spent: Spent) -> Made:
    gc.collect()
    clock, processor = time.perf_counter(), time.process_time()
    made = work()
    spent.clock += time.perf_counter() - clock
    spent.processor += time.process_time() - processor
    return made


def firm(pick: random.Random, firms: int) -> str:
    """A tenth of the firms make half of the contacts, and all have some."""
    large = max(firms // 10, 1)
    return f"Firm {pick.randrange(large if pick.random() < 0.5 else firms):05} SA"


def days() -> list[str]:
    return [(PERIOD.first + timedelta(days=day)).isoformat() for day in range(92)]


def contacts_file(pick: random.Random, firms: int, count: int) -> bytes:
    out, known = io.StringIO(), days()
    out.write(",".join(EACH) + "\n")
    for number in range(count):
        name = f"Firm {number:05} SA" if number < firms else firm(pick, firms)
        out.write(f"MX,{name},{known[number % 92]},register\n")
    return out.getvalue().encode()


def cases_file(pick: random.Random, firms: int, count: int) -> bytes:
    out, known = io.StringIO(), days()
    out.write(",".join(FIELDS) + "\n")
    for number in range(count):
        outcome = pick.choice(("upheld", "rejected", "open"))
        body = "" if outcome == "open" else pick.choice(BODIES)
        day = pick.choice(known)
        answered = day if pick.random() < 0.6 else ""
        shared = f"k{pick.randrange(200)}" if pick.random() < 0.05 else f"o{number}"
        text = f"t{pick.randrange(200)}" if pick.random() < 0.05 else f"x{number}"
        campaign = pick.choice(("", "visits", "letters", "calls"))
        out.write(f"c{number},MX,{firm(pick, firms)},legal_entity,{campaign},{day},{answered},{outcome},{body},")
        out.write(f"imported,p{number},{shared},{text}\n")
    return out.getvalue().encode()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("firms", 10_000), ("contacts", 1_000_000), ("cases", 100_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    pick = random.Random(20260930)
    lines, told = contacts_file(pick, given.firms, given.contacts), cases_file(pick, given.firms, given.cases)
    reading, making, writing, again = Spent(), Spent(), Spent(), Spent()
    contacts = timed(lambda: read_contacts(lines, "contacts.csv", PERIOD), reading)
    cases = timed(lambda: read_cases(told, "cases.csv"), reading)
    enough = {key: replace(each, count=40 * each.count) for key, each in contacts.items()}
    board = timed(lambda: make_board(cases, enough, PERIOD, COUNTED), making)
    files = timed(lambda: snapshot_files(board), writing)
    fewer = cases[: len(cases) * 99 // 100]  # as if a hundredth had been taken out since
    later = timed(lambda: make_board(fewer, enough, PERIOD, LATER, earlier=[board]), again)
    print(
        f"{len(lines) / 1e6:.0f} MB of contacts, {len(told) / 1e6:.0f} MB of cases, {len(board.rows):,} firms listed,"
    )
    print(f"{sum(row.rank is not None for row in board.rows):,} with a place, {len(board.campaigns):,} campaigns")
    for name, spent in (("files read", reading), ("board made", making), ("snapshot written", writing)):
        print(f"{name:36} {spent.clock:6.2f} s by the clock, {spent.processor:6.2f} s of one processor")
    total = reading.clock + making.clock
    both = reading.processor + making.processor
    print(f"{'read and made together':36} {total:6.2f} s by the clock, {both:6.2f} s of one processor")
    print(f"{'a second version beside the first':36} {again.clock:6.2f} s by the clock ({len(later.rows):,} firms)")
    print(recomputed(files))
    return 0 if total < GOAL_SECONDS else 1


def recomputed(files: dict[str, bytes]) -> str:
    with tempfile.TemporaryDirectory() as made:
        write_folder(Path(made) / "snapshot", files)
        begun = time.perf_counter()
        command = [sys.executable, "-I", "-S", str(Path(made) / "snapshot" / "recompute.py")]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().replace("\n", ", ")
        return f"{'the shipped script':36} {time.perf_counter() - begun:6.2f} s: {said}"


if __name__ == "__main__":
    sys.exit(main())
