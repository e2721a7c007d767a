"""The recipe of the composed calls: the same every time, true to the hundredth, and honest about what is synthetic.

No voice is needed here: a stand-in says each text as a tone whose length comes from the text.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
RECIPES = ROOT / "tools" / "composed"
CALL = ROOT / "src" / "atesta" / "cli" / "cases" / "call"
LANGUAGES = ("es", "en", "zh")
MEANS = {
    *("threat", "false_legal_claim", "arrest_threat", "shaming_or_belittling", "third_party_disclosure", "accusation"),
    *("authoritarian_demand", "pressure_deadline", "harassment_volume"),
}


def tool(name: str) -> ModuleType:
    if (folder := str(ROOT / "tools")) not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)


def recipe(name: str) -> dict[str, Any]:
    return tomllib.loads((RECIPES / f"{name}.toml").read_text(encoding="utf-8"))


class Tones:
    """Says a text as a tone of 0.06 s a character."""

    def say(self, text: str, _lang: str, voice: str, _pace: float = 1.0) -> Any:
        return tool("compose_voice").Clip(text, voice, "tone", tool("compose_sound").tone(0.06 * len(text), 440))


# --- the wordings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_name_is_the_end_of_its_piece(lang: str) -> None:
    wordings = recipe(f"openings.{lang}")
    assert all(piece["text"].endswith(piece["is"]) for kind in ("name", "company") for piece in wordings[kind])
    assert all(piece["is"] in piece["text"] for piece in wordings["behalf"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_agent_has_every_kind_of_piece(lang: str) -> None:
    wordings, agents = recipe(f"openings.{lang}"), recipe("voices")[lang]["agents"]
    assert all(len(wordings[kind]) >= len(agents) for kind in wordings if kind != "debtor")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_sentence_means_is_a_word_of_the_label_definitions(lang: str) -> None:
    sentences = recipe(f"sentences.{lang}")
    assert {sentence["means"] for sentence in sentences["coercive"]} == MEANS
    texts = [sentence["text"] for kind in ("coercive", "courteous") for sentence in sentences[kind]]
    assert len(set(texts)) == len(texts) >= 40


def test_every_chinese_sentence_has_a_sound() -> None:
    wordings, sentences = recipe("openings.zh"), recipe("sentences.zh")
    texts = [one["text"] for kind in ("name", "company", "behalf") for one in wordings[kind]]
    texts += [one for kind in ("greeting", "ask", "filler", "purpose") for one in wordings[kind]]
    texts += [
        *wordings["debtor"]["hello"],
        *wordings["debtor"]["reply"],
        *(one["text"] for one in recipe("demo.zh")["said"]),
    ]
    texts += [one["text"] for one in sentences["coercive"] + sentences["courteous"]] + sentences["plain"]
    for text in texts:
        assert not re.search("[\u4e00-\u9fff]", tool("compose_sounds").mandarin(text)), text


def test_a_third_tone_before_a_third_is_said_as_a_second() -> None:
    assert tool("compose_sounds").mandarin("你好。") == "ni↗xau↓."


# --- openings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_are_a_hundred_openings_and_each_is_the_same_every_time(lang: str) -> None:
    openings, opener = tool("compose_openings"), tool("compose_openings").Opener(Tones(), lang)
    assert openings.COUNT >= 100
    (sound, truth), (again, same) = opener.opening(5), opener.opening(5)
    assert truth == same
    assert all(np.array_equal(one, other) for one, other in zip(sound, again, strict=True))


@pytest.mark.parametrize("number", range(32))
def test_an_opening_is_late_when_its_last_name_ends_after_five_seconds(number: int) -> None:
    _, truth = tool("compose_openings").Opener(Tones(), "es").opening(number)
    ends = {piece["kind"]: piece["end"] for piece in truth["agent"] if "is" in piece}
    if truth["missing"]:
        assert truth["truth"] == "missing"
        assert truth["seconds"] is None
        assert not set(truth["missing"]) & set(ends)
    else:
        seconds = max(ends["name"], ends["company"]) - truth["agent"][0]["start"]
        assert truth["seconds"] == pytest.approx(seconds, abs=0.002)
        assert truth["truth"] == ("in_time" if truth["seconds"] <= 5 else "late")
    assert truth["synthetic"] is True


def test_each_piece_sounds_from_its_start_to_its_end_and_nowhere_else() -> None:
    (agent, debtor), truth = tool("compose_openings").Opener(Tones(), "en").opening(7)
    for sound, said in ((agent, truth["agent"]), (debtor, truth["debtor"])):
        heard = np.abs(sound) > 0.01
        for piece in said:
            assert heard[round(piece["start"] * 8000) : round(piece["end"] * 8000)].mean() > 0.9
            heard[round(piece["start"] * 8000) - 8 : round(piece["end"] * 8000) + 8] = False
        assert not heard.any()


# --- longer calls ---------------------------------------------------------------------------------------------------


def test_a_pause_inside_speech_shorter_than_three_tenths_is_speech() -> None:
    mask = np.array([True] * 10 + [False] * 29 + [True] * 10 + [False] * 30 + [True] * 10)
    assert tool("compose_talk").spans(tool("compose_talk").bridged(mask)) == [(0.0, 0.49), (0.79, 0.89)]


def test_talk_and_silence_make_up_the_call() -> None:
    talk = tool("compose_talk")
    agent, debtor = talk.Laid(10), talk.Laid(10)
    say = Tones().say
    agent.put(say("x" * 50, "es", "a"), 1.0)
    debtor.put(say("x" * 50, "es", "b"), 3.0)
    debtor.put(say("x" * 50, "es", "b"), 9.5)
    debtor.put(say("x" * 50, "es", "b"), 12.0)
    truth = talk.talk_truth("es", agent, debtor, 10)
    assert truth["overtalk_seconds"] == 1.0
    assert truth["agent_seconds"] + truth["debtor_seconds"] - 1.0 + truth["silence_seconds"] == pytest.approx(10)
    assert [one.get("cut", False) for one in truth["debtor"]] == [False, True]


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=50))
def test_a_sample_through_g711_is_a_thirtieth_off_at_most(samples: list[float]) -> None:
    sound = np.array(samples, dtype=np.float32)
    assert np.all(np.abs(tool("compose_sound").mu_law(sound) - sound) <= np.maximum(np.abs(sound) / 30, 0.0002) + 0.005)


def test_a_leak_is_the_other_side_twenty_five_decibels_down() -> None:
    sound = tool("compose_sound")
    left, right = sound.leaking([sound.tone(1.0, 440), np.zeros(8000, dtype=np.float32)])
    assert 10 * np.log10(sound.speaking(left) / sound.speaking(right[200:])) == pytest.approx(25, abs=0.5)


@pytest.mark.parametrize("name", ["silence", "music", "fax", "dialling", "ringing", "busy", "clicks", "hum"])
def test_what_nobody_says_has_no_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tool("compose_bad")
    monkeypatch.setattr(bad, "babble", lambda samples, *_: np.zeros(samples, dtype=np.float32))
    channels, must = bad.no_speech()[name]
    assert must == {"words": False, "pass": False}
    assert all(np.abs(channel).max() <= 1 for channel in channels)


# --- the demo call --------------------------------------------------------------------------------------------------


def test_the_script_of_the_demo_call_is_its_recipe() -> None:
    script, made = tomllib.loads((CALL / "script.toml").read_text(encoding="utf-8")), recipe("demo.es")
    assert script["synthetic"] is True
    assert [(one["by"], one["text"]) for one in script["said"]] == [(one["by"], one["text"]) for one in made["said"]]


def test_the_demo_call_speaks_where_its_script_says_so() -> None:
    sides = demo_sides()
    script = tomllib.loads((CALL / "script.toml").read_text(encoding="utf-8"))["said"]
    for at, by in enumerate(("agent", "debtor")):
        frames = np.sqrt(np.mean(sides[: len(sides) // 80 * 80, at].reshape(-1, 80) ** 2, axis=1))
        inside = np.zeros(len(frames), dtype=bool)
        for one in script:
            if one["by"] == by:
                inside[round(one["start"] * 100) : round(one["end"] * 100)] = True
        assert np.median(frames[inside]) > 4 * np.median(frames[~inside])
        assert np.percentile(frames[~inside], 99) < 0.006


def demo_sides() -> Any:
    data = (CALL / "call.wav").read_bytes()
    assert len(data) <= 800_000
    assert data[20:24] == bytes([7, 0, 2, 0]), "G.711 mu-law, two channels"
    code = ~np.frombuffer(data[data.index(b"data") + 8 :], dtype=np.uint8)
    step = ((((code & 15).astype(np.int32) << 3) + 132) << ((code >> 4) & 7)) - 132
    return (np.where(code & 128, -step, step) / 32768)[: len(code) // 2 * 2].reshape(-1, 2)


def test_the_agency_of_the_demo_call_is_late_and_has_the_sum_wrong() -> None:
    said = tomllib.loads((CALL / "script.toml").read_text(encoding="utf-8"))["said"]
    first, named = (next(one for one in said if one["by"] == "agent" and word in one["text"]) for word in ("", "Valle"))
    assert named["end"] - first["start"] > 5.5
    account = tomllib.loads((CALL.parent / "mx" / "account.toml").read_text(encoding="utf-8"))
    assert [one["amount"] for one in account["instalment"]] == ["1245.00"]


def test_the_words_of_the_first_transcript_lie_inside_their_turns_and_it_says_that_it_is_estimated() -> None:
    transcript = json.loads((CALL / "transcript.json").read_text(encoding="utf-8"))
    assert transcript["schema"] == "atesta.transcript/1"
    for turn in transcript["turns"]:
        assert all(turn["start"] <= word["start"] <= word["end"] <= turn["end"] + 0.02 for word in turn["words"])
