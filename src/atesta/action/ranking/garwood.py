"""How sure a count is: the exact 95 % interval of a Poisson count.

F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (3/4), 1936, 437-442. Complaints are counted
events beside contacts made; one contact may bring several and most bring none, so they are no share of the contacts,
and Wilson's or Clopper and Pearson's interval of a share would not fit. Garwood's is never too short.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, sqrt

TAIL = 0.025
_Z = 1.959963984540054
_TINY = 1e-17


@lru_cache(maxsize=65536)
def lower(count: int) -> float:
    """The mean under which `count` or more would be seen in one of forty periods."""
    if count == 0:
        return 0.0
    mean = _start(count, -_Z)
    for _ in range(60):
        step = (_at_least(count, mean) - TAIL) / _exactly(count - 1, mean)
        mean -= max(min(step, mean / 2), -mean)
        if abs(step) <= 1e-13 * mean:
            break
    return mean


@lru_cache(maxsize=65536)
def upper(count: int) -> float:
    """The mean over which `count` or fewer would be seen in one of forty periods."""
    mean = _start(count + 1, _Z)
    for _ in range(60):
        step = (_at_most(count, mean) - TAIL) / _exactly(count, mean)
        mean += max(min(step, mean), -mean / 2)
        if abs(step) <= 1e-13 * mean:
            break
    return mean


def _start(count: int, z: float) -> float:
    """Wilson and Hilferty's approximation, from which a few steps lead to the figure."""
    return max(count * (1 - 1 / (9 * count) + z / (3 * sqrt(count))) ** 3, 0.01)


def _exactly(count: int, mean: float) -> float:
    return exp(count * log(mean) - mean - lgamma(count + 1))


def _at_most(count: int, mean: float) -> float:
    """For means above the count: the terms fall from the last one down."""
    total = term = _exactly(count, mean)
    while count > 0 and term > _TINY * total:
        term *= count / mean
        count -= 1
        total += term
    return total


def _at_least(count: int, mean: float) -> float:
    """For means below the count: the terms fall from the first one up."""
    total = term = _exactly(count, mean)
    while term > _TINY * total:
        count += 1
        term *= mean / count
        total += term
    return total
