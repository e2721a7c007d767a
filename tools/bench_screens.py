"""Field accuracy of what is read off screenshots, by language.

    .venv/bin/python tools/bench_screens.py [--count 24] [--pages 8]

Composes screenshots (compose_screens.py: chromium, invented texts) and reads each with the engine of `atesta[ocr]`.
`tuned` is what the reader was built on; `scored` has other looks, fonts, texts and senders, and was only scored.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).parent))
from compose_screens import compose

from atesta.contact.message import Message, Provenance
from atesta.errors import InputError
from atesta.intake.ocr import ocr_reader
from atesta.intake.picture_text import PictureText, read_picture
from atesta.intake.screenshot import message_of
from atesta.intake.seen_figures import FigureKind, figures_of
from atesta.pipeline import Desk, Knowledge, open_desk, review_message

PLACES = {"zh": "CN", "es": "MX", "en": "US"}
Row = dict[str, float | str]


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--count", type=int, default=24)
    asked.add_argument("--pages", type=int, default=8)
    asked.add_argument("--keep", type=Path, help="draw into this folder and leave the pictures there")
    given = asked.parse_args()
    engine = f"rapidocr {version('rapidocr')}, onnxruntime {version('onnxruntime')}"
    print(f"{engine}, {given.count} messages and {given.pages} pages a language and part")
    desk, reader = open_desk(), ocr_reader()
    for part in ("tuned", "scored"):
        with tempfile.TemporaryDirectory() as empty:
            folder = given.keep / part if given.keep else Path(empty)
            truth = compose(folder, part, given.count, given.pages)
            report(part, [score(one, folder, reader, desk) for one in truth])
    return 0


def score(truth: dict[str, Any], folder: Path, reader: Any, desk: Desk) -> Row:
    data = (folder / truth["name"]).read_bytes()
    began = time.perf_counter()
    try:
        picture = read_picture(data, reader)
    except InputError:
        return {**_about(truth), "refused": 1.0}
    seconds = time.perf_counter() - began
    fields = of_message(truth, picture, desk) if truth["kind"] == "message" else of_page(truth, picture)
    return {**_about(truth), "seconds": seconds, **fields}


def _about(truth: dict[str, Any]) -> Row:
    return {
        "kind": truth["kind"],
        "lang": truth["lang"],
        "look": truth["look"],
        "made": truth["made"],
        "name": truth["name"],
    }


def of_message(truth: dict[str, Any], picture: PictureText, desk: Desk) -> Row:
    try:
        read = message_of(picture)
    except InputError:
        return {"sender": 0.0, "time": 0.0, "errors": 1.0, "text": 0.0, "claims": 0.0, "labels": 0.0, "whole": 0.0}
    local = read.received.local if read.received else None
    shown = _bare(read.received.words) if read.received else ""
    when = shown == _bare(truth["time_words"]) and (local.strftime("%Y-%m-%dT%H:%M") if local else "") == truth["local"]
    claims, labels = judged(read.text, truth["lang"], desk), judged(truth["text"], truth["lang"], desk)
    row: Row = {
        "sender": float(_bare(read.sender or "") == _bare(truth["sender"])),
        "time": float(when),
        "errors": Levenshtein.distance(read.text, truth["text"]) / len(truth["text"]),
        "text": float(read.text == truth["text"]),
        "claims": float(claims[0] == labels[0]),
        "labels": float(claims[1] == labels[1]),
    }
    return {**row, "whole": float(all(row[name] for name in ("sender", "time", "claims", "labels")))}


def judged(text: str, lang: str, desk: Desk) -> tuple[list[tuple[str, str]], list[str]]:
    """The claims with their answers, and the labels, of a text alone."""
    message = Message(text, text.encode(), provenance=Provenance.SCREENSHOT)
    review = review_message(message, Knowledge.of(None, None, None, PLACES[lang]), desk)
    return [(claim.kind, claim.answer) for claim in review.truth.claims], sorted(review.conduct.labels)


def of_page(truth: dict[str, Any], picture: PictureText) -> Row:
    currency = truth["currency"] if truth["currency"] in ("USD", "MXN") else None  # what "$" means in the place
    first: dict[FigureKind, str] = {}
    for figure in figures_of(picture, currency):
        first.setdefault(figure.kind, str(figure.value))
    said = {
        "lender": truth["lender"],
        "amount": f"{truth['amount']} {truth['currency']}",
        "due": truth["due"],
        "days_late": str(truth["days"]),
    }
    row: Row = {kind: float(first.get(FigureKind(kind)) == value) for kind, value in said.items()}
    return {**row, "whole": float(all(row.values()))}


def _bare(words: str) -> str:
    return "".join(words.split())


def report(part: str, rows: list[Row]) -> None:
    seconds = [float(row["seconds"]) for row in rows if "seconds" in row]
    print(
        f"\n{part}: {len(rows)} pictures, {sum('refused' in row for row in rows)} refused, "
        f"{statistics.median(seconds):.1f} s a picture (median), {max(seconds):.1f} at most"
    )
    for kind, names in (
        ("message", ("sender", "time", "text", "claims", "labels", "whole")),
        ("page", ("lender", "amount", "due", "days_late", "whole")),
    ):
        for title, chosen in groups(rows, kind):
            shares = "  ".join(
                f"{name} {sum(float(row.get(name, 0)) for row in chosen) / len(chosen):.3f}" for name in names
            )
            wrong = [float(row.get("errors", 1.0)) for row in chosen]
            letters = f"  letters wrong {100 * sum(wrong) / len(wrong):.2f} %" if kind == "message" else ""
            print(f"  {kind} {title:<22}{len(chosen):>4}  {shares}{letters}")
    missed = [f"{row['name']} {row['look']} {row['made']}" for row in rows if not row.get("whole")]
    print(f"  not whole: {'; '.join(missed) or 'none'}")


def groups(rows: list[Row], kind: str) -> Iterator[tuple[str, list[Row]]]:
    mine = [row for row in rows if row["kind"] == kind]
    if not mine:
        return
    by: tuple[tuple[str, Callable[[Row], str]], ...] = (
        ("", lambda row: str(row["lang"])),
        ("as ", lambda row: str(row["made"])),
        ("look ", lambda row: str(row["look"])),
    )
    yield "all", mine
    for title, of in by if kind == "message" else by[:1]:
        for value in sorted({of(row) for row in mine}):
            yield title + value, [row for row in mine if of(row) == value]


if __name__ == "__main__":
    raise SystemExit(main())
