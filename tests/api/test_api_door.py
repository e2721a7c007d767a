"""What every request goes through: key, pace, size, kind, and an answer of one shape whatever it is."""

from __future__ import annotations

import json

import pytest
from a_machine import A_TEXT, CONTACT, House, error_of

from atesta.api import door
from atesta.store import api_keys, pace
from atesta.store.models import GateAsk

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_an_answer_is_json_and_is_stored_by_nobody(house: House) -> None:
    answer = house.mine.post("/contacts/ask", CONTACT)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "application/json",
        "no-store",
    )
    assert answer.json()["decision"] == "allowed"


@pytest.mark.parametrize("secret", ["", "atk_", "atk_" + "A" * 43, "x" * 5000, "é"])
def test_a_key_that_is_none_opens_nothing(house: House, secret: str) -> None:
    house.nobody.secret = secret.encode().decode("latin-1")
    answer = house.nobody.post("/contacts/ask", CONTACT)
    assert (answer.status_code, error_of(answer)["id"], answer["WWW-Authenticate"]) == (401, "api_key", "Bearer")


def test_a_revoked_key_reads_like_one_that_never_was(house: House, now) -> None:
    api_keys.revoke(house.mine.key, None, now)
    assert house.mine.get("/asks").content == house.nobody.get("/asks").content


def test_an_error_speaks_the_language_that_was_asked_for(house: House) -> None:
    said = {lang: error_of(house.nobody.get("/asks", **{"Accept-Language": lang}))["what"] for lang in TONGUES}
    assert len(set(said.values())) == 3 and said["fr, es;q=0.3"].startswith("La solicitud")
    assert said["zh-CN"].startswith("请求")


TONGUES = ("en", "fr, es;q=0.3", "zh-CN")


def test_what_is_nowhere_is_json_too(house: House) -> None:
    for at in ("/nothing", "/", "/contacts/ask/", "/announcements/%00/revoke"):
        assert error_of(house.mine.get(at))["id"] == "api_not_there", at


def test_a_method_that_is_not_taken_is_named(house: House) -> None:
    answer = house.mine.get("/contacts/ask")
    assert (answer.status_code, answer["Allow"], error_of(answer)["id"]) == (405, "POST", "api_method")


@pytest.mark.parametrize("body", ["{", "[1", '{"a": 1, "a": 2}', '{"a": NaN}', "\xff", "[" * 100_000, '"' + "9" * 5000])
def test_a_body_that_is_no_json_is_named(house: House, body: str) -> None:
    answer = house.mine.post("/contacts/ask", body.encode("latin-1"))
    assert (answer.status_code, error_of(answer)["id"]) in {(400, "api_body"), (413, "api_body_large")}


def test_a_body_of_another_kind_is_refused(house: House) -> None:
    answer = house.mine.client.post(
        "/api/v1/contacts/ask",
        data="account=A-1001",
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": f"Bearer {house.mine.secret}", "Idempotency-Key": "request-form"},
    )
    assert (answer.status_code, error_of(answer)["id"]) == (415, "api_body_type")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(house: House) -> None:
    answer = house.mine.post("/contacts/ask", b"x" * (door.MOST_BYTES + 1))
    assert (answer.status_code, error_of(answer)["id"]) == (413, "api_body_large")
    assert house.mine.post("/texts:batch", b"x" * (door.MOST_BYTES + 1)).status_code == 400


@pytest.mark.parametrize(
    ("change", "field", "id"),
    [
        ({"account": None}, "account", "api_field_form"),
        ({"number": "+86\x00139"}, "number", "api_field_form"),
        ({"number": "\ud800"}, "number", "api_field_form"),
        ({"address": "x" * 201}, "address", "api_field_long"),
        ({"channel": "pigeon"}, "channel", "api_field_choice"),
        ({"at": "2026-11-24T10:30:00"}, "at", "api_field_moment"),
        ({"at": "2026-11-24"}, "at", "api_field_moment"),
        ({"at": 1795483800}, "at", "api_field_moment"),
        ({"at": "9999-12-31T23:59:59-23:59"}, "at", "api_field_moment"),
        ({"chanel": "sms"}, "chanel", "api_field_unknown"),
        ({"+8613900047711": "sms"}, "", "api_field_unknown"),
    ],
)
def test_a_field_that_cannot_be_read_is_named_and_not_repeated(
    house: House, change: dict[str, object], field: str, id: str
) -> None:
    answer = house.mine.post("/contacts/ask", json.dumps({**CONTACT, **change}).encode())
    assert answer.status_code == 422
    assert (error_of(answer)["id"], error_of(answer).get("field", "")) == (id, field)
    assert "139" not in answer.content.decode() and GateAsk.objects.count() == 0


def test_a_field_that_is_missing_is_named_with_its_line(house: House) -> None:
    found = error_of(house.mine.post("/texts:batch", {"texts": [A_TEXT, CONTACT]}))
    assert (found["id"], found["field"], found["line"]) == ("api_field_missing", "texts.1.text", 2)


def test_too_often_says_until_when(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "LIMITS", {**pace.LIMITS, "api": pace.Limit(2, 60)})
    answers = [house.mine.get("/asks") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60" and error_of(answers[2])["id"] == "api_pace"
    assert house.other.get("/asks").status_code == 200


@pytest.mark.parametrize(("fault", "status"), [("OperationalError", 503), ("ZeroDivisionError", 500)])
def test_a_fault_of_ours_says_nothing_of_what_it_met(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: str, status: int
) -> None:
    import builtins  # noqa: PLC0415

    from django import db  # noqa: PLC0415

    def broken(*given: object) -> None:
        raise (getattr(builtins, fault, None) or getattr(db, fault))("zqsecretqz")

    monkeypatch.setattr("atesta.store.gating.ask", broken)
    answer = house.mine.post("/contacts/ask", CONTACT, token="request-broken")
    assert answer.status_code == status and "zqsecretqz" not in answer.content.decode() + caplog.text
    monkeypatch.undo()
