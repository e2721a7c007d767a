"""`atesta record` and `atesta recover`: from a sound to a bundle that verify knows, and what they refuse."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from first_case import Atesta

from atesta.evidence import keys
from atesta.evidence.archive import Zipped

RATE = 8000
WHOLE = (
    {"at": 30, "event": "dialled"},
    {"at": 61, "event": "dialled"},
    {"at": 62, "event": "answered"},
    {"at": 62.5, "event": "notice"},
    {"at": 63, "event": "identified", "name": "ANA LÓPEZ", "last_digits": "5512345678"},
    {"at": 64, "event": "end"},
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def a_wav(seconds: float, name: str = "call.wav") -> Path:
    path = Path(name)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(noise(seconds))
    return path


def noise(seconds: float) -> bytes:
    made = random.Random(1)
    return b"".join(made.randrange(-40, 40).to_bytes(2, "little", signed=True) for _ in range(round(seconds * RATE)))


def script(*events: dict[str, object]) -> Path:
    path = Path("events.jsonl")
    path.write_text("".join(f"{json.dumps(event)}\n" for event in events), encoding="utf-8")
    return path


def inside(bundle: Path) -> dict[str, bytes]:
    with bundle.open("rb") as file:
        zipped = Zipped(file)
        return {name: b"".join(zipped.chunks(name)) for name in zipped.sizes}


def records(bundle: Path) -> list[dict[str, Any]]:
    return [json.loads(line)["r"] for line in inside(bundle)["data/chain.jsonl"].splitlines()]


@pytest.fixture
def rehearsed(atesta: Atesta) -> Callable[..., Any]:
    def run(*more: object, seconds: float = 3) -> Any:
        wav = a_wav(seconds)
        return atesta("record", "--rehearse", wav, "--fast", "--out", "acta.zip", *more)

    return run


def test_a_hurried_rehearsal_is_sealed_now_and_says_that_no_authority_was_asked(
    rehearsed: Callable[..., Any], atesta: Atesta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATESTA_TSA", "https://tsa.example.org/tsr")
    before = time.time()
    assert "was not asked" in rehearsed(seconds=400).out
    sealed = json.loads(inside(Path("acta.zip"))["data/about.json"])["sealed_utc_ms"] / 1000
    assert before - 1 <= sealed <= time.time() + 1


@pytest.mark.parametrize("data", [b"", b"a.b.c\n", b"eyJhbGciOiJub25lIn0.e30.YQ\n"])
def test_a_mandate_that_is_none_is_refused_before_anything_is_recorded(
    rehearsed: Callable[..., Any], data: bytes
) -> None:
    Path("mandate.jws").write_bytes(data)
    ran = rehearsed("--mandate-file", "mandate.jws")
    assert (ran.status, "mandate.jws: " in ran.err, Path("acta.zip").exists()) == (2, True, False)


@pytest.mark.parametrize(("option", "value"), [("--rate", 16000), ("--channels", 2)])
def test_a_rehearsal_keeps_the_shape_of_its_file(rehearsed: Callable[..., Any], option: str, value: int) -> None:
    ran = rehearsed(option, value)
    assert (ran.status, option in ran.err) == (2, True)


def test_a_rehearsal_says_so_in_every_output(rehearsed: Callable[..., Any], atesta: Atesta) -> None:
    assert rehearsed().out.count("REHEARSAL") == 2
    assert "A rehearsal" in atesta("verify", "acta.zip").out
    verdict = atesta("verify", "acta.zip", "--json")
    assert (verdict.status, verdict.json["bundle"]["grade"]) == (0, "rehearsal")
    files = inside(Path("acta.zip"))
    for lang, word in {"en": "A rehearsal", "es": "Un ensayo", "zh": "演练"}.items():
        assert word in files[f"readme.{lang}.html"].decode()


def test_a_call_is_recorded_step_by_step(rehearsed: Callable[..., Any], atesta: Atesta) -> None:
    atesta("identity", "set", "P-1", stdin=b"ana lopez\n5678\n\n")
    ran = rehearsed("--events", script(*WHOLE), "--party", "P-1", "--by", "A-7", "--place", "ES", seconds=70)
    assert ran.status == 0
    assert "30 s of the minute are missing" in ran.out
    assert "The answers agree" in ran.out
    assert "61.0 s were recorded before the contact" in ran.out
    events = [(record["event"], record["at"]) for record in records(Path("acta.zip")) if record["kind"] == "event"]
    said = [(name, at / RATE) for name, at in events if name not in ("logged", "ring")]
    assert said == [("armed", 0), ("dialled", 61), ("answered", 62), ("notice", 62.5), ("identified", 63)]


def test_no_answer_is_kept_said_or_sealed(rehearsed: Callable[..., Any], atesta: Atesta, home: Path) -> None:
    atesta("identity", "set", "P-1", stdin=b"ana lopez\n5678\n\n")
    ran = rehearsed("--events", script(*WHOLE), "--party", "P-1", seconds=65)
    bundle = b"".join(data for name, data in inside(Path("acta.zip")).items() if name != "data/audio.wav")
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for word in ("LÓPEZ", "lopez", "5512345678"):
        assert word not in ran.out + ran.err
        assert word.encode() not in bundle + kept


def test_wrong_answers_leave_the_step_open(rehearsed: Callable[..., Any], atesta: Atesta) -> None:
    atesta("identity", "set", "P-1", stdin=b"eva\n\n\n")
    events = ({"at": 1, "event": "answered"}, {"at": 2, "event": "identified", "name": "Ana"})
    assert "Do not speak about the debt" in rehearsed("--events", script(*events), "--party", "P-1").out
    (found,) = [record for record in records(Path("acta.zip")) if record.get("event") == "identified"]
    assert found["detail"]["met"] is False


def test_an_unexpected_call_shows_the_seconds_it_had(rehearsed: Callable[..., Any]) -> None:
    ran = rehearsed("--events", script({"at": 2, "event": "answered"}))
    assert "Only 2.0 s were recorded before the contact" in ran.out
    (found,) = [record for record in records(Path("acta.zip")) if record.get("event") == "answered"]
    assert found["detail"] == {"anyway": False, "by": "person", "incoming": True, "lead_ms": 2000}


def test_a_pause_is_a_record_and_its_sound_is_not_kept(rehearsed: Callable[..., Any], atesta: Atesta) -> None:
    rehearsed("--events", script({"at": 1, "event": "pause"}, {"at": 4, "event": "resume"}), seconds=6)
    names = [record["event"] for record in records(Path("acta.zip")) if record["kind"] == "event"]
    assert names == ["armed", "pause", "resume"]
    assert records(Path("acta.zip"))[-1]["at"] == 3 * RATE
    assert atesta("verify", "acta.zip").status == 0


def test_of_the_two_ends_of_a_call_the_stricter_asks(rehearsed: Callable[..., Any]) -> None:
    events = script({"at": 1, "event": "answered"})
    ran = rehearsed("--events", events, "--role", "person", "--place", "CO", "--here", "US")
    assert 'Say now: "This call is being recorded by [your name and firm]."' in ran.out
    assert "Wait for a yes" in ran.out


def test_a_stream_is_grade_b_whatever_it_is_called(atesta: Atesta) -> None:
    device = ("--maker", "Zoom", "--model", "H1n", "--serial", "7", "--sound-name", "standard input")
    assert atesta("device", "add", *device).status == 0
    ran = atesta("record", "--stdin", "--rate", RATE, "--out", "acta.zip", stdin=noise(3))
    assert (ran.status, "Grade B" in ran.out) == (0, True)
    assert atesta("verify", "acta.zip", "--json").json["bundle"]["grade"] == "B"


@pytest.mark.parametrize(
    "words",
    [
        ("--rehearse", "call.wav", "--device", "Zoom"),
        ("--rehearse", "call.wav", "--stdin"),
        ("--agent", "one"),
        ("--stdin", "--fast"),
        ("--stdin", "--events", "-"),
        ("--rehearse", "call.wav", "--party", "5512345678"),
        ("--rehearse", "call.wav", "--party", "Ana López"),
        ("--rehearse", "call.wav", "--place", "Spain"),
        ("--rehearse", "not-there.wav"),
        ("--rehearse", "call.wav", "--grade", "A"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_made(atesta: Atesta, words: tuple[str, ...]) -> None:
    a_wav(0.2)
    ran = atesta("record", *words, "--out", "acta.zip")
    assert (ran.status, ran.err != "") == (2, True)
    assert not Path("acta.zip").exists()


@pytest.mark.parametrize(
    "line", ['{"event": "dance"}', '{"event": "end", "at": "soon"}', '{"event": "end", "x": 1}', "1"]
)
def test_an_event_that_cannot_be_used_is_named_by_its_line(atesta: Atesta, line: str) -> None:
    Path("events").write_text(f'{{"event": "dialled", "at": 1}}\n{line}\n')
    ran = atesta("record", "--rehearse", a_wav(0.2), "--events", "events", "--out", "acta.zip")
    assert (ran.status, "line 2" in ran.err) == (2, True)


def test_a_bundle_is_never_written_over(atesta: Atesta) -> None:
    Path("acta.zip").write_text("mine")
    assert atesta("record", "--rehearse", a_wav(0.2), "--out", "acta.zip").status == 2
    assert Path("acta.zip").read_text() == "mine"


def test_a_home_where_nothing_can_be_sealed_keeps_the_recording(
    rehearsed: Callable[..., Any], atesta: Atesta, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("atesta.evidence.seal._write", _full)
        ran = rehearsed()
    assert (ran.status, "atesta recover" in ran.err) == (1, True)
    again = atesta("recover", "--out", "acta.zip")
    assert (again.status, "REHEARSAL" in again.out) == (0, True)
    assert not list((home / "sessions").iterdir())


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


class Running:
    """`atesta record` in a process of its own, at the pace of time."""

    def __init__(self, *words: str) -> None:
        command = [sys.executable, "-c", "from atesta.cli import main; raise SystemExit(main())", *words]
        env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        pipe = subprocess.PIPE
        self.child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True, env=env)

    def until(self, word: str) -> None:
        assert self.child.stdout
        for line in self.child.stdout:
            if word in line:
                return
        pytest.fail(f"it ended without saying {word!r}")

    def until_kept(self, sessions: Path, segments: int) -> None:
        for _ in range(300):
            chains = list(sessions.glob("*/chain.jsonl"))
            if chains and chains[0].read_text().count('"kind":"segment"') >= segments:
                return
            time.sleep(0.1)
        pytest.fail("it keeps nothing")

    def close(self) -> None:
        self.child.kill()
        self.child.communicate()


@pytest.fixture
def running() -> Iterator[Running]:
    made = Running("record", "--rehearse", str(a_wav(60)), "--out", "acta.zip")
    yield made
    made.close()


def test_ctrl_c_ends_and_seals(running: Running, atesta: Atesta) -> None:
    running.until("Recording from")
    running.child.send_signal(signal.SIGINT)
    running.until("Sealed")
    assert running.child.wait(120) == 0
    assert atesta("verify", "acta.zip").status == 0


def test_a_reader_who_leaves_and_a_word_that_nobody_understands_end_no_recording(atesta: Atesta, home: Path) -> None:
    made = Running("record", "--rehearse", str(a_wav(60)), "--events", "-", "--out", "acta.zip")
    try:
        made.until("Recording from")
        assert made.child.stdin and made.child.stdout
        made.child.stdin.write("dance\nanswered\n")
        made.child.stdin.flush()
        made.until("line 1")
        made.until("Answered")
        made.child.stdout.close()
        made.until_kept(home / "sessions", 2)
        made.child.stdin.write("notice\nend\n")
        made.child.stdin.flush()
        assert made.child.wait(120) == 0
        assert atesta("verify", "acta.zip").status == 0
    finally:
        made.child.kill()
        made.child.wait()
        made.child.stdin.close()


def test_where_another_keeps_the_key_the_recording_does_not_say_that_its_maker_does(
    rehearsed: Callable[..., Any], atesta: Atesta, tmp_path: Path
) -> None:
    (tmp_path / "pub.pem").write_bytes(keys.public_pem(keys.new_key(os.urandom).public))
    atesta("keys", "init", "--keeper", "pub.pem")
    assert "same person" not in rehearsed().out
    assert records(Path("acta.zip"))[0]["keeper_is_recorder"] is False


def test_after_a_crash_between_seal_and_wipe_the_bundle_is_found_and_no_second_one_is_made(
    rehearsed: Callable[..., Any], atesta: Atesta, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("atesta.evidence.session.Session.wipe", lambda _: 1 / 0)
    assert rehearsed().status == 1
    assert "sealed before the crash" in atesta("recover", "--out", "again.zip").out
    assert (Path("again.zip").exists(), list((home / "sessions").glob("*/*"))) == (False, [])
    assert atesta("verify", "acta.zip", "--log", home / "log.sqlite").status == 0


def test_a_bundle_that_was_changed_after_the_crash_does_not_stand_for_the_recording(
    rehearsed: Callable[..., Any], atesta: Atesta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("atesta.evidence.session.Session.wipe", lambda _: 1 / 0)
    rehearsed()
    data = bytearray(Path("acta.zip").read_bytes())
    data[len(data) // 2] ^= 1
    Path("acta.zip").write_bytes(data)
    assert "Recovered and sealed" in atesta("recover", "--out", "again.zip").out


def test_after_a_crash_a_part_is_recovered_that_says_so(running: Running, atesta: Atesta, home: Path) -> None:
    running.until_kept(home / "sessions", 1)
    (session,) = [path.name for path in (home / "sessions").iterdir() if path.is_dir()]
    busy = atesta("recover", session, "--out", "part.zip")
    assert (busy.status, "still being made" in busy.err) == (2, True)
    running.child.kill()
    running.child.wait()
    key = (home / "keys" / "keeper.key.pem").rename("keeper.key.pem")
    locked = atesta("recover", "--out", "part.zip")
    assert (locked.status, "keeper.key.pem" in locked.err) == (2, True)
    assert "It is a part" in atesta("recover", "--keeper-key", key, "--out", "part.zip").out
    verdict = atesta("verify", "part.zip", "--json")
    assert (verdict.status, verdict.json["answer"]) == (2, "incomplete")
    assert {"recovered", "no_end", "rehearsal"} <= {reason["id"] for reason in verdict.json["reasons"]}
    assert atesta("recover", "--out", "again.zip").status == 2
