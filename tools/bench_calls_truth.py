"""What `bench_calls.py` counts by: words without signs, phrases, verdicts, seconds."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from atesta.contact.folding import traditional

LANGUAGES = ("es", "en", "zh")
CONDITIONS = ("clean", "gsm", "snr15", "snr5")
LABELS_AGAINST = frozenset(
    {
        *(
            "threat",
            "false_legal_claim",
            "arrest_threat",
            "shaming_or_belittling",
            "profanity",
            "third_party_disclosure",
        ),
        *("accusation", "authoritarian_demand", "pressure_deadline", "harassment_volume"),
    }
)
MOST_PHRASES = 800
LIMIT, BAND, EARLY = 5.0, 0.5, 0.1
Row = dict[str, Any]
Heard = list[tuple[str, str, float | None, float | None]]


def manifest(folder: Path) -> list[Row]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def units(text: str, lang: str) -> list[str]:
    """Words without accents, signs and case; for Chinese its simplified characters."""
    low = unicodedata.normalize("NFKC", text).lower()
    if lang == "zh":
        return [letter for letter in low.translate(traditional()) if letter.isalnum()]
    bare = "".join(one for one in unicodedata.normalize("NFD", low) if not unicodedata.combining(one))
    return re.findall(r"\w+(?:'\w+)?", bare)


def errors(truth: list[str], found: list[str]) -> int:
    return Levenshtein.distance(truth, found)


def said_in_order(row: Row) -> str:
    """What both sides said, by time."""
    return " ".join(one["text"] for one in sorted(row["agent"] + row["debtor"], key=lambda one: one["start"]))


def phrases_of(row: Row) -> tuple[list[str], list[str]]:
    """Phrases that were said, and phrases of other prompts that were not: at most 800 of each. The latter may be nearly
    equal to something said ("seguida por la", "seguido por la"): telling those apart is part of the figure."""
    lang = row["lang"]
    there = {phrase for one in row["agent"] for phrase in cut(one["text"], lang)}
    absent = {phrase for other in row["others"] for phrase in cut(other, lang)} - there
    chance = random.Random(row["id"])
    some = [chance.sample(sorted(one), min(len(one), MOST_PHRASES)) for one in (there, absent)]
    return some[0], some[1]


def cut(text: str, lang: str) -> list[str]:
    """Three words in a row inside a clause, not only little ones or letters; four characters in Chinese."""
    out = []
    for clause in re.split(r"[,.;:?!¿¡，。！？；：、]+", text):
        parts = units(clause, lang)
        size, glue = (4, "") if lang == "zh" else (3, " ")
        windows = [parts[at : at + size] for at in range(len(parts) - size + 1)]
        out += [glue.join(one) for one in windows if glue == "" or max(map(len, one)) > 3]
    return out


def found_exactly(text: str, phrases: list[str], lang: str) -> int:
    glue = "" if lang == "zh" else " "
    said = f"{glue}{glue.join(units(text, lang))}{glue}"
    return sum(f"{glue}{phrase}{glue}" in said for phrase in phrases)


def ends_of_clips(row: Row, heard: Heard) -> tuple[list[float], list[float]]:
    """Differences in seconds: first word's start and last word's end in each clip, against the clip's own."""
    starts, ends = [], []
    for one in row["agent"]:
        inside = [
            word
            for word in heard
            if word[0] == "agent" and _middle(word) is not None and one["start"] <= (_middle(word) or 0) <= one["end"]
        ]
        if inside:
            starts.append((inside[0][2] or 0.0) - one["start"])
            ends.append((inside[-1][3] or 0.0) - one["end"])
    return starts, ends


def _middle(word: tuple[str, str, float | None, float | None]) -> float | None:
    return None if word[2] is None or word[3] is None else (word[2] + word[3]) / 2


def heard_between(heard: Heard, start: float, end: float) -> str:
    """The agent's recognised words whose middle lies in these seconds, a little more on both sides."""
    inside = [word[1] for word in heard if word[0] == "agent" and start - 0.2 <= (_middle(word) or -1.0) <= end + 0.2]
    spaced = " ".join(word.strip() for word in inside)
    return re.sub("(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])", "", spaced)


def verdict(said: Row) -> str:
    """in_time, late, missing, or person, from the finding about the first five seconds."""
    found = said.get("identity")
    if "error" in said or found is None or found["answer"] == "not_reviewable":
        return "person"
    lacks = set(found.get("lacks", ()))
    if found.get("late"):
        return "late"
    if lacks & {"company", "person"}:
        return "missing"
    if found["answer"] == "met":
        return "in_time"
    return _by_ends(found, said["acoustics"]["onset"])


def _by_ends(found: Row, onset: float | None) -> str:
    """Something else is missing (by whom, or the order): the time of both names is still known."""
    ends = [found.get("ends", {}).get(part) for part in ("company", "person")]
    if onset is None or None in ends:
        return "person"
    seconds = max(ends) / 1000 - onset + EARLY
    if abs(seconds - LIMIT) <= BAND:
        return "person"
    return "in_time" if seconds < LIMIT else "late"


def mixed_up(row: Row, heard: Heard) -> tuple[float, float, float]:
    """Of the seconds in which one side speaks and a word was heard: given to the wrong side (the two names may be
    exchanged), given to nobody, and given to the right side under its right name."""
    seconds = {side: {"agent": 0.0, "debtor": 0.0, "nobody": 0.0} for side in ("agent", "debtor")}
    for voice, _, start, end in heard:
        if start is None or end is None:
            continue
        who = voice.removeprefix("probable_") if voice.endswith(("agent", "debtor")) else "nobody"
        for side in ("agent", "debtor"):
            alone = _shared(row[f"{side}_spans"], start, end) - _both(row, start, end)
            seconds[side][who] += max(alone, 0.0)
    total = sum(sum(one.values()) for one in seconds.values()) or 1.0
    straight = seconds["agent"]["agent"] + seconds["debtor"]["debtor"]
    turned = seconds["agent"]["debtor"] + seconds["debtor"]["agent"]
    nobody = seconds["agent"]["nobody"] + seconds["debtor"]["nobody"]
    return min(straight, turned) / total, nobody / total, straight / total


def _shared(spans: list[list[float]], start: float, end: float) -> float:
    return sum(max(0.0, min(end, last) - max(start, first)) for first, last in spans)


def _both(row: Row, start: float, end: float) -> float:
    overlaps = [
        (max(a, c), min(b, d))
        for a, b in row["agent_spans"]
        if b > start and a < end
        for c, d in row["debtor_spans"]
        if d > max(a, start) and c < min(b, end)
    ]
    return sum(max(0.0, min(end, last) - max(start, first)) for first, last in overlaps)
