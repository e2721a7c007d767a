"""Who to turn to in distress, by place, as dated data (DESIGN decision 13, facts/helplines.md)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class HelpLine:
    """`help` is a line to talk, None where no source confirmed one; `emergency` is the place's emergency number."""

    help: str | None
    emergency: str
    verified_on: date


@cache
def help_lines() -> dict[str, HelpLine]:
    """By place code."""
    data = tomllib.loads(Path(__file__).with_name("helplines.toml").read_text(encoding="utf-8"))
    verified_on = data.pop("verified_on")
    return {place: HelpLine(line.get("help"), line["emergency"], verified_on) for place, line in data.items()}
