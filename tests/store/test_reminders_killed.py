"""Reminders through a real mail server, by workers that are killed while they send: nothing is told twice."""

from __future__ import annotations

import random
import re
import signal
import time
from collections import Counter
from dataclasses import replace

from a_mail_server import mail_server
from shared_database import Shared

FILES, KILLS, LEASE = 10, 2, 1.0


def test_killed_workers_send_no_reminder_twice_and_leave_none_waiting(shared: Shared) -> None:
    chance = random.Random(7)
    with mail_server(slow=0.1) as server:
        there = replace(shared, env={**shared.env, "ATESTA_MAIL": server.address})
        there.run("fill_reminders.py", FILES)
        running = [there.start("do_reminders.py", LEASE) for _ in range(2)]
        for _ in range(KILLS):
            victim = running.pop(0)
            assert victim.stdout is not None
            victim.stdout.readline()
            time.sleep(chance.uniform(0.2, 0.5))
            victim.send_signal(signal.SIGKILL)
            victim.communicate()
            running.append(there.start("do_reminders.py", LEASE))
        for process in running:
            process.communicate(timeout=120)
            assert process.returncode == 0
        due, begun, mailed, waiting, failed = map(int, there.run("fill_reminders.py").split())
        to = Counter(str(letter["To"]) for letter in server.taken)
    assert (due, begun, waiting, failed) == (2 * FILES, 2 * FILES, 0, 0)
    assert set(to.values()) == {1}  # one mail for the two things of a file
    assert FILES - KILLS <= len(to) <= FILES  # whoever was killed in the middle may have said nothing
    assert 2 * (FILES - KILLS) <= mailed <= 2 * FILES
    for letter in server.taken:
        words = f"{letter['Subject']} {letter.get_content()}"
        assert letter["From"] == "post@example.org" and letter["Message-ID"].endswith("@localhost>")
        assert "Hay algo pendiente" in words and "http://localhost:8000/es/file/" in words
        assert not re.search(r"Ejemplo|412|deuda|pausa|p\d+@", words)


def test_a_mail_server_that_is_away_costs_no_reminder(shared: Shared) -> None:
    with mail_server() as server:
        address = server.address
    away = replace(shared, env={**shared.env, "ATESTA_MAIL": address})
    away.run("fill_reminders.py", 1)
    refused = away.start("do_reminders.py", LEASE)
    assert refused.stdout is not None
    refused.stdout.readline()
    time.sleep(2)
    refused.kill()
    refused.communicate()
    due, begun, mailed, waiting, failed = map(int, away.run("fill_reminders.py").split())
    assert (due, begun, mailed, waiting, failed) == (2, 0, 0, 1, 0)


def test_a_mail_server_that_takes_a_letter_and_hangs_up_gets_it_once(shared: Shared) -> None:
    with mail_server(drops=True) as server:
        there = replace(shared, env={**shared.env, "ATESTA_MAIL": server.address})
        there.run("fill_reminders.py", 1)
        there.run("do_reminders.py", LEASE)
        due, begun, mailed, waiting, failed = map(int, there.run("fill_reminders.py").split())
    assert len(server.taken) == 1
    assert (due, begun, mailed, waiting, failed) == (2, 2, 0, 0, 0)
