"""Works every figure of this snapshot out again. Python 3.10 or newer, nothing else: python3 recompute.py [FOLDER]

From the counts and contacts of companies.csv come each rate, its interval, and each place; from its rows the totals.
They are compared with what companies.csv, totals.csv and board.json say, each file with its digest in manifest.json.

    rate      upheld / contacts * 1000, half rounded up, four decimals; only where upheld is told as it is
    interval  F. Garwood, Biometrika 28, 1936: the means under which the least, and over which the most, that upheld can
              be is seen with a chance of 2.5 %; per 1000 contacts; the lower end rounded down, the upper end up
    place     from 1 + the rows of the same country whose interval lies wholly above, to all rows less those below

It was written apart from the program that made the snapshot, and shares no line with it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

MEASURES = ("received", "answered", "upheld")
Rows = list[dict[str, str]]


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent)
    wrong = list(digests(folder)) or compared(folder)
    print("\n".join(wrong) or "every figure agrees")
    return 1 if wrong else 0


def compared(folder: Path) -> list[str]:
    companies, totals, campaigns = (read(folder / f"{name}.csv") for name in ("companies", "totals", "campaigns"))
    print(f"{len(companies)} companies, {len(campaigns)} campaigns")
    board = json.loads((folder / "board.json").read_text(encoding="utf-8"))
    wrong = [*rates(companies), *ranks(companies), *sums(companies, totals)]
    for name, rows in (("companies", companies), ("totals", totals), ("campaigns", campaigns)):
        wrong += same(name, rows, board[name])
    return wrong


def read(path: Path) -> Rows:
    """A cell that a spreadsheet would take for a formula has an apostrophe before it."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        {key: cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@\t" else cell for key, cell in row.items()}
        for row in rows
    ]


def digests(folder: Path) -> Iterator[str]:
    for name, digest in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"].items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            yield f"{name}: not the file of the manifest"


def rates(rows: Rows) -> Iterator[str]:
    for number, row in enumerate(rows, start=2):
        wanted = ("", "", "")
        if row["contacts"] and row["upheld_from"]:
            wanted = rate_of(int(row["upheld_from"]), int(row["upheld_to"]), int(row["contacts"]))
        if (row["rate"], row["rate_from"], row["rate_to"]) != wanted:
            yield f"companies.csv, line {number}: rate {' '.join(wanted)} expected"


def rate_of(least: int, most: int, contacts: int) -> tuple[str, str, str]:
    scale = 1000 * 10_000
    exact = decimals(math.floor(least * scale / contacts + 0.5)) if least == most else ""
    low, high = mean_under(least) * scale / contacts, mean_over(most) * scale / contacts
    return exact, decimals(math.floor(low)), decimals(math.ceil(high))


def decimals(ten_thousandths: int) -> str:
    return f"{ten_thousandths // 10_000}.{ten_thousandths % 10_000:04d}"


def mean_under(count: int) -> float:
    """The mean with which `count` or more comes with a chance of 2.5 %."""
    return 0.0 if count == 0 else halved(lambda mean: 1 - at_most(count - 1, mean) > 0.025, 0.0, float(count))


def mean_over(count: int) -> float:
    """The mean with which `count` or fewer comes with a chance of 2.5 %."""
    return halved(lambda mean: at_most(count, mean) < 0.025, float(count), count + 10 * math.sqrt(count + 1) + 10)


def halved(beyond: Any, low: float, high: float) -> float:
    """Where `beyond` begins to hold."""
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (low, middle) if beyond(middle) else (middle, high)
    return (low + high) / 2


@cache
def at_most(count: int, mean: float) -> float:
    """The chance that a Poisson count of this mean is `count` or less; what lies twelve deviations off adds nothing."""
    if mean <= 0:
        return 1.0
    first = max(0, int(mean - 12 * math.sqrt(mean) - 12))
    chances = (math.exp(each * math.log(mean) - mean - math.lgamma(each + 1)) for each in range(first, count + 1))
    return math.fsum(chances)


def ranks(rows: Rows) -> Iterator[str]:
    lows, highs = ends(rows, "rate_from"), ends(rows, "rate_to")
    for number, row in enumerate(rows, start=2):
        wanted = ("", "")
        if row["rate_to"]:
            mine, others = lows[row["place"]], len(lows[row["place"]])
            above = others - bisect_right(mine, whole(row["rate_to"]))
            below = bisect_left(highs[row["place"]], whole(row["rate_from"]))
            wanted = str(1 + above), str(others - below)
        if (row["rank_from"], row["rank_to"]) != wanted:
            yield f"companies.csv, line {number}: place {'-'.join(wanted)} expected"


def ends(rows: Rows, end: str) -> dict[str, list[int]]:
    """One end of the intervals of each country, sorted."""
    found: dict[str, list[int]] = {}
    for row in rows:
        if row["rate_to"]:
            found.setdefault(row["place"], []).append(whole(row[end]))
    return {place: sorted(figures) for place, figures in found.items()}


def whole(figure: str) -> int:
    return int(figure.replace(".", ""))


def sums(rows: Rows, totals: Rows) -> Iterator[str]:
    """Of what is told exactly."""
    for total in totals:
        here = [row for row in rows if row["place"] == total["place"]]
        wanted = {"companies": len(here)}
        for name in MEASURES:
            exact = [row for row in here if row[f"{name}_from"] == row[f"{name}_to"] != ""]
            wanted[name] = sum(int(row[f"{name}_from"]) for row in exact)
        yield from (
            f"totals.csv, {total['place']}: {name} {value} expected"
            for name, value in wanted.items()
            if total[name] != str(value)
        )
    if {row["place"] for row in rows} != {total["place"] for total in totals}:
        yield "totals.csv: a country is missing"


def same(name: str, rows: Rows, told: list[dict[str, Any]]) -> Iterator[str]:
    """What the JSON says, as a row of the CSV would say it."""
    if len(rows) != len(told):
        yield f"{name}: board.json has {len(told)} rows, the CSV {len(rows)}"
    for number, (row, other) in enumerate(zip(rows, told, strict=False), start=2):
        cells = flat(other)
        yield from (
            f"{name}.csv, line {number}: {key} is not as in board.json"
            for key, cell in row.items()
            if key in cells and cells[key] != cell
        )


def flat(told: dict[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, value in told.items():
        if isinstance(value, dict):
            cells.update({f"{key}_{end}": str(value[end]) for end in ("from", "to")})
        elif not isinstance(value, (list, bool)):
            cells[key] = "" if value is None else str(value)
    return cells


if __name__ == "__main__":
    sys.exit(main())
