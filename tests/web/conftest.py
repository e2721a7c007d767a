"""A browser and a server for the tests that look at pages as a person does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from a_site import Site, running
from screens import PATIENCE_MS, PHONE

from atesta.web_settings import Mail, Operator

BROWSER = "/usr/bin/chromium"
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--mute-audio", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


visitors = count(1)


@pytest.fixture
def mail_is_sent(settings: Any) -> None:
    """As where ATESTA_MAIL names a server; Django's tests put what is sent into `django.core.mail.outbox`."""
    settings.WEB = replace(settings.WEB, mail=Mail("localhost", 25, "post@example.org"))


@pytest.fixture
def run_by_a_creditor(settings: Any) -> None:
    """As where ATESTA_OPERATOR is creditor: the desk is there."""
    settings.WEB = replace(settings.WEB, operator=Operator("creditor", "Bank of Tests", "112"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site"), ATESTA_BEHIND_PROXY="1") as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - half a second that other tests need not wait

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=BROWSER, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """`visit(path, viewport, **context)` opens a page as a new visitor; what the browser complains about fails it."""
    contexts, complaints = [], []

    def opened(path: str, viewport: dict[str, int] | None = None, **more: Any) -> Any:
        address = {"X-Forwarded-For": f"192.0.2.{next(visitors) % 250}"}  # a visitor of its own to the limits of pace
        context = browser.new_context(
            viewport=viewport or PHONE, base_url=site.origin, extra_http_headers=address, **more
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints
