"""Figures about calls, on a set whose truth is known (tools/compose_calls.py), beside the recogniser alone.

    .venv/bin/python tools/bench_calls.py FOLDER [--only words,phrases,...] [--quick | --full] [--weights FOLDER]

FOLDER is where `compose_calls.py` put its set. Openings and collectors' sentences are synthetic voices in all
languages, Chinese is synthetic throughout; prompts in Spanish and English are a human's. Goals are those of REVIEW 5.
By default every opening is heard on two of its four lines; `--full` hears them on all. Exit code 1 where a goal is
missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bench_calls_run as product
from bench_calls_run import Work, found_phrases, labels_in
from bench_calls_truth import (
    CONDITIONS,
    LABELS_AGAINST,
    LANGUAGES,
    ends_of_clips,
    errors,
    found_exactly,
    heard_between,
    manifest,
    mixed_up,
    phrases_of,
    said_in_order,
    units,
    verdict,
)

from atesta.evidence.disk import RealDisk
from atesta.transcript.weights import joined_weights

Row = dict[str, Any]
BAND = 0.5


@dataclass(slots=True)
class Bench:
    """The set, the workers, and what was heard so far (a file is heard once for all figures)."""

    folder: Path
    pool: ProcessPoolExecutor
    take: int | None
    full: bool
    rows: list[Row] = field(default_factory=list)
    heard: dict[str, Row] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def of(self, name: str, lang: str | None = None, condition: str | None = None) -> list[Row]:
        return [
            row
            for row in self.rows
            if row["set"] == name and lang in (None, row["lang"]) and condition in (None, row["condition"])
        ]

    def hear(self, rows: Iterable[Row], **wanted: Any) -> Iterator[tuple[Row, Row]]:
        """Each row with what the product made of its file, in the order of the rows, as it comes."""
        rows = list(rows)
        new = [row for row in rows if row["file"] not in self.heard]
        coming = self.pool.map(product.run, [Work(self.folder / row["file"], row["lang"], **wanted) for row in new])
        for row in rows:
            if row["file"] not in self.heard:
                self.heard[row["file"]] = next(coming)
            yield row, self.heard[row["file"]]

    def goal(self, name: str, value: float, at_least: float | None = None, at_most: float | None = None) -> str:
        """The goal in words, remembered where it is missed."""
        met = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
        if not met:
            self.missed.append(name)
        wanted = f"at least {at_least:g}" if at_least is not None else f"at most {at_most:g}"
        return f"goal {wanted}{'' if met else ', missed'}"


def line(name: str, cells: Sequence[object], judged: str = "") -> None:
    shown = "".join(f"{cell:>10.3f}" if isinstance(cell, float) else f"{cell!s:>10}" for cell in cells)
    print(f"{name:26}{shown}  {judged}".rstrip(), flush=True)


def named(row: Row) -> str:
    return f"{row['lang']} {row['condition']}"


def voice(row: Row) -> str:
    return "synthetic" if row["synthetic"] is True else "recorded"


def prompts(bench: Bench) -> list[Row]:
    return [row for row in bench.of("speech") if row["id"].endswith("-prompts")]


def words(bench: Bench) -> None:
    """Word error (es, en) and character error (zh) of all that both sides say, ours and the recogniser's alone."""
    line("words wrong", ["voice", "units", "alone", "ours"])
    for lang in LANGUAGES:
        total = Counter[str]()
        for row, said in bench.hear([row for row in prompts(bench) if row["lang"] == lang], alone=True):
            truth = units(said_in_order(row), lang)
            by_time = sorted(said["words"], key=lambda word: word[2] or 0.0)
            wrong = {
                "alone": errors(truth, units(" ".join(word for word, _, _ in said["alone"]), lang)),
                "ours": errors(truth, units(" ".join(word[1] for word in by_time), lang)),
            }
            line(named(row), [voice(row), len(truth), *(one / len(truth) for one in wrong.values())])
            if row["condition"] != "snr5":
                total.update({**wrong, "units": len(truth)})
        if total:
            alone, ours = total["alone"] / total["units"], total["ours"] / total["units"]
            judged = bench.goal(f"words {lang}", ours, at_most=alone)
            line(f"{lang} without 5 dB", ["", total["units"], alone, ours], judged)


def phrases(bench: Bench) -> None:
    """Three words (zh: four characters) of what was said, and of what was not, looked for in recognised speech.

    `false`: of the phrases that nobody said, how many were found, for each phrase and each prompt that was read."""
    goals = {"es clean": 0.94, "es snr15": 0.80, "zh clean": 0.90}
    line("phrases found", ["voice", "said", "exact", "ours", "not said", "prompts", "false"])
    for row, said in bench.hear(prompts(bench), alone=True):
        lang, (there, absent) = row["lang"], phrases_of(row)
        texts = [heard_between(said["words"], one["start"], one["end"]) for one in row["agent"]]
        shares = [find(" ".join(texts), there, lang) / len(there) for find in (found_exactly, found_phrases)]
        false = sum(found_phrases(text, absent, lang) for text in texts) / len(absent) / len(texts)
        judged = []
        if named(row) in goals:
            judged.append(bench.goal(f"phrases {named(row)}", shares[1], at_least=goals[named(row)]))
        if named(row) == "es clean":
            judged.append(bench.goal(f"false phrases {named(row)}", false, at_most=0.002))
        cells = [voice(row), len(there), *shares, len(absent), len(texts), f"{false:.4f}"]
        line(named(row), cells, ", ".join(judged))


def times(bench: Bench) -> None:
    """First word's start and last word's end of each clip, beside the clip's own, in seconds."""
    line("word times", ["clips", "start", "mean", "p95", "end", "mean", "p95"])
    for row, said in bench.hear(prompts(bench), alone=True):
        if row["condition"] not in ("clean", "gsm"):
            continue
        starts, ends = ends_of_clips(row, said["words"])
        cells: list[object] = [len(ends)]
        for one in (starts, ends):
            sizes = sorted(map(abs, one))
            cells += [
                f"{sum(one) / len(one):+.2f}",
                f"{sum(sizes) / len(one):.2f}",
                f"{sizes[len(one) * 95 // 100]:.2f}",
            ]
        line(named(row), cells)


def collectors(bench: Bench) -> None:
    """Labels of collectors' sentences in the text as written, and in the speech as recognised."""
    line("collectors, synthetic", ["sentences", "labels", "exact", "heard", "more"], "(more: adverse, not in the text)")
    for row, said in bench.hear(row for row in bench.of("speech") if row["id"].endswith("-collectors")):
        texts = [heard_between(said["words"], one["start"], one["end"]) for one in row["agent"]]
        written = [labels_in(one["text"], None) for one in row["agent"]]
        exact, heard = [labels_in(text, None) for text in texts], [labels_in(text, row["lang"]) for text in texts]
        total = sum(map(len, written))
        both = [sum(map(len, map(frozenset.intersection, found, written))) / total for found in (exact, heard)]
        more = sum(len((found - true) & LABELS_AGAINST) for found, true in zip(heard, written, strict=True))
        line(named(row), [len(texts), total, *both, more])


def openings(bench: Bench) -> None:
    """Who is calling, within five seconds: the verdict beside the truth. `near`: wrong, half a second off five."""
    line("five seconds, synthetic", ["calls", "right", "person", "near", "wrong", "met"])
    for lang in LANGUAGES:
        for at, condition in enumerate(CONDITIONS):
            rows = [row for n, row in enumerate(bench.of("openings", lang, condition)) if bench.full or n % 2 == at % 2]
            if rows:
                _openings(bench, f"{lang} {condition}", rows[: bench.take])


def _openings(bench: Bench, name: str, rows: list[Row]) -> None:
    counts, met, wrong = Counter[str](), 0, []
    for row, said in bench.hear(rows, review=True):
        answer = judged_as(row, said)
        counts[answer] += 1
        met += len(said.get("met", ()))
        if answer == "wrong":
            wrong.append(f"    {row['id']}: {row['truth']} {row['seconds']}, said {verdict(said)}")
    judged = [bench.goal(f"five seconds {name}", counts["wrong"], at_most=0)]
    if name.endswith("snr5"):
        judged.append(bench.goal(f"passed {name}", met, at_most=0))
    person = f"{counts['person'] / max(len(rows), 1):.0%}"
    line(name, [len(rows), counts["right"], person, counts["near"], counts["wrong"], met], ", ".join(judged))
    print(*wrong, sep="\n", end="\n" if wrong else "")


def judged_as(row: Row, said: Row) -> str:
    answer = verdict(said)
    if answer == "person":
        return "person"
    if answer == row["truth"]:
        return "right"
    return "near" if row["seconds"] is not None and abs(row["seconds"] - 5) <= BAND else "wrong"


def talk(bench: Bench) -> None:
    """Talk share (points), overtalk and silence (of the call), from the sound of two channels: the largest error."""
    line("talk, two channels", ["calls", "share", "overtalk", "silence"])
    for name in ("clean", "gsm", "mulaw", "leak", "snr15"):
        rows = [row for row in bench.of("talk", None, name) if row.get("channels") != 1][: bench.take]
        worst = [0.0, 0.0, 0.0]
        for row, said in bench.hear(rows, words=False):
            found = said["acoustics"]
            off = (
                found["share"] - row["agent_share"],
                (found["overtalk"] - row["overtalk_seconds"]) / row["duration"],
                (found["silence"] - row["silence_seconds"]) / row["duration"],
            )
            worst = [max(one, abs(other)) for one, other in zip(worst, off, strict=True)]
        judged = bench.goal(f"talk {name}", max(worst[:2]), at_most=0.02) if name != "snr15" else ""
        line(name, [len(rows), *(f"{one:.1%}" for one in worst)], judged)


def mono(bench: Bench) -> None:
    """Both sides in one channel: of the seconds with words, how many went wrong, to nobody, to the right name."""
    line("one channel, split", ["seconds", "confused", "nobody", "right name"])
    longest = 600 if bench.full else 130
    rows = [row for row in bench.of("talk") if row.get("channels") == 1 and row["duration"] < longest]
    for row, said in bench.hear(rows[: bench.take]):
        shares = [f"{share:.1%}" for share in mixed_up(row, said["words"])]
        line(f"{row['id']} {row['condition']}", [row["duration"], *shares])


def bad(bench: Bench) -> None:
    """What must not be judged, or not be read: what came of it."""
    line("not to be judged", ["words", "met"], "error or reasons")
    for row, said in bench.hear(bench.of("bad")[: None if bench.take is None else 12], review=True):
        must, count, met = row["must"], len(said.get("words", ())), len(said.get("met", ()))
        reasons = sorted({reason for _, _, reason in said.get("stretches", ())})
        kept = (
            ("error" in said) == must.get("error", False)
            and (must.get("words", True) or count == 0)
            and (must.get("pass", True) or met == 0)
            and must.get("reason") in (None, *reasons)
        )
        if not kept:
            bench.missed.append(row["file"])
        told = said.get("error") or ", ".join(reasons)
        line(Path(row["file"]).name, [count, met], told if kept else f"{told}   <- not as it must be")


def speed(bench: Bench) -> None:
    """A whole review beside the recogniser alone, each in a process of its own, on the longest Spanish call."""
    calls = [row for row in bench.of("talk", "es", "clean") if row.get("channels") != 1]
    file = bench.folder / max(calls, key=lambda row: row["duration"])["file"]
    whole, alone = (alone_in_a_process(work, file) for work in (product.full_review, product.recogniser_alone))
    seconds, ratio = whole["seconds"], alone["cpu"] / whole["cpu"]
    line(f"one call of {seconds:.0f} s", ["x real", "GB"], "one process, by CPU time")
    line("faster-whisper alone", [f"{seconds / alone['cpu']:.1f}", f"{alone['gb']:.2f}"])
    judged = (bench.goal("speed", ratio, at_least=0.87), bench.goal("memory", whole["gb"], at_most=1.3))
    line(
        "full review",
        [f"{seconds / whole['cpu']:.1f}", f"{whole['gb']:.2f}"],
        f"ratio {ratio:.2f}, {'; '.join(judged)}",
    )


def alone_in_a_process(work: Callable[[Path, str], dict[str, float]], file: Path) -> dict[str, float]:
    with fresh(product.weights, 1) as pool:
        return pool.submit(work, file, "es").result()


def fresh(weights: Path, workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=product.begin, initargs=(weights,))


FIGURES = {
    "words": words,
    "phrases": phrases,
    "times": times,
    "collectors": collectors,
    "openings": openings,
    "talk": talk,
    "mono": mono,
    "bad": bad,
    "speed": speed,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default=",".join(FIGURES))
    parser.add_argument("--lang", default=",".join(LANGUAGES))
    parser.add_argument("--quick", action="store_true", help="a few calls of each kind")
    parser.add_argument("--full", action="store_true", help="every opening on every line")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--weights", type=Path, help="a CTranslate2 Whisper directory; default: ours")
    given = parser.parse_args()
    weights = given.weights or joined_weights(RealDisk(), given.folder / "models", "bench")
    product.begin(weights)
    with fresh(weights, given.workers) as pool:
        rows = [row for row in manifest(given.folder) if row["lang"] in given.lang.split(",")]
        bench = Bench(given.folder, pool, 6 if given.quick else None, given.full, rows)
        for name in given.only.split(","):
            FIGURES[name](bench)
            print(flush=True)
    if bench.missed:
        print(f"missed: {'; '.join(bench.missed)}")
    return int(bool(bench.missed))


if __name__ == "__main__":
    sys.exit(main())
