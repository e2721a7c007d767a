"""What must come out of `cases/routing`: a case, and which channels may come first, wait, ask or be cited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from atesta.action.complaint.channel import load_channels
from atesta.contact.place import place_code

CASES = [
    json.loads(line)
    for line in (Path(__file__).resolve().parents[1] / "cases" / "routing" / "cases.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def faults(case: dict[str, Any], route: dict[str, Any]) -> list[str]:
    """Everything in this answer that the case does not allow."""
    rows, later = route["recommended"], {row["channel"]: row for row in route["not_now"]}
    names = [row["channel"] for row in rows]
    return [*_places(case, names, later), *_expected(case["expect"], names, rows, later), *_sound(case, rows, later)]


def _places(case: dict[str, Any], names: list[str], later: dict[str, Any]) -> Iterator[str]:
    place, channels = place_code(case["case"]["place"]), load_channels()
    if len(names) != len(set(names)) or set(names) & set(later):
        yield f"twice: {names} / {sorted(later)}"
    if {*names, *later} != {channel.id for channel in channels.values() if place in channel.places}:
        yield "not every channel of the place, or one of another"


def _expected(want: dict[str, Any], names: list[str], rows: list[Any], later: dict[str, Any]) -> Iterator[str]:
    if want["first"] and names[:1] not in [[name] for name in want["first"]]:
        yield f"first {names[:1]}"
    yield from (f"{name} is not recommended" for name in want["appear"] if name not in names)
    yield from (f"none of {some}" for some in want["any_of"] if not set(some) & set(names))
    yield from (f"{name} does not wait" for name in want["not_now"] if name not in later)
    yield from (f"{name} without citation" for name in want["cited"] if not later.get(name, {}).get("citations"))
    yield from (f"{name} is recommended" for name in want["not_recommended"] if name in names)
    yield from (
        f"{first} should precede {second}"
        for first, second in want["before"]
        if second in names and (first not in names or names.index(first) > names.index(second))
    )
    for name, words in want["missing"].items():
        asked = [row["missing"] for row in rows if row["channel"] == name.rstrip("?")]
        if asked or not name.endswith("?"):
            yield from (f"{name}: {word} is not asked for" for word in words if not set(word.split("|")) & set(*asked))


def _sound(case: dict[str, Any], rows: list[Any], later: dict[str, Any]) -> Iterator[str]:
    for row in (*rows, *later.values()):
        if not row["why"] or not all(reason["text"] for reason in row["why"]):
            yield f"{row['channel']} without a reason"
        if set(row.get("missing", ())) & set(case["case"]["has"]):
            yield f"{row['channel']} asks for what is there"
