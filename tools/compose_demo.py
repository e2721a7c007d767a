"""The demo call and its twins: a collection call of under a minute, two channels, by two synthetic voices.

`compose_calls.py FOLDER --demo` writes `src/atesta/cli/cases/call/`: call.wav (G.711, as a telephone leaves it),
script.toml (who says what when, which is the truth) and a first transcript.json with times spread over each sentence.
The English and Chinese twins go to FOLDER/demo.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from compose_sound import mu_law_bytes, white
from compose_talk import Laid
from compose_voice import RATE, Clip, Sound, Voices, recipe

CASE = Path(__file__).resolve().parents[1] / "src" / "atesta" / "cli" / "cases" / "call"
ROOM = 2.5e-3
"""The line's own noise, about 30 dB under the speech."""
HEAD = """# Who says what when in call.wav, in seconds: from tools/composed/demo.{lang}.toml by compose_calls.py.
# Two synthetic voices (Kokoro-82M, Apache-2.0: agent {agent}, debtor {debtor}). Everything in it is invented.
lang = "{lang}"
synthetic = true
"""


def compose_demo(voices: Voices, folder: Path) -> int:
    for lang, place in {"es": CASE, "en": folder / "demo" / "en", "zh": folder / "demo" / "zh"}.items():
        about = recipe(f"demo.{lang}")
        sides, said = lay(about, voices)
        place.mkdir(parents=True, exist_ok=True)
        (place / "call.wav").write_bytes(mu_law_bytes(sides))
        (place / "script.toml").write_text(script(about, said), encoding="utf-8")
        (place / "transcript.json").write_text(transcript(lang, said), encoding="utf-8")
        print(f"{lang}: {len(sides[0]) / RATE:.1f} s, {(place / 'call.wav').stat().st_size} bytes", flush=True)
    return 0


def lay(about: dict[str, Any], voices: Voices) -> tuple[list[Sound], list[dict[str, Any]]]:
    """Both channels, agent left, and each sentence with its start and end."""
    sides = {"agent": Laid(120.0), "debtor": Laid(120.0)}
    now, said = 0.0, []
    for line in about["said"]:
        who = about[line["by"]]
        clip = voices.say(line["text"], about["lang"], who["voice"], who["pace"])
        louder = clip.sound * np.float32(10 ** (line.get("gain", 0) / 20))
        now = sides[line["by"]].put(Clip(clip.text, clip.voice, clip.origin, louder), now + line["after"])
        times = sides[line["by"]].said[-1]
        said.append(
            {"by": line["by"], "start": round(times["start"], 2), "end": round(times["end"], 2), "text": line["text"]}
        )
    last = round((now + 0.5) * RATE)
    both = [side.sound[:last] + white(last, "demo", by) * np.float32(ROOM) for by, side in sides.items()]
    return both, said


def script(about: dict[str, Any], said: list[dict[str, Any]]) -> str:
    head = HEAD.format(lang=about["lang"], agent=about["agent"]["voice"], debtor=about["debtor"]["voice"])
    lines = [
        f'    {{ by = "{one["by"]}", start = {one["start"]}, end = {one["end"]}, text = "{one["text"]}" }},'
        for one in said
    ]
    return head + "said = [\n" + "\n".join(lines) + "\n]\n"


def transcript(lang: str, said: list[dict[str, Any]]) -> str:
    """`atesta.transcript/1`, words at their share of their sentence: an estimate, which says so as its engine."""
    turns = [
        {
            "speaker": one["by"],
            "start": one["start"],
            "end": one["end"],
            "text": one["text"],
            "confidence": None,
            "words": words(one["text"], lang, one["start"], one["end"]),
        }
        for one in sorted(said, key=lambda one: one["start"])
    ]
    whole = {
        "schema": "atesta.transcript/1",
        "lang": lang,
        "channels": 2,
        "engine": "script, word times estimated",
        "turns": turns,
        "not_reviewable": [],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def words(text: str, lang: str, start: float, end: float) -> list[dict[str, Any]]:
    """Spanish and English by blanks, Chinese character by character, time by letters."""
    said = re.findall("[\u4e00-\u9fff][，。？！、]*", text) if lang == "zh" else text.split()
    each, at, out = (end - start) / sum(map(len, said)), start, []
    for word in said:
        out.append({"text": word, "start": round(at, 2), "end": round(at + each * len(word), 2), "confidence": None})
        at += each * len(word)
    return out
