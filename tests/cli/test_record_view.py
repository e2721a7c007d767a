"""What is seen while recording: fits its terminal in each language, and gives the terminal back."""

from __future__ import annotations

import os
import pty
import random
import select
import subprocess
import sys
import time
import wave
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from atesta.cli.layout import Screen, columns
from atesta.cli.record_face import Asking, say_told
from atesta.cli.record_view import Setting, view
from atesta.errors import DiskError
from atesta.evidence.session import State
from atesta.locale import FOLDERS, catalogue
from atesta.recording.call import Action, Call
from atesta.recording.grade import Origin
from atesta.recording.notice import notice_in
from atesta.recording.preflight import Power
from atesta.recording.recorder import Surroundings
from atesta.recording.watch import Happening

RATE = 8000
ARMED = Call(RATE).after(Action.PREFLIGHT, 0).after(Action.ARMED, 0)
TALKING = ARMED.after(Action.DIALLED, 61 * RATE).after(Action.ANSWERED, 65 * RATE)


def recorder(call: Call, seconds: int, **more: Any) -> Any:
    """As much of a recorder as is looked at."""
    start = SimpleNamespace(rate=RATE, channels=2)
    session = SimpleNamespace(
        start=start, segments=seconds // 2, state=State.RECORDING, head=lambda: (seconds, bytes(range(32)))
    )
    looked = {
        "session": session,
        "call": call,
        "now": seconds * RATE,
        "levels": (-180, -450),
        "surroundings": Surroundings(82_300_000_000, Power(False, 71)),
        "log_index": 12,
        "ended": False,
    }
    return SimpleNamespace(**looked | more)


def setting(grade: str = "A", place: str | None = "CL") -> Setting:
    kind = {"A": "device", "B": "stream", "rehearsal": "file"}[grade]
    return Setting(Origin(kind, grade, None), "H1n: USB Audio (hw:1,0)", notice_in(place, "firm"))  # type: ignore[arg-type]


def seen(call: Call, seconds: int, lang: str = "en", width: int = 80, grade: str = "A", **more: Any) -> str:
    lines = view(recorder(call, seconds, **more), setting(grade), catalogue(lang), Screen(width, False), "00:30 …")
    return "\n".join(lines)


@pytest.mark.parametrize("lang", FOLDERS)
@pytest.mark.parametrize("width", [36, 60, 96])
@pytest.mark.parametrize(("call", "seconds"), [(ARMED, 12), (TALKING, 90)])
def test_every_line_fits_the_terminal(lang: str, width: int, call: Call, seconds: int) -> None:
    lines = seen(call, seconds, lang, width, "rehearsal").split("\n")
    assert max(columns(line) for line in lines) <= width
    assert len([line for line in lines if line]) <= (32 if width < 60 else 24)


def test_it_counts_down_to_the_full_minute() -> None:
    assert "00:48 more until a full minute" in seen(ARMED, 12)
    assert "You may dial now" in seen(ARMED, 60)
    assert "after 61 s" in seen(TALKING, 90)


def test_the_notice_is_asked_for_until_it_was_given() -> None:
    assert '"This call is being recorded by [your name and firm]."' in seen(TALKING, 90)
    assert "Wait for a yes" in seen(TALKING, 90)
    assert "being recorded" not in seen(TALKING.after(Action.NOTICE, 70 * RATE), 90)
    assert "being recorded" not in seen(ARMED, 90)


def test_what_is_unknown_is_said_to_be() -> None:
    shown = seen(ARMED, 12, surroundings=Surroundings(None, Power(None, None)), log_index=None)
    assert shown.count("unknown") == 2
    assert "log out of reach" in shown


def test_a_rehearsal_is_never_shown_without_saying_so() -> None:
    assert "REHEARSAL" in seen(ARMED, 12, grade="rehearsal")
    assert "REHEARSAL" not in seen(ARMED, 12)


def test_what_is_typed_as_an_answer_is_not_shown() -> None:
    asking = Asking(("name", "challenge"))
    for key in "Ana\x7fa\r":
        assert asking.typed(key) is None
    assert asking.say(catalogue("en")) == "Answer to the agreed question: ▏"
    asking.typed("x")
    assert asking.say(catalogue("en")).endswith("•▏")
    assert asking.typed("\r") == {"name": "Ana", "challenge": "x"}


def test_escape_leaves_the_questions() -> None:
    asking = Asking(("name",))
    assert asking.typed("\x1b") is None
    assert asking.over


@pytest.mark.parametrize("lang", FOLDERS)
@pytest.mark.parametrize(
    "name",
    ["xrun", "suspended", "clock_step", "device_lost", "low_space", "low_battery", "network_loss", "network_back"],
)
def test_each_thing_that_happens_has_a_sentence(lang: str, name: Any) -> None:
    assert say_told(Happening(name, {}), catalogue(lang))
    for reason in ("no_space", "write_failed"):
        assert say_told(DiskError("", "", "", reason=reason), catalogue(lang))


def test_on_a_terminal_single_keys_make_the_call(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "call.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(random.Random(1).randbytes(60 * RATE * 2))
    ours, theirs = pty.openpty()
    main = "from atesta.cli import main; raise SystemExit(main())"
    command = [sys.executable, "-c", main, "record", "--rehearse", "call.wav", "--out", "acta.zip"]
    env = {**os.environ, "ATESTA_HOME": str(tmp_path / "home"), "TERM": "xterm"}
    child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path, env=env)
    os.close(theirs)
    try:
        wait_for(ours, "RECORDING")
        for key, word in (
            ("d", "Not yet"),
            ("d", "✓ dialled"),
            ("a", "✓ answered"),
            ("n", "✓ notice"),
            ("e", "once more"),
        ):
            os.write(ours, key.encode())
            wait_for(ours, word)
        os.write(ours, b"e")
        end = wait_for(ours, "Check it with")
        assert "\x1b[?1049l" in end, "the terminal is given back"
        assert child.wait(120) == 0
    finally:
        child.kill()
        child.wait()
        os.close(ours)


def wait_for(terminal: int, word: str) -> str:
    seen, until = b"", time.monotonic() + 120
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.5)[0]:
            seen += os.read(terminal, 65536)
        if word in seen.decode("utf-8", "ignore"):
            return seen.decode("utf-8", "ignore")
    pytest.fail(f"{word!r} was not shown: {seen[-2000:]!r}")
