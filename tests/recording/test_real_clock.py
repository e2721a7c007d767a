from __future__ import annotations

from datetime import UTC, datetime

from atesta.recording.real_clock import RealClock


def test_the_real_clock_tells_the_time_and_goes_on() -> None:
    clock = RealClock()
    assert abs(clock.utc_ms() - datetime.now(UTC).timestamp() * 1000) < 5000
    before = clock.mono_us()
    clock.sleep(0.01)
    assert clock.mono_us() - before >= 10_000
