"""Figures about calls, on a set whose truth is known (tools/compose_calls.py), beside the recogniser alone.

    .venv/bin/python tools/bench_calls.py FOLDER [--only words,phrases,...] [--quick | --full] [--weights FOLDER]

FOLDER is where `compose_calls.py` put its set. Openings and collectors' sentences are synthetic voices in all languages,
Chinese is synthetic throughout; prompts in Spanish and English are a human's. Goals are those of REVIEW 5. By default
every opening is heard on two of its four lines; `--full` hears them on all. Exit code 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bench_calls_run as product
from bench_calls_run import Work
from bench_calls_truth import (
    CONDITIONS,
    LABELS_AGAINST,
    errors,
    found_phrases,
    ends_of_clips,
    heard_between,
    labels_in,
    manifest,
    mixed_up,
    phrases_of,
    said_in_order,
    units,
    verdict,
)

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
        """Each row with what the product made of its file, in the order of the rows."""
        rows = list(rows)
        new = [row for row in rows if row["file"] not in self.heard]
        work = [Work(self.folder / row["file"], row["lang"], **wanted) for row in new]
        for row, said in zip(new, self.pool.map(product.run, work), strict=True):
            self.heard[row["file"]] = said
        return ((row, self.heard[row["file"]]) for row in rows)

    def goal(self, name: str, value: float, at_least: float | None = None, at_most: float | None = None) -> str:
        """The goal in words, remembered where it is missed."""
        met = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
        if not met:
            self.missed.append(name)
        wanted = f"at least {at_least:g}" if at_least is not None else f"at most {at_most:g}"
        return f"goal {wanted}{'' if met else ', missed'}"


def words(bench: Bench) -> None:
    """Word error (es, en) and character error (zh), ours and the recogniser's alone."""
    print(f"{'words wrong':24} {'voice':10} {'units':>6} {'alone':>7} {'ours':>7}")
    for row, said in bench.hear(prompts(bench), alone=True):
        truth = units(said_in_order(row), row["lang"])
        mine = units(" ".join(word[1] for word in sorted(said["words"], key=lambda word: word[2] or 0.0)), row["lang"])
        alone = units(" ".join(word for word, _, _ in said["alone"]), row["lang"])
        wrong, theirs = errors(truth, mine), errors(truth, alone)
        name = f"{row['lang']} {row['condition']}"
        judged = bench.goal(name, wrong, at_most=round(theirs, 3)) if row["condition"] in ("clean", "gsm") else ""
        print(f"{name:24} {voice(row):10} {len(truth):6} {theirs:7.3f} {wrong:7.3f}  {judged}", flush=True)


def prompts(bench: Bench) -> list[Row]:
    return [row for row in bench.of("speech") if row["id"].endswith("-prompts")]


def voice(row: Row) -> str:
    return "synthetic" if row["synthetic"] is True else "recorded"


def phrases(bench: Bench) -> None:
    """Three words (zh: four characters) of what was said, and of what was not, looked for in recognised speech."""
    goals = {("es", "clean"): 0.94, ("es", "snr15"): 0.80, ("zh", "clean"): 0.90}
    print(f"{'phrases found':24} {'voice':10} {'said':>6} {'exact':>7} {'ours':>7} {'not said':>9} {'found':>7}")
    for row, said in bench.hear(prompts(bench), alone=True):
        text = " ".join(word[1] for word in said["words"] if word[0] == "agent")
        there, absent = phrases_of(row)
        hits, alarms = found_phrases(text, there, row["lang"]), found_phrases(text, absent, row["lang"])
        exact = sum(one in " ".join(units(text, row["lang"])) for one in plain_phrases(there, row["lang"]))
        name = f"{row['lang']} {row['condition']}"
        goal = goals.get((row["lang"], row["condition"]))
        judged = bench.goal(f"phrases {name}", hits / len(there), at_least=goal) if goal else ""
        if (row["lang"], row["condition"]) == ("es", "clean"):
            judged += ", " + bench.goal("false phrases", alarms / len(absent), at_most=0.002)
        figures = f"{len(there):6} {exact / len(there):7.3f} {hits / len(there):7.3f} {len(absent):9} {alarms / len(absent):7.4f}"
        print(f"{name:24} {voice(row):10} {figures}  {judged}", flush=True)


def plain_phrases(given: list[str], lang: str) -> list[str]:
    return [" ".join(units(one, lang)) for one in given]


def times(bench: Bench) -> None:
    """First word's start and last word's end of each clip, beside the clip's own."""
    print(
        f"{'word times, seconds':24} {'clips':>6} {'start bias':>11} {'mean':>6} {'p95':>6} {'end bias':>9} {'mean':>6} {'p95':>6}"
    )
    for row, said in bench.hear([row for row in prompts(bench) if row["condition"] in ("clean", "gsm")], alone=True):
        starts, ends = ends_of_clips(row, said["words"])
        shown = [
            f"{sum(one) / len(one):+.2f} {sum(map(abs, one)) / len(one):6.2f} {sorted(map(abs, one))[len(one) * 95 // 100]:6.2f}"
            for one in (starts, ends)
        ]
        print(f"{row['lang'] + ' ' + row['condition']:24} {len(ends):6} {shown[0]:>25} {shown[1]:>23}", flush=True)


def collectors(bench: Bench) -> None:
    """Labels of collectors' sentences in the text as written, and in the speech as recognised."""
    print(
        f"{'collectors, synthetic':24} {'sentences':>9} {'labels':>7} {'exact':>7} {'heard':>7} {'not in the text':>16}"
    )
    for row, said in bench.hear(row for row in bench.of("speech") if row["id"].endswith("-collectors")):
        texts = [heard_between(said["words"], one["start"], one["end"]) for one in row["agent"]]
        written = [labels_in(one["text"], None) for one in row["agent"]]
        exact = [labels_in(text, None) for text in texts]
        heard = [labels_in(text, row["lang"]) for text in texts]
        total = sum(map(len, written))
        more = sum(len((found - true) & LABELS_AGAINST) for found, true in zip(heard, written, strict=True))
        shares = [
            sum(len(found & true) for found, true in zip(one, written, strict=True)) / total for one in (exact, heard)
        ]
        name = f"{row['lang']} {row['condition']}"
        print(f"{name:24} {len(texts):9} {total:7} {shares[0]:7.3f} {shares[1]:7.3f} {more:16}", flush=True)


def openings(bench: Bench) -> None:
    """Who is calling, within five seconds: the verdict beside the truth."""
    print(
        f"{'five seconds, synthetic':24} {'calls':>6} {'right':>6} {'person':>7} {'wrong':>6} {'wrong at 5±0.5':>15} {'met':>5}"
    )
    for lang in ("es", "en", "zh"):
        for at, condition in enumerate(CONDITIONS):
            rows = [row for n, row in enumerate(bench.of("openings", lang, condition)) if bench.full or n % 2 == at % 2]
            judged, met, bad = {"right": 0, "person": 0, "wrong": 0, "near": 0}, 0, []
            for row, said in bench.hear(rows[: bench.take], review=True):
                answer = judge(row, said)
                judged[answer] += 1
                met += len(said.get("met", ()))
                bad += (
                    [f"{row['id']}: {row['truth']} {row['seconds']}, said {verdict(said)}"] if answer == "wrong" else []
                )
            name, count = f"{lang} {condition}", sum(judged.values())
            goal = bench.goal(f"five seconds {name}", judged["wrong"], at_most=0)
            if condition == "snr5":
                goal += ", " + bench.goal(f"passed {name}", met, at_most=0)
            figures = f"{judged['right']:6} {judged['person'] / max(count, 1):7.0%} {judged['wrong']:6} {judged['near']:15} {met:5}"
            print(f"{name:24} {count:6} {figures}  {goal}", *bad, sep="\n    ", flush=True)


def judge(row: Row, said: Row) -> str:
    answer = verdict(said)
    if answer == "person":
        return "person"
    if answer == row["truth"]:
        return "right"
    return "near" if row["seconds"] is not None and abs(row["seconds"] - 5) <= BAND else "wrong"


def talk(bench: Bench) -> None:
    """Talk share, overtalk and silence of two-channel calls, from the sound alone."""
    print(
        f"{'talk, two channels':24} {'calls':>6} {'share, points':>14} {'overtalk':>9} {'silence':>9}  largest difference, of the call"
    )
    for line in ("clean", "gsm", "mulaw", "leak", "snr15"):
        rows = [row for row in bench.of("talk", None, line) if row.get("channels") != 1]
        worst = [0.0, 0.0, 0.0]
        for row, said in bench.hear(rows[: bench.take], words=False):
            found = said["acoustics"]
            pairs = (
                (found["share"] - row["agent_share"]),
                (found["overtalk"] - row["overtalk_seconds"]) / row["duration"],
                (found["silence"] - row["silence_seconds"]) / row["duration"],
            )
            worst = [max(one, abs(pair)) for one, pair in zip(worst, pairs, strict=True)]
        judged = bench.goal(f"talk {line}", max(worst[:2]), at_most=0.02) if line != "snr15" else ""
        print(
            f"{line:24} {len(rows[: bench.take]):6} {worst[0]:14.1%} {worst[1]:9.1%} {worst[2]:9.1%}  {judged}",
            flush=True,
        )


def mono(bench: Bench) -> None:
    """Both sides in one channel: seconds given to the wrong one."""
    print(f"{'one channel, split':24} {'seconds':>8} {'confused':>9} {'undecided':>10} {'named right':>12}")
    longest = 600 if bench.full else 130
    rows = [row for row in bench.of("talk") if row.get("channels") == 1 and row["duration"] < longest]
    for row, said in bench.hear(rows[: bench.take]):
        confused, unknown, named = mixed_up(row, said["words"])
        print(
            f"{row['id'] + ' ' + row['condition']:24} {row['duration']:8} {confused:9.1%} {unknown:10.1%} {named:12.1%}",
            flush=True,
        )


def bad(bench: Bench) -> None:
    """What must not be judged, or not be read: what came of it."""
    print(f"{'not to be judged':32} {'words':>6} {'met':>4}  {'error or reasons'}")
    rows = bench.of("bad")
    for row, said in bench.hear(rows[: None if bench.take is None else 12], review=True):
        must, count, met = row["must"], len(said.get("words", ())), len(said.get("met", ()))
        reasons = sorted({reason for _, _, reason in said.get("stretches", ())})
        kept = (
            ("error" in said) == must.get("error", False)
            and (must.get("words", True) or count == 0)
            and (must.get("pass", True) or met == 0)
            and (must.get("reason") in (None, "swapped", *reasons))
        )
        if not kept:
            bench.missed.append(f"bad {row['file']}")
        shown = said.get("error") or ", ".join(reasons)
        print(
            f"{Path(row['file']).name:32} {count:6} {met:4}  {shown}{'' if kept else '   <- not as it must be'}",
            flush=True,
        )


def speed(bench: Bench) -> None:
    """A whole review beside the recogniser alone, each in a process of its own, on the longest Spanish call."""
    row = max(
        (row for row in bench.of("talk", "es", "clean") if row.get("channels") != 1), key=lambda row: row["duration"]
    )
    file = bench.folder / row["file"]
    whole, alone = (alone_in_a_process(bench, work, file) for work in (product.full_review, product.recogniser_alone))
    seconds = whole["seconds"]
    ratio = alone["cpu"] / whole["cpu"]
    print(f"a call of {seconds:.0f} s, one process on one core: x real time by CPU time")
    print(f"{'faster-whisper alone':24} {seconds / alone['cpu']:7.1f}   {alone['gb']:.2f} GB")
    print(
        f"{'full review':24} {seconds / whole['cpu']:7.1f}   {whole['gb']:.2f} GB  ratio {ratio:.2f}, {bench.goal('speed', ratio, at_least=0.87)}"
    )
    print(f"{'':24} {bench.goal('memory', whole['gb'], at_most=1.3)} GB a worker")


def alone_in_a_process(bench: Bench, work: Callable[[Path, str], dict[str, float]], file: Path) -> dict[str, float]:
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
    parser.add_argument("--quick", action="store_true", help="a few calls of each kind")
    parser.add_argument("--full", action="store_true", help="every opening on every line")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--weights", type=Path, required=True, help="a CTranslate2 Whisper directory")
    given = parser.parse_args()
    product.begin(given.weights)
    with fresh(given.weights, given.workers) as pool:
        bench = Bench(given.folder, pool, 6 if given.quick else None, given.full, manifest(given.folder))
        for name in given.only.split(","):
            FIGURES[name](bench)
            print(flush=True)
    if bench.missed:
        print(f"missed: {'; '.join(bench.missed)}")
    return int(bool(bench.missed))


if __name__ == "__main__":
    sys.exit(main())
