"""Calls written as lines, "1.0-4.2 a: …", made into transcripts whose words are spread evenly over their turn."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from desks import plain_desk

from atesta.contact.call import Call
from atesta.contact.message import Recipient
from atesta.contact.transcript import SpokenTurn, Stretch, Transcript, Voice, Word
from atesta.pipeline import Desk, Knowledge, review_call
from atesta.review.finding import Finding, Review
from atesta.transcript.acoustics import Acoustics

FOLDER = Path(__file__).parents[2] / "cases" / "calls"
WHO = {"a": Voice.AGENT, "d": Voice.DEBTOR, "o": Voice.OTHER}
ADVERSE = frozenset({"breach", "missing", "not_reviewable"})
_LINE = re.compile(r"(?P<start>[\d.]+)-(?P<end>[\d.]+) (?P<who>[ado]): (?P<text>.+)")


def desk() -> Desk:
    """Without the encoder: what is tested here are words, their order and their times."""
    return plain_desk()


def cases(file: str) -> list[dict[str, Any]]:
    return tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))["case"]


def transcript(lines: list[str], lang: str, *, confidence: float = 0.9) -> Transcript:
    return Transcript(tuple(_turn(line, lang, confidence) for line in lines), lang, 2)


def _turn(line: str, lang: str, confidence: float) -> SpokenTurn:
    found = _LINE.fullmatch(line)
    assert found, line
    start, end, text = float(found["start"]), float(found["end"]), found["text"]
    said = list(text) if lang == "zh" else text.split()
    step = (end - start) / len(said)
    times = [round(start + number * step, 3) for number in range(len(said) + 1)]
    words = tuple(Word(word, times[n], times[n + 1], confidence) for n, word in enumerate(said))
    return SpokenTurn(WHO[found["who"]], text, start, end, confidence, words, lang)


def call_of(case: dict[str, Any]) -> Call:
    return Call(transcript(case["turns"], case["lang"]), "sha256:" + "0" * 64, to=Recipient(case.get("to", "debtor")))


def review(case: dict[str, Any], acoustics: Acoustics | None = None, *stretches: Stretch) -> Review:
    call = call_of(case)
    call = replace(call, transcript=replace(call.transcript, not_reviewable=stretches))
    return review_call(call, acoustics, None, Knowledge.of(place=case.get("place")), desk())


def findings(given: Review) -> tuple[Finding, ...]:
    return (*given.conduct.findings, *given.conduct.not_reviewable)


def of_rule(given: Review, rule: str) -> list[Finding]:
    return [one for one in findings(given) if one.rule == rule]
