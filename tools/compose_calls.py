"""Composes the measuring set of `tools/bench_calls.py`: calls whose truth is known, because we laid every word.

    .venv/bin/python tools/compose_calls.py FOLDER [--only openings,speech,talk,bad] [--lang es,en,zh] [--demo]

Nothing of the sound is kept in the repository (but the demo call): the recipe is (tools/composed/*.toml), and the same
recipe gives the same calls. `FOLDER/manifest.jsonl` has one line a file with its truth and says what is synthetic:
Spanish and English prompts are a human's (Debian, CC-BY-SA-3.0), openings and collectors' sentences are synthetic in
all languages (Kokoro-82M, Apache-2.0), and Chinese is synthetic throughout. Needs what composed/packages.toml names.
The voices take about twenty minutes of one core the first time; what was said is kept in FOLDER/clips.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compose_bad import files, no_speech, spoken
from compose_demo import compose_demo
from compose_openings import COUNT, LANGUAGES, Opener
from compose_sound import CONDITIONS, under
from compose_talk import TALK_SECONDS, prompts_read, sentences_read, talk
from compose_voice import Sound, Voices, write_wav

LINES = ("clean", "gsm", "mulaw", "snr15", "leak")
"""Telephone lines of the longer calls."""
Row = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default=",".join(SETS))
    parser.add_argument("--lang", default=",".join(LANGUAGES))
    parser.add_argument("--demo", action="store_true", help="compose the demo call and its twins instead")
    given = parser.parse_args()
    voices, folder = Voices(given.folder), given.folder
    if given.demo:
        return compose_demo(voices, folder)
    kept = [row for row in manifest(folder) if row["set"] not in given.only or row["lang"] not in given.lang]
    made = []
    for name in given.only.split(","):
        for lang in given.lang.split(","):
            made += [{"set": name, **row} for row in SETS[name](folder / name, lang, voices)]
            print(f"{name} {lang}: {sum(row['set'] == name and row['lang'] == lang for row in made)} calls", flush=True)
    lines = [
        json.dumps(row, ensure_ascii=False) for row in sorted(kept + made, key=lambda row: (row["set"], row["file"]))
    ]
    (folder / "manifest.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def manifest(folder: Path) -> list[Row]:
    listed = folder / "manifest.jsonl"
    return [json.loads(line) for line in listed.read_text(encoding="utf-8").splitlines()] if listed.exists() else []


def openings(folder: Path, lang: str, voices: Voices) -> Iterator[Row]:
    opener = Opener(voices, lang)
    return on_lines(folder, {f"{lang}-{n:03}": opener.opening(n) for n in range(COUNT)}, CONDITIONS)


def speech(folder: Path, lang: str, voices: Voices) -> Iterator[Row]:
    """Long stretches of a known wording: prompts of a human (es, en), desk sentences (zh), collectors (all three)."""
    read = sentences_read(lang, ("plain", "courteous"), voices) if lang == "zh" else prompts_read(lang, voices)
    yield from on_lines(folder, {f"{lang}-prompts": read}, CONDITIONS)
    said = sentences_read(lang, ("coercive", "courteous"), voices)
    yield from on_lines(folder, {f"{lang}-collectors": said}, ("clean", "gsm", "snr15"))


def talks(folder: Path, lang: str, voices: Voices) -> Iterator[Row]:
    calls = {f"{lang}-{seconds:03}": talk(lang, seconds, voices) for seconds in TALK_SECONDS}
    longest = calls.popitem()
    yield from on_lines(folder, dict([longest]), ("clean",))
    yield from on_lines(folder, calls, LINES)
    mixed = {f"{name}-mono": ([left + right], truth) for name, ((left, right), truth) in calls.items()}
    yield from ({**row, "channels": 1} for row in on_lines(folder, mixed, ("clean", "gsm")))


def bad(folder: Path, lang: str, voices: Voices) -> Iterator[Row]:
    """Made once, but for what depends on the language."""
    good, _ = Opener(voices, lang).opening(1)
    other, _ = Opener(voices, "en" if lang != "en" else "es").opening(2)
    made = {f"{lang}-{name}": call for name, call in spoken(good, other).items()} | (
        no_speech() if lang == "es" else {}
    )
    calls = {name: (channels, {"lang": lang, "must": must}) for name, (channels, must) in made.items()}
    yield from on_lines(folder, calls, ("clean",))
    if lang == "es":
        write_wav(folder / "good.wav", good)
        for name, must in files(folder, folder / "good.wav").items():
            yield {"id": name, "file": f"{folder.name}/{name}", "condition": "file", "lang": lang, "must": must}


def on_lines(folder: Path, calls: dict[str, tuple[list[Sound], Row]], conditions: tuple[str, ...]) -> Iterator[Row]:
    """Writes each call as each line leaves it."""
    for condition in conditions:
        heard = under(condition, [(name, channels) for name, (channels, _) in calls.items()])
        for (name, (_, truth)), channels in zip(calls.items(), heard, strict=True):
            file = folder / (f"{name}.wav" if condition == "clean" else f"{name}.{condition}.wav")
            write_wav(file, channels)
            yield {"id": name, "file": f"{folder.name}/{file.name}", "condition": condition, **truth}


SETS = {"openings": openings, "speech": speech, "talk": talks, "bad": bad}


if __name__ == "__main__":
    sys.exit(main())
