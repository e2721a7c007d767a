"""PRODUCT §4.1 (1 to 4, 6) and §4.2 as a person does them: a phone, a real server, each language."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from looks import MOST_BYTES, complaints
from screens import DESK, LANGUAGES, PHONE

import atesta.cli
from atesta.locale import Catalogue, catalogue

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")
CASES = Path(atesta.cli.__file__).with_name("cases")


@dataclass(frozen=True, slots=True)
class Case:
    """One of the demonstration's stories, and what its message and figures must say on the page."""

    name: str
    place: str
    kept_by: str

    @property
    def text(self) -> str:
        return (CASES / self.name / "message.txt").read_text(encoding="utf-8")

    def table(self, file: str) -> dict[str, Any]:
        return tomllib.loads((CASES / self.name / file).read_text(encoding="utf-8"))


FIRST, MEXICO, SPAIN = Case("first", "cn", "zh"), Case("mx", "mx", "es"), Case("es", "es", "es")


def paste(page: Any, case: Case, words: Catalogue) -> None:
    """From the start to the five answers, with her own figures."""
    page.get_by_role("link", name=words.say(f"place_name.{case.place.upper()}")).click()
    page.get_by_role("link", name=words.say("begin.message")).click()
    told, figures = case.table("case.toml"), case.table("figures.toml")
    page.fill("#f-text", case.text)
    page.fill("#f-sender", told["sender"])
    page.fill("#f-received", told["received"].strftime("%Y-%m-%dT%H:%M"))
    page.get_by_text(words.say("message_page.known"), exact=True).click()
    page.fill("#f-lender", figures["creditor"])
    page.fill("#f-due", figures["instalment"][0]["due"].isoformat())
    page.fill("#f-owed", figures["instalment"][0]["amount"])
    page.get_by_role("button", name=words.say("message_page.go")).click()
    page.wait_for_selector(".answers")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", [FIRST, MEXICO, SPAIN], ids=lambda case: case.name)
def test_a_message_is_answered_and_kept(visit: Callable[..., Any], lang: str, case: Case) -> None:
    words = catalogue(lang)
    page = visit(f"/{lang}/", PHONE)
    paste(page, case, words)
    assert page.locator(".answers > details").count() == 5
    assert 1 <= page.locator(".next > li").count() <= 3
    assert len(page.content().encode()) < MOST_BYTES
    for opened in page.locator(".answers > details").all():
        opened.evaluate("one => one.open = true")
    assert not complaints(page)
    page.get_by_role("button", name=words.say("message_page.keep")).click()
    page.get_by_role("button", name=words.say("web_file.door.make")).click()
    assert page.locator(".code").inner_text().count("-") >= 3
    page.check("#written")
    page.get_by_role("button", name=words.say("web_file.new.make")).click()
    page.locator(".timeline a.begins").first.click()
    page.wait_for_selector(".answers")
    assert page.locator(".answers > details").count() == 5
    assert not complaints(page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_language_changes_and_the_answer_stays(visit: Callable[..., Any], lang: str) -> None:
    page, other = visit("/en/", DESK), "zh" if lang == "en" else lang
    paste(page, FIRST, catalogue("en"))
    page.locator(f".switch [formaction^='/{other}/']").click()
    page.wait_for_selector(".answers")
    assert page.locator("h1").inner_text() == catalogue(other).say("message_page.answers")
    assert "412.60" in page.locator(".answers").evaluate("one => one.textContent")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_somebody_else_refuses(visit: Callable[..., Any], lang: str) -> None:
    words = catalogue(lang)
    page = visit(f"/{lang}/mx/", PHONE)
    page.get_by_role("link", name=words.say("begin.other")).click()
    assert not complaints(page)
    page.locator("input[name=relation]").first.check()
    page.locator("input[name=refuses]").check()
    page.get_by_role("button", name=words.say("third.make")).first.click()
    page.wait_for_selector("pre.letter")
    assert not complaints(page)
    with page.expect_download() as sealed:
        page.get_by_role("button", name=words.say("third.download")).click()
    page.goto(f"/{lang}/verify")
    page.set_input_files("input[type=file]", sealed.value.path())
    page.get_by_role("button", name=words.say("check.go")).first.click()
    page.get_by_role("link", name=words.say("check.another")).wait_for()
    assert page.locator("h1.adverse").count() == 0
    assert not complaints(page)
