"""Which wording of the registry an announced text is: approved ones are named, declined ones wait for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import a_gate
import pytest
from a_register import ACCOUNT, AGENCY_SENDER, AT, NUMBER, OWN_SENDER, TEXT, Register, a_register, an_agency
from pytest_django.fixtures import Settings

from atesta.action.gate.by_text import DECLINED as NOT_AGAIN
from atesta.contact.message import Channel, Purpose, Recipient
from atesta.errors import InputError
from atesta.store import announcing, gating
from atesta.store.gating import Asker, Wanted
from atesta.store.models import Agency, GateAsk, Template
from atesta.store.overview import announced_by
from atesta.store.wording import APPROVED, DECLINED, ENDED
from atesta.store.wording_match import wording_of

pytestmark = pytest.mark.django_db
WORDING = "【晨曦分期】您的分期账单{amount}元已于{due}到期,请在晨曦分期App内还款。"
FIVE = timedelta(minutes=5)


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch, folder: Path, settings: Settings) -> Register:
    settings.WEB = replace(settings.WEB, home=folder / "home")
    a_gate.open_gate(monkeypatch)
    return a_register()


def a_wording(register: Register, agency: Agency | None, state: str, text: str = WORDING, day: int = 0) -> Template:
    return Template.objects.create(
        **{"creditor": register.creditor, "agency": agency, "channel": "sms", "text": text, "digest": "0" * 64},
        **{"state": state, "made_at": AT, "decided_at": AT + timedelta(days=day), "by": register.officer},
    )


def announce(register: Register, text: str = TEXT, reserved: str = "", own: bool = False) -> announcing.Announced:
    address = OWN_SENDER if own else AGENCY_SENDER
    wanted = Wanted(ACCOUNT, NUMBER, address, Channel.SMS, Purpose.DEMAND, Recipient.DEBTOR, AT + FIVE)
    asker = Asker(register.creditor, None if own else register.agency)
    return announcing.announce_text(asker, wanted, text, AT, reserved=reserved)


def test_an_approved_wording_is_named_with_what_was_announced(register: Register) -> None:
    wording = a_wording(register, register.agency, APPROVED)
    made = announce(register)
    assert made.row is not None and made.row.wording == wording
    assert announced_by(register.creditor, AT)[register.agency.id].bare == 0


def test_a_wording_of_the_creditor_may_be_used_by_its_agency_and_no_others_may(register: Register) -> None:
    a_wording(register, an_agency(register.creditor, "zz", "别家"), APPROVED)
    made = announce(register)
    assert made.row is not None and made.row.wording is None
    assert announced_by(register.creditor, AT)[register.agency.id].bare == 1
    made.row.delete()
    ours = a_wording(register, None, APPROVED)
    again = announce(register)
    assert again.row is not None and again.row.wording == ours


def test_a_creditor_that_approved_nothing_counts_no_text_as_unapproved(register: Register) -> None:
    announce(register)
    assert announced_by(register.creditor, AT)[register.agency.id].bare is None


def test_a_declined_wording_waits_for_a_person_of_the_creditor_who_may_allow_it_once(register: Register) -> None:
    wording = a_wording(register, register.agency, DECLINED)
    made = announce(register)
    assert made.row is None and made.ask.decision == "ask"
    reason = made.ask.reasons[0]
    assert (reason["id"], reason["measured"]) == (NOT_AGAIN, {"wording": wording.id, "on": "2026-11-24"})
    assert reason["citations"][0]["force"] == "house" and TEXT not in str(made.ask.reasons)
    allowed = gating.override(made.ask, register.officer, "diesmal", AT)
    again = announce(register, reserved=allowed.id)
    assert again.row is not None and again.row.wording is None and again.row.ask_id == allowed.id


@pytest.mark.parametrize("where", ["{text} {code}", "{code}{text}", "{text}回复TD退订{code}"])
@pytest.mark.parametrize("wording", [WORDING, WORDING + "代码{code}。", "{code}" + WORDING])
def test_a_code_makes_no_other_wording_of_one_that_was_declined(register: Register, wording: str, where: str) -> None:
    a_wording(register, register.agency, DECLINED, wording)
    text = TEXT + "代码。" * ("代码" in wording)
    made = announce(register, where.replace("{text}", text))
    assert made.row is None and [reason["id"] for reason in made.ask.reasons] == [NOT_AGAIN]


def test_the_same_for_everybody_is_one_that_was_declined_before_its_code_is_put_at_its_end(register: Register) -> None:
    words = "【晨曦分期】您已逾期,今天必须还款。"
    a_wording(register, register.agency, DECLINED, words)
    for text in (words, words + "{code}", "{code} " + words):
        assert announce(register, text).ask.decision == "ask"
    a_wording(register, register.agency, APPROVED, words, day=1)
    made = announce(register, words + "{code}")
    assert made.row is not None and made.row.wording is not None  # the last decision, with the code as without


def test_what_was_allowed_once_allows_no_other_declined_wording(register: Register) -> None:
    a_wording(register, register.agency, DECLINED)
    other = "【晨曦分期】账单412.60元到期,今天必须还款。"
    a_wording(register, register.agency, DECLINED, other)
    allowed = gating.override(announce(register).ask, register.officer, "diesmal", AT)
    made = announce(register, other, reserved=allowed.id)
    assert made.row is None and made.ask.id != allowed.id


def test_the_last_decision_about_the_same_words_counts(register: Register) -> None:
    a_wording(register, register.agency, DECLINED)
    approved = a_wording(register, register.agency, APPROVED, day=1)
    made = announce(register)
    assert made.row is not None and made.row.wording == approved
    approved.state = ENDED
    approved.save()
    made.row.delete()
    assert announce(register).ask.decision == "ask"


def test_a_declined_wording_in_a_batch_keeps_no_other_back(register: Register) -> None:
    a_wording(register, register.agency, DECLINED)
    texts = [
        announcing.Text(
            Wanted(ACCOUNT, NUMBER, AGENCY_SENDER, Channel.SMS, Purpose.DEMAND, Recipient.DEBTOR, AT + number * FIVE),
            text,
        )
        for number, text in enumerate((TEXT, "【晨曦分期】账单412.60元。", TEXT), 1)
    ]
    made = announcing.announce_many(Asker(register.creditor, register.agency), texts, AT)
    assert [not isinstance(one, InputError) and one.ask.decision for one in made] == ["ask", "allowed", "ask"]
    assert GateAsk.objects.count() == 3


FITS = [
    ("{name}您好,您的分期{amount}元已于{due}到期。", "林女士您好，您的分期 1,412.60 元已于11月12日到期。"),
    (
        "Hola, {name}: su cuota de {amount} € venció el {due}.",
        "Hola, María López: su cuota de 412,60 € venció el 12 de noviembre de 2026.",
    ),
    ("{name}, ${amount} was due {due}. {creditor}", "Ms O'Neil-Lin, $412.60 was due 12 Nov 2026. 晨曦分期"),
    ("{agency}受{creditor}委托。代码{code}，逾期{days}天。", "云岭信服受晨曦分期委托。代码{code}，逾期3天。"),
    ("{amount}元，最晚{until}。回复TD退订", "【412.60】元，最晚2026-12-01。"),
]
OTHERS = [
    ("{name}您好,您的分期{amount}元。", "案件已移交法务将通知您的通讯录您好,您的分期412.60元。"),
    ("{name}您好,您的分期{amount}元。", "林女士您好,您的分期412.60元。今日必还。"),
    ("您的分期{amount}元已到期。", "您的分期全部欠款元已到期。"),
    ("{creditor}提醒您还款{amount}元。", "公安局提醒您还款412.60元。"),
    ("逾期{days}天。", "逾期很多天。"),
    ("{due}到期。", "今日18点到期。"),
    ("请于{until}前还款{amount}元。", "请于今日十八点前还款412.60元。"),
    ("(((", "ab"),
]


@pytest.mark.parametrize(
    ("wording", "text", "is_it"), [(*one, True) for one in FITS] + [(*one, False) for one in OTHERS]
)
def test_a_placeholder_takes_what_fits_it_and_no_other_words(
    register: Register, wording: str, text: str, is_it: bool
) -> None:
    row = a_wording(register, register.agency, APPROVED, wording)
    found = wording_of(text, "sms", [row], register.creditor, register.agency)
    assert (found is not None) == is_it


def test_an_approval_is_for_its_channel_and_a_refusal_for_all(register: Register) -> None:
    text = "您的分期412.60元。"
    for state, is_it in ((APPROVED, False), (DECLINED, True)):
        row = a_wording(register, register.agency, state, "您的分期{amount}元。")
        assert (wording_of(text, "email", [row], register.creditor, register.agency) is not None) == is_it


def test_a_text_of_its_longest_size_is_compared_at_once(register: Register) -> None:
    """Placeholders side by side must not make the comparison grow without end."""
    row = a_wording(register, register.agency, APPROVED, "{name}{amount}{due}{until}{name}{code}" * 8)
    assert wording_of("林1a" * 650, "sms", [row], register.creditor, register.agency) is None
