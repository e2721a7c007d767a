"""The pages of picture_pages.py that a creditor's register has: its own, an agency's, and what whoever asks is told.

Each language has a house of its own (picture_houses.py) on a site of its own: the firm at the foot of a page is the one
of which it tells. What waits there is written by seed_pictures.py."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django_otp.oath import TOTP

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "web")]
from a_site import Site, running
from forked import Forked
from picture_houses import HOUSES, PASSWORD

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atesta.web.settings")  # the processes of the tests read it
STAFF = {"officer": (("creditor", "creditor/"), ("counters", "creditor/counters")), "agent": (("refused", "agency/refused"),)}
"""Login -> the pages (name of the picture, address) that are pictured for it."""
SEED = ROOT / "tools" / "seed_pictures.py"
Keep = Callable[[Any, str, str, str], None]
"""Of the page that is open: name of the picture, language, screen."""


@dataclass(frozen=True, slots=True)
class Register:
    """`known`: the text that was announced, and the keys of the telephones of whoever works here."""

    lang: str
    site: Site
    known: dict[str, str]


@contextmanager
def register(lang: str) -> Iterator[Register]:
    house = HOUSES[lang]
    operator = {"ATESTA_OPERATOR": "creditor", "ATESTA_OPERATOR_NAME": house.bank, "ATESTA_DUTY_PERSON": house.duty}
    with TemporaryDirectory(prefix="atesta-pictures-") as folder, running(Path(folder), **operator) as site:
        yield Register(lang, site, json.loads(seeded(site, "begin", lang)))


def seeded(site: Site, act: str, lang: str) -> str:
    process = Forked(SEED, act, lang, env=site.env)
    said, complained = process.communicate()
    if process.returncode:
        raise SystemExit(complained)
    return said


def picture_register(browser: Any, screens: dict[str, tuple[int, int]], keep: Keep, langs: Iterable[str]) -> None:
    for lang in langs:
        with register(lang) as held:
            _pictured(browser, held, screens, keep)


def _pictured(browser: Any, held: Register, screens: dict[str, tuple[int, int]], keep: Keep) -> None:
    for login, pages in STAFF.items():
        state = _signed_in(browser, held, login)
        for page, screen in _pages(browser, held, screens, state):
            for name, path in pages:
                page.goto(f"/{held.lang}/{path}")
                keep(page, name, held.lang, screen)
    for name in ("authorised", "denied"):
        if name == "denied":
            seeded(held.site, "recall", held.lang)
        for page, screen in _pages(browser, held, screens):
            _asked(page, held)
            keep(page, name, held.lang, screen)


def _signed_in(browser: Any, held: Register, login: str) -> Any:
    """What a browser remembers of whoever has signed in."""
    context = browser.new_context(base_url=held.site.origin)
    page = context.new_page()
    page.goto("/en/staff/in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button.go")
    page.fill("[name=code]", f"{TOTP(bytes.fromhex(held.known[login])).token():06d}")
    page.click("main form button.go")
    page.wait_for_selector("nav.rooms")
    return context.storage_state()


def _pages(
    browser: Any, held: Register, screens: dict[str, tuple[int, int]], state: Any = None
) -> Iterator[tuple[Any, str]]:
    for screen, (width, _) in screens.items():
        size, locale = {"width": width, "height": 800}, {"zh": "zh-CN"}.get(held.lang, held.lang)
        context = browser.new_context(viewport=size, base_url=held.site.origin, locale=locale, storage_state=state)
        yield context.new_page(), screen
        context.close()


def _asked(page: Any, held: Register) -> None:
    house = HOUSES[held.lang]
    page.goto(f"/{held.lang}/{house.place.lower()}/sent")
    for name, value in (("text", held.known["text"]), ("number", house.phone(1)), ("sender", house.sender)):
        page.fill(f"#f-{name}", value)
    page.click("button[value=text]")
    page.wait_for_selector("main p.count")
