"""The way in, looked at by a browser: narrow and wide, light and dark, in each language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from looks import complaints
from screens import DESK, NARROWEST, PHONE

pytestmark = [pytest.mark.needs("chromium", "apt-get install chromium"), pytest.mark.any_database]


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
@pytest.mark.parametrize("path", ["", "cn/"])
@pytest.mark.parametrize(("size", "scheme"), [(NARROWEST, "light"), (PHONE, "dark"), (DESK, "light")])
def test_the_way_in_is_readable_for_everybody(
    visit: Callable[..., Any], lang: str, path: str, size: dict[str, int], scheme: str
) -> None:
    assert not complaints(visit(f"/{lang}/{path}", size, color_scheme=scheme))


def test_the_way_in_works_by_keyboard(visit: Callable[..., Any]) -> None:
    page = visit("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_text("China (mainland)").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/cn/")
