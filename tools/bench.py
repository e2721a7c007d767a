"""How fast a text is read, screened and reviewed here, beside a peer on the same texts and phrases. One core.

The texts are the sentences of tests/cases/phrases (three languages, hits and near misses), repeated. The peer is
Presidio's PatternRecognizer, one recognizer a label, handed our phrases: it only finds patterns, so it is compared with
our reading, which does the same.
"""

from __future__ import annotations

import argparse
import itertools
import platform
import statistics
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from atesta.contact.message import Message
from atesta.pipeline import Desk, Knowledge, open_desk, review_message, screen_texts
from atesta.review.as_json import canonical, review_json
from atesta.rules.phrase_files import load_phrases

ROOT = Path(__file__).resolve().parent.parent
Item = TypeVar("Item")


def main() -> int:
    parser = argparse.ArgumentParser(description="Speed on one core, side by side with a peer.")
    parser.add_argument("--texts", type=int, default=4000, help="how many texts each line of the table reads")
    wanted = parser.parse_args().texts
    texts = list(itertools.islice(itertools.cycle(sentences()), wanted))
    begun = time.perf_counter()
    desk, whole = open_desk(paraphrase=False), open_desk()
    loaded = (time.perf_counter() - begun) / 2
    for text in set(texts):  # once before the clock starts: patterns compile when they are first needed
        reviewed(text, whole)
        desk.phrasebook.read(text)
    print(f"{platform.python_version()} on {platform.machine()}, {len(set(texts))} different texts, {wanted} read")
    print(f"{'rules and phrases loaded':44} {loaded * 1000:10.0f} ms")
    show("phrases read", each(desk.phrasebook.read, texts))
    show("screened, phrases only", each(lambda text: screen_texts([(text, "")], desk), texts))
    show("screened with paraphrases, 200 at a time", each(lambda chunk: screen_texts(chunk, whole), chunks(texts), 200))
    show("reviewed to canonical JSON, phrases only", each(lambda text: reviewed(text, desk), texts))
    show("reviewed to canonical JSON, with paraphrases", each(lambda text: reviewed(text, whole), texts[: wanted // 4]))
    if peer := presidio():
        show("Presidio PatternRecognizer, same phrases", each(peer, texts[: wanted // 4]))
    return 0


def sentences() -> Iterator[str]:
    for file in sorted((ROOT / "tests" / "cases" / "phrases").glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            yield from (*case.get("hit", ()), *case.get("miss", ()))


def chunks(texts: list[str], size: int = 200) -> list[list[tuple[str, str]]]:
    return [[(text, "") for text in texts[start : start + size]] for start in range(0, len(texts), size)]


def reviewed(text: str, desk: Desk) -> bytes:
    received = datetime(2026, 11, 15, 13, tzinfo=UTC)
    message = Message(text=text, original=text.encode(), sender="10690000188", received=received)
    return canonical(review_json(review_message(message, Knowledge.of(place="CN"), desk)))


def each(work: Callable[[Item], object], items: Iterable[Item], texts: int = 1) -> list[float]:
    """Seconds per text, of each item."""
    spent = []
    for item in items:
        begun = time.perf_counter()
        work(item)
        spent.append((time.perf_counter() - begun) / texts)
    return spent


def show(what: str, spent: list[float]) -> None:
    p99 = statistics.quantiles(spent, n=100)[98] if len(spent) > 1 else spent[0]
    print(f"{what:44} {1 / statistics.fmean(spent):10,.0f} texts/s   p99 {p99 * 1000:8.3f} ms a text")


def presidio() -> Callable[[str], object] | None:
    try:
        from presidio_analyzer import Pattern, PatternRecognizer  # noqa: PLC0415 - a peer, not a part
    except ImportError:
        print("Presidio is not installed (make bench installs it); no comparison", file=sys.stderr)
        return None
    by_label = defaultdict(list)
    for phrase in load_phrases():
        by_label[phrase.label].append(Pattern(phrase.id, phrase.pattern.replace("...", ".{0,25}"), 0.5))
    peers = [PatternRecognizer(supported_entity=label, patterns=found) for label, found in by_label.items()]
    return lambda text: [peer.analyze(text, [peer.supported_entities[0]]) for peer in peers]


if __name__ == "__main__":
    sys.exit(main())
