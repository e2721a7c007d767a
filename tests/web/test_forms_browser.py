"""A form that is open in one tab outlives what happens in another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.needs("chromium", "apt-get install chromium"), pytest.mark.any_database]


def test_a_link_from_elsewhere_spoils_no_form_that_is_open(visit: Callable[..., Any]) -> None:
    """As one in a mail that is read on the pages of another firm. (A token of the strictest kind would not come with
    it, so a new one would be made, and every form that is open would be refused.)"""
    form = visit("/es/mx/message")
    form.fill("#f-text", "Pague hoy su adeudo.")
    elsewhere = form.context.new_page()
    link = f'<a href="{form.url}">link</a>'
    elsewhere.route("http://mail.example/", lambda route: route.fulfill(body=link, content_type="text/html"))
    elsewhere.goto("http://mail.example/")
    elsewhere.click("a")
    elsewhere.wait_for_url("**/es/mx/message")
    with form.expect_response(lambda answer: answer.request.method == "POST") as answered:
        form.click("button.go")
    assert answered.value.status == 200
