"""How fast the phrase book reads, beside its peers: the same patterns, the same messages, the same run.

    .venv/bin/python tools/bench_screen.py [--peers] [--count 20000] [--all-same]

Goals (REVIEW 5): at least 120,000 messages a second on one core, with spans in the text as given (300 patterns,
three languages, mean 83 characters, a tenth evasive), and at least 150 times Presidio's pattern recognizers.
`--all-same` also asks the slow reference matcher about every message. Exit code 1 where a goal is missed or a hit
differs.

`--peers` needs `presidio-analyzer` and `regex` (requirements-bench.txt) in the interpreter that runs this. Peers read
the text with accents and evasions already undone: that work is ours alone.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from atesta.rules.pattern import engine, plain
from atesta.rules.phrase import Phrase
from atesta.rules.phrase_index import load_phrases
from atesta.rules.phrasebook import PhraseBook

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "rules"))
reference_matcher = importlib.import_module("reference_matcher")
made_up = importlib.import_module("made_up_messages")

GOAL_PER_SECOND, GOAL_RATIO = 120_000, 150
PEER_COUNT = 400
ROUNDS = 5


def per_second(read: Callable[[str], object], texts: list[str], rounds: int = ROUNDS) -> float:
    """Best of some rounds, in processor time: other work on the machine is not ours."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            read(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best


def sources(phrases: tuple[Phrase, ...]) -> list[str]:
    return [how.python or how.re2 for how in (engine(phrase.pattern) for phrase in phrases)]


def one_loop(phrases: tuple[Phrase, ...], module: ModuleType) -> Callable[[str], object]:
    patterns = [module.compile(source, module.ASCII) for source in sources(phrases)]
    return lambda text: [found for pattern in patterns for found in pattern.finditer(text)]


def presidio(phrases: tuple[Phrase, ...]) -> Callable[[str], object]:
    """One recognizer for each phrase, without NLP artefacts: its fastest way to run patterns."""
    analyzer = importlib.import_module("presidio_analyzer")
    recognizers = [
        analyzer.PatternRecognizer(
            phrase.id, patterns=[analyzer.Pattern(phrase.id, source, 0.5)], global_regex_flags=re.ASCII
        )
        for phrase, source in zip(phrases, sources(phrases), strict=True)
    ]
    return lambda text: [one.analyze(text, one.supported_entities) for one in recognizers]


def peers(phrases: tuple[Phrase, ...], wanted: bool) -> dict[str, Callable[[], Callable[[str], object]]]:
    found: dict[str, Callable[[], Callable[[str], object]]] = {"python re, one loop": lambda: one_loop(phrases, re)}
    if wanted and importlib.util.find_spec("regex"):
        found["regex, one loop"] = lambda: one_loop(phrases, importlib.import_module("regex"))
    if wanted and importlib.util.find_spec("presidio_analyzer"):
        found["presidio recognizers"] = lambda: presidio(phrases)
    return found


def differing(book: PhraseBook, texts: list[str]) -> int:
    def ours(text: str) -> list[tuple[str, int, int]]:
        return [(hit.phrase.id, hit.start, hit.end) for hit in book.read(text).hits]

    return sum(ours(text) != reference_matcher.hits(book.phrases, text) for text in texts)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--all-same", action="store_true")
    given = parser.parse_args()
    texts, phrases = made_up.make(given.count), made_up.made_up_phrases()
    book = PhraseBook(phrases)
    readings = [book.read(text) for text in texts]
    mean, hits = sum(map(len, texts)) / len(texts), sum(len(reading.hits) for reading in readings)
    evasive = sum(reading.offsets is not None for reading in readings) / len(texts)
    print(f"{len(texts)} messages, mean {mean:.0f} characters, {evasive:.0%} evasive")
    print(f"{len(phrases)} patterns, {hits} hits")
    ours = per_second(book.read, texts)
    print(f"phrase book, with spans {ours:>12,.0f} messages/s, goal {GOAL_PER_SECOND:,}")
    missed = ours < GOAL_PER_SECOND
    shipped = PhraseBook(load_phrases())
    name = f"{len(shipped.phrases)} phrases that ship"
    print(f"{name:<23} {per_second(shipped.read, texts, 2):>12,.0f} messages/s")
    few = [plain(reading.folded) for reading in readings[:PEER_COUNT]]
    for name, build in peers(phrases, given.peers).items():
        theirs = per_second(build(), few, 2)
        missed |= name.startswith("presidio") and ours / theirs < GOAL_RATIO
        print(f"{name:<23} {theirs:>12,.0f} messages/s, we read {ours / theirs:,.0f} times as many")
    if given.all_same:
        print(f"messages with other hits than the reference matcher: {(other := differing(book, texts))}")
        missed |= other > 0
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
