"""A complaint mill at work, invented: one text in many copies, and people beside it who tell their own part."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from atesta.action.complaint.cluster import Told
from atesta.action.requests.letter import letter
from atesta.rules.rulebook import Rulebook

NOISE = 0.02
"""Of the letters of a copy, so many are dropped, doubled or swapped with the next."""
PLACES = {"zh": "CN", "es": "MX", "en": "US"}


@cache
def texts() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parents[2] / "cases" / "mills" / "mills.toml").read_text(encoding="utf-8"))


def clones(lang: str, count: int, chance: random.Random) -> Iterator[Told]:
    """Names, lenders, sums and days swapped, sentences in another order, slips of the pen."""
    for number in range(count):
        told = [_filled(sentence, lang, chance) for sentence in texts()[lang]["text"]]
        rest = told[1:]
        chance.shuffle(rest)
        yield Told(f"clone-{lang}-{number:04}", _slips(_joined([told[0], *rest], lang), chance))


def variants(lang: str, chance: random.Random) -> Iterator[Told]:
    """People who began with the mill's text and went on with what happened to them."""
    for number, own in enumerate(texts()[lang]["own"]):
        told = [_filled(sentence, lang, chance) for sentence in texts()[lang]["text"]]
        yield Told(f"own-{lang}-{number}", _joined([*told[:4], own, *told[4:]], lang))


def letters(lang: str, count: int, rulebook: Rulebook, chance: random.Random) -> Iterator[Told]:
    """Our own letter of one kind, from as many people; many of them got the same message."""
    quotes = [_filled(texts()[lang]["text"][3], lang, chance) for _ in range(3)]
    for number in range(count):
        when = f"2026-{1 + number % 11:02}-{1 + number // 11:02} {8 + number % 12:02}:{number % 60:02}"
        values = {
            "lender": chance.choice(texts()[lang]["lenders"]),
            "when": when,
            "sender": f"+86{chance.randrange(10**10, 2 * 10**10)}",
            "quote": chance.choice(quotes),
        }
        made = letter("statement", values, lang, PLACES[lang], rulebook, date(2026, 11, 20))
        yield Told(f"letter-{lang}-{number:04}", made.text)


def _filled(sentence: str, lang: str, chance: random.Random) -> str:
    given = texts()[lang]
    return str(
        sentence.format(
            name=chance.choice(given["names"]),
            lender=chance.choice(given["lenders"]),
            year=chance.randrange(2017, 2026),
            amount=chance.randrange(500, 90_000),
            month=chance.randrange(1, 13),
            day=chance.randrange(1, 29),
        )
    )


def _joined(sentences: list[str], lang: str) -> str:
    return "。".join(sentences) + "。" if lang == "zh" else ". ".join(sentences) + "."


def _slips(text: str, chance: random.Random) -> str:
    letters, at = list(text), 0
    while at < len(letters) - 1:
        if chance.random() < NOISE:
            kind = chance.randrange(3)
            if kind == 0:
                del letters[at]
            elif kind == 1:
                letters.insert(at, letters[at])
            else:
                letters[at : at + 2] = letters[at + 1], letters[at]
            at += 1
        at += 1
    return "".join(letters)
