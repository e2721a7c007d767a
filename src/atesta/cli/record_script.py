"""Events from a file or a pipe instead of from a keyboard, for rehearsals, tests and other programs.

One JSON object a line: `{"at": 70.5, "event": "dialled"}`; `at` in seconds of sound, left out: at once. `anyway` stands
for pressing a key twice. `identified` may bring `name`, `last_digits`, `challenge`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from atesta.errors import FileFormatError, Where
from atesta.recording.call import Action
from atesta.recording.identity import QUESTIONS, Question

SAYABLE = ("dialled", "ring", "answered", "notice", "identified", "hold", "pause", "resume", "end")
FIELDS = {"at", "event", "anyway", *QUESTIONS}


@dataclass(frozen=True, slots=True)
class Said:
    """`at` None: at once. The answers are compared and then forgotten."""

    action: Action
    at: float | None
    anyway: bool
    answers: dict[Question, str]


class Script:
    """In the order in which they come due; without a file there is nothing in it."""

    def __init__(self, waiting: list[Said] | None = None, lines: SimpleQueue[str] | None = None) -> None:
        self._waiting, self._lines, self._number = waiting or [], lines, 0

    def due(self, seconds: float) -> Iterator[Said]:
        while self._lines is not None:
            try:
                line = self._lines.get_nowait()
            except Empty:
                break
            self._number += 1
            if line.strip():
                self._waiting.append(_said(line, self._number, "-"))
        due = [said for said in self._waiting if said.at is None or said.at <= seconds]
        self._waiting = [said for said in self._waiting if said not in due]
        yield from due


def open_script(name: str | None) -> Script:
    if name is None:
        return Script()
    if name == "-":
        lines: SimpleQueue[str] = SimpleQueue()
        # A daemon, because a read from a pipe that nobody writes to cannot be ended.
        Thread(target=_pump, args=(sys.stdin.readline, lines), name="atesta-events", daemon=True).start()
        return Script(lines=lines)
    try:
        text = Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileFormatError(
            "The file of events cannot be read.",
            "Nobody would say what happens.",
            "Look at its name.",
            key="file_not_opened",
            where=Where.of(Path(name).name),
        ) from error
    found = [_said(line, number, Path(name).name) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    return Script(sorted(found, key=lambda said: said.at or 0))


def _pump(read: Callable[[], str], lines: SimpleQueue[str]) -> None:
    while line := read():
        lines.put(line)


def _said(line: str, number: int, name: str) -> Said:
    try:
        value = json.loads(line)
    except ValueError:
        value = {"event": line.strip()}  # the bare word will do
    if not isinstance(value, dict) or not _fits(value):
        raise FileFormatError(
            f"Line {number} of the events in {name} cannot be used.",
            "What happened then would not be in the recording.",
            f'Write {{"at": 70, "event": "dialled"}}; events: {", ".join(SAYABLE)}.',
            key="event_line",
            where=Where.of(name).at("line", number),
            events=SAYABLE,
        )
    answers: dict[Question, str] = {question: value[question] for question in QUESTIONS if question in value}
    return Said(Action(value["event"]), value.get("at"), bool(value.get("anyway")), answers)


def _fits(value: dict[str, Any]) -> bool:
    at = value.get("at")
    number = at is None or (isinstance(at, int | float) and not isinstance(at, bool) and 0 <= at < 1e6)
    texts = all(isinstance(value.get(question, ""), str) for question in QUESTIONS)
    return not set(value) - FIELDS and value.get("event") in SAYABLE and number and texts
