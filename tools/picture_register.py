"""The pages of picture_pages.py that a creditor's register has: its own, an agency's, and what whoever asks is told.

The register is that of tests/web/seed_journey.py; what waits in it is written by seed_pictures.py."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
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

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atesta.web.settings")  # the processes of the tests read it
LANGUAGES = ("es", "zh", "en")
OPERATOR = {"ATESTA_OPERATOR": "creditor", "ATESTA_OPERATOR_NAME": "Banco Levante", "ATESTA_DUTY_PERSON": "112"}
PASSWORD, SENDER, NUMBER = "correct horse battery staple", "+34910000011", "+34600000023"
STAFF = {"officer": "creditor/", "norte": "agency/refused", "harbor": "creditor/counters"}
NAMES = {"officer": "creditor", "norte": "refused", "harbor": "counters"}
Keep = Callable[[Any, str, str, str], None]
"""Of the page that is open: name of the picture, language, screen."""


@dataclass(frozen=True, slots=True)
class Register:
    """`known`: the text that was announced, and the keys of the telephones of whoever works here."""

    site: Site
    known: dict[str, str]


@contextmanager
def register() -> Iterator[Register]:
    with TemporaryDirectory(prefix="atesta-pictures-") as folder, running(Path(folder), **OPERATOR) as site:
        known = json.loads(seeded(site, ROOT / "tests" / "web" / "seed_journey.py", "begin"))
        seeded(site, ROOT / "tools" / "seed_pictures.py", "wait")
        yield Register(site, known)


def seeded(site: Site, script: Path, act: str) -> str:
    process = Forked(script, act, env=site.env)
    said, complained = process.communicate()
    if process.returncode:
        raise SystemExit(complained)
    return said


def picture_register(browser: Any, screens: dict[str, tuple[int, int]], keep: Keep) -> None:
    with register() as held:
        for login, path in STAFF.items():
            state = _signed_in(browser, held, login)
            for page, lang, screen in _pages(browser, held, screens, state):
                page.goto(f"/{lang}/{path}")
                keep(page, NAMES[login], lang, screen)
        for name in ("authorised", "denied"):
            if name == "denied":
                seeded(held.site, ROOT / "tools" / "seed_pictures.py", "recall")
            for page, lang, screen in _pages(browser, held, screens):
                _asked(page, lang, held.known["text"])
                keep(page, name, lang, screen)


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
) -> Iterator[tuple[Any, str, str]]:
    for lang in LANGUAGES:
        for screen, (width, _) in screens.items():
            size, locale = {"width": width, "height": 800}, {"zh": "zh-CN"}.get(lang, lang)
            context = browser.new_context(viewport=size, base_url=held.site.origin, locale=locale, storage_state=state)
            yield context.new_page(), lang, screen
            context.close()


def _asked(page: Any, lang: str, text: str) -> None:
    page.goto(f"/{lang}/es/sent")
    for name, value in (("text", text), ("number", NUMBER), ("sender", SENDER)):
        page.fill(f"#f-{name}", value)
    page.click("button[value=text]")
    page.wait_for_selector("main p.count")
