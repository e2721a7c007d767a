"""The table of docs/attacks.md, from cases.toml and what is measured; run as a program, it writes it."""

from __future__ import annotations

import re
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from atesta.locale import catalogue  # noqa: E402
from attacks import editor, insider, thief  # noqa: E402
from attacks.registry import ATTACKS  # noqa: E402
from attacks.stand import COLUMNS, Grounds, Seen  # noqa: E402

PAGE = HERE.parents[2] / "docs" / "attacks.md"
BEGIN, END = "<!-- written by tests/evidence/attacks/page.py -->\n", "<!-- end -->\n"
FAULTS = "<!-- faults, written by the same -->\n"
FAULT_HEAD = """| what fails | people are told | tests |
| --- | --- | --- |
"""
EXAMPLE = {"where": "sound.enc", "at": "14", "seconds": "25"}
HEAD = """| # | attack | by | own log only | outside anchors |
| --- | --- | --- | --- | --- |
"""
MODULES = (editor, thief, insider)


@dataclass(frozen=True)
class Case:
    """One entry of cases.toml. `expected` has, for each column, the answer and what must be noticed."""

    number: str
    what: str
    by: str
    expected: Mapping[str, tuple[str, str]]


def cases() -> list[Case]:
    found = tomllib.loads((HERE / "cases.toml").read_text("utf-8"))["attack"]
    return [Case(one["number"], one["what"], one["by"], _columns(one)) for one in found]


def _columns(one: dict[str, list[str]]) -> dict[str, tuple[str, str]]:
    both = {column: tuple(one.get("both") or one[column]) for column in COLUMNS}
    return {column: (answer, must) for column, (answer, must) in both.items()}


def fits(expected: tuple[str, str], seen: Seen) -> bool:
    answer, must = expected
    if seen.answer != answer:
        return False
    if must == "nothing":
        return not seen.noticed
    if must.startswith("open: "):
        return not seen.noticed and must.removeprefix("open: ") in seen.not_proven
    layer, _, reason = must.partition("/")
    return (layer, reason) in seen.noticed


def row(case: Case, seen: Mapping[str, Seen]) -> str:
    shown = [cell(case.expected[column], seen[column]) for column in COLUMNS]
    return f"| {case.number} | {case.what} | {case.by} | {shown[0]} | {shown[1]} |\n"


def cell(expected: tuple[str, str], seen: Seen) -> str:
    answer, must = expected
    word = answer.replace("_", " ")
    if must == "nothing":
        return word
    if must.startswith("open: "):
        return f"{word}; leaves open `{must.removeprefix('open: ')}`"
    return f"**{word}** `{must.partition('/')[2]}`; noticed by {', '.join(seen.layers)}"


def measured(number: str, grounds: Grounds) -> dict[str, Seen]:
    return {column: ATTACKS[number](grounds.stand(column)) for column in COLUMNS}


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        grounds, rows = Grounds(Path(made)), []
        for case in cases():
            seen = measured(case.number, grounds)
            for column in COLUMNS:
                if not fits(case.expected[column], seen[column]):
                    raise SystemExit(f"{case.number}, {column}: expected {case.expected[column]}, saw {seen[column]}")
            rows.append(row(case, seen))
            print(f"\r{len(rows)} of {len(cases())}", end="", file=sys.stderr)
    write(BEGIN, HEAD + "".join(rows))
    write(FAULTS, fault_table())


def write(mark: str, table: str) -> None:
    before, _, rest = PAGE.read_text("utf-8").partition(mark)
    PAGE.write_text(f"{before}{mark}{table}{END}{rest.partition(END)[2]}", "utf-8")


def faults() -> list[dict[str, Any]]:
    return list(tomllib.loads((HERE / "faults.toml").read_text("utf-8"))["fault"])


def fault_table() -> str:
    words, rows = catalogue("en"), []
    for fault in faults():
        said = " ".join(_sentence(words.say(key, **EXAMPLE)) for key in fault["says"])
        tests = ", ".join(f"`{test.partition('::')[2]}`" for test in fault["tests"])
        rows.append(f"| {fault['what']} | {said} | {tests} |\n")
    return FAULT_HEAD + "".join(rows)


def _sentence(text: str) -> str:
    return f"“{text[:1].upper()}{text[1:]}”"


def rows_of_the_page() -> dict[str, str]:
    table = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0].removeprefix(HEAD)
    return {re.match(r"\| (\S+) \|", line)[1]: line for line in table.splitlines(True)}  # type: ignore[index]


if __name__ == "__main__":
    main()
