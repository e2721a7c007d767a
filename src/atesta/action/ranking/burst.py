"""Held back: a week with far more cases than the firm has had in a week, until somebody has looked at them.

Only cases that nobody has decided are held, so a burst can neither raise a rank nor take a firm out of the ranking: the
rank rests on decided cases alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import median

from atesta.action.ranking.case import Outcome, RankCase
from atesta.action.ranking.period import Quarter

FEWEST, TIMES = 20, 4
"""A burst is at least so many undecided cases in seven days, and more than so many times the usual week."""
HISTORY_WEEKS, ENOUGH_WEEKS = 52, 8
WEEK = timedelta(days=7)


def held(cases: Sequence[RankCase], history: Iterable[date], period: Quarter) -> frozenset[str]:
    """Ids of the cases of one firm in this quarter that are held. `history`: days of its cases before the quarter."""
    if len(cases) < FEWEST:
        return frozenset()
    weeks: dict[int, list[RankCase]] = {}
    begin = period.first
    for case in cases:
        weeks.setdefault((case.received_on - begin).days // 7, []).append(case)
    limit = max(TIMES * _usual(weeks, history, period), FEWEST - 1)
    undecided = {week: [case.id for case in some if case.outcome is Outcome.OPEN] for week, some in weeks.items()}
    return frozenset(id_ for some in undecided.values() if len(some) > limit for id_ in some)


def _usual(weeks: dict[int, list[RankCase]], history: Iterable[date], period: Quarter) -> float:
    """Cases in a week of the year before, from the first one on; of a firm without eight such weeks the middle week of
    this quarter."""
    since = period.first - HISTORY_WEEKS * WEEK
    days = [day for day in history if since <= day < period.first]
    span = (period.first - min(days)) / WEEK if days else 0
    if span >= ENOUGH_WEEKS:
        return len(days) / span
    counts = Counter({week: len(some) for week, some in weeks.items()})
    return median(counts[week] for week in range((period.last - period.first).days // 7 + 1))
