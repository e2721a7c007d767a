"""Where to complain and what becomes of it, as a person meets it on a phone, in each language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from looks import MOST_BYTES, complaints
from screens import LANGUAGES, PHONE

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")
TEXT = "【云岭信服】您拖欠晨曦分期1260元已超过30天，明日将安排外访人员上门，并通知您的家人和单位。"


def looked_at(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert not complaints(page), page.url
    assert len(page.content().encode()) < MOST_BYTES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_from_the_answers_to_the_copy_sheet_without_a_file(visit: Callable[..., Any], lang: str) -> None:
    page = visit(f"/{lang}/cn/message", PHONE, accept_downloads=True)
    page.fill("#f-text", TEXT)
    page.fill("#f-sender", "106955880231")
    page.fill("#f-received", "2026-11-16T21:52")
    page.click("button.go")
    page.click("button[formaction$='/cn/complain']")
    page.wait_for_selector("#f-wants")
    looked_at(page)
    page.check("input[value=stop]")
    page.click("button.go")
    page.wait_for_selector("#way-first")
    looked_at(page)
    page.go_back()
    page.wait_for_selector("#f-wants")
    page.go_forward()
    page.wait_for_selector("#way-first")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    page.locator("form[action$='/complain/sheet'] button").first.click()
    page.wait_for_selector("#f-receiver_number")
    looked_at(page)
    page.fill("#f-receiver_number", "13900000000")
    with page.expect_download() as sheet:
        page.click("button.go")
    assert sheet.value.suggested_filename == "atesta-12321.zip"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_complaint_in_a_file_from_the_first_question_to_the_end(visit: Callable[..., Any], lang: str) -> None:
    page = visit(f"/{lang}/file/new", PHONE)
    page.check("input[name=written]")
    page.click("button.go")
    page.goto(f"/{lang}/file/debt-new")
    page.select_option("#f-place", "ES")
    page.fill("#f-lender", "Banco Levante")
    page.select_option("#f-lender_kind", "bank")
    page.click("button.go")
    page.click("a[href$='/complain']")
    page.check("input[value=correct]")
    page.check("input[name=saw_amount]")
    page.fill("#f-happened_on", "2026-11-03")
    page.click("button.go")
    page.wait_for_selector("#way-first")
    looked_at(page)
    page.click("button[value=take]")
    page.wait_for_url("**/complaint/*")
    looked_at(page)
    here = page.url
    for rest in ("packet", "sent", "step/closed", "erase"):
        page.goto(f"{here}/{rest}")
        looked_at(page)
    page.goto(f"{here}/sent")
    page.fill("#f-filed_on", "2026-11-10")
    page.click("button.go")
    page.wait_for_url("**said=sent")
    looked_at(page)
    page.goto(f"{here}/step/solved")
    page.click("button.go")
    page.click("section.help a.go")
    page.check("input[value=partly]")
    page.click("button.go")
    page.wait_for_url("**said=step")
    looked_at(page)
    page.goto(f"/{lang}/file/home")
    looked_at(page)
