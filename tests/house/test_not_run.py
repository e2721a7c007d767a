"""The mechanism that keeps a skipped test from being forgotten (tests/left_out.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

PLUGIN = Path(__file__).resolve().parents[1] / "left_out.py"
ONE_MISSING = """
import pytest

def test_here(): pass

@pytest.mark.needs("no-such-program", "apt-get install no-such-program")
def test_missing(): pass

@pytest.mark.needs("module:json", "never shown")
def test_a_module_that_is_here(): pass
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Without the plugins of others, which take ten times as long to load as these tests do to run."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p xdist.plugin")
    pytester.makeconftest(PLUGIN.read_text(encoding="utf-8"))
    return pytester


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["one process", "two workers"])
def test_the_last_line_counts_what_was_not_run_and_says_what_to_install(
    suite: pytest.Pytester, workers: list[str]
) -> None:
    suite.makepyfile(ONE_MISSING)
    result = suite.runpytest_subprocess(*workers)
    assert result.ret == pytest.ExitCode.OK
    assert result.outlines[-1] == "not run: 1 (needs no-such-program: apt-get install no-such-program)"
    result.assert_outcomes(passed=2, skipped=1)


def test_a_plain_skip_is_counted_too(suite: pytest.Pytester) -> None:
    suite.makepyfile("import pytest\ndef test_x(): pytest.skip('because')")
    assert suite.runpytest_subprocess().outlines[-1] == "not run: 1 (because)"


def test_in_ci_a_test_that_was_not_run_fails_the_run(suite: pytest.Pytester) -> None:
    suite.makepyfile(ONE_MISSING)
    assert suite.runpytest_subprocess("--all-must-run").ret == pytest.ExitCode.TESTS_FAILED
    assert suite.runpytest_subprocess("--all-must-run", "-n", "2").ret == pytest.ExitCode.TESTS_FAILED


def test_a_whole_run_says_so(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_x(): pass")
    result = suite.runpytest_subprocess("--all-must-run")
    assert result.ret == pytest.ExitCode.OK
    assert result.outlines[-1].startswith("not run: 0 ")
