"""Made-up messages and patterns for the tests and the bench, the same on every machine.

Shape after REVIEW 2: mean 83 characters, amounts, dates and names filled in, a tenth in capitals; at least a tenth is
written to evade a filter (invisible characters, look-alike letters, spaced letters, digits for letters, repeated
letters, traditional characters, pinyin).
"""

from __future__ import annotations

import itertools
import random
import tomllib
from collections.abc import Callable
from pathlib import Path

from atesta.rules.phrase import Phrase

SEED = 20261115
EVASIVE_SHARE = 0.12
MADE_UP = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
BLANKS = MADE_UP["blanks"]

_PINYIN = {
    "起诉": "qisu",
    "法院": "fa院",
    "还钱": "huan钱",
    "催收": "cui收",
    "老赖": "lao赖",
    "公安": "gong安",
    "通讯录": "tong讯录",
}
_TRADITIONAL = str.maketrans(
    "诉讯录处财产纳还钱赖领导单门关务员发军书页马东车", "訴訊錄處財產納還錢賴領導單門關務員發軍書頁馬東車"
)
_CYRILLIC = str.maketrans("aeopcxy", "аеорсху")
_LEET = str.maketrans("aeio", "4310")


def _words(text: str, change: Callable[[str], str], pick: random.Random) -> str:
    """One or two longer words of the text, changed."""
    words = text.split(" ")
    long = [n for n, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    for n in pick.sample(long, min(2, len(long))):
        words[n] = change(words[n])
    return " ".join(words)


def _zero_width(text: str, pick: random.Random) -> str:
    return "".join(c + ("\u200b" if pick.random() < 0.2 else "") for c in text)


def _full_width(word: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)


def _pinyin(text: str) -> str:
    for han, written in _PINYIN.items():
        text = text.replace(han, written)
    return text


def evade(text: str, chinese: bool, pick: random.Random) -> str:
    if chinese:
        kind = pick.randrange(4)
        at = pick.randrange(len(text) // 2)
        spread = text[:at] + pick.choice("* ").join(text[at : at + 6]) + text[at + 6 :]
        return (_zero_width(text, pick), text.translate(_TRADITIONAL), _pinyin(text), spread)[kind]
    changes: tuple[Callable[[str], str], ...] = (
        lambda word: word.translate(_CYRILLIC),
        " ".join,
        ".".join,
        lambda word: word[0] + word[1:-1].translate(_LEET) + word[-1],
        lambda word: word[:2] + word[2] * 3 + word[2:],
        _full_width,
    )
    kind = pick.randrange(len(changes) + 1)
    return _zero_width(text, pick) if kind == len(changes) else _words(text, changes[kind], pick)


def make(count: int, seed: int = SEED) -> list[str]:
    """`count` messages; a third in each language."""
    pick = random.Random(seed)
    return [_message(pick, ("es", "en", "zh")[n % 3]) for n in range(count)]


def _message(pick: random.Random, lang: str) -> str:
    text = pick.choice(MADE_UP["messages"][lang]).format(
        firm=pick.choice(BLANKS["firm"]),
        zfirm=pick.choice(BLANKS["zh_firm"]),
        name=f"{pick.choice(BLANKS['first'])} {pick.choice(BLANKS['last'])}",
        zname=pick.choice(BLANKS["zh_name"]),
        amount=pick.choice(("{:,}.{:02}", "${:,}.{:02}", "{}.{:02}")).format(
            pick.randrange(50, 90000), pick.randrange(100)
        ),
        date=f"{pick.randrange(1, 29)}/{pick.randrange(1, 13):02}/2026",
        days=pick.randrange(1, 120),
        hour=pick.randrange(1, 24),
        code="".join(pick.choice("0123456789") for _ in range(6)),
        phone="".join(pick.choice("0123456789") for _ in range(10)),
    )
    if pick.random() < EVASIVE_SHARE:
        return evade(text, lang == "zh", pick)
    return text.upper() if pick.random() < 0.1 else text


def made_up_phrases() -> tuple[Phrase, ...]:
    """Some 300 patterns in the shape of REVIEW 2: about half plain words, the others alternations and gaps."""
    words = [word for lang in ("es", "en", "zh") for word in MADE_UP["words"][lang]]
    pairs = [f"({a}|{b})" for a, b in itertools.pairwise(words)]
    far = [f"{a} ...{b}" if a.isascii() else f"{a}...{b}" for a, b in zip(words, words[3:], strict=False)]
    patterns = dict.fromkeys([*words, *MADE_UP["gaps"]["all"], *pairs[::4], *far])
    return tuple(
        Phrase(f"made.up.p{n}", "es", "conduct", "threat", "house-threat", pattern)
        for n, pattern in enumerate(patterns)
    )
