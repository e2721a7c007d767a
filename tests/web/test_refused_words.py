"""What an agency wanted to send and may not, as the creditor sees it: where it leads, which wording it is, never the
text; and which texts are none that anybody approved."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from people import Visitor, come
from pytest_django.fixtures import Settings

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.store import announcing
from atesta.store.gating import Asker, Wanted
from atesta.store.models import GateAsk, SignedMandate, Template
from atesta.store.wording import APPROVED, DECLINED

sys.path.append(str(Path(__file__).parents[1] / "store"))
import a_gate
from a_register import ACCOUNT, AGENCY_SENDER, NUMBER, TEXT, Register, a_register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("run_by_a_creditor")]
LANGS = ("en", "es", "zh")
LEADS = "【晨曦分期】账单412.60元,详情见 https://info.evil.example"
WORDING = "【晨曦分期】您的分期账单{amount}元已于{due}到期,请在晨曦分期App内还款。"


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Register:
    """Of the creditor and the agency whose people the visitors are."""
    settings.WEB = replace(settings.WEB, home=tmp_path / "home")
    a_gate.open_gate(monkeypatch)
    made, today = a_register("Lender L"), datetime.now(UTC).date()
    made.placement.from_on = today - timedelta(days=10)
    made.placement.save()
    SignedMandate.objects.update(to_on=today + timedelta(days=300))
    return made


@pytest.fixture
def officer(register: Register) -> Client:
    return come(Visitor.COMPLIANCE, {})


@pytest.fixture
def manager(register: Register) -> Client:
    return come(Visitor.MANAGER, {})


def announce(register: Register, text: str = TEXT) -> announcing.Announced:
    now = datetime.now(UTC)
    wanted = Wanted(ACCOUNT, NUMBER, AGENCY_SENDER, Channel.SMS, Purpose.DEMAND, Recipient.DEBTOR, now)
    return announcing.announce_text(Asker(register.creditor, register.agency), wanted, text, now)


def a_wording(register: Register, state: str) -> Template:
    now = datetime.now(UTC)
    return Template.objects.create(
        **{"creditor": register.creditor, "agency": register.agency, "channel": "sms", "text": WORDING},
        **{"digest": "0" * 64, "state": state, "made_at": now, "decided_at": now, "by": register.officer},
    )


def page(client: Client, at: str, lang: str = "en") -> str:
    answer = client.get(f"/{lang}/{at}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("lang", LANGS)
def test_a_text_that_leads_elsewhere_stands_among_the_refused_with_its_host_and_agency(
    register: Register, officer: Client, manager: Client, lang: str
) -> None:
    announce(register, LEADS)
    for client, at in ((officer, "creditor/refused"), (manager, "agency/refused")):
        said = page(client, at, lang)
        assert "info.evil.example" in said and "详情见" not in said
    assert register.agency.name in page(officer, "creditor/refused", lang)


@pytest.mark.parametrize(
    ("lang", "never"), [("en", "has to be another one"), ("es", "tiene que ser otro"), ("zh", "必须改用别的文字")]
)
def test_nobody_is_offered_to_allow_words_by_name(register: Register, officer: Client, lang: str, never: str) -> None:
    ask = announce(register, LEADS).ask
    at = f"creditor/refused/one/{ask.id}"
    said = page(officer, at, lang)
    assert never in said and "<textarea" not in said
    assert officer.post(f"/{lang}/{at}", {"reason": "x"}).status_code == 422
    assert GateAsk.objects.get().override_at is None


@pytest.mark.parametrize(
    ("lang", "says"), [("en", "declined this wording"), ("es", "rechazó este texto"), ("zh", "不批准这条话术")]
)
def test_a_declined_wording_waits_for_somebody_of_the_creditor(
    register: Register, officer: Client, lang: str, says: str
) -> None:
    a_wording(register, DECLINED)
    ask = announce(register).ask
    assert says in page(officer, "creditor/refused", lang)
    officer.post(f"/{lang}/creditor/refused/one/{ask.id}", {"reason": "this once"})
    assert GateAsk.objects.get().override_why == "this once"


@pytest.mark.parametrize(
    ("lang", "worded", "bare"),
    [
        ("en", "an approved wording", "Texts without an approved wording"),
        ("es", "texto aprobado", "Textos fuera de los aprobados"),
        ("zh", "属于已批准的话术", "不属于已批准话术的文字"),
    ],
)
def test_which_wording_it_is_stands_with_each_text_and_those_that_are_none_are_listed(
    register: Register, officer: Client, manager: Client, lang: str, worded: str, bare: str
) -> None:
    announce(register)
    assert bare not in page(officer, "creditor/registered", lang)
    wording = a_wording(register, APPROVED)
    announce(register, TEXT + "谢谢")
    every = page(officer, "creditor/registered", lang)
    assert bare in every and f"templates/one/{wording.id}" not in every
    announce(register)
    every = page(officer, "creditor/registered", lang)
    assert f"templates/one/{wording.id}" in every and worded in every
    only = page(officer, "creditor/registered?wording=none", lang)
    assert f"templates/one/{wording.id}" not in only and only.count("<li>") == 2
    own = page(manager, "agency/registered", lang)
    assert bare in own and worded in own and "templates/one" not in own
