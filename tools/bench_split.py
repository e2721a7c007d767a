"""How well two voices on one telephone channel are told apart: confusion, and how quickly.

    .venv/bin/python tools/bench_split.py [--sounds DIR …] [--shared ../shared] [--only same_sex] [--quick]

Calls of two minutes are composed from the prompts of Debian's asterisk packages (those that are installed, and folders
given by --sounds) and from espeak-ng, through a telephone's band and codec, with noise, unequal levels, short answers
and a little speech over speech. Truth is the trimmed prompts. Confusion: share of the seconds in which one person
speaks that go to the other voice. Real recordings of the shared folder are measured too, never composed with.
Needs sox and espeak-ng.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import webrtcvad
from numpy.typing import NDArray

from atesta.transcript.split import Split, split

PROMPTS = Path("/usr/share/asterisk/sounds")
SPEAKER = re.compile(r"_[fm]_")
RATE, PER_SECOND = 8_000, 100
LEVEL = 0.06
LINES = (("μ-law, 25 dB", "ul", 25), ("GSM, 25 dB", "gsm", 25), ("GSM, 15 dB", "gsm", 15))
ESPEAK = ("en+m3", "en+m7", "en+f2", "en-us+f4", "es+f2", "es+m3")
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Composed:
    pcm: NDArray[np.int16]
    truth: Flags
    """(speakers, 10-ms frames)"""


@cache
def voice(name: str, folders: tuple[Path, ...]) -> tuple[Floats, ...]:
    """Trimmed clips of one speaker at one level: a folder of prompts, or a voice of espeak-ng."""
    if name.startswith("espeak "):
        return tuple(clip for text in texts() if len(clip := trimmed(spoken(name.removeprefix("espeak "), text))))
    folder = next(path / name for path in folders if (path / name).is_dir())
    files = sorted(file for file in folder.iterdir() if file.suffix in (".wav", ".gsm", ".alaw"))
    clips = (
        trimmed(sox(str(file), "-t", "raw", "-r", "8000", "-c", "1", "-b", "16", "-e", "signed")) for file in files
    )
    return tuple(clip for clip in clips if RATE <= len(clip) <= 12 * RATE)


def texts() -> list[str]:
    utterances = Path(__file__).resolve().parent.parent / "training" / "utterances" / "en.jsonl"
    lines = (json.loads(line)["text"] for line in utterances.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if 40 < len(line) < 110][:30]


def spoken(name: str, text: str) -> Floats:
    wave = subprocess.run(["espeak-ng", "-v", name, "--stdout", text], capture_output=True, check=True).stdout
    return sox("-", "-t", "raw", "-r", "8000", "-c", "1", "-b", "16", "-e", "signed", given=("-t", "wav"), data=wave)


def sox(source: str, *to: str, given: tuple[str, ...] = (), data: bytes = b"", effects: tuple[str, ...] = ()) -> Floats:
    command = ["sox", "-V1", *given, source, *to, "-", *effects]
    raw = subprocess.run(command, input=data, capture_output=True, check=True).stdout
    return np.frombuffer(raw, "<i2").astype(np.float32) / 32768


def trimmed(clip: Floats) -> Floats:
    level = np.sqrt(np.mean(clip[: len(clip) // 80 * 80].reshape(-1, 80) ** 2, axis=1) + 1e-12)
    if not len(level):
        return clip[:0]
    on = np.flatnonzero(level > 0.03 * np.percentile(level, 98))
    clip = clip[on[0] * 80 : (on[-1] + 1) * 80]
    return np.asarray(clip * (LEVEL / np.sqrt(np.mean(clip**2) + 1e-12)), np.float32)


def compose(names: Sequence[str], folders: tuple[Path, ...], line: tuple[str, str, int], seconds: int) -> Composed:
    """A conversation: turns of one to three clips, one in five a word or two, gaps and overlaps as people leave."""
    pick = random.Random(f"{names} {line[0]}")
    clips = [pick.sample(voice(name, folders), len(voice(name, folders))) for name in names]
    sides = np.zeros((len(names), (seconds + 60) * RATE), np.float32)
    gains = [1.0, *(10 ** (-pick.uniform(0, 6) / 20) for _ in names[1:])]
    supply = [itertools.cycle(own) for own in clips]
    at, who = 0.8, 0
    while at < seconds:
        short = len(names) > 1 and pick.random() < 0.2
        for _ in range(1 if short else pick.randint(1, 3)):
            clip = next(supply[who])
            clip = clip[: int(pick.uniform(0.4, 1) * RATE)] if short else clip
            begin = int(at * RATE)
            if at < seconds:
                sides[who, begin : begin + len(clip)] += clip * gains[who]
            at += len(clip) / RATE + pick.uniform(0.1, 0.4)
        at = max(0.0, at + min(2.5, max(-0.7, pick.gauss(0.35, 0.5))) - 0.2)
        who = pick.choice([one for one in range(len(names)) if one != who] or [who])
    return through(sides[:, : seconds * RATE], line)


def through(sides: Floats, line: tuple[str, str, int]) -> Composed:
    """One channel out of several sides: noise, telephone band, codec, and back to 16 kHz."""
    _, codec, snr = line
    level = np.sqrt(np.mean(sides.reshape(len(sides), -1, RATE // PER_SECOND) ** 2, axis=2))
    noise = np.random.default_rng(snr).standard_normal(sides.shape[1]).astype(np.float32) * LEVEL * 10 ** (-snr / 20)
    mixed = (np.clip((sides.sum(axis=0) + noise) * 0.8, -1, 1) * 32767).astype("<i2").tobytes()
    raw = ("-t", "raw", "-r", "8000", "-c", "1", "-b", "16", "-e", "signed")
    coded = ["sox", "-V1", *raw, "-", "-t", codec, "-r", "8000", "-", "sinc", "300-3400"]
    line_out = subprocess.run(coded, input=mixed, capture_output=True, check=True).stdout
    given = ("-t", codec, "-r", "8000", "-c", "1")
    back = sox("-", "-t", "raw", "-r", "16000", "-b", "16", "-e", "signed", given=given, data=line_out)
    pcm = (back * 32768).astype(np.int16)
    return Composed(pcm, np.array([closed(row > 0.003) for row in level]))


def closed(on: Flags) -> Flags:
    """Gaps within a word are speech."""
    places = np.flatnonzero(on)
    for a, b in itertools.pairwise(places.tolist()):
        if b - a <= 15:
            on[a:b] = True
    return on


def speech(pcm: NDArray[np.int16]) -> list[tuple[float, float]]:
    """webrtcvad mode 2 on 20 ms; gaps under 0.25 s closed, islands under 0.12 s dropped."""
    detector = webrtcvad.Vad(2)
    on = [detector.is_speech(pcm[at : at + 320].tobytes(), 16_000) for at in range(0, len(pcm) - 319, 320)]
    edges = np.flatnonzero(np.diff([0, *map(int, on), 0])) * 0.02
    found: list[tuple[float, float]] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if found and start - found[-1][1] < 0.25:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return [(start, end) for start, end in found if end - start >= 0.12]


def judged(answer: Split, truth: Flags) -> tuple[float, float]:
    """(confusion, error of the first speaker's talk share), both as shares, under the better naming of the voices."""
    said = np.full(truth.shape[1], -1)
    for span in answer.spans:
        said[round(span.start * PER_SECOND) : round(span.end * PER_SECOND)] = span.voice
    alone = (truth.sum(axis=0) == 1) & (said >= 0)
    who = truth.argmax(axis=0)[alone]
    namings = list(itertools.permutations(range(max(2, len(truth))), 2))
    wrong, naming = min((float(np.mean(np.take(names, said[alone]) != who)), names) for names in namings)
    share = truth[0].sum() / truth.sum()
    heard = np.mean(np.take(naming, said[said >= 0]) == 0)
    return wrong, abs(float(heard - share))


def measure(title: str, calls: Sequence[tuple[str, Composed]], voices: int) -> None:
    wrongs, shares, right, sound, spent = [], [], 0, 0.0, 0.0
    for _, call in calls:
        spans = speech(call.pcm)
        begun = time.process_time()
        answer = split(call.pcm, spans)
        spent += time.process_time() - begun
        sound += len(call.pcm) / 16_000
        right += answer.voices == voices
        wrong, share = judged(answer, call.truth)
        if answer.voices == 2 == len(call.truth):
            wrongs.append(wrong)
            shares.append(share)
    found = (
        f"confusion mean {np.mean(wrongs):6.2%}  worst {max(wrongs):6.2%}  share off by {np.mean(shares):.2%}"
        if wrongs
        else ""
    )
    print(
        f"{title:28} {len(calls):3} calls  {right:3} with {voices} voices  {found:58} {sound / spent:5.0f} x",
        flush=True,
    )


def groups(names: list[str]) -> Iterator[tuple[str, int, list[tuple[str, ...]]]]:
    women = [name for name in names if "_f_" in name]
    robots = {sex: [f"espeak {name}" for name in ESPEAK if f"+{sex}" in name] for sex in "fm"}
    pairs = list(itertools.combinations(women, 2))
    same = [pair for pair in pairs if pair[0][-6:] == pair[1][-6:]]
    others = [pair for pair in pairs if pair not in same]
    yield "two women, other language", 2, [pair for pair in others if pair[0][:2] != pair[1][:2]]
    yield "two women, same language", 2, [pair for pair in others if pair[0][:2] == pair[1][:2]]
    yield "one woman, two languages", 1, same
    yield "woman and man", 2, [(w, m) for w in women for m in names if "_m_" in m]
    yield "espeak-ng, same sex", 2, [p for own in robots.values() for p in itertools.combinations(own, 2)]
    yield "one person", 1, [(name,) for name in names]
    yield "three persons", 3, [(*p, f"espeak {ESPEAK[0]}") for p in itertools.combinations(names, 2)]


def recorded(shared: Path) -> Iterator[tuple[str, Composed]]:
    """Real telephone speech with reference turns of two speakers."""
    folder = shared / "data" / "audio"
    for line in (folder / "transcripts.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        turns = [tuple(row.split()) for row in item.get("rttm", "").splitlines()]
        names = sorted({turn[7] for turn in turns})
        if len(names) == 2:
            sound = sox(str(folder / item["file"]), "-t", "raw", "-r", "16000", "-c", "1", "-b", "16", "-e", "signed")
            pcm = (sound * 32768).astype(np.int16)
            truth = np.zeros((2, len(pcm) // 160), bool)
            for turn in turns:
                begin, length = float(turn[3]), float(turn[4])
                truth[names.index(turn[7]), round(begin * 100) : round((begin + length) * 100)] = True
            yield item["id"], Composed(pcm, truth)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sounds", type=Path, action="append", default=[], help="a folder of folders, one a speaker")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true", help="one line, four calls a group")
    given = parser.parse_args()
    folders = tuple(folder for folder in (PROMPTS, *given.sounds) if folder.is_dir())
    names = sorted({path.name for folder in folders for path in folder.iterdir() if SPEAKER.search(path.name)})
    lines = LINES[2:] if given.quick else LINES
    for title, voices, sets in groups(names):
        if given.only in title and sets:
            chosen = sets[:4] if given.quick else sets
            calls = [(line[0], compose(one, folders, line, 120)) for one in chosen for line in lines]
            measure(title, calls, voices)
    if (given.shared / "data" / "audio").is_dir() and given.only in "recorded":
        measure("recorded (not composed)", list(recorded(given.shared)), 2)


if __name__ == "__main__":
    main()
