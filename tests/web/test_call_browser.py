"""A call's pages in a browser: narrow, wide, dark, each language; and one recording that is really heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from call_pages import CASE, SAID
from looks import complaints
from screens import DESK, NARROWEST, PHONE

pytestmark = [
    pytest.mark.needs("chromium", "apt-get install chromium"),
    pytest.mark.needs("module:playwright", "make test"),
    pytest.mark.any_database,
]
SCREENS = [("es", NARROWEST, "light"), ("zh", PHONE, "dark"), ("en", DESK, "light")]
HEARD_MS = 240_000


@pytest.mark.parametrize(("lang", "size", "scheme"), SCREENS)
@pytest.mark.parametrize("path", ["call", "call/helper"])
def test_form_and_helper_are_readable_for_everybody(
    visit: Callable[..., Any], path: str, lang: str, size: dict[str, int], scheme: str
) -> None:
    assert not complaints(visit(f"/{lang}/mx/{path}", size, color_scheme=scheme))


@pytest.mark.parametrize(("lang", "size", "scheme"), SCREENS)
def test_what_is_remembered_is_answered_and_keeps_its_words_in_another_language(
    visit: Callable[..., Any], lang: str, size: dict[str, int], scheme: str
) -> None:
    page = visit(f"/{lang}/mx/call", size, color_scheme=scheme)
    page.fill("#f-said", SAID)
    page.click("button.go")
    page.wait_for_selector(".answers")
    assert not complaints(page)
    page.click(".switch button >> nth=0")
    page.wait_for_selector(".answers")
    assert "tell your neighbours" in page.inner_text("#said")


def test_a_transcript_is_worked_on_in_the_background_and_its_page_fits(visit: Callable[..., Any]) -> None:
    page = visit("/en/mx/call", PHONE)
    page.set_input_files("#f-recording", CASE / "transcript.json")
    page.click("button.go")
    page.wait_for_selector("#said", timeout=60_000)
    assert not complaints(page)
    page.click("button:has-text('Erase now')")
    page.wait_for_url("**/call?said=erased")


def test_without_script_a_recording_is_sent_and_found_again_by_a_link(visit: Callable[..., Any]) -> None:
    page = visit("/en/mx/call", PHONE, java_script_enabled=False)
    page.set_input_files("#f-recording", CASE / "transcript.json")
    page.click("button.go")
    page.wait_for_url("**/call/heard/*")
    for _ in range(60):
        page.wait_for_load_state()
        if page.query_selector("#said"):
            break
        page.wait_for_timeout(500)
        page.click("text=Look again")
    assert page.query_selector("#said")


@pytest.mark.needs("module:ctranslate2", "pip install 'atesta[audio]'")
def test_a_recording_is_heard_and_plays_at_the_second_of_a_finding(visit: Callable[..., Any]) -> None:
    page = visit("/es/mx/call", PHONE)
    page.set_input_files("#f-recording", CASE / "call.wav")
    page.click("button.go")
    page.wait_for_selector("#said", timeout=HEARD_MS)
    assert not complaints(page)
    finding = page.locator("#conduct a.at[data-to]").first
    begins = int(finding.get_attribute("data-from")) / 1000
    finding.click()
    page.wait_for_function("at => Math.abs(document.getElementById('sound').currentTime - at) < 4", arg=begins)
    assert page.evaluate("document.getElementById('sound').error") is None
