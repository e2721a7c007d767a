"""A request that is sent twice is done once (PRODUCT 5; issue 7: a replayed request)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from a_machine import CONTACT, House, error_of

from atesta.api import door
from atesta.store import answered
from atesta.store.models import Answered, GateAsk

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
TOKEN = "request-once"


def test_the_same_request_is_done_once_and_answered_with_the_same_bytes(house: House) -> None:
    first, second = (house.mine.post("/contacts/ask", CONTACT, token=TOKEN) for _ in range(2))
    assert first.content == second.content and GateAsk.objects.count() == 1
    assert "Idempotent-Replayed" not in first and second["Idempotent-Replayed"] == "true"


def test_a_refusal_is_repeated_too(house: House) -> None:
    first, second = (house.mine.post("/contacts/ask", {}, token=TOKEN) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content) == (422, first.content)


def test_another_request_under_the_same_key_is_refused(house: House) -> None:
    house.mine.post("/contacts/ask", CONTACT, token=TOKEN)
    for at, body in (("/contacts/ask", {**CONTACT, "channel": "call"}), ("/texts", CONTACT)):
        answer = house.mine.post(at, body, token=TOKEN)
        assert (answer.status_code, error_of(answer)["id"]) == (409, "api_idempotency_other")
    assert GateAsk.objects.count() == 1


def test_a_key_is_of_whoever_uses_it(house: House) -> None:
    house.mine.post("/contacts/ask", CONTACT, token=TOKEN)
    assert "Idempotent-Replayed" not in house.other.post("/contacts/ask", CONTACT, token=TOKEN)


@pytest.mark.parametrize("token", ["short", "x" * 81, "has a space", "+8613900047711?"])
def test_without_one_nothing_is_done(house: House, token: str) -> None:
    answer = house.mine.post("/contacts/ask", CONTACT, token=token)
    assert (answer.status_code, error_of(answer)["id"]) == (400, "api_idempotency_missing")
    assert GateAsk.objects.count() == 0


def test_one_that_is_being_answered_waits_and_one_whose_process_died_is_taken_up(
    house: House, now, monkeypatch
) -> None:
    house.mine.post("/contacts/ask", CONTACT, token=TOKEN)
    Answered.objects.update(status=0, body="")
    GateAsk.objects.all().delete()
    answer = house.mine.post("/contacts/ask", CONTACT, token=TOKEN)
    assert (answer.status_code, error_of(answer)["id"]) == (409, "api_idempotency_in_flight")
    monkeypatch.setattr(door, "utc_now", lambda: now + answered.PATIENCE)
    assert house.mine.post("/contacts/ask", CONTACT, token=TOKEN).status_code == 200
    assert GateAsk.objects.count() == 1


def test_whoever_was_too_slow_undoes_what_it_did(house: House, now, monkeypatch) -> None:
    """Another process took the request up meanwhile: only one of the two takes effect."""
    from atesta.store import gating  # noqa: PLC0415

    real = gating.ask

    def slow(*given):  # the row is taken over while this one works
        found = real(*given)
        Answered.objects.update(at=now + answered.PATIENCE)
        return found

    monkeypatch.setattr(gating, "ask", slow)
    assert house.mine.post("/contacts/ask", CONTACT, token=TOKEN).status_code == 409
    assert GateAsk.objects.count() == 0


def test_a_fault_leaves_nothing_and_may_be_sent_again(house: House, monkeypatch) -> None:
    from atesta.store import gating  # noqa: PLC0415

    real = gating.ask

    def broken(*given):
        real(*given)
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(gating, "ask", broken)
        assert house.mine.post("/contacts/ask", CONTACT, token=TOKEN).status_code == 500
    assert (GateAsk.objects.count(), Answered.objects.count()) == (0, 0)
    assert house.mine.post("/contacts/ask", CONTACT, token=TOKEN).status_code == 200


def test_what_is_kept_of_an_answer_cannot_be_read_without_the_key(house: House) -> None:
    answer = house.mine.post("/contacts/ask", CONTACT, token=TOKEN)
    kept = Answered.objects.get()
    id_ = answer.json()["id"]
    assert id_ not in kept.body and kept.token != TOKEN and len(kept.digest) == 64
    once = answered.Once(house.mine.key, "atk_another", TOKEN, b"")
    with pytest.raises(Exception):  # noqa: B017 - whatever the library says of a wrong key
        answered._opened(once, kept)


def test_answers_are_forgotten_after_a_day(house: House, now) -> None:
    house.mine.post("/contacts/ask", CONTACT, token=TOKEN)
    assert answered.sweep_answers(now + answered.KEPT) == 0
    assert answered.sweep_answers(now + answered.KEPT + timedelta(seconds=1)) == 1
