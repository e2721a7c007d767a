"""The way of a person from the start page to the five answers, for bench_pages.py: a real browser of 360 x 740 points
that waits where a person would.

The waits are operators of the keystroke-level model (Card, Moran and Newell 1980): M, 1.35 s to make up one's mind;
P, 1.1 s to point at something and press it; K, 0.28 s a key of an average typist. A paste on a phone (a long press,
then the word) counts 1.5 s. Reading what a page says is not in it. The stopwatch runs from asking for the start page to
the moment when all five answers are there; what is not a wait is the machine's: server, browser and drawing.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import atesta.cli
from atesta.locale import catalogue

M, P, K, PASTE = 1.35, 1.1, 0.28, 1.5
WANTED_S = 60
PHONE = {"width": 360, "height": 740}
CHROMIUM = "/usr/bin/chromium"
FIRST = Path(atesta.cli.__file__).with_name("cases") / "first"


class Person:
    """Waits and then does; `waited` adds up, in seconds."""

    def __init__(self, page: Any) -> None:
        self.page, self.waited = page, 0.0

    def wait(self, seconds: float) -> None:
        self.waited += seconds
        time.sleep(seconds)

    def press(self, what: Any) -> None:
        self.wait(M + P)
        what.click()

    def paste(self, field: str, text: str) -> None:
        self.wait(M + P + PASTE)
        self.page.fill(field, text)
        self.page.dispatch_event(field, "paste")

    def type(self, field: str, text: str) -> None:
        self.wait(M + P + K * len(text))
        self.page.fill(field, text)


def ways(origin: str) -> Iterator[bool]:
    """Prints a line a language and way; False where it took too long, nothing where there is no browser."""
    if not Path(CHROMIUM).exists():
        print("  not run: the person's way (apt-get install chromium)")
        return
    with _browser() as browser:
        for name, way in (("paste alone", _pasted), ("with sender, time and her figures", _with_figures)):
            for lang in ("es", "zh", "en"):
                yield _timed(browser, origin, lang, name, way)


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where a browser is

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def _timed(browser: Any, origin: str, lang: str, name: str, way: Callable[[Person, str], None]) -> bool:
    context = browser.new_context(viewport=PHONE, base_url=origin)
    person = Person(context.new_page())
    began = time.perf_counter()
    person.page.goto(f"/{lang}/")
    way(person, lang)
    person.page.wait_for_selector(".answers > details >> nth=4")
    took = time.perf_counter() - began
    context.close()
    reached = took < WANTED_S
    said = f"{took:5.1f} s, of them the machine's {took - person.waited:.2f} s  {'reached' if reached else 'GAP'}"
    print(f"  {f'start to five answers, {lang}, {name}':56} {said}", flush=True)
    return reached


def _to_the_form(person: Person, lang: str) -> None:
    words = catalogue(lang)
    for name in ("place_name.CN", "begin.message"):
        person.press(person.page.get_by_role("link", name=words.say(name)))
    person.paste("#f-text", (FIRST / "message.txt").read_text(encoding="utf-8"))


def _pasted(person: Person, lang: str) -> None:
    _to_the_form(person, lang)
    person.press(person.page.locator("button.go"))


def _with_figures(person: Person, lang: str) -> None:
    told = tomllib.loads((FIRST / "case.toml").read_text(encoding="utf-8"))
    figures = tomllib.loads((FIRST / "figures.toml").read_text(encoding="utf-8"))
    _to_the_form(person, lang)
    person.type("#f-sender", told["sender"])
    person.type("#f-received", told["received"].strftime("%Y-%m-%dT%H:%M"))
    person.press(person.page.get_by_text(catalogue(lang).say("message_page.known"), exact=True))
    person.type("#f-lender", figures["creditor"])
    person.type("#f-due", figures["instalment"][0]["due"].isoformat())
    person.type("#f-owed", figures["instalment"][0]["amount"])
    person.press(person.page.locator("button.go"))
