"""The first case as the command line takes it (PRODUCT §4.1), and how a command ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CASES = Path(__file__).resolve().parents[2] / "src" / "atesta" / "cli" / "cases"
FIRST = CASES / "first"
MESSAGE = FIRST / "message.txt"
HEADER = ("--sender", "106955880231", "--received", "2026-11-15T21:47:00+08:00", "--place", "CN")
FILES = (
    *("--account", FIRST / "account.toml"),
    *("--directory", FIRST / "directory.toml"),
    *("--history", FIRST / "history.jsonl"),
)
REVIEW = ("review", MESSAGE, *HEADER, *FILES)


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Atesta = Callable[..., Ran]
