"""A test marked `real_time` keeps pace with a real clock: a sound card plays while it listens. It is tried up to three
times, for on a machine that others work on, too, a second may be missed. What is broken is broken three times."""

from __future__ import annotations

import pytest
from _pytest.runner import runtestprotocol

TRIES = 3


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "real_time: keeps pace with a real clock; tried up to three times")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    if item.get_closest_marker("real_time") is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for _ in range(TRIES):
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        if not any(report.failed for report in reports):
            break
        item._initrequest()  # type: ignore[attr-defined]  # its fixtures are made anew
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
