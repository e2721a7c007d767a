"""Many at once, in processes and threads of their own, on SQLite and on PostgreSQL: done once, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

from shared_database import Shared, shared_database

SENDER = "../api/send_same.py"


def test_one_request_that_is_sent_twenty_times_at_once_is_done_once(tmp_path: Path) -> None:
    with shared_database(tmp_path) as shared:
        secret = shared.run(SENDER, "begin", 0).split()[0]
        running = [shared.start(SENDER, "same", secret, 10) for _ in range(2)]
        lines = [line for process in running for line in process.communicate(timeout=120)[0].splitlines()]
        again = shared.run(SENDER, "same", secret, 1).split()
        asked = count(shared, "GateAsk")
    answers = {line.split()[0]: set[str]() for line in lines}
    for line in lines:
        answers[line.split()[0]].add(line.split()[1])
    assert len(lines) == 20 and set(answers) <= {"200", "409"}
    assert answers.get("200", {again[1]}) == {again[1]} and again[0] == "200"
    assert asked == 1


def test_more_batches_at_once_than_are_taken_are_told_to_wait_and_none_is_lost(tmp_path: Path) -> None:
    """A hundred batches of a thousand are a hundred thousand registrations: whoever is told to wait sends it again."""
    with shared_database(tmp_path) as shared:
        secret = shared.run(SENDER, "begin", 48).split()[0]
        first = shared.run(SENDER, "batches", secret, 0, 8, 6, 0).split()
        taken = first[::2].count("200")
        assert sorted(set(first[::2])) == ["200", "429"] and taken == 4
        for seconds in (60, 120):  # the same eight again: four were taken before, four are now
            again = shared.run(SENDER, "batches", secret, 0, 8, 6, seconds).split()
            assert set(again[::2]) == {"200", "429"}
        assert count(shared, "Announcement") >= 24


def count(shared: Shared, model: str) -> int:
    return int(shared.run("count_rows.py", model))
