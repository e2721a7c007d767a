"""Takes the pictures of docs/pages: four pages of the demonstration and five of a creditor's register
(picture_register.py), three languages, a telephone and a desk.

    .venv/bin/python tools/picture_pages.py [demo] [register [es|zh|en]]

Starts each in a folder of its own on a free port and stops it again. The pictures are made of few colours,
so that all of them are small beside the text that they show.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from picture_houses import HOUSES
from picture_register import picture_register
from PIL import Image
from playwright.sync_api import sync_playwright

import atesta.cli
from atesta.locale import Catalogue, catalogue

OUT = Path(__file__).resolve().parent.parent / "docs" / "pages"
CASES = Path(atesta.cli.__file__).with_name("cases")
BROWSER = "/usr/bin/chromium"
SCREENS = {"phone": (360, 1500), "desk": (1100, 1000)}
"""Width of the screen, and how much of the page is shown, in CSS pixels."""
COLOURS, MOST_BYTES = 32, 150_000
SECONDS_TO_START = 120


@dataclass(frozen=True, slots=True)
class Told:
    """Whose story is shown in a language: which of the three people, in which place, by which case."""

    lang: str
    person: int
    place: str
    case: str

    def table(self, file: str) -> dict[str, Any]:
        return tomllib.loads((CASES / self.case / file).read_text(encoding="utf-8"))

    @property
    def message(self) -> str:
        return (CASES / self.case / "message.txt").read_text(encoding="utf-8")


TOLD = (Told("es", 1, "mx", "mx"), Told("zh", 0, "cn", "first"), Told("en", 0, "cn", "first"))


@contextmanager
def demonstration() -> Iterator[str]:
    """Its address, as long as it runs."""
    with TemporaryDirectory(prefix="atesta-pictures-") as folder:
        port = _free_port()
        command = [sys.executable, "-c", "from atesta.cli import main; raise SystemExit(main())"]
        server = subprocess.Popen(
            [*command, "serve", "--demo", "--port", str(port)],
            env={**os.environ, "ATESTA_WEB_FOLDER": folder},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(f"http://localhost:{port}/en/")
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("localhost", 0))
        port: int = asked.getsockname()[1]
        return port


def _wait_for(address: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def message(page: Any, told: Told, words: Catalogue) -> None:
    page.goto(f"/{told.lang}/{told.place}/message")
    case, figures = told.table("case.toml"), told.table("figures.toml")
    page.fill("#f-text", told.message)
    page.fill("#f-sender", case["sender"])
    page.fill("#f-received", case["received"].strftime("%Y-%m-%dT%H:%M"))
    page.get_by_text(words.say("message_page.known"), exact=True).click()
    page.fill("#f-lender", figures["creditor"])
    page.fill("#f-due", figures["instalment"][0]["due"].isoformat())
    page.fill("#f-owed", figures["instalment"][0]["amount"])


def answers(page: Any, told: Told, words: Catalogue) -> None:
    message(page, told, words)
    page.get_by_role("button", name=words.say("message_page.go")).click()
    page.wait_for_selector(".answers")
    page.locator("#truth summary").click()


def file(page: Any, told: Told, words: Catalogue) -> None:
    page.goto(f"/{told.lang}/demo")
    page.locator("button.choice").nth(told.person).click()
    page.wait_for_url("**/file/home")


def other(page: Any, told: Told, words: Catalogue) -> None:
    page.goto(f"/{told.lang}/{told.place}/other")
    page.locator("input[name=relation]").first.check()
    page.locator("input[name=refuses]").check()
    page.get_by_role("button", name=words.say("third.make")).first.click()
    page.wait_for_selector("pre.letter")


PAGES = {"message": message, "answers": answers, "file": file, "other": other}


def small(png: bytes, height: int) -> bytes:
    """The top of a page in few colours, without an empty end."""
    with Image.open(BytesIO(png)) as whole:
        top = whole.convert("RGB").crop((0, 0, whole.width, min(height, whole.height)))
    out = BytesIO()
    top.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def picture_demo(browser: Any) -> None:
    with demonstration() as origin:
        for told in TOLD:
            for screen, (width, _) in SCREENS.items():
                locale = {"zh": "zh-CN"}.get(told.lang, told.lang)
                size = {"width": width, "height": 800}
                page = browser.new_context(viewport=size, base_url=origin, locale=locale).new_page()
                for name, go in PAGES.items():
                    go(page, told, catalogue(told.lang))
                    keep(page, name, told.lang, screen)


def keep(page: Any, name: str, lang: str, screen: str) -> None:
    page.evaluate("window.scrollTo(0, 0)")
    data = small(page.screenshot(full_page=True), SCREENS[screen][1])
    target = OUT / f"{name}.{lang}.{screen}.png"
    if len(data) > MOST_BYTES:
        raise SystemExit(f"{target.name} has {len(data)} bytes: show less of it")
    target.write_bytes(data)
    sys.stdout.write(f"{len(data):7} {target.name}\n")


def main(wanted: list[str]) -> None:
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        if "demo" in wanted or not wanted:
            picture_demo(browser)
        if "register" in wanted or not wanted:
            picture_register(browser, SCREENS, keep, [word for word in wanted if word in HOUSES] or HOUSES)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
