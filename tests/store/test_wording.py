"""Wordings before a campaign: what would be flagged, few tries a day that the creditor sees, decided with a reason."""

from __future__ import annotations

from datetime import timedelta

import a_register
import pytest
from a_register import AT, Register

from atesta.errors import InputError
from atesta.pipeline import Desk, open_desk
from atesta.store import wording
from atesta.store.models import LogEntry, Opening, Template, TemplateTry
from atesta.store.wording import Whose
from atesta.store.wording_preview import preview

pytestmark = pytest.mark.django_db
DECENT = "【晨曦分期】{name}您好,您的分期{amount}元已于{due}到期,请在App内还款。"
CRUEL = "【晨曦分期】案件已移交法务,今日18点前不处理将通知通讯录联系人。"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return open_desk(paraphrase=False)


@pytest.fixture
def register() -> Register:
    return a_register.a_register()


@pytest.fixture
def hx(register: Register) -> Whose:
    return Whose(register.creditor, register.agency)


def test_a_decent_wording_is_filled_from_an_account_that_nobody_has(register: Register, desk: Desk) -> None:
    found = preview(DECENT, "sms", register.creditor, register.agency, desk, AT)
    assert (found.flags, found.labels) == ((), ()) and "412.60元" in found.text and "{" not in found.text


def test_what_is_false_for_nearly_everybody_is_flagged_before_it_is_sent(register: Register, desk: Desk) -> None:
    found = preview(CRUEL, "sms", register.creditor, register.agency, desk, AT)
    said = {(flag.room, flag.name, flag.answer) for flag in found.flags}
    assert ("truth", "legal_step", "contradicted") in said and ("conduct", "third_party_disclosure", "breach") in said
    assert {"third_party_disclosure", "pressure_deadline"} <= set(found.labels)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("ES", "Buenos días, {name}: su cuota de {amount} € venció el {due}."),
        ("US", "{name}, ${amount} was due {due}."),
    ],
)
def test_amounts_and_days_are_written_as_the_place_writes_them(place: str, text: str, desk: Desk) -> None:
    creditor = a_register.models.Creditor.objects.create(name="Alba", place=place, made_at=AT)
    assert not [flag for flag in preview(text, "sms", creditor, None, desk, AT).flags if flag.room == "truth"]


@pytest.mark.parametrize("text", ["{sum}元", "{}", "{{amount}}", "{amount", "amount}", "{amount}}", "{__class__}"])
def test_what_nobody_fills_in_is_named(register: Register, desk: Desk, text: str) -> None:
    with pytest.raises(InputError) as refused:
        preview(text, "sms", register.creditor, register.agency, desk, AT)
    assert refused.value.key == "wording_placeholder"


def test_every_try_is_kept_with_its_wording_and_the_same_one_counts_once(hx: Whose, desk: Desk) -> None:
    for text in (CRUEL, DECENT, CRUEL):
        wording.try_out(hx, "sms", text, desk, AT)
    assert [row.text for row in TemplateTry.objects.order_by("id")].count(CRUEL) == 1
    assert wording.tries_today(hx, AT) == 2
    assert "legal_step:contradicted" in TemplateTry.objects.get(text=CRUEL).labels
    assert TemplateTry.objects.get(text=DECENT).labels == []


def test_after_so_many_tries_no_other_wording_is_looked_at_that_day(hx: Whose, register: Register, desk: Desk) -> None:
    for number in range(wording.TRIES_A_DAY):
        assert wording.try_out(hx, "sms", f"{number}", desk, AT).row
    refused = wording.try_out(hx, "sms", "one more", desk, AT)
    assert refused.preview is None and refused.wait > 0
    assert wording.propose(hx, "sms", "one more", desk, AT) == refused.wait or not Template.objects.exists()
    assert wording.try_out(hx, "sms", "7", desk, AT).row, "what was looked at before may be looked at again"
    assert wording.try_out(Whose(register.creditor, None), "sms", "ours", desk, AT).row, "each house has its own"
    assert wording.try_out(hx, "sms", "one more", desk, AT + timedelta(days=1)).row


def test_a_proposal_is_a_try_and_is_there_once(hx: Whose, desk: Desk) -> None:
    first = wording.propose(hx, "sms", CRUEL, desk, AT)
    assert isinstance(first, Template) and wording.propose(hx, "sms", CRUEL, desk, AT) == first
    assert wording.tries_today(hx, AT) == 1 and first.state == "proposed"
    assert {flag["room"] for flag in first.findings} >= {"truth", "conduct"}
    assert [row.text for row in wording.tries_before(first)] == [CRUEL]


def test_a_wording_is_decided_once_with_a_reason_and_ends_with_one(hx: Whose, register: Register, desk: Desk) -> None:
    row = wording.propose(hx, "sms", DECENT, desk, AT)
    assert isinstance(row, Template)
    assert not wording.decide(row, "ended", register.officer, "not yet in use", AT)
    assert wording.decide(row, "approved", register.officer, "says what is owed, no more", AT)
    assert not wording.decide(row, "declined", register.officer, "too late", AT)
    assert wording.decide(row, "ended", register.officer, "the campaign is over", AT)
    row.refresh_from_db()
    assert (row.state, row.by, row.why) == ("ended", register.officer, "the campaign is over")
    kinds = list(LogEntry.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["wording_proposed", "wording_approved", "wording_ended"]
    assert DECENT not in str(list(Opening.objects.values_list("what", flat=True)))


def test_one_house_sees_neither_wordings_nor_tries_of_another(hx: Whose, register: Register, desk: Desk) -> None:
    wording.propose(hx, "sms", DECENT, desk, AT)
    other = Whose(register.creditor, a_register.an_agency(register.creditor, "zz", "别家"))
    rival = Whose(a_register.a_register("R").creditor, None)
    for house in (other, rival, Whose(register.creditor, None)):
        assert not wording.templates(house) and not wording.tries(house)


def test_a_wording_of_not_wanting_to_live_is_for_a_person(register: Register, desk: Desk) -> None:
    found = preview("我不想活了,求你们别再打了。", "sms", register.creditor, None, desk, AT)
    assert found.distress and found.labels == ()
