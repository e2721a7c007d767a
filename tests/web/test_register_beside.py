"""The creditor's register beside a message and a contact of her file: asked with her number or about her account, told
as the public check tells it, and silent to whoever guesses."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from people import Person, Visitor, come, person
from pytest_django.fixtures import Settings

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.store import announcing, pace
from atesta.store.gating import Asker, Wanted
from atesta.store.models import Debt, KeptContact, Placement, SignedMandate
from atesta.web_settings import Operator

sys.path.append(str(Path(__file__).parents[1] / "store"))
import a_gate
from a_register import ACCOUNT, AGENCY_SENDER, NUMBER, OTHER_NUMBER, TEXT, Register, a_register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("run_by_a_creditor")]
OTHER_TEXT = TEXT.replace("412.60", "512.60")
NEW_EACH_TIME = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Register:
    settings.WEB = replace(settings.WEB, home=tmp_path / "home")
    a_gate.open_gate(monkeypatch)
    made, today = a_register(), datetime.now(UTC).date()
    made.placement.from_on = today - timedelta(days=10)
    made.placement.save()
    SignedMandate.objects.update(to_on=today + timedelta(days=300))
    return made


@pytest.fixture
def alice() -> Person:
    return person("alice")


@pytest.fixture
def hers(alice: Person) -> Client:
    return come(Visitor.ALICE, {"alice": alice})


def announce(register: Register, text: str = TEXT) -> datetime:
    """Announced now; the moment at which it comes."""
    now = datetime.now(UTC)
    wanted = Wanted(ACCOUNT, NUMBER, AGENCY_SENDER, Channel.SMS, Purpose.DEMAND, Recipient.DEBTOR, now)
    announcing.announce_text(Asker(register.creditor, register.agency), wanted, text, now)
    return now + timedelta(minutes=1)


def ask(came: datetime, client: Client | None = None, lang: str = "en", page: str = "message", **fields: str) -> str:
    given = {"text": TEXT, "sender": AGENCY_SENDER, "received": came.isoformat(), "number": NUMBER, **fields}
    answer = (client or Client()).post(f"/{lang}/cn/{page}", {key: value for key, value in given.items() if value})
    assert answer.status_code in (200, 302)
    return NEW_EACH_TIME.sub("", answer.content.decode())


@pytest.mark.parametrize(
    ("lang", "yes", "who", "none", "could"),
    [
        ("en", "An agency authorised by the creditor", "For whom", "not announced for it", "Nobody asked it"),
        ("es", "Una agencia autorizada por el acreedor", "Por cuenta de", "no se anunció para él", "Nadie lo ha"),
        ("zh", "债权人授权的机构", "代表谁", "没有为这个号码登记过", "还没有查询过"),
    ],
)
def test_with_her_number_the_first_answer_is_the_registers(
    register: Register, lang: str, yes: str, who: str, none: str, could: str
) -> None:
    came = announce(register)
    said = ask(came, lang=lang)
    assert yes in said and who in said and "云岭信服" in said and "412.60" in said
    assert register.account.id not in said and ACCOUNT not in said
    said = ask(came, lang=lang, number=OTHER_NUMBER)
    assert yes not in said and none in said and who not in said
    said = ask(came, lang=lang, number="")
    assert could in said and f'href="/{lang}/cn/sent"' in said and yes not in said


def test_without_a_register_here_no_number_is_asked_for_and_nothing_is_said(settings: Settings) -> None:
    assert 'name="number"' not in Client().get("/en/cn/message").content.decode()
    said = ask(datetime.now(UTC))
    assert "register" not in said.lower().replace("registered", "")


def test_on_ones_own_computer_there_is_no_register_to_ask(register: Register, settings: Settings) -> None:
    settings.WEB = replace(settings.WEB, operator=Operator("own", "", ""))
    came = announce(register)
    assert "云岭信服" not in ask(came) and 'name="number"' not in Client().get("/en/cn/message").content.decode()


def test_a_recalled_agency_is_denied_and_the_recall_is_told(register: Register) -> None:
    came = announce(register)
    Placement.objects.update(to_on=came.date() - timedelta(days=2))
    said = ask(came)
    assert "has taken this account back from the agency" in said and "authorised by the creditor" not in said


def test_every_miss_is_answered_alike(register: Register) -> None:
    """Whether a number owes cannot be told by another text, nor whether a text was announced by another number."""
    came = announce(register)
    asked = [(OTHER_TEXT, NUMBER), (OTHER_TEXT, OTHER_NUMBER), (OTHER_TEXT, "+8613900047733"), (TEXT, OTHER_NUMBER)]
    pages = [
        ask(came, text=text, number=number).replace(number, "N").replace(text, "T").replace("512.60", "412.60")
        for text, number in asked
    ]
    assert pages[0] == pages[1] == pages[2]
    assert [len(re.findall("authorised by the creditor", page)) for page in pages] == [0, 0, 0, 0]


def test_a_miss_costs_the_same_queries_whether_the_number_owes_or_not(register: Register) -> None:
    came = announce(register)
    ask(came, text=OTHER_TEXT)
    counts = []
    for number in (NUMBER, OTHER_NUMBER):
        with CaptureQueriesContext(connection) as seen:
            ask(came, text=OTHER_TEXT, number=number)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_guesses_are_counted_together_with_the_public_check(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = announce(register)
    monkeypatch.setattr(pace, "LIMITS", {**pace.LIMITS, "sent-number": pace.Limit(2, 24 * 3600)})
    public = {"do": "text", "text": OTHER_TEXT, "number": NUMBER, "sender": AGENCY_SENDER, "came": "now"}
    Client(REMOTE_ADDR="198.51.100.1").post("/en/cn/sent", public)
    ask(came, Client(REMOTE_ADDR="198.51.100.2"), text=OTHER_TEXT)
    said = ask(came, Client(REMOTE_ADDR="198.51.100.3"))
    assert (
        "asked too often" in said and "It answers again in about" in said and "authorised by the creditor" not in said
    )
    assert Client(REMOTE_ADDR="198.51.100.4").post("/en/cn/sent", public).status_code == 429


def test_a_number_that_is_none_is_named_at_its_field(register: Register) -> None:
    answer = Client().post("/en/cn/message", {"text": TEXT, "number": "abc"})
    said = answer.content.decode()
    assert answer.status_code == 422 and "This is no telephone number" in said and 'aria-invalid="true"' in said


def test_kept_with_her_number_the_answer_stays_and_the_number_does_not(
    register: Register, hers: Client, alice: Person
) -> None:
    came = announce(register)
    before = set(KeptContact.objects.values_list("id", flat=True))
    ask(came, hers, page="message/keep", debt=alice.id_of("debt"))
    contact = KeptContact.objects.exclude(id__in=before).get()
    assert contact.answers.summary["authenticity"] == "authorised_agency"
    kept = " ".join(str(value) for value in contact.__dict__.values())
    assert NUMBER[3:] not in kept
    said = hers.get(f"/en/file/contact/{contact.id}").content.decode()
    assert "云岭信服" in said and "For whom" in said


def test_a_contact_of_her_linked_debt_is_told_and_a_later_recall_shows_above_a_yes_that_stays(
    register: Register, hers: Client, alice: Person
) -> None:
    Debt.objects.filter(id=alice.id_of("debt")).update(ledger=register.account)
    came = announce(register)
    before = set(KeptContact.objects.values_list("id", flat=True))
    ask(came, hers, page="message/keep", number="", debt=alice.id_of("debt"))
    contact = KeptContact.objects.exclude(id__in=before).get()
    SignedMandate.objects.update(revoked_at=came + timedelta(days=1))
    said = hers.get(f"/en/file/contact/{contact.id}").content.decode()
    assert "An agency authorised by the creditor" in said and "ended this agency&#x27;s mandate" in said


def test_a_contact_of_another_debt_leads_to_the_public_check(register: Register, hers: Client, alice: Person) -> None:
    KeptContact.objects.filter(id=alice.id_of("contact")).update(register="")
    said = hers.get(f"/en/file/contact/{alice.id_of('contact')}").content.decode()
    assert "Nobody asked it" in said and 'href="/en/cn/sent"' in said
