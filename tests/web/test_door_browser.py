"""The way in, looked at by a browser: narrow and wide, light and dark, in each language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from looks import complaints_everywhere

pytestmark = [pytest.mark.needs("chromium", "apt-get install chromium"), pytest.mark.any_database]


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
@pytest.mark.parametrize("path", ["", "cn/"])
def test_the_way_in_is_readable_for_everybody(visit: Callable[..., Any], lang: str, path: str) -> None:
    assert not complaints_everywhere(visit(f"/{lang}/{path}"))


def test_a_look_names_what_cannot_be_read_and_what_does_not_fit(visit: Callable[..., Any]) -> None:
    page = visit("/en/")
    page.evaluate("main => { main.innerHTML = '<img>'; main.style.width = '5000px' }", page.query_selector("main"))
    said = complaints_everywhere(page)
    for screen in ("320 px, light", "360 px, dark", "1200 px, light"):
        assert any(one.startswith(f"{screen}: image-alt") for one in said), said
        assert any(one.startswith(f"{screen}: wider than the screen") for one in said), said


def test_the_way_in_works_by_keyboard(visit: Callable[..., Any]) -> None:
    page = visit("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_text("China (mainland)").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/cn/")
