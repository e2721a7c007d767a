"""Phrases in recognised speech: how many are found, how many found that were not said, how long it takes.

    python tools/bench_heard.py SPOKEN.json --lang es

SPOKEN.json: a list of {"text": what was said, "<condition>": what a recogniser wrote of it, ...}. Two questions, each
for every condition:

1. All runs of three words (Chinese: of four characters) of what was said, as literal phrases: exact, and by likeness.
   False: those of the three next recordings that are found in what was recognised, and neither stand in what was said
   nor sound like anything in it (REVIEW 4.3).
2. All shipped phrases: labels found in what was said that are found in what was recognised, by `read` and `read_heard`;
   and labels found by `read_heard` that what was said does not have.

Then, with no file: the tolerant hits in all sentences of tests/cases/phrases, which are written correctly.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import tomllib
from pathlib import Path
from typing import Any

from atesta.contact.folding import fold
from atesta.rules.heard import find_literals, tokens
from atesta.rules.pattern import plain
from atesta.rules.phrase_index import load_phrases
from atesta.rules.phrasebook import PhraseBook

CASES = Path(__file__).resolve().parents[1] / "tests" / "cases" / "phrases"


def bare(text: str, lang: str) -> str:
    low = plain(fold(text)[0])
    return (
        "".join(re.findall("[\u3400-\u9fff]", low)) if lang == "zh" else " ".join(token.text for token in tokens(low))
    )


def pieces(text: str, lang: str) -> list[str]:
    if lang == "zh":
        runs = re.findall("[\u3400-\u9fff]{4,}", fold(text)[0])
        return list(dict.fromkeys(run[at : at + 4] for run in runs for at in range(len(run) - 3)))
    words = bare(text, lang).split()
    runs = [words[at : at + 3] for at in range(len(words) - 2)]
    return list(dict.fromkeys(" ".join(run) for run in runs if not any(c.isdigit() for word in run for c in word)))


def literals(rows: list[dict[str, Any]], condition: str, lang: str) -> str:
    exact = found = false = said = others = 0
    for number, row in enumerate(rows):
        own = pieces(row["text"], lang)
        next_ones = [rows[(number + step) % len(rows)]["text"] for step in (1, 2, 3)]
        foreign = [piece for text in next_ones for piece in pieces(text, lang)]
        alike = {one.phrase for one in find_literals(row["text"], foreign, lang)}
        foreign = [piece for piece in dict.fromkeys(foreign) if piece not in alike]
        heard = {one.phrase for one in find_literals(row[condition], [*own, *foreign], lang)}
        exact += sum(piece in bare(row[condition], lang) for piece in own)
        found += len(heard.intersection(own))
        false += len(heard.intersection(foreign) - set(own))
        said, others = said + len(own), others + len(foreign)
    return (
        f"literals {condition}: {said} said, exact {exact / said:.3f}, by likeness {found / said:.3f}; "
        f"false {false}/{others} = {false / max(1, others):.4f}"
    )


def shipped(book: PhraseBook, rows: list[dict[str, Any]], condition: str, lang: str) -> str:
    said = exact = found = more = letters = 0
    seconds = 0.0
    for row in rows:
        truth = {hit.phrase.label for hit in book.read(row["text"]).hits}
        as_written = {hit.phrase.label for hit in book.read(row[condition]).hits}
        began = time.process_time()
        heard = {hit.phrase.label for hit in book.read_heard(row[condition], lang).hits}
        seconds, letters = seconds + time.process_time() - began, letters + len(row[condition])
        said, exact, found = said + len(truth), exact + len(truth & as_written), found + len(truth & heard)
        more += len(heard - truth - as_written)
    return (
        f"labels {condition}: {said} said, read {exact / max(1, said):.3f}, read_heard {found / max(1, said):.3f}; "
        f"not said {more}; {seconds / letters * 9000:.2f} CPU s for 9,000 characters"
    )


def written(book: PhraseBook, lang: str) -> str:
    cases = [case for path in sorted(CASES.glob(f"*.{lang}.toml")) for case in tomllib.loads(path.read_text())["case"]]
    texts = [text for case in cases for text in (*case.get("hit", ()), *case.get("miss", ()))]
    more = sum(any(ratio < 100 for ratio in book.read_heard(text, lang).ratios) for text in texts)
    return f"written sentences {lang}: {len(texts)}, with a tolerant hit {more} = {more / len(texts):.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("spoken", nargs="?", type=Path)
    parser.add_argument("--lang", default="es", choices=("es", "zh", "en"))
    asked = parser.parse_args()
    book = PhraseBook(load_phrases())
    if asked.spoken is None:
        for lang in ("es", "zh", "en"):
            print(written(book, lang))
        return
    rows = json.loads(asked.spoken.read_text(encoding="utf-8"))
    book.read_heard("", asked.lang)
    for condition in [key for key, value in rows[0].items() if key != "text" and isinstance(value, str)]:
        if condition == "phrase":
            continue
        print(literals(rows, condition, asked.lang))
        print(shipped(book, rows, condition, asked.lang))


if __name__ == "__main__":
    main()
