"""A property test draws the same, alone and among all, on a quick machine and on a slow one.

Hypothesis draws some of its values from the constants of those of our modules that happen to be imported, so which
tests ran before in the same process decided what a test was given. Here it has those of all modules from the beginning.
In CI it draws the same in every run; elsewhere others each time, or those of `--hypothesis-seed=N`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.internal import constants_ast
from hypothesis.internal.conjecture import providers

SOURCES = Path(__file__).parents[1] / "src" / "atesta"


def draw_alike() -> None:
    assert callable(providers._get_local_constants), "Hypothesis names it otherwise now"
    providers._get_local_constants = _constants
    usual = settings.get_profile(settings.get_current_profile_name())
    patient = settings(usual, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("patient", patient)
    settings.load_profile("patient")


@cache
def _constants() -> constants_ast.Constants:
    found = constants_ast.Constants()
    for source in sorted(SOURCES.rglob("*.py")):
        found |= constants_ast._constants_from_source(source.read_bytes(), limit=True)
    return providers._local_constants | found  # in an order of their own, and not in that of their hashes
