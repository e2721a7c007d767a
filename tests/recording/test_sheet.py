"""The eight steps: what is met, what failed, what nobody can know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from calls import BEFORE, DAY_MS, DEVICE, ENOUGH, EVENTS, NOON_MS, records, sheet, start, state, step, talk, two
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds import RATE, noise, speech, tone

from atesta.evidence import canonical
from atesta.evidence.chain import Event
from atesta.recording.sheet import Work, failed, unknown
from atesta.recording.sheet_steps import SERVES, STEPS

GOOD = two(talk(70))


def of(**changed: Any) -> dict[str, Any]:
    """The sheet of a good call, with this in its start record."""
    return sheet(records(start(**changed), GOOD))


def said(*events: tuple[str, float, dict[str, Any]], pcm: bytes = GOOD, end: str | None = "asked") -> dict[str, Any]:
    return sheet(records(start(), pcm, events, end))


def test_a_good_call_meets_all_eight_steps_in_the_order_of_the_procedure() -> None:
    found = of()
    assert [(row["id"], row["state"]) for row in found["steps"]] == [(name, "met") for name in STEPS]
    assert [row["serves"] for row in found["steps"]] == list(SERVES.values())
    assert (found["grade"], found["partial"], found["milliseconds"]) == ("A", False, 90_000)


def test_forty_seconds_before_the_call_are_weak_and_sixty_are_enough() -> None:
    short = said(("armed", 0, {}), ("dialled", 40, {}), pcm=two(talk(45)))
    assert state(short, "lead") == ("failed", "short")
    assert step(short, "lead")["values"]["lead_ms"] == 40_000
    assert failed(short)[0] == "lead"
    assert state(said(("armed", 0, {}), ("dialled", 60, {})), "lead") == ("met",)


def test_a_voice_before_the_dialling_counts_as_the_contact() -> None:
    found = said(("armed", 0, {}), ("dialled", 70, {}), pcm=two(talk(30, 60)))
    assert state(found, "lead") == ("failed", "short", "heard_before_said")
    assert step(found, "lead")["values"]["heard_ms"] == pytest.approx(30_000, abs=200)


def test_a_call_that_came_in_shows_the_seconds_it_had() -> None:
    found = said(("armed", 0, {}), ("answered", 12, {"incoming": True}), pcm=two(talk(13)))
    assert state(found, "lead") == ("failed", "short", "incoming")
    assert step(found, "lead")["values"]["lead_ms"] == 12_000


def test_where_nobody_was_contacted_lead_notice_and_identity_are_unknown() -> None:
    found = said(("armed", 0, {}), pcm=two(noise(70, 0.0003)))
    assert [state(found, name)[:2] for name in ("lead", "notice", "identity")] == [("unknown", "no_contact")] * 3


def test_what_the_recorder_heard_is_heard_again_and_not_taken_from_the_chain() -> None:
    found = said(("armed", 0, {}), ("ring", 3, {"by": "sound", "level": -100}), ("dialled", 65, {}))
    assert step(found, "lead")["values"]["said_ms"] == 65_000


def test_the_far_channel_decides_and_not_the_one_who_records() -> None:
    near = two(talk(70), speech(90))
    assert state(sheet(records(start(), near)), "lead") == ("met",)


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        (None, ("failed", "not_registered")),
        ({"defects": ["left input crackles"]}, ("failed", "defects")),
        ({"last_self_test": None}, ("unknown", "never_tested")),
        ({"last_self_test": {"passed": False, "utc_ms": NOON_MS - DAY_MS}}, ("failed", "test_failed")),
        ({"last_self_test": {"passed": None, "utc_ms": NOON_MS - DAY_MS}}, ("unknown", "test_unclear")),
        ({"last_self_test": {"passed": True, "utc_ms": NOON_MS - 31 * DAY_MS}}, ("unknown", "test_old")),
        ({"last_self_test": {"passed": True, "utc_ms": NOON_MS + 1}}, ("unknown", "test_old")),
    ],
)
def test_a_device_is_registered_tested_and_without_known_defects(device: Any, expected: tuple[str, ...]) -> None:
    assert state(of(device=None if device is None else DEVICE | device), "device") == expected


def test_of_two_devices_the_one_that_is_not_registered_decides() -> None:
    assert state(of(device={"agent": DEVICE}), "device") == ("failed", "not_registered")
    assert state(of(device={"agent": DEVICE, "debtor": DEVICE}), "device") == ("met",)


def test_a_stream_leaves_its_device_unknown_and_a_rehearsal_has_none() -> None:
    assert state(of(source={"grade": "B", "kind": "stream"}), "device") == ("unknown", "stream")
    rehearsed = of(source={"grade": "rehearsal", "kind": "file"}, device=None)
    assert state(rehearsed, "device") == ("not_applicable", "rehearsal")
    assert rehearsed["grade"] == "rehearsal"


def test_a_faint_and_a_clipped_recording_are_named() -> None:
    faint = sheet(records(start(), two(noise(70, 0.0003)), EVENTS[:1]))
    assert state(faint, "device") == ("met", "quiet")
    square = np.where(tone(70, 0.2) > 0, 32767, -32768).astype(np.int16)
    loud = sheet(records(start(), two(square, square), EVENTS[:1]))
    assert state(loud, "device") == ("met", "clipped")


@pytest.mark.parametrize("name", ["space", "power"])
def test_what_was_too_little_failed_and_what_nobody_measured_is_unknown(name: str) -> None:
    assert state(of(preflight=BEFORE | {name: ENOUGH | {"value": 3, "bound": 30}}), name) == ("failed", "short")
    assert state(of(preflight=BEFORE | {name: ENOUGH | {"value": None}}), name) == ("unknown", "not_measured")
    assert state(of(preflight={}), name) == ("unknown", "not_measured")


def test_a_preflight_that_says_met_beside_too_small_a_value_is_not_believed() -> None:
    lie = ENOUGH | {"value": 3, "bound": 30, "met": True}
    assert state(of(preflight=BEFORE | {"power": lie}), "power") == ("failed", "short")


def test_a_disk_that_ran_out_failed_and_one_that_became_low_is_said() -> None:
    assert state(said(*EVENTS, end="no_space"), "space") == ("failed", "ran_out")
    assert state(said(*EVENTS, ("low_space", 80, {})), "space") == ("met", "low_space")
    assert state(said(*EVENTS, ("low_battery", 80, {})), "power") == ("met", "low_battery")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("xrun", ("failed", "xruns")),
        ("device_lost", ("failed", "device_lost")),
        ("pause", ("failed", "paused")),
        ("suspended", ("unknown", "suspended")),
        ("clock_step", ("met", "clock_step")),
    ],
)
def test_an_interruption_is_shown(event: str, expected: tuple[str, ...]) -> None:
    assert state(said(*EVENTS, (event, 80, {})), "continuity") == expected


def test_sound_that_is_missing_against_the_clock_is_an_interruption() -> None:
    made = records(start(), GOOD)
    late = [(r, d) if r.seq < 20 or r.seq == 0 else (_later(r, 9_000_000), d) for r, d in made]
    assert state(sheet(late), "continuity") == ("failed", "sound_missing")


def test_a_recording_without_an_end_is_partial_and_nothing_about_its_end_is_known() -> None:
    found = said(*EVENTS, end=None)
    assert found["partial"] is True
    assert state(found, "continuity") == ("failed", "no_end")
    assert unknown(found) == ("space", "power", "seal")


def test_who_records_and_keeps_the_key_could_have_opened_it() -> None:
    found = of(keeper_is_recorder=True)
    assert state(found, "seal") == ("unknown", "keeper_is_recorder")


def test_a_notice_has_its_second_and_what_nobody_noted_is_unknown() -> None:
    told = step(of(), "notice")["values"]
    assert (told["told_ms"], told["after_contact_ms"]) == (72_000, 7_000)
    silent = [one for one in EVENTS if one[0] != "notice"]
    for asks, expected in (
        ("yes", ("unknown", "not_noted")),
        ("no", ("not_applicable", "not_asked_there")),
        ("unknown", ("unknown", "not_noted", "place_unknown")),
    ):
        begun = start(preflight=BEFORE | {"notice": {"asks": asks, "place": "MX"}})
        assert state(sheet(records(begun, GOOD, tuple(silent))), "notice") == expected


def test_an_identity_is_met_by_a_match_failed_by_a_difference_and_unknown_by_ear() -> None:
    for detail, expected in (
        ({"met": False, "name": "differs"}, ("failed", "differs")),
        ({"met": None, "by": "ear"}, ("unknown", "by_ear")),
        ({"met": None, "by": "keyed_hash"}, ("unknown", "nothing_kept")),
    ):
        assert state(said(*EVENTS[:4], ("identified", 76, detail)), "identity") == expected
    assert state(said(*EVENTS[:4]), "identity") == ("unknown", "not_noted")


@pytest.mark.parametrize(
    "sound", [two(noise(90, 0), noise(90, 0)), two(noise(90, 0.01), noise(90, 0.01)), two(tone(90, 0.1), noise(90, 0))]
)
def test_a_notice_and_a_match_that_were_noted_where_nobody_spoke_are_unknown(sound: bytes) -> None:
    found = said(*EVENTS, pcm=sound)
    assert [state(found, name) for name in ("notice", "identity")] == [("unknown", "nothing_heard")] * 2
    differs = said(*EVENTS[:4], ("identified", 76, {"met": False}), pcm=sound)
    assert state(differs, "identity") == ("failed", "differs")


def test_a_voice_on_either_channel_within_the_seconds_around_it_is_enough() -> None:
    quiet = noise(90, 0.0003)
    for at, expected in ((66.0, "met"), (60.0, "unknown")):  # the agent speaks from 80 on; 15 s after are asked
        near = np.concatenate([noise(80, 0.0003, 7), speech(10)])
        assert state(said(*EVENTS[:2], ("notice", at + 1, {}), pcm=two(quiet, near)), "notice")[0] == expected
    assert state(said(*EVENTS[:2], ("notice", 88, {}), pcm=GOOD), "notice")[0] == "met"


def test_a_channel_that_falls_silent_or_always_was_is_an_interruption_with_its_seconds() -> None:
    zeros, voice = noise(90, 0), talk(70)
    broken = np.concatenate([voice[: 84 * RATE], zeros[: 6 * RATE]])
    for pcm, ms in ((two(broken), 6000), (two(voice, zeros), 90_000), (two(zeros, voice), 90_000)):
        found = said(*EVENTS, pcm=pcm)
        assert state(found, "continuity") == ("failed", "silent_end")
        assert step(found, "continuity")["values"]["silent_end_ms"] == ms
    short = np.concatenate([voice[: 85 * RATE], zeros[: 5 * RATE]])
    assert state(said(*EVENTS, pcm=two(short)), "continuity") == ("met",)
    assert state(said(*EVENTS, pcm=two(zeros, zeros)), "continuity") == ("unknown", "nothing_heard")


def test_on_one_channel_a_lead_that_nobody_noted_is_unknown_and_its_second_is_shown() -> None:
    begun, pcm = start(channels=1), talk(70).astype("<i2").tobytes()
    found = sheet(records(begun, pcm, EVENTS[:1]))
    assert state(found, "lead") == ("unknown", "not_said", "one_channel")
    assert step(found, "lead")["values"]["lead_ms"] == pytest.approx(70_000, abs=200)
    assert state(sheet(records(begun, pcm, EVENTS[:2])), "lead") == ("met",)
    assert state(said(EVENTS[0]), "lead") == ("met", "not_said")  # the far channel is the other party's


def test_an_answer_that_somebody_put_into_the_chain_never_reaches_the_sheet() -> None:
    found = said(*EVENTS[:4], ("identified", 76, {"met": True, "name": "Wang Fang", "last_digits": "7712"}))
    assert b"Wang" not in canonical.write(found)
    assert b"7712" not in canonical.write(found)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 40_000), min_size=1, max_size=30))
def test_the_pieces_in_which_the_sound_is_read_change_nothing(sizes: list[int]) -> None:
    pcm = two(talk(9, 4))
    made = records(start(), pcm, (("armed", 0, {}), ("dialled", 8, {})))
    work, rest = Work(start()), pcm
    for record, _ in made:
        work.record(record)
    for size in sizes:
        work.sound(rest[:size])
        rest = rest[size:]
    work.sound(rest)
    assert work.result() == sheet(made)


def test_a_hostile_chain_gives_numbers_that_can_be_written() -> None:
    most = 2**53 - 1
    work = Work(start(preflight={"space": {"value": most, "bound": -most}, "notice": {"place": "x" * 9999}}, device={}))
    for n in range(20_000):
        work.record(Event(most, {"met": "y" * 9999}, "identified", most, n, most))
    assert work.result() is None  # so many are no call
    work = Work(start())
    work.record(Event(most, {}, "identified", most, 1, most))
    work.sound(bytes(RATE * 4))
    assert canonical.write(work.result())


def test_a_rate_that_no_recorder_has_is_not_measured() -> None:
    assert Work(start(rate=3, frames_per_segment=6)).result() is None


def _later(record: Any, us: int) -> Any:
    return replace(record, mono_us=record.mono_us + us, utc_ms=record.utc_ms + us // 1000)
