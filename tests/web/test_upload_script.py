"""upload.js in a real browser: a network that goes away and a page that is loaded anew cost nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from atesta.store.models import Upload
from atesta.store.uploads import open_upload

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = [
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium", "apt-get install chromium"),
    pytest.mark.needs("module:playwright", "make test"),
]
CSRF = "c" * 32
FORM = f"""<!doctype html><title>x</title><script src="/static/web/upload.js" defer></script>
<form method="post" action="/done" enctype="multipart/form-data" data-upload="/en/upload" data-kind="recording">
<input type="hidden" name="csrfmiddlewaretoken" value="{CSRF}"><input type="hidden" name="upload">
<input type="hidden" name="upload_token"><input type="file" name="file"><button>go</button>
<p class="upload" hidden data-waiting="waiting" data-going="{{n}} %" data-failed="failed">
<progress max="100"></progress><span></span></p></form>"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEB = replace(settings.WEB, folder=tmp_path)
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright runs a loop in this thread


@pytest.fixture
def page(live_server: LiveServer) -> Iterator[Page]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=live_server.url)
        context.add_cookies([{"name": "csrftoken", "value": CSRF, "url": live_server.url}])
        context.route("**/form", lambda route: route.fulfill(body=FORM, content_type="text/html"))
        context.route("**/done", lambda route: route.fulfill(body="<p id=done>", content_type="text/html"))
        yield context.new_page()
        browser.close()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    file = tmp_path / "call.wav"
    file.write_bytes(os.urandom(9 * 1024 * 1024))
    return file


def send(page: Page, recording: Path) -> None:
    page.goto("/form")
    page.set_input_files("input[type=file]", recording)
    page.click("button")


def assert_is_here(recording: Path) -> None:
    with open_upload(Upload.objects.get()) as here:
        assert here.read() == recording.read_bytes()


def test_it_goes_on_by_itself_when_the_network_is_back(page: Page, recording: Path) -> None:
    seen: list[str] = []

    def sometimes(route: Route) -> None:
        seen.append(route.request.method)
        if len(seen) in (2, 3):
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/en/upload/*", sometimes)
    send(page, recording)
    page.wait_for_selector("#done", state="attached", timeout=30_000)
    assert_is_here(recording)
    assert page.evaluate("localStorage.length") == 0


def test_after_a_reload_it_goes_on_where_it_was(page: Page, recording: Path) -> None:
    page.route(
        "**/en/upload/*",
        lambda route: None if route.request.headers.get("upload-offset") == "4194304" else route.continue_(),
    )
    send(page, recording)
    page.wait_for_function("document.querySelector('span').textContent == '44 %'")
    held = json.loads(page.evaluate("localStorage['atesta-upload']"))
    assert set(held) == {"upload", "token", "piece", "kind", "size", "changed"}  # nothing that names it
    page.unroute_all()
    offsets: list[str | None] = []
    page.on("request", lambda request: offsets.append(request.headers.get("upload-offset")))
    send(page, recording)
    page.wait_for_selector("#done", state="attached", timeout=30_000)
    assert min(int(offset) for offset in offsets if offset) >= 4194304  # and not from its beginning
    assert_is_here(recording)


def test_what_is_refused_says_why(page: Page, tmp_path: Path) -> None:
    empty = tmp_path / "empty.wav"
    empty.touch()
    send(page, empty)
    page.wait_for_function("document.querySelector('span').textContent.includes('empty')")
