"""`atesta transcribe`: words as text and as data, and a sentence for each file that has none."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from atesta.cli import main, transcribe
from atesta.contact.transcript import Word
from atesta.errors import DiskError, InputError
from atesta.schemas import schema
from atesta.transcript import listen
from atesta.transcript.pack import Window
from atesta.transcript.speech import HeardWindow

sys.path.insert(0, str(Path(__file__).parents[1] / "transcript"))
from hearable import Counting, line, write_wav


@pytest.fixture(autouse=True)
def no_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(transcribe, "open_engine", lambda *_: Counting())
    monkeypatch.setattr(
        listen, "carried", lambda clips: [np.ones(-(-len(clip.samples) // 512), np.float32) for clip in clips]
    )


@pytest.fixture
def call(tmp_path: Path) -> str:
    return str(write_wav(tmp_path / "call.wav", line(6, (1, 2.5)), line(6, (3, 5))))


def test_the_data_has_the_shape_that_others_read(call: str, capsys: pytest.CaptureFixture[str]):
    jsonschema = pytest.importorskip("jsonschema")
    assert main(["transcribe", call, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(schema("transcript-1")).validate(answer)
    assert [turn["speaker"] for turn in answer["turns"]] == ["agent", "debtor"]
    assert set(answer["turns"][0]["words"][0]) == {"text", "start", "end", "confidence"}
    assert answer["input"].startswith("sha256:")


@pytest.mark.parametrize(("lang", "voice"), [("en", "Agent"), ("es", "Agente"), ("zh", "催收员")])
def test_people_read_it_in_their_language(call: str, lang: str, voice: str, capsys: pytest.CaptureFixture[str]):
    assert main(["transcribe", call, "--lang", lang]) == 0
    assert f"0:01  {voice}" in capsys.readouterr().out


def test_the_right_channel_may_be_the_agents(call: str, capsys: pytest.CaptureFixture[str]):
    main(["transcribe", call, "--json", "--agent", "right"])
    assert json.loads(capsys.readouterr().out)["turns"][0]["speaker"] == "debtor"


def test_a_bad_file_among_others_is_named_and_the_others_are_heard(
    call: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "text.wav").write_text("hello")
    assert main(["transcribe", str(tmp_path / "text.wav"), call, "--json", "--jobs", "1", "--lang", "en"]) == 2
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert "text.wav is not a sound" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("jobs", ["0", "-3"])
def test_no_jobs_are_refused(call: str, jobs: str):
    assert main(["transcribe", call, "--jobs", jobs]) == 2


def test_an_error_travels_between_processes():
    for error in (InputError("a", "b", "c", key="sound_empty", where="x"), DiskError("a", "b", "c", reason="no_space")):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), again.__dict__) == (type(error), str(error), error.__dict__)


def test_an_engine_that_stumbles_is_our_fault_and_says_so(
    call: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    class Broken(Counting):
        def hear(self, windows: Sequence[Window], lang: str | None, likely: str | None) -> tuple[HeardWindow, ...]:
            raise RuntimeError("secret words")

    monkeypatch.setattr(transcribe, "open_engine", lambda *_: Broken())
    assert main(["transcribe", call]) == 1
    assert "secret" not in capsys.readouterr().err


def test_a_name_with_control_signs_does_not_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    odd = tmp_path / "a\x1b[31m.wav"
    odd.write_text("x")
    main(["transcribe", str(odd)])
    assert "\x1b" not in capsys.readouterr().err


def test_no_word_is_lost_between_the_engine_and_the_page(call: str, capsys: pytest.CaptureFixture[str], monkeypatch):
    class Says(Counting):
        def _one(self, window: Window) -> HeardWindow:
            return HeardWindow((Word(" Buenos", 0.1, 0.3, 0.9), Word(" días.", 0.3, 0.6, 0.9)), "es", 0.99)

    monkeypatch.setattr(transcribe, "open_engine", lambda *_: Says())
    main(["transcribe", call, "--lang", "es"])
    assert "Buenos días." in capsys.readouterr().out
