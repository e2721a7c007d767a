"""The hand-off in the browser: prepared once, accepted once by name, and only then with a stage."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from people import Visitor, come

from atesta.action.handoff import sign_acceptance
from atesta.contact.account import LegalStage
from atesta.evidence import keys
from atesta.store import handing_off
from atesta.store.models import HandOff, HandOffStep, LogEntry, Opening

pytestmark = pytest.mark.django_db
ACCOUNT = b"""
as_of = 2026-11-15T06:00:00+08:00
account = "A-77"
creditor = "L"
place = "CN"
currency = "CNY"
instalment = [{ due = 2026-11-12, amount = "412.60" }]
"""


@pytest.fixture
def keeper() -> Client:
    return come(Visitor.KEEPER, {})


def prepared(keeper: Client, account: bytes = ACCOUNT) -> HandOff:
    files = {"account": SimpleUploadedFile("a.toml", account), "files": SimpleUploadedFile("juan perez.pdf", b"%PDF")}
    answer = keeper.post("/en/staff/handoffs/new", files)
    assert answer.status_code == 302
    return HandOff.objects.get(id=answer["Location"].rpartition("/")[2])


def at(held: HandOff) -> str:
    return f"/en/staff/handoffs/one/{held.id}"


def today() -> str:
    return datetime.now(UTC).astimezone(handing_off.ZoneInfo("Asia/Shanghai")).date().isoformat()


def accept(keeper: Client, held: HandOff, **more: object) -> int:
    form = {"do": "accept", "acceptor": "Ejemplo Abogados", "on": today(), **more}
    return keeper.post(at(held), form | {"countersigned": SimpleUploadedFile("scan.pdf", b"signed")}).status_code


def test_the_same_case_sent_twice_is_one_file_without_anybody_s_file_name(keeper: Client) -> None:
    held = prepared(keeper)
    assert prepared(keeper) == held
    file = keeper.get(f"{at(held)}/file")
    assert b"exhibits/E002.pdf" in file.content and b"juan" not in file.content
    assert "perez" not in str(file.headers)


def test_only_an_acceptance_puts_a_stage_on_record_and_it_stands(keeper: Client) -> None:
    held = prepared(keeper)
    assert not handing_off.steps_of("A-77", "L")
    assert accept(keeper, held) == 302
    assert accept(keeper, held, acceptor="Somebody Else") == 302
    (step,) = handing_off.steps_of("A-77", "L")
    assert step.stage is LegalStage.HANDED_TO_LAWYERS and step.on.isoformat() == today()
    shown = keeper.get(at(held)).content.decode()
    assert step.at is not None and step.at.isoformat() in shown and step.at.microsecond == 0
    assert "Ejemplo Abogados" in shown and "Somebody Else" not in shown and "[[legal]]" in shown
    assert list(LogEntry.objects.order_by("seq").values_list("kind", flat=True)) == [
        "handoff_prepared",
        "handoff_accepted",
    ]
    assert "Ejemplo" not in str(list(Opening.objects.values_list("what", flat=True)))


def test_an_acceptance_entered_after_its_day_has_no_moment(keeper: Client) -> None:
    held = prepared(keeper)
    accept(keeper, held)
    HandOff.objects.update(entered_at=datetime.now(UTC) + timedelta(days=1))
    (step,) = handing_off.steps_of("A-77", "L")
    assert step.at is None and "at = " not in keeper.get(at(held)).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"on": "2020-01-01"}, {"on": "2999-01-01"}, {"on": ""}, {"acceptor": ""}, {"acceptor": "x" * 201}],
)
def test_an_acceptance_without_name_or_day_is_refused(keeper: Client, wrong: dict[str, str]) -> None:
    held = prepared(keeper)
    assert accept(keeper, held, **wrong) == 422
    assert not handing_off.steps_of("A-77", "L")


def test_the_lawyers_own_signature_counts_with_keys_that_came_another_way(keeper: Client) -> None:
    held, key = prepared(keeper), keys.new_key(os.urandom)
    cert = keys.certificate("Ejemplo", key.public, None, key, 0, 4_000_000_000_000, os.urandom, certifies=1)
    day = datetime.now(UTC).astimezone(handing_off.ZoneInfo("Asia/Shanghai")).date()
    token = sign_acceptance(held.bundle_sha256, "Ejemplo Abogados", day, key, cert)
    form = {"do": "accept", "token": SimpleUploadedFile("a.jws", token)}
    assert keeper.post(at(held), form).status_code == 422
    form = {"do": "accept", "token": SimpleUploadedFile("a.jws", token)}
    assert keeper.post(at(held), form | {"signers": SimpleUploadedFile("s.pem", keys.pem(cert))}).status_code == 302
    held.refresh_from_db()
    assert (held.accepted_how, held.acceptor) == ("signed", "Ejemplo Abogados")


def test_a_step_is_entered_once_and_ends_the_wait(keeper: Client) -> None:
    held = prepared(keeper)
    accept(keeper, held)
    HandOff.objects.update(accepted_on=datetime.now(UTC).date() - timedelta(days=40))
    assert [case.id for case in handing_off.idle(datetime.now(UTC).date())] == [held.id]
    assert "account A-77" in keeper.get("/en/staff/handoffs?days=39").content.decode()
    step = {"do": "step", "stage": "filed", "on": today(), "court": "C", "case_number": "1"}
    for _ in range(2):
        assert keeper.post(at(held), step).status_code == 302
    assert HandOffStep.objects.count() == 1 and not handing_off.idle(datetime.now(UTC).date())
    assert keeper.post(at(held), step | {"on": "2020-01-01"}).status_code == 422


def test_it_is_erased_with_a_reason_down_to_its_steps(keeper: Client) -> None:
    held = prepared(keeper)
    assert keeper.post(at(held), {"do": "erase"}).status_code == 422
    assert keeper.post(at(held), {"do": "erase", "reason": "settled"}).status_code == 302
    assert not HandOff.objects.exists() and LogEntry.objects.filter(kind="handoff_erased").exists()


@pytest.mark.parametrize("account", [b"", b"x = 1", b"\xff"])
def test_a_case_that_cannot_be_read_is_refused_with_its_reason(keeper: Client, account: bytes) -> None:
    answer = keeper.post("/en/staff/handoffs/new", {"account": SimpleUploadedFile("a.toml", account)})
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not HandOff.objects.exists()


@pytest.mark.parametrize("days", ["0", "x", "99999", "", "-1"])
def test_any_number_of_days_can_be_asked_for(keeper: Client, days: str) -> None:
    assert keeper.get(f"/en/staff/handoffs?days={days}").status_code == 200
