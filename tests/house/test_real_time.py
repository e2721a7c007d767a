"""What keeps pace with a real clock is tried again, and what is broken stays broken."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
TRIED = """
import pathlib, pytest
tries = pathlib.Path("tries")
@pytest.fixture
def number():
    made = tries.read_text() if tries.exists() else ""
    tries.write_text(made + "x")
    return len(made)
@pytest.mark.real_time
def test_x(number): assert number == {passes}
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Without the plugins of others, which take longer to load than these tests to run."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    pytester.makeconftest("pytest_plugins = ('real_time',)")
    return pytester


@pytest.mark.parametrize(("passes", "outcome", "tries"), [(0, "passed", 1), (2, "passed", 3), (9, "failed", 3)])
def test_it_is_tried_up_to_three_times_and_told_once(
    suite: pytest.Pytester, passes: int, outcome: str, tries: int
) -> None:
    suite.makepyfile(TRIED.format(passes=passes))
    suite.runpytest_subprocess().assert_outcomes(**{outcome: 1})
    assert len((suite.path / "tries").read_text()) == tries
