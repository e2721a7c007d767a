"""How `atesta screen` does on a label file, beside a keyword list (`make judge DATA=../shared/data/labels/....jsonl`).

The file is halved by the digest of each item's source. One half was read while the phrases were written, the other was
only ever scored: both figures are printed, and the gap between them. Languages are compared with a bootstrap interval.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ATESTA = ROOT / ".venv" / "bin" / "atesta"
LABELS = (
    *("threat", "false_legal_claim", "arrest_threat", "shaming_or_belittling", "profanity", "third_party_disclosure"),
    *("accusation", "authoritarian_demand", "pressure_deadline", "harassment_volume"),
)
KEYWORDS = {
    "threat": "起诉 上门 后果 consecuencias embargo demanda consequences lawsuit sue",
    "false_legal_claim": "诈骗罪 失信 刑事 embargo inmediato delito criminal garnish seize",
    "arrest_threat": "拘留 逮捕 坐牢 警察 cárcel arresto policía arrest jail warrant police",
    "shaming_or_belittling": "老赖 不要脸 废物 丢人 sinvergüenza ratero vergüenza deadbeat loser shame pathetic",
    "profanity": "妈的 傻逼 mierda puta cabrón pinche damn hell crap shit fuck ass",
    "third_party_disclosure": "通讯录 家人 单位 亲友 familiares contactos vecinos trabajo family employer contacts",
    "accusation": "恶意 逃避 欺骗 mentiroso evadir mala fe excuses ignoring lying dodging",
    "authoritarian_demand": "必须 立刻还 马上还 pague ya debe pagar pay up just pay must pay",
    "pressure_deadline": "今天 今日 24小时 最后 hoy 24 horas último aviso today 24 hours final notice immediately",
    "harassment_volume": "不停 天天打 todos los días llamaremos every day keep calling",
}
SINGLE = ("pague ya", "debe pagar", "pay up", "just pay", "must pay", "24 horas", "último aviso", "24 hours", "mala fe")
ROUNDS = 2000
Row = dict[str, Any]
Predict = Callable[[Row], frozenset[str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    rows = [json.loads(line) for line in parser.parse_args().gold.read_text(encoding="utf-8").splitlines()]
    answers = screened(rows)
    ours: Predict = lambda row: answers[row["id"]]  # noqa: E731
    read = [row for row in rows if was_read(row)]
    unread = [row for row in rows if not was_read(row)]
    for name, part in (("read while developing", read), ("only scored", unread), ("all", rows)):
        print(f"{name:24} {len(part):4} items   {figures(part, ours)}   keywords {figures(part, keywords)}")
    print(f"gap read - only scored    {micro(read, ours) - micro(unread, ours):+.3f}")
    for field in ("lang", "provenance", "kind"):
        for value in sorted({str(row.get(field)) for row in unread}):
            part = [row for row in unread if str(row.get(field)) == value]
            print(f"only scored, {field} {value:18} {len(part):4} items   {figures(part, ours)}")
    for label in LABELS:
        print(
            f"only scored, {label:25} {one_label(unread, label, ours)}   keywords {one_label(unread, label, keywords)}"
        )
    for first, second in (("es", "zh"), ("es", "en"), ("zh", "en")):
        print(f"only scored, gap {first} - {second}: {gap(unread, first, second, ours)}")
    return 0


def was_read(row: Row) -> bool:
    return hashlib.sha256(("1" + row["source"]).encode()).digest()[0] % 2 == 0


def screened(rows: list[Row]) -> dict[str, frozenset[str]]:
    """What the product says of each text; it is handed no label."""
    with tempfile.TemporaryDirectory() as folder:
        texts, answers = Path(folder, "texts.jsonl"), Path(folder, "answers.jsonl")
        kept = ("id", "lang", "text", "context")
        lines = (json.dumps({key: row[key] for key in kept if key in row}, ensure_ascii=False) for row in rows)
        texts.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        subprocess.run([ATESTA, "screen", str(texts), "--out", str(answers)], check=True, cwd=ROOT)
        given = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: frozenset(row["labels"]) & set(LABELS) for row in given}


def keywords(row: Row) -> frozenset[str]:
    """The baseline: a label for any of its words, as a plain list would."""
    text = row["text"].lower()
    return frozenset(label for label, words in KEYWORDS.items() if any(word in text for word in _words(words)))


def _words(line: str) -> list[str]:
    phrases = [phrase for phrase in SINGLE if phrase in line]
    for phrase in phrases:
        line = line.replace(phrase, " ")
    return [*phrases, *line.split()]


def counts(rows: Iterable[Row], predict: Predict, labels: Iterable[str] = LABELS) -> tuple[int, int, int]:
    """Right, wrong and missed labels."""
    chosen, right, wrong, missed = set(labels), 0, 0, 0
    for row in rows:
        gold, given = set(row["labels"]) & chosen, predict(row) & chosen
        right, wrong, missed = right + len(gold & given), wrong + len(given - gold), missed + len(gold - given)
    return right, wrong, missed


def micro(rows: Iterable[Row], predict: Predict) -> float:
    right, wrong, missed = counts(rows, predict)
    return 2 * right / max(2 * right + wrong + missed, 1)


def figures(rows: list[Row], predict: Predict) -> str:
    right, wrong, missed = counts(rows, predict)
    benign = [row for row in rows if not set(row["labels"]) & set(LABELS)]
    flagged = sum(bool(predict(row)) for row in benign)
    precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
    share = f"{flagged}/{len(benign)}"
    return f"micro F1 {micro(rows, predict):.3f} (P {precision:.3f} R {recall:.3f}) benign flagged {share}"


def one_label(rows: list[Row], label: str, predict: Predict) -> str:
    right, wrong, missed = counts(rows, predict, [label])
    return f"F1 {2 * right / max(2 * right + wrong + missed, 1):.2f} (right {right} wrong {wrong} missed {missed})"


def gap(rows: list[Row], first: str, second: str, predict: Predict) -> str:
    """The difference of micro F1 with its 95 % interval over resampled items."""
    pick = random.Random(20261115)
    one, other = ([row for row in rows if row["lang"] == lang] for lang in (first, second))
    again = sorted(
        micro(pick.choices(one, k=len(one)), predict) - micro(pick.choices(other, k=len(other)), predict)
        for _ in range(ROUNDS)
    )
    low, high = again[int(0.025 * ROUNDS)], again[int(0.975 * ROUNDS)]
    return f"{micro(one, predict) - micro(other, predict):+.3f} [{low:+.3f}, {high:+.3f}]"


if __name__ == "__main__":
    sys.exit(main())
