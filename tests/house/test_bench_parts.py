"""`make bench` has a part for each figure that the register must reach."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.mark.parametrize("script", ["bench_gate.py", "bench_lookup.py", "bench_guess.py", "bench_ledger.py"])
def test_what_the_register_must_reach_is_measured_by_make_bench(script: str) -> None:
    if str(TOOLS) not in sys.path:
        sys.path.append(str(TOOLS))
    import bench  # noqa: PLC0415 - a tool, found by the line above

    assert [(TOOLS / command[0]).is_file() for _, command in bench.every_part() if command[0] == script] == [True]
