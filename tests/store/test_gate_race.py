"""Fifty at once for the last permitted call of the day: one of them gets it, on SQLite and on PostgreSQL."""

from __future__ import annotations

from shared_database import Shared


def test_of_fifty_who_ask_at_once_exactly_one_gets_the_last_call(shared: Shared) -> None:
    shared.run("ask_gate.py", "begin")
    running = [shared.start("ask_gate.py", "ask", 25, first) for first in (0, 25)]
    ended = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0], [complained for _, complained in ended]
    said = [out.split() for out, _ in ended]
    assert sum(int(allowed) for allowed, _ in said) == 1
    assert max(int(rows) for _, rows in said) == 50
