"""One person, one case: cases of one firm and quarter that share a person, a telephone or a text are one case.

A farm that files a thousand times by one telephone, or in one text, has filed once. A household with one telephone
counts once, too: the count is lower than the truth then, never higher.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter

from atesta.action.ranking.case import Outcome, RankCase
from atesta.action.ranking.period import quarter_of

_KEYS = tuple((name, attrgetter(name)) for name in ("complainant", "origin", "text"))
_ids = attrgetter("received_on", "id")


def once(cases: Iterable[RankCase]) -> Iterator[RankCase]:
    """The cases that count, one of each person: upheld before others, answered before others, then the earliest."""
    groups: dict[tuple[str, str, str], list[RankCase]] = {}
    quarters: dict[date, str] = {}  # there are few days beside many cases
    for case in cases:
        day = case.received_on
        quarter = quarters.get(day) or quarters.setdefault(day, str(quarter_of(day)))
        key = (case.place, case.company, quarter)
        group = groups.get(key)
        if group is None:
            groups[key] = [case]
        else:
            group.append(case)
    for group in groups.values():
        yield from group if len(group) == 1 or _all_differ(group) else _one_of_each(group)


def _all_differ(cases: Sequence[RankCase]) -> bool:
    for _, key in _KEYS:
        known = list(filter(None, map(key, cases)))
        if len(set(known)) != len(known):
            return False
    return True


def _one_of_each(cases: Sequence[RankCase]) -> Iterator[RankCase]:
    return (min(same, key=_rank) for same in _joined(cases))


def _rank(case: RankCase) -> tuple[bool, bool, object]:
    return case.outcome is not Outcome.UPHELD, case.answered_on is None, _ids(case)


def _joined(cases: Sequence[RankCase]) -> Iterable[list[RankCase]]:
    """Union-find over shared keys."""
    parent = list(range(len(cases)))
    seen: dict[tuple[str, str], int] = {}
    for at, case in enumerate(cases):
        for name, key_of in _KEYS:
            key = key_of(case)
            if key:
                first = seen.setdefault((name, key), at)
                if first != at:
                    parent[_root(parent, at)] = _root(parent, first)
    sets: dict[int, list[RankCase]] = {}
    for at, case in enumerate(cases):
        sets.setdefault(_root(parent, at), []).append(case)
    return sets.values()


def _root(parent: list[int], at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at
