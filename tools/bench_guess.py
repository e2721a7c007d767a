"""What guessing at codes and numbers comes to, and whether the time of an answer tells more than the answer.

    .venv/bin/python tools/bench_guess.py [--postgres] [--rows 20000] [--looks 600]

Timing: the public page itself, asked in turn for kinds of misses that an attacker would like to tell apart (a number
that has announcements and one that has none; a code that exists for another number and one that does not), through
Django's test client with the limits of pace lifted. Said are the medians, the difference, the spread of the difference
by resampling, and how well the better of two guesses by time alone would do (0.50 is chance). Arithmetic: the chance of
one right guess within a year, by the limits of store.pace.
"""

from __future__ import annotations

import argparse
import logging
import math
import os
import random
import secrets
import statistics
import sys
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "store"), str(ROOT / "tools")]

from bench_database import bench_database, on_postgres  # noqa: E402

CODES = 32**8
A_YEAR = 365
WANTED_SHARE = 0.55
"""Of right guesses by time alone: chance is 0.50."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--looks", type=int, default=600)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own")
    asked = parser.parse_args()
    if asked.postgres:
        return on_postgres(__file__)
    with bench_database() as env:
        operator = {"ATESTA_OPERATOR": "neutral", "ATESTA_OPERATOR_NAME": "Bench", "ATESTA_DUTY_PERSON": "nobody"}
        os.environ.update({**env, **operator})
        _timing(asked.rows, asked.looks)
    _arithmetic()
    return 0


# --- timing ----------------------------------------------------------------------------------------------------------


def _timing(rows: int, looks: int) -> None:
    import django  # noqa: PLC0415

    django.setup()
    import bench_lookup  # noqa: PLC0415
    from a_register import ACCOUNT, AGENCY_SENDER, NUMBER, TEXT, a_register  # noqa: PLC0415

    from atesta.contact.message import Channel, Purpose, Recipient  # noqa: PLC0415
    from atesta.store import announcing, models, pace  # noqa: PLC0415
    from atesta.store.gating import Asker, Wanted  # noqa: PLC0415

    now = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    register = a_register()
    bench_lookup.fill(register, rows)
    asker = Asker(register.creditor, register.agency)
    wanted = Wanted(ACCOUNT, NUMBER, AGENCY_SENDER, Channel.SMS, Purpose.DEMAND, Recipient.DEBTOR, now)
    text = announcing.announce_text(asker, wanted, TEXT, now)
    call = announcing.announce_call(asker, wanted, now, now + timedelta(hours=1), "Wei", now)
    assert text.row is not None and call.row is not None
    models.Pace.objects.all().delete()

    pairs = _pairs(text.code, call.code)
    logging.disable(logging.CRITICAL)
    limits = pace.LIMITS
    pace.LIMITS = {name: pace.Limit(10**9, 60) for name in limits}
    for name, (first, second) in pairs.items():
        one, other = _taken(first, second, looks)
        _tell(name, one, other)
    pace.LIMITS = limits


def _pairs(text_code: str, call_code: str) -> dict[str, tuple[Callable[[], dict[str, str]], ...]]:
    """Misses that an attacker would like to tell apart."""
    from a_register import AGENCY_SENDER, NUMBER, OTHER_NUMBER, TEXT  # noqa: PLC0415

    def about(number: str) -> dict[str, str]:
        given = {"do": "text", "text": f"{TEXT}{secrets.token_hex(4)}", "number": number}
        return {**given, "sender": AGENCY_SENDER, "came": "now"}

    def code(way: str, code: str, last4: str) -> dict[str, str]:
        front = "call" if way == "call" else "sent"
        return {"do": way, f"{front}_code": code, f"{front}_last4": last4}

    hers, others = NUMBER[-4:], OTHER_NUMBER[-4:]
    return {
        "a number with announcements | one without": (lambda: about(NUMBER), lambda: about(OTHER_NUMBER)),
        "a code of another number | no code at all": (
            lambda: code("code", text_code, others),
            lambda: code("code", "000000000", others),
        ),
        "digits of a debtor | digits of nobody": (
            lambda: code("code", "000000000", hers),
            lambda: code("code", "000000000", others),
        ),
        "a caller's code, other digits | no code": (
            lambda: code("call", call_code, others),
            lambda: code("call", "000000000", others),
        ),
    }


def _taken(first: object, second: object, looks: int) -> tuple[list[float], list[float]]:
    """Microseconds of each, asked in a random order so that a slow moment hits both."""
    from django.test import Client  # noqa: PLC0415

    client, took = Client(HTTP_HOST="localhost"), ([], [])  # type: ignore[var-annotated]
    sizes: tuple[set[int], set[int]] = (set(), set())
    order = [0, 1] * looks
    random.shuffle(order)
    for which in [0, 1] * 5 + order:
        given = (first, second)[which]()  # type: ignore[operator]
        began = time.perf_counter()
        answer = client.post("/en/cn/sent", given)
        took[which].append((time.perf_counter() - began) * 1e6)
        assert answer.status_code == 200
        sizes[which].add(len(answer.content))
    if sizes[0] != sizes[1]:
        print(f"  sizes differ: {sorted(sizes[0])[:3]} {sorted(sizes[1])[:3]}")
    return took[0][5:], took[1][5:]


def _tell(name: str, one: list[float], other: list[float]) -> None:
    apart = statistics.median(one) - statistics.median(other)
    again = sorted(
        statistics.median(random.choices(one, k=len(one))) - statistics.median(random.choices(other, k=len(other)))
        for _ in range(500)
    )
    print(
        f"{name}: {statistics.median(one):,.0f} and {statistics.median(other):,.0f} us, apart {apart:+,.0f} us"
        f" (95 % between {again[12]:+,.0f} and {again[487]:+,.0f}); told apart by time: {_guessed(one, other):.2f}"
        f", wanted < {WANTED_SHARE}: {'reached' if _guessed(one, other) < WANTED_SHARE else 'GAP'}"
    )


def _guessed(one: list[float], other: list[float]) -> float:
    """How often the slower of two is of the kind that is slower more often: 0.5 is chance."""
    ranked = sorted(other)
    wins = sum((bisect_left(ranked, value) + bisect_right(ranked, value)) / 2 for value in one)
    share = wins / (len(one) * len(other))
    return max(share, 1 - share)


# --- arithmetic -------------------------------------------------------------------------------------------------------


LIVE = 1_000_000
ENDINGS = 10**4
GUESSERS = (
    ("as EVIDENCE 7 counts, bound to the whole number", 1_000, 1),
    ("the same, bound to the last four digits", 1_000, LIVE // ENDINGS),
    ("one visitor at the limit, 20 an hour", 480, LIVE // ENDINGS),
    ("one visitor about one ending, at its share of 40 a day", 40, LIVE // ENDINGS),
    ("any number of visitors, one ending, at its limit of 200 a day", 200, LIVE // ENDINGS),
    ("any number of visitors, every ending at its limit", 200 * ENDINGS, LIVE // ENDINGS),
)
"""(who, guesses a day, codes that would be right)."""


def _arithmetic() -> None:
    from atesta.store.pace import LIMITS  # noqa: PLC0415

    most = tuple(LIMITS[name].most for name in ("sent", "sent-last4-of-one", "sent-last4"))
    assert most == (20, 40, 200), "the figures below are for other limits"
    print(f"a code has {CODES:.2e} values; {LIVE:,} are alive at a time, {LIVE // ENDINGS:,} for any last four digits")
    for name, guesses, alive in GUESSERS:
        chance = -math.expm1(guesses * A_YEAR * math.log1p(-alive / CODES))
        print(f"{name}: {guesses:,} guesses a day for a year: p = {chance:.1e}")


if __name__ == "__main__":
    raise SystemExit(main())
