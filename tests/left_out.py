"""Nothing is left out silently: every run of the tests ends with what was not run, and how to make it run.

A test that needs something the machine may lack says so: `@pytest.mark.needs("sox", "apt-get install sox")`, or
`needs("module:pyarrow", …)` for a Python module, `needs("library:portaudio", …)` for a shared library. With
`--all-must-run` (CI) a test that was not run fails the run.
"""

from __future__ import annotations

import ctypes.util
import importlib.util
import shutil

import pytest

not_run: list[str] = []
"""One reason for each test that was left out, in the process that reports (pytest-xdist workers send theirs there)."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-must-run", action="store_true", help="fail when a test was not run")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(name, install): not run where the program or module:NAME is missing")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        name, install = mark.args
        if not _is_here(name):
            pytest.skip(f"needs {name.rpartition(':')[2]}: {install}")


def _is_here(name: str) -> bool:
    if name.startswith("module:"):
        return importlib.util.find_spec(name.removeprefix("module:")) is not None
    if name.startswith("library:"):
        return ctypes.util.find_library(name.removeprefix("library:")) is not None
    return shutil.which(name) is not None


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        not_run.append(reason.removeprefix("Skipped: "))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:  # a whole file, by importorskip
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        not_run.append(reason.removeprefix("Skipped: "))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if not_run and session.config.getoption("all_must_run") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """After pytest's own closing line, so that both can be read at the end."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(config, "workerinput"):
        return
    reasons = "; ".join(sorted(set(not_run)))
    reporter.write_line(f"not run: {len(not_run)} ({reasons or 'everything this machine has tests for was run'})")
