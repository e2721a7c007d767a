"""How fast and how right calls become words, beside faster-whisper alone on the same sound in the same run.

    python tools/bench_speech.py speed CALL.wav...          x real time (CPU, wall), memory; --threads 2: two cores
    python tools/bench_speech.py words transcripts.jsonl    word error (es, en), character error (zh)

Faster-whisper alone is its batched pipeline as its page shows it: batch 8, beam 1, its own voice filter, word
times, and its own downmix of the file to one channel, so that it hears each call once and we hear both sides of it.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import time
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
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


HEAD = ("call", "seconds", "alone cpu x", "ours cpu x", "ratio", "alone wall x", "ours wall x")
ROUNDS = 2
Times = tuple[float, float]


def best(work: list[Times]) -> Times:
    return min(cpu for cpu, _ in work), min(wall for _, wall in work)


def speed(files: list[Path], alone: WhisperModel, ours: Whisper) -> None:
    print(f"{HEAD[0]:24} " + " ".join(f"{head:>12}" for head in HEAD[1:]))
    for file in files:
        seconds = sum(piece.shape[1] for piece in open_sound(file, file.name).pieces()) / 16_000
        theirs, mine = [], []
        for _ in range(ROUNDS):
            theirs.append(timed(partial(recognised_alone, alone, file, None)))
            mine.append(timed(partial(recognised, ours, file, None)))
        (a_cpu, a_wall), (o_cpu, o_wall) = best(theirs), best(mine)
        row = (seconds, seconds / a_cpu, seconds / o_cpu, a_cpu / o_cpu, seconds / a_wall, seconds / o_wall)
        print(f"{file.name[:24]:24} " + " ".join(f"{number:12.2f}" for number in row))
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
