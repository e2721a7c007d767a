"""The steps of a call: what is refused, why, and what is kept whatever its order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.locale import FOLDERS, catalogue
from atesta.recording.call import Action, Call, Refusal, Stage
from atesta.recording.lead import Lead, lead

RATE = 8000
ARMED = Call(RATE).after(Action.PREFLIGHT, 0).after(Action.ARMED, 0)


def at(seconds: float) -> int:
    return round(seconds * RATE)


def refused(call: Call, action: Action, seconds: float = 90, **how: bool) -> str | None:
    refusal = call.refused(action, at(seconds), **how)
    return refusal.id if refusal else None


def test_a_call_goes_from_idle_to_sealed() -> None:
    call, stages = Call(RATE), []
    order = ("preflight", "armed", "dialled", "answered", "notice", "identified", "end", "seal")
    for second, name in enumerate(order):
        assert refused(call, Action(name), 70 + second) is None
        call = call.after(Action(name), at(70 + second) if name not in ("preflight", "armed") else 0)
        stages.append(call.stage.value)
    assert stages == [*order[:6], "ended", "sealed"]


def test_dialling_before_the_minute_is_full_is_asked_for_twice() -> None:
    assert ARMED.refused(Action.DIALLED, at(30.2)) == Refusal("early", 30)
    assert refused(ARMED, Action.DIALLED, 30.2, anyway=True) is None
    assert refused(ARMED, Action.DIALLED, 60) is None


def test_an_unexpected_call_is_recorded_and_shows_the_seconds_it_had() -> None:
    call = ARMED.after(Action.ANSWERED, at(12))
    assert refused(ARMED, Action.ANSWERED, 12) is None
    assert (call.incoming, call.lead_ms(at(40))) == (True, 12_000)


def test_who_dials_has_no_incoming_call() -> None:
    assert not ARMED.after(Action.DIALLED, at(61)).after(Action.ANSWERED, at(66)).incoming


@pytest.mark.parametrize("action", [Action.NOTICE, Action.IDENTIFIED, Action.HOLD])
def test_nothing_is_said_to_nobody(action: Action) -> None:
    assert refused(ARMED, action) == "nobody_there"
    assert refused(ARMED.sound_found(at(62)), action) is None
    assert refused(ARMED.after(Action.DIALLED, at(61)), action) is None


def test_what_happened_once_does_not_happen_again() -> None:
    call = ARMED.after(Action.DIALLED, at(61)).after(Action.ANSWERED, at(62))
    assert refused(call, Action.DIALLED) == "dialled_already"
    assert refused(call, Action.ANSWERED) == "answered_already"
    assert refused(call, Action.NOTICE) is None


def test_a_pause_has_a_beginning_and_an_end() -> None:
    assert refused(ARMED, Action.RESUME) == "not_paused"
    assert refused(ARMED.after(Action.PAUSE, 0), Action.PAUSE) == "paused_already"
    assert refused(ARMED.after(Action.PAUSE, 0), Action.RESUME) is None


def test_before_the_start_and_after_the_end_nothing_is_noted() -> None:
    assert refused(Call(RATE), Action.DIALLED) == "not_armed"
    ended = ARMED.after(Action.END, at(90))
    assert refused(ended, Action.NOTICE) == "ended"
    assert refused(ended.after(Action.SEAL, at(90)), Action.SEAL) == "sealed"
    assert refused(ARMED, Action.SEAL) == "not_ended"


@given(st.permutations(["dialled", "answered", "notice", "identified"]))
def test_in_whatever_order_they_come_the_furthest_step_counts(order: list[str]) -> None:
    call = ARMED
    for second, name in enumerate(order):
        call = call.after(Action(name), at(61 + second))
    assert call.stage is Stage.IDENTIFIED
    assert call.contact == at(61 + min(order.index("dialled"), order.index("answered")))


@given(st.lists(st.sampled_from(list(Action)), max_size=12))
def test_every_refusal_says_what_why_and_what_to_do(actions: list[Action]) -> None:
    call = Call(RATE)
    for second, action in enumerate(actions):
        refusal = call.refused(action, at(second))
        if refusal is None:
            call = call.after(action, at(second))
            continue
        for lang in FOLDERS:
            for part in ("what", "why", "do"):
                assert catalogue(lang).say(f"refusal.{refusal.id}.{part}", n=refusal.seconds)


def found(said: float | None, heard: float | None, channels: int = 2) -> Lead:
    return lead(RATE, channels, 0, None if said is None else at(said), None if heard is None else at(heard))


@pytest.mark.parametrize(
    ("said", "heard", "seconds", "met", "findings"),
    [
        (70, 74, 70, True, ()),
        (70, 69.5, 69.5, True, ()),
        (59.9, 74, 59.9, False, ()),
        (70, 50, 50, False, ("heard_before_said",)),
        (70, None, 70, True, ("not_heard",)),
        (None, 80, 80, True, ("not_said",)),
        (70, 140, 70, True, ("heard_late",)),
    ],
)
def test_the_contact_is_the_earlier_of_said_and_heard(
    said: float | None, heard: float | None, seconds: float, met: bool, findings: tuple[str, ...]
) -> None:
    measured = found(said, heard)
    assert (measured.milliseconds, measured.met, measured.findings) == (seconds * 1000, met, findings)


def test_in_one_channel_an_early_voice_may_be_his_own_and_nobody_can_tell() -> None:
    measured = found(70, 20, channels=1)
    assert (measured.met, measured.milliseconds) == (None, 20_000)
    assert measured.findings == ("heard_before_said", "one_channel")


def test_without_any_contact_the_lead_is_unknown_and_not_passed() -> None:
    assert (found(None, None).met, found(None, None).findings) == (None, ("no_contact",))
    assert lead(RATE, 2, None, at(70), at(72)).met is None
