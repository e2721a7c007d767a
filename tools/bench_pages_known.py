"""Does the time of an answer tell that a number, a login or a code is known? For bench_pages.py.

Pairs of one known and one unknown, in drawn order, on one connection. The median of the differences within a pair, with
the interval in which 95 of 100 drawn again would lie: it has to hold 0, or to stay under 5 ms, which no network lets
anybody see. An interval that is wider than that on both sides (of what takes longer: than a twentieth of it) holds 0
whatever is true: then nothing was measured, and that is a failure too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from bench_pages_http import Visitor, median

from atesta.store.codes import ALPHABET, Code

MOST_MS, WIDEST_SHARE = 5.0, 1 / 20
DRAWN_AGAIN = 2000
TRIES_OF_A_LOGIN = 4
WARM = 5
"""Pairs before the clock starts."""
KNOWN_LOCATOR, UNKNOWN_LOCATOR = "KNWNKN", "NKNWNK"
Ask = Callable[[Visitor, str, int], float]


def same_time(origin: str, kept: dict[str, Any], pairs: int) -> Iterator[bool]:
    pick = random.Random(20261115)
    numbers = {"known": kept["sender"], "unknown": "+8613900999933"}
    asked: tuple[tuple[str, Ask, int], ...] = (
        ("a sender", lambda visitor, word, n: _message(visitor, numbers[word], n), pairs),
        ("a login of staff", _login, min(pairs, kept["logins"] * TRIES_OF_A_LOGIN - WARM)),
        ("a code's first letters", lambda visitor, word, n: _code(visitor, word, pick), pairs),
    )
    for what, ask, count in asked:
        yield compared(what, *_spent(Visitor(origin), ask, count, pick), pick)


def _spent(visitor: Visitor, ask: Ask, count: int, pick: random.Random) -> tuple[list[float], list[float]]:
    spent: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(count + WARM):
        for word in pick.sample(("known", "unknown"), 2):
            spent[word].append(ask(visitor, word, number))
    return spent["known"][WARM:], spent["unknown"][WARM:]


def _message(visitor: Visitor, number: str, n: int) -> float:
    form = {"text": f"您已逾期3天，请致电 {number} {n:04}", "sender": number, "do": "answer"}
    return visitor.post("/en/cn/message", form).seconds


def _login(visitor: Visitor, word: str, n: int) -> float:
    """Another login each time, because five wrong passwords close one for a while."""
    answer = visitor.post("/en/staff/in", {"login": f"{word}.{n // TRIES_OF_A_LOGIN:02}", "password": "wrong one"})
    assert answer.status == 400, answer.status
    return answer.seconds


def _code(visitor: Visitor, word: str, pick: random.Random) -> float:
    secret = "".join(pick.choice(ALPHABET) for _ in range(21))
    code = Code(KNOWN_LOCATOR if word == "known" else UNKNOWN_LOCATOR, secret)
    answer = visitor.post("/en/file/", {"code": code.printed})
    assert answer.status == 422, answer.status
    return answer.seconds


def compared(what: str, known: list[float], unknown: list[float], pick: random.Random) -> bool:
    """Prints; False where the two can be told apart, or the interval is too wide to tell."""
    apart = [(one - other) * 1000 for one, other in zip(known, unknown, strict=True)]
    difference = median(apart)
    drawn = sorted(median(pick.choices(apart, k=len(apart))) for _ in range(DRAWN_AGAIN))
    low, high = drawn[DRAWN_AGAIN // 40], drawn[-DRAWN_AGAIN // 40]
    widest = 2 * max(MOST_MS, median(unknown) * 1000 * WIDEST_SHARE)
    same, measured = low <= 0 <= high or max(-low, high) < MOST_MS, high - low <= widest
    state = "not measured: the interval is too wide" if not measured else "reached" if same else "GAP"
    figures = f"p50 {median(known) * 1000:.1f} and {median(unknown) * 1000:.1f} ms, "
    figures += f"difference {difference:+.2f} [{low:+.2f}, {high:+.2f}] ms, {len(known)} pairs"
    print(f"  {f'{what}, known and unknown':44} {figures}  {state}", flush=True)
    return same and measured
