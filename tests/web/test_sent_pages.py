"""Is it from them? What the public page says of texts, codes and calls, and what it tells nobody."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

sys.path.append(str(Path(__file__).parents[1] / "store"))
import a_gate
from a_register import ACCOUNT, AGENCY_SENDER, NUMBER, OTHER_NUMBER, TEXT, Register, a_register

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.evidence import note
from atesta.store import announcing, models, pace, transparency
from atesta.store.gating import Asker, Wanted
from atesta.telling.say import say_day, say_moment
from atesta.web_settings import Operator

pytestmark = pytest.mark.django_db
LAST4 = NUMBER[-4:]


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Register:
    operator = Operator("neutral", "Oficina Neutral", "Ana, 555 0100")
    settings.WEB = replace(settings.WEB, operator=operator, home=tmp_path / "home")
    a_gate.open_gate(monkeypatch)
    made = a_register()
    made.placement.from_on = datetime.now(UTC).date() - timedelta(days=10)
    made.placement.save()
    models.SignedMandate.objects.update(to_on=datetime.now(UTC).date() + timedelta(days=300))
    return made


def announced(register: Register, text: str = TEXT, channel: Channel = Channel.SMS) -> announcing.Announced:
    now = datetime.now(UTC)
    wanted = Wanted(
        account=ACCOUNT,
        number=NUMBER,
        address=AGENCY_SENDER,
        channel=channel,
        purpose=Purpose.DEMAND,
        to=Recipient.DEBTOR,
        at=now,
    )
    asker = Asker(register.creditor, register.agency)
    if channel is Channel.CALL:
        return announcing.announce_call(asker, wanted, now, now + timedelta(minutes=30), "小魏", now)
    return announcing.announce_text(asker, wanted, text, now)


def ask(client: Client | None = None, path: str = "sent", lang: str = "en", **fields: str) -> Any:
    given = {"do": "text", "text": TEXT, "number": NUMBER, "sender": AGENCY_SENDER, "came": "now", **fields}
    return (client or Client()).post(f"/{lang}/cn/{path}", given)


def body(answer: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


def test_an_announced_text_is_told_with_who_for_whom_and_what_it_claims(register: Register) -> None:
    announced(register)
    said = body(ask())
    for part in (
        "An agency authorised by the creditor",
        "云岭信服",
        "晨曦分期",
        AGENCY_SENDER,
        "412.60 CNY",
        "matches",
    ):
        assert part in said
    assert "Report this" not in said and register.account.id not in said


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_every_answer_is_there_in_each_language(register: Register, lang: str) -> None:
    made, call = announced(register), announced(register, channel=Channel.CALL)
    asked: list[dict[str, str]] = [
        {},
        {"number": OTHER_NUMBER},
        {"text": TEXT + "!", "code": made.code},
        {"do": "code", "sent_code": made.code, "sent_last4": LAST4},
        {"do": "code", "sent_code": made.code, "sent_last4": "0000"},
        {"do": "call", "call_code": call.code, "call_last4": LAST4},
        {"do": "call", "call_code": call.code, "call_last4": "0000"},
        {"do": "code", "sent_code": call.code, "sent_last4": LAST4},
    ]
    for fields in asked:
        assert ask(lang=lang, **fields).status_code == 200
    assert Client().get(f"/{lang}/cn/sent").status_code == 200
    for fields in ({"text": ""}, {"number": "x"}, {"code": "1"}, {"do": "call", "call_code": "", "call_last4": "ab"}):
        wrong = ask(lang=lang, **fields)
        assert wrong.status_code == 422 and 'aria-invalid="true"' in body(wrong)


def test_a_caller_is_told_with_first_name_and_purpose(register: Register) -> None:
    made = announced(register, channel=Channel.CALL)
    said = body(ask(do="call", call_code=made.code, call_last4=LAST4))
    assert "This is they" in said and "小魏" in said and "云岭信服" in said
    assert made.row is not None
    announcing.close(made.row, datetime.now(UTC))
    assert "We are not calling you" in body(ask(do="call", call_code=made.code, call_last4=LAST4))


def test_a_recalled_account_is_denied_and_says_so(register: Register) -> None:
    announced(register)
    last = datetime.now(UTC).date() - timedelta(days=2)
    models.Placement.objects.update(to_on=last)
    said = body(ask())
    assert "Denied by the creditor" in said and f"last day: {say_day(last, 'en')})" in said


def test_a_mandate_that_ended_later_shows_with_its_time(register: Register) -> None:
    announced(register)
    models.SignedMandate.objects.update(revoked_at=datetime.now(UTC) + timedelta(days=1))
    said = body(ask())
    assert "An agency authorised" in said and "ended this agency" in said


def test_a_mandate_that_was_revoked_before_is_told_with_its_hour(register: Register) -> None:
    announced(register)
    at = datetime.now(UTC) - timedelta(hours=1)
    models.SignedMandate.objects.update(revoked_at=at)
    there = say_moment(at.astimezone(ZoneInfo("Asia/Shanghai")), "en")
    said = body(ask())
    assert "Denied by the creditor" in said and f"mandate on {there}." in said and "mandate ended on" not in said


def test_a_late_revocation_is_not_told_of_another_channel_or_while_another_mandate_runs(register: Register) -> None:
    announced(register)
    row = models.SignedMandate.objects.get()
    row.revoked_at = datetime.now(UTC) + timedelta(days=1)
    row.save()
    models.SignedMandate.objects.create(
        agency=row.agency, jti="other", channels=row.channels, from_on=row.from_on, to_on=row.to_on, made_at=row.made_at
    )
    assert "ended this agency" not in body(ask())


def test_right_code_and_another_text_show_what_each_says(register: Register) -> None:
    made = announced(register)
    said = body(ask(text=TEXT.replace("412.60", "9412.60"), code=made.code))
    assert "Cannot be vouched for" in said and "not the text that was announced" in said
    assert "412.60 CNY" in said and "9,412.60 CNY" in said


def test_a_code_alone_confirms_nothing(register: Register) -> None:
    made = announced(register)
    said = body(ask(do="code", sent_code=made.code, sent_last4=LAST4))
    assert "Cannot be vouched for" in said and "云岭信服" in said
    assert "authorised by" not in said


def test_every_miss_is_one_answer(register: Register, django_assert_num_queries: Any) -> None:
    """Her own number with another text, another's number with the text, nobody's number; likewise codes and calls."""
    made, call = announced(register), announced(register, channel=Channel.CALL)
    texts = [{"number": OTHER_NUMBER}, {"number": "+8613900047799"}, {"text": TEXT.replace("4", "5")}]
    texts += [{"code": call.code, "number": OTHER_NUMBER}, {"text": "您好" * 9, "code": "000000000"}]
    codes = [{"do": "code", "sent_code": made.code, "sent_last4": "0000"}]
    codes += [{"do": "code", "sent_code": "000000000", "sent_last4": LAST4}]
    calls = [{"do": "call", "call_code": made.code, "call_last4": LAST4}]
    calls += [{"do": "call", "call_code": call.code, "call_last4": "0000"}]
    calls += [{"do": "call", "call_code": "000000000", "call_last4": LAST4}]
    for group in (texts, codes, calls):
        said = {_without(body(ask(**fields)), fields) for fields in group}
        assert len(said) == 1


def _without(said: str, fields: dict[str, str]) -> str:
    """The page without what its visitor typed, and without the minute."""
    said = re.sub(r'<input type="hidden" name="[^"]*" value="[^"]*">', "", said)
    said = re.sub(r"\d{1,2} \w{3} \d{4}, \d\d:\d\d UTC\+\d\d:\d\d", "", said)
    return said


def test_misses_cost_the_same_look_ups(register: Register) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    announced(register)
    counts = set()
    for fields in (
        {"number": OTHER_NUMBER},
        {"number": "+8613900047799"},
        {"text": "412.60 x"},
        {"text": "x 1", "code": "000000000"},
    ):
        with CaptureQueriesContext(connection) as seen:
            ask(**fields)
        counts.add(len(seen))
    assert len(counts) == 1


def test_a_message_that_nobody_announced_is_counted_with_nothing_of_hers(register: Register) -> None:
    said = body(ask(text=TEXT + "!"))
    assert "Report this to the creditor" in said
    assert ask(path="sent/report", text=TEXT + "!").status_code == 200
    row = models.Unregistered.objects.get()
    assert (row.agency, row.sender, row.channel) == (register.agency, register.agency_sender, "sms")
    announced(register)
    ask(path="sent/report")  # what was announced is not counted
    ask(path="sent/report", sender="+8613511112222", text="x 1")  # nor an address that is nobody's here
    assert models.Unregistered.objects.count() == 1


def test_the_receipt_proves_its_entry(register: Register) -> None:
    announced(register)
    waiting = ask(path="sent/receipt").content.decode()
    assert "no place in the log yet" in waiting
    transparency.sequence(datetime.now(UTC))
    told = ask(path="sent/receipt")
    lines = told.content.decode().split("\n")
    assert told["Content-Type"].startswith("text/plain") and NUMBER not in told.content.decode()

    def after(word: str) -> str:
        return lines[lines.index(word) + 1]

    leaf, salt = bytes.fromhex(after("leaf")), bytes.fromhex(after("salt"))
    import hashlib  # noqa: PLC0415

    assert hashlib.sha256(b"atesta-announcement-v1\0" + salt + after("entry").encode()).digest() == leaf
    proof = "\n".join(lines[lines.index(note.PROOF_HEADER) :]).encode()
    assert note.proven(proof, leaf, note.read_vkey(after("key"))) is not None


def test_nothing_found_is_said_in_a_receipt_too(register: Register) -> None:
    assert "no entry to prove" in ask(path="sent/receipt", number=OTHER_NUMBER).content.decode()


def test_guessing_about_one_number_ends_for_everybody(register: Register) -> None:
    announced(register)
    codes = [ask(Client(REMOTE_ADDR=f"198.51.100.{at}"), text=f"{at} {TEXT}").status_code for at in range(22)]
    assert codes[:20] == [200] * 20 and codes[20:] == [429] * 2


@pytest.mark.parametrize("patient", [False, True], ids=["at once", "all day"])
def test_one_visitor_cannot_use_up_the_questions_about_her_number_or_its_ending(
    register: Register, monkeypatch: pytest.MonkeyPatch, patient: bool
) -> None:
    """What a visitor's own limit refuses counts against nobody else, and what it lets pass is a part of the whole."""
    announced(register)
    call = announced(register, channel=Channel.CALL)
    if patient:  # whoever comes back each hour
        monkeypatch.setattr(pace, "LIMITS", {**pace.LIMITS, "sent": pace.Limit(1_000, 3600)})
    stranger, guess = Client(REMOTE_ADDR="198.51.100.9"), {"do": "call", "call_code": "0" * 9, "call_last4": LAST4}
    codes = [ask(stranger, **guess).status_code for _ in range(205)]
    assert codes.count(200) == (40 if patient else 20)
    codes = [ask(stranger, text=f"{at} {TEXT}").status_code for at in range(22)]
    assert codes.count(200) == (10 if patient else 0)
    assert "This is they" in body(ask(do="call", call_code=call.code, call_last4=LAST4))
    assert "An agency authorised by the creditor" in body(ask())


def test_too_many_calls_asked_about_are_cannot_tell_now(register: Register) -> None:
    client = Client()
    fields = {"do": "call", "call_code": "000000000", "call_last4": "1234"}
    answers = [ask(client, **fields) for _ in range(21)]
    assert answers[-1].status_code == 429 and "We cannot tell now" in body(answers[-1])
    assert "We are not calling you" in body(answers[0])


def test_on_ones_own_computer_there_is_no_register(settings: Settings, db: None) -> None:
    settings.WEB = replace(settings.WEB, operator=Operator())
    assert "--directory" in Client().get("/en/cn/sent").content.decode()
    assert "We cannot tell now" in body(ask(do="call", call_code="000000000", call_last4="1234"))
    assert "Cannot be vouched for" in body(ask())


def test_a_place_without_a_creditor_cannot_tell(register: Register) -> None:
    given = {"do": "call", "call_code": "000000000", "call_last4": "1234"}
    assert "We cannot tell now" in Client().post("/en/mx/sent", given).content.decode()
    assert "No creditor announces" in Client().get("/en/mx/sent").content.decode()


def test_the_log_is_for_anybody(register: Register) -> None:
    assert Client().get("/log/checkpoint").status_code == 404 and Client().get("/en/log").status_code == 200
    made = announced(register)
    announced(register, "别的 412.61 元")
    transparency.sequence(datetime.now(UTC))
    assert made.row is not None
    note_ = Client().get("/log/checkpoint").content
    assert "UTC+08:00" in Client().get("/en/log").content.decode()  # the creditors' clock
    vkey = note.read_vkey(Client().get("/en/log/key").content.decode())
    assert note.open_checkpoint(note_, vkey).size == 2
    proof = Client().get("/en/log/proof", {"leaf": made.row.leaf}).content
    assert note.proven(proof, bytes.fromhex(made.row.leaf), vkey)
    for leaf in ("", "0" * 64, "x", made.row.id):
        assert Client().get("/en/log/proof", {"leaf": leaf}).status_code == 404
    assert Client().get("/en/log/consistency", {"old": "2", "new": "2"}).status_code == 200
    for old, new in (("0", "2"), ("3", "2"), ("x", "2"), ("9" * 40, "2")):
        assert Client().get("/en/log/consistency", {"old": old, "new": new}).status_code == 404
