"""Step 8, the clocks against the sound: a late delivery is made up for, sound ahead of its time never is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from bundles import House, recording
from making import RATE

from atesta.evidence.chain import Event, Segment, Start
from atesta.evidence.verify import Answer, verify
from atesta.evidence.verify_answer import Findings
from atesta.evidence.verify_clock import Clocks

SIX_HOURS = range(2, 6 * 3600 + 2, 2)
START = Start({}, 16, 1, None, "", 2 * RATE, "", None, False, None, 0, {}, RATE, 0, {}, 0)


def clock_findings(segments: Iterable[tuple[int, int]]) -> list[str]:
    """What step 8 says of segments that end at (microseconds of the clock, seconds of sound)."""
    clocks = Clocks(START, found := Findings())
    for n, (mono_us, end_s) in enumerate(segments):
        clocks.add(Segment((end_s - 2) * RATE, "", 2 * RATE, mono_us, n, n + 1, mono_us // 1000, 0))
    clocks.close()
    return [reason.id for reason in found.reasons]


@pytest.mark.parametrize(("pace", "named"), [(2.0, "sound_too_fast"), (1.1, "sound_too_fast"), (0.5, "sound_missing")])
def test_sound_at_another_pace_than_time_makes_it_incomplete_and_is_named_once(tmp_path: Path, pace: float, named: str):
    house = House(tmp_path / "house")
    session = house.record()
    for _ in range(300):
        house.clock.pass_ms(round(200 / pace))
        session.feed(bytes(2 * RATE // 5))
    session.end()
    found = verify(house.seal(house.parts(session), tmp_path / "b.zip"), house.anchors)
    (reason,) = (reason for reason in found.reasons if reason.layer == "clock" and reason.id.startswith("sound"))
    assert (found.answer, reason.id) == (Answer.INCOMPLETE, named)
    assert dict(reason.values)["seconds"] == pytest.approx(abs(60 - 60 / pace), abs=4)


@pytest.mark.parametrize(("ahead_s", "named"), [(301, True), (299, False), (-86_400, False)])
def test_a_seal_of_a_time_that_has_not_come_is_named_and_nothing_else(tmp_path: Path, ahead_s: int, named: bool):
    house = House(tmp_path / "house")
    sealed = recording(house, tmp_path / "b.zip")
    at = verify(sealed, house.anchors).facts.sealed_utc_ms or 0
    found = verify(sealed, house.anchors, now_utc_ms=at - 1000 * ahead_s)
    assert (found.answer, "sealed_ahead" in [reason.id for reason in found.reasons]) == (Answer.UNCHANGED, named)


@pytest.mark.parametrize("ppm", [-200, 0, 200])
def test_a_sound_card_that_drifts_by_200_ppm_for_six_hours_is_within_what_cards_do(ppm: int):
    assert clock_findings((n * (1_000_000 + ppm), n) for n in SIX_HOURS) == []


@pytest.mark.parametrize("ppm", [-600, 600])
def test_a_pace_that_is_off_by_more_than_cards_are_adds_up(ppm: int):
    named = "sound_too_fast" if ppm < 0 else "sound_missing"
    assert set(clock_findings((n * (1_000_000 + ppm), n) for n in SIX_HOURS)) == {named}


@pytest.mark.parametrize("late", [0, 5, 100])
def test_a_machine_that_was_busy_at_the_first_segment_is_not_ahead_of_the_clock_after_it(late: int):
    assert clock_findings((1_000_000 * max(n, late), n) for n in range(2, 200, 2)) == []


def test_sound_that_waited_in_a_pipe_before_the_start_is_not_ahead_of_the_clock():
    assert clock_findings((1_000_000 * max(n - 3, 0), n) for n in range(2, 200, 2)) == []


@pytest.mark.parametrize("feeds", [1, 2])
def test_what_runs_ahead_after_a_pause_is_noticed_as_before_it(feeds: int):
    clocks = Clocks(START, found := Findings())
    clocks.add(Event(0, {}, "resume", 60_000_000, 1, 60_000))
    for n in range(2, 40, 2):
        mono_us = 60_000_000 + 1_000_000 * n // feeds
        clocks.add(Segment((n - 2) * RATE, "", 2 * RATE, mono_us, n, n, mono_us // 1000, 0))
    clocks.close()
    assert [reason.id for reason in found.reasons if reason.id.startswith("sound")] == ["sound_too_fast"] * (feeds - 1)
