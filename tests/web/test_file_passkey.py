"""A passkey in a real browser with a virtual authenticator: added, it opens the file; removed, it opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page: Any) -> Any:
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return tool


def a_new_file(page: Any) -> str:
    page.goto("/en/file/new")
    code: str = page.locator(".code").inner_text()
    page.get_by_label("I have it on paper").check()
    page.get_by_role("button", name="Make my file").click()
    page.wait_for_url("**/file/home")
    return code


def test_a_passkey_is_added_opens_the_file_and_is_removed(visit: Callable[..., Any]) -> None:
    page = visit("/en/file/")
    with_authenticator(page)
    a_new_file(page)
    page.goto("/en/file/ways")
    page.get_by_label("What do you call this device?").fill("my phone")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/ways?said=passkey")
    assert page.get_by_text("my phone").count() == 1

    page.goto("/en/file/home")
    page.get_by_role("button", name="Close the file").click()
    page.wait_for_url("**/file/")
    page.get_by_role("button", name="Open with a passkey").click()
    page.wait_for_url("**/file/home")

    page.goto("/en/file/ways")
    page.get_by_role("button", name="Remove my phone").click()
    page.wait_for_url("**/ways?said=passkey_gone")
    assert page.get_by_text("my phone").count() == 0


def test_without_scripts_the_code_opens_the_file(visit: Callable[..., Any]) -> None:
    page = visit("/en/file/", java_script_enabled=False)
    code = a_new_file(page)
    page.get_by_role("button", name="Close the file").click()
    assert not page.get_by_role("button", name="Open with a passkey").is_visible()
    page.get_by_label("Code of your file").fill(code)
    page.get_by_role("button", name="Open", exact=True).click()
    page.wait_for_url("**/file/home")
