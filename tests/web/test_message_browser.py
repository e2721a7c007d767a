"""I got a message, as a person meets it: on a phone, without scripts, in each language; an answer within a minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from looks import MOST_BYTES, complaints, complaints_everywhere
from screens import DESK, PHONE

pytestmark = [pytest.mark.needs("chromium", "apt-get install chromium"), pytest.mark.any_database]
LANGS = ("es", "zh", "en")
TEXT = "【晨曦分期】您已严重逾期，案件已转风控核查并移交法务，今日18点前不处理将起诉并通知通讯录联系人。"
CHAT = "[13/11/2026, 9:01:00] Cobranza: Pague hoy\n[14/11/2026, 9:02:00] Ana: Mañana\n"
DISTRESS = {"es": "Ya no quiero vivir.", "zh": "我不想活了。", "en": "I want to die."}


def answered(page: Any, text: str = TEXT) -> None:
    page.fill("#f-text", text)
    page.fill("#f-received", "2026-11-15T21:47")
    page.click("button.go")
    page.wait_for_selector(".answers")


def all_open(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


@pytest.mark.parametrize("lang", LANGS)
def test_from_paste_to_the_first_answer_it_takes_less_than_a_minute(visit: Callable[..., Any], lang: str) -> None:
    page = visit(f"/{lang}/", PHONE)
    began = time.monotonic()
    page.click("a[href$='/cn/']")
    page.click(".choice.first")
    answered(page)
    assert time.monotonic() - began < 60
    assert page.locator(".answers > details").count() == 5
    assert 1 <= page.locator("ol.next > li").count() <= 3


@pytest.mark.parametrize("lang", LANGS)
def test_form_and_answers_are_readable_for_everybody(visit: Callable[..., Any], lang: str) -> None:
    page = visit(f"/{lang}/cn/message")
    all_open(page)
    assert not complaints_everywhere(page)
    answered(page)
    all_open(page)
    assert not complaints_everywhere(page)
    assert len(page.content().encode()) < MOST_BYTES


@pytest.mark.parametrize("lang", LANGS)
def test_its_other_states_are_readable_too(visit: Callable[..., Any], lang: str) -> None:
    page = visit(f"/{lang}/mx/message", PHONE)
    page.fill("#f-text", CHAT)
    page.click("button.go")
    page.wait_for_selector(".timeline")
    assert not complaints(page)
    page.click("button[value=each]")
    page.wait_for_selector(".five")
    assert not complaints(page)
    page.goto(f"/{lang}/mx/message")
    answered(page, DISTRESS[lang])
    assert page.locator(".help strong").is_visible()
    assert not complaints(page)
    page.locator("ol.next > li").nth(1).locator("summary").click()
    page.click("button[value^='letter:']")
    page.wait_for_selector("#letter")
    assert not complaints(page)


def test_the_language_switches_on_the_answers_and_keeps_them(visit: Callable[..., Any]) -> None:
    page = visit("/es/cn/message", PHONE)
    answered(page)
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en] .answers")
    assert TEXT[:6] in page.inner_text(".message")
    page.get_by_role("button", name="简体中文").click()
    page.wait_for_selector("html[lang=zh-Hans] .answers")


def test_back_and_again_changes_nothing_and_keeps_what_was_typed(visit: Callable[..., Any]) -> None:
    page = visit("/en/cn/message", PHONE)
    answered(page)
    page.go_back()
    assert page.input_value("#f-text") == TEXT
    page.click("button.go")
    page.wait_for_selector(".answers")
    assert page.locator(".answers > details").count() == 5


def test_back_from_a_link_of_the_answers_comes_to_them_again(visit: Callable[..., Any]) -> None:
    page = visit("/en/cn/message", PHONE)
    answered(page)
    all_open(page)
    page.locator(".source a").first.click()
    page.wait_for_url("**/rules/**")
    page.go_back()
    assert TEXT[:6] in page.inner_text(".message")


def test_back_after_the_switch_of_language_comes_to_the_answers_again(visit: Callable[..., Any]) -> None:
    page = visit("/es/cn/message", PHONE)
    answered(page)
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en] .answers")
    page.go_back()
    page.wait_for_selector("html[lang=es] .answers")
    assert TEXT[:6] in page.inner_text(".message")


def test_enter_in_a_field_answers(visit: Callable[..., Any]) -> None:
    page = visit("/en/cn/message", PHONE)
    page.fill("#f-text", TEXT)
    page.press("#f-sender", "Enter")
    page.wait_for_selector(".answers")


def test_a_paste_fills_in_sender_and_time(visit: Callable[..., Any]) -> None:
    page = visit("/en/mx/message", PHONE)
    page.fill("#f-text", "De: 55500\nEnviado: 15/11/2026 21:47\nAsunto: deuda\n\nPague hoy")
    page.dispatch_event("#f-text", "paste")
    page.wait_for_selector("#f-sender-hint .read")
    assert page.input_value("#f-sender") == "55500"
    assert page.input_value("#f-received") == "2026-11-15T21:47"


def test_without_scripts_the_same_way_leads_to_the_answers(visit: Callable[..., Any]) -> None:
    page = visit("/en/cn/message", PHONE, java_script_enabled=False)
    answered(page)
    page.click(".answers summary >> nth=1")
    assert page.locator("#truth .claim").first.is_visible()


def test_a_word_that_frightens_leads_to_what_it_means(visit: Callable[..., Any]) -> None:
    page = visit("/en/cn/message", PHONE)
    answered(page)
    page.click("#said-1")
    assert page.locator("#word-1").is_visible()


def test_on_paper_every_answer_is_open_and_no_page_is_empty(visit: Callable[..., Any]) -> None:
    page = visit("/en/cn/message", DESK)
    answered(page)
    inside = "[...document.querySelectorAll('.answers .inside')]"
    seen = inside + ".map((one) => one.checkVisibility({contentVisibilityAuto: true}))"
    assert True not in page.evaluate(seen)
    page.emulate_media(media="print")
    shown = page.evaluate(seen)
    assert len(shown) == 5
    assert all(shown)
    assert page.evaluate("getComputedStyle(document.body).minHeight") == "0px"
