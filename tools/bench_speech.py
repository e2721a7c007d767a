"""How fast and how right calls become words, beside faster-whisper alone on the same sound in the same run.

    python tools/bench_speech.py speed CALL.wav...          x real time (CPU and wall), memory; --threads 2 for two cores
    python tools/bench_speech.py words transcripts.jsonl    word error (es, en), character error (zh)

Faster-whisper alone is its batched pipeline as its page shows it: batch 8, beam 1, its own voice filter, word times, and
its own downmix of the file to one channel, so that it hears each call once and we hear both sides of it.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from faster_whisper import BatchedInferencePipeline, WhisperModel
from rapidfuzz.distance import Levenshtein

from atesta.contact.folding import traditional
from atesta.contact.transcript import Transcript
from atesta.transcript.listen import listen
from atesta.transcript.sound import open_sound
from atesta.transcript.whisper import Whisper


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "words"))
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--weights", type=Path, required=True, help="a CTranslate2 Whisper directory")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--each", action="store_true", help="also print each clip of `words`")
    given = parser.parse_args()
    alone = WhisperModel(str(given.weights), device="cpu", compute_type="int8", cpu_threads=given.threads)
    ours = Whisper(given.weights, "bench", given.threads)
    if given.what == "speed":
        speed(given.files, alone, ours)
    else:
        for file in given.files:
            words(file, alone, ours, given.each)


def recognised_alone(alone: WhisperModel, file: Path, lang: str | None) -> str:
    pipeline = BatchedInferencePipeline(alone)
    segments, _ = pipeline.transcribe(str(file), batch_size=8, beam_size=1, word_timestamps=True, language=lang)
    return " ".join(segment.text for segment in segments)


def recognised(ours: Whisper, file: Path, lang: str | None) -> Transcript:
    return listen(open_sound(file, file.name), ours, lang=lang)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def speed(files: list[Path], alone: WhisperModel, ours: Whisper) -> None:
    print(f"{'call':24} {'seconds':>8} {'alone cpu x':>12} {'ours cpu x':>11} {'ratio':>6} {'alone wall x':>13} {'ours wall x':>12}")
    for file in files:
        sound = open_sound(file, file.name)
        seconds = sum(piece.shape[1] for piece in sound.pieces()) / 16_000
        rounds = [
            (timed(lambda: recognised_alone(alone, file, None)), timed(lambda: recognised(ours, file, None)))
            for _ in range(2)
        ]
        (a_cpu, a_wall), (o_cpu, o_wall) = (tuple(map(min, zip(*side, strict=True))) for side in zip(*rounds, strict=True))
        print(
            f"{file.name[:24]:24} {seconds:8.1f} {seconds / a_cpu:12.1f} {seconds / o_cpu:11.1f} {a_cpu / o_cpu:6.2f}"
            f" {seconds / a_wall:13.1f} {seconds / o_wall:12.1f}"
        )
    print(f"largest memory of both together: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def plain(text: str, lang: str) -> list[str]:
    """Words without signs and case; for Chinese simplified characters."""
    text = unicodedata.normalize("NFKC", text).lower()
    if lang == "zh":
        return [letter for letter in text.translate(traditional()) if letter.isalnum()]
    return re.findall(r"\w+(?:'\w+)?", text)


def words(file: Path, alone: WhisperModel, ours: Whisper, each: bool) -> None:
    errors: dict[str, list[int]] = {}
    for clip in clips(file):
        lang, truth = clip["lang"], plain(clip["text"], clip["lang"])
        sound = file.parent / clip["file"]
        texts = (
            recognised_alone(alone, sound, lang),
            " ".join(turn.text for turn in recognised(ours, sound, lang).turns),
            " ".join(turn.text for turn in recognised(ours, sound, None).turns),
        )
        wrong = [Levenshtein.distance(truth, plain(text, lang)) for text in texts]
        if each:
            print(clip["id"], len(truth), wrong, *(f"\n    {text}" for text in texts[:2]))
        total = errors.setdefault(lang, [0, 0, 0, 0])
        for at, number in enumerate([len(truth), *wrong]):
            total[at] += number
    print(f"{'lang':5} {'units':>6} {'alone':>7} {'ours':>7} {'ours, language found':>21}")
    for lang, (units, *wrong) in sorted(errors.items()):
        print(f"{lang:5} {units:6} " + " ".join(f"{number / units:7.3f}" for number in wrong))


def clips(file: Path) -> Iterator[dict[str, str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        clip = json.loads(line)
        if clip.get("text"):
            yield clip


if __name__ == "__main__":
    main()
