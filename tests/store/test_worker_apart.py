"""`atesta worker`, as a command in a process of its own, on the database of the run: it does what the pages left."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from forked import Forked
from shared_database import Shared

from atesta import cli

VECTORS = Path(__file__).parents[1] / "evidence" / "vectors"
TRANSCRIPT = Path(cli.__file__).parent / "cases" / "call" / "transcript.json"


@pytest.fixture
def worker(shared: Shared) -> Iterator[Forked]:
    home = {"ATESTA_HOME": str(shared.folder / "home")}
    process = replace(shared, env=shared.env | home).atesta("worker", "--lang", "en")
    yield process
    if process.returncode is None:
        process.kill()
        process.communicate()


def answer(shared: Shared, id_: str) -> dict[str, object]:
    until = time.monotonic() + 180
    while not (said := shared.run("ask_worker.py", "answer", id_).strip()):
        assert time.monotonic() < until
        time.sleep(0.3)
    found: dict[str, object] = json.loads(said)
    return found


def test_a_worker_apart_checks_a_bundle_answers_a_call_and_stops_when_it_is_told(
    shared: Shared, worker: Forked
) -> None:
    signers = VECTORS / "anchors" / "signers.pem"
    bundle = shared.run("ask_worker.py", "bundle", VECTORS / "whole.zip", signers).strip()
    call = shared.run("ask_worker.py", "call", TRANSCRIPT).strip()
    assert answer(shared, bundle)["answer"] == "unchanged"
    assert set(answer(shared, call)["views"]) == {"en", "es", "zh"}  # type: ignore[call-overload]
    worker.send_signal(signal.SIGTERM)
    said, _ = worker.communicate(timeout=120)
    assert worker.returncode == 0
    assert len(said.splitlines()) == 2
