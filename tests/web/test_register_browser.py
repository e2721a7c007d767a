"""Who may speak for the creditor, in a browser: mandated, placed, announced, checked, recalled, denied (A3).

What these tests find in the register is in seed_journey.py, and why none of it depends on the hour. A recall of today
holds from tomorrow, for everybody; `night` is how a day goes by here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from a_site import Site, running
from django_otp.oath import TOTP
from forked import Forked
from looks import complaints
from screens import DESK, PATIENCE_MS, PHONE
from seed_journey import ACCOUNTS, HARBOR, NORTE, PASSWORD, SENDER

from atesta.locale import catalogue

pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")
SEED = Path(__file__).with_name("seed_journey.py")
AGENCY, AGENCY_SENDER = "Cobros del Sur", "+34910000077"
FIRST, SECOND = "L-2001", "L-2002"
PLACEMENTS = f"account,agency\n{FIRST},sur\n{SECOND},sur\nL-2003,nobody\n"
LANGUAGES = ("en", "es", "zh")
visitors = count(1)


@dataclass(slots=True)
class World:
    """A server of a creditor. `known` is what the register was seeded with: codes, the text, keys of telephones."""

    browser: Any
    site: Site
    known: dict[str, str]

    def seed(self, *words: str) -> dict[str, str]:
        process = Forked(SEED, *words, env=self.site.env)
        said, complained = process.communicate()
        assert process.returncode == 0, complained
        found: dict[str, str] = json.loads(said)
        return found

    def open(self, screen: dict[str, int]) -> Any:
        """A new visitor, with a pace of its own."""
        address = {"X-Forwarded-For": f"192.0.2.{next(visitors)}"}
        page = self.browser.new_context(
            viewport=screen, base_url=self.site.origin, extra_http_headers=address
        ).new_page()
        page.set_default_timeout(PATIENCE_MS)
        return page

    def staff(self, login: str, lang: str) -> Any:
        page = self.open(DESK)
        page.goto(f"/{lang}/staff/in")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.click("main form button.go")
        page.wait_for_selector("[name=code]")
        page.fill("[name=code]", f"{TOTP(bytes.fromhex(self.known[login])).token():06d}")
        page.click("main form button.go")
        page.wait_for_selector("nav.rooms")
        return page


@pytest.fixture(scope="module")
def world(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    operator = {"ATESTA_OPERATOR": "creditor", "ATESTA_OPERATOR_NAME": "Banco Levante", "ATESTA_DUTY_PERSON": "112"}
    with running(tmp_path_factory.mktemp("register_site"), ATESTA_BEHIND_PROXY="1", **operator) as site:
        made = World(browser, site, {})
        made.known = made.seed("begin")
        yield made
        for context in browser.contexts:
            context.close()


def sent(page: Any, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"#f-{name}", value)
    page.click("main form:has(.field) button.go")


def looked_at(page: Any) -> str:
    assert not complaints(page), page.url
    said: str = page.inner_text("main")
    return said


# --- the steps of the journey -----------------------------------------------------------------------------------------


def mandated(officer: Any) -> str:
    """The officer's agency with a number and a mandate; the address of its page."""
    officer.goto("/en/creditor/agencies/new")
    sent(officer, name=AGENCY, slug="sur")
    officer.wait_for_selector("a[href$='/sender']")
    home = str(officer.url)
    officer.click("a[href$='/sender']")
    sent(officer, address=AGENCY_SENDER)
    officer.click("a[href$='/mandate']")
    for channel in ("call", "sms"):
        officer.check(f"#f-channel_{channel}")
    sent(officer, until_on=(datetime.now(UTC) + timedelta(days=90)).date().isoformat())
    officer.wait_for_selector("a[href$='.jws']")
    officer.goto(home)
    assert AGENCY_SENDER in looked_at(officer)
    return home


def placed(officer: Any) -> None:
    """A line with an agency that nobody knows is named before anything is taken; the good ones are taken without it."""
    officer.goto("/en/creditor/placements")
    officer.set_input_files("#f-file", {"name": "p.csv", "mimeType": "text/csv", "buffer": PLACEMENTS.encode()})
    officer.click("main form button.go")
    officer.wait_for_selector("button[value=good]")
    assert officer.locator("table.faults tbody tr").count() == 1 and "2" in looked_at(officer)
    officer.click("button[value=good]")
    officer.wait_for_selector("p.lead[role=status]")


def key_of(officer: Any, home: str) -> str:
    officer.goto(home.replace("/agencies/", "/house/") + "/keys")
    sent(officer, name="dialler", last=(datetime.now(UTC) + timedelta(days=30)).date().isoformat())
    secret: str = officer.inner_text("[role=status] .code")
    assert secret.startswith("atk_")
    return secret


def announced(manager: Any, kind: str, **fields: str) -> str:
    manager.goto(f"/en/agency/announce/{kind}")
    sent(manager, account=FIRST, number=ACCOUNTS[FIRST], **fields)
    looked_at(manager)
    code: str = manager.inner_text("p.code")
    return code


def text_for(days: int) -> str:
    """What the extract says, in words; with another day of the same debt it is another text."""
    due = (datetime.now(UTC) - timedelta(days=days)).date()
    return f"Banco Levante: su recibo de 412,60 EUR está pendiente desde el {due.day}/{due.month}/{due.year}."


def over_the_api(world: World, secret: str, text: str) -> dict[str, Any]:
    at = datetime.now(UTC).isoformat()
    body = {"account": SECOND, "number": ACCOUNTS[SECOND], "address": AGENCY_SENDER, "channel": "sms", "at": at}
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "journey-0001"}
    answer = world.open(DESK).request.post("/api/v1/texts", data={**body, "text": text}, headers=headers)
    found: dict[str, Any] = answer.json()
    assert answer.ok, found
    return found


def checked_text(page: Any, lang: str, text: str, number: str, sender: str) -> str:
    page.goto(f"/{lang}/es/sent")
    for name, value in (("text", text), ("number", number), ("sender", sender)):
        page.fill(f"#f-{name}", value)
    page.click("button[value=text]")
    return told(page)


def checked_code(page: Any, lang: str, way: str, code: str, number: str) -> str:
    """`way`: the call on the line, or only the code of a message."""
    front = "call" if way == "call" else "sent"
    page.goto(f"/{lang}/es/sent")
    page.fill(f"#f-{front}_code", code)
    page.fill(f"#f-{front}_last4", number[-4:])
    page.click(f"button[value={way}]")
    return told(page)


def told(page: Any) -> str:
    page.wait_for_selector("main p.count")
    said: str = page.inner_text("main")
    return said


def recalled(officer: Any) -> None:
    officer.goto("/en/creditor/accounts")
    sent(officer, account_number=FIRST)
    officer.wait_for_selector("#f-last_on")
    officer.fill("#f-why", "Paid at the branch.")
    officer.click("main form:has(#f-why) button")
    officer.wait_for_selector("#f-why", state="detached")
    looked_at(officer)


def test_from_the_mandate_to_the_recall(world: World) -> None:
    officer = world.staff("officer", "en")
    home = mandated(officer)
    placed(officer)
    secret = key_of(officer, home)
    world.known |= world.seed("manager", "sur")
    manager, debtor = world.staff("sur-manager", "en"), world.open(PHONE)
    text, number = text_for(10), ACCOUNTS[FIRST]
    code = announced(manager, "text", text=text)
    call = announced(manager, "call", first_name="Lucía")

    said = checked_text(debtor, "en", text, number, AGENCY_SENDER)
    assert "An agency authorised by the creditor" in said and AGENCY in said and "Banco Levante" in said
    assert "Cannot be vouched for" in checked_text(debtor, "en", text.replace("412", "912"), number, AGENCY_SENDER)
    assert "Cannot be vouched for" in checked_text(debtor, "en", text, ACCOUNTS[SECOND], AGENCY_SENDER)
    assert AGENCY in checked_code(debtor, "en", "code", code, number)
    said = checked_code(debtor, "en", "call", call, number)
    assert "This is they" in said and "Lucía" in said
    assert "We are not calling you" in checked_code(debtor, "en", "call", code, number)

    text = text_for(10) + " Gracias."
    made = over_the_api(world, secret, text)
    assert made["ask"]["decision"] == "allowed" and made["code"]
    assert "authorised by the creditor" in checked_text(debtor, "en", text, ACCOUNTS[SECOND], AGENCY_SENDER)

    recalled(officer)
    assert "authorised by the creditor" in checked_text(debtor, "en", text_for(10), number, AGENCY_SENDER)
    world.seed("night")
    assert "Denied by the creditor" in checked_text(debtor, "en", text_for(10), number, AGENCY_SENDER)
    assert "We are not calling you" in checked_code(debtor, "en", "call", call, number)
    manager.goto("/en/agency/announce/text")
    sent(manager, account=FIRST, number=number, text=text)
    assert "refused" in looked_at(manager)


def test_what_must_not_happen_is_refused_and_the_agency_reads_why(world: World) -> None:
    manager, asked = world.staff("norte", "en"), list(ACCOUNTS)[-1]
    manager.goto("/en/agency/announce/text")
    sent(manager, account=asked, number=ACCOUNTS[asked], text=text_for(10))
    (reason,) = manager.locator("ul.findings > li").all_inner_texts()
    assert not manager.locator("p.code").count()
    for lang in LANGUAGES:
        manager.goto(f"/{lang}/agency/refused")
        said = looked_at(manager)
        assert asked[-4:] in said and ACCOUNTS[asked][-9:] not in said and "B1.4" in said
        assert (reason in said) == (lang == "en")


@pytest.mark.parametrize("lang", ["es", "zh"])
def test_whoever_has_no_account_checks_a_text_and_a_call(world: World, lang: str) -> None:
    debtor, number, words = world.open(PHONE), ACCOUNTS["L-2003"], catalogue(lang)
    said = checked_text(debtor, lang, world.known["text"], number, SENDER)
    assert words.say("authenticity.authorised_agency") in said and NORTE in looked_at(debtor)
    said = checked_code(debtor, lang, "call", world.known["call"], number)
    assert words.say("sent_page.call_state.they") in said and "Marta" in looked_at(debtor)


def test_the_counters_show_a_cap_that_nobody_broke_alone(world: World) -> None:
    officer = world.staff("harbor", "en")
    for lang in LANGUAGES:
        officer.goto(f"/{lang}/creditor/counters")
        assert catalogue(lang).say("counters_page.most", most=7, highest=8) in looked_at(officer)
        houses, days = officer.locator("tbody").all()
        assert houses.locator("tr").all_inner_texts() == [f"{name}\t1\t4" for name in HARBOR.values()]
        assert [row[-4:] for row in days.locator("tr").all_inner_texts()] == ["\t1\t8"]
