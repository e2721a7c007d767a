from __future__ import annotations

import numpy as np
import pytest
from voices import RATE, noise, tone

from atesta.transcript.kweight import KFilter, high_pass, shelf


def slowly(samples: np.ndarray) -> np.ndarray:
    """Both stages one sample at a time, as the recommendation draws them."""
    for (b0, b1, b2), (_, a1, a2) in (shelf(RATE), high_pass(RATE)):
        out, s1, s2 = np.zeros(len(samples)), 0.0, 0.0
        for n, x in enumerate(samples.tolist()):
            y = b0 * x + s1
            s1, s2 = b1 * x - a1 * y + s2, b2 * x - a2 * y
            out[n] = y
        samples = out
    return samples


@pytest.mark.parametrize(
    "sound", [noise(0.64) * 0.1, tone(0.64, 60), tone(0.64, 1000, 3000)], ids=["noise", "low", "high"]
)
def test_in_blocks_it_is_the_same_filter(sound: np.ndarray) -> None:
    filtered, samples = KFilter(), sound.astype(np.float32)
    weighed = np.concatenate([filtered.weigh(samples[at : at + 2048]) for at in range(0, len(samples), 2048)])
    assert weighed == pytest.approx(slowly(sound), abs=1e-4)


def test_at_48_khz_the_coefficients_are_those_of_the_table_in_bs_1770() -> None:
    assert shelf(48_000)[0] == pytest.approx((1.53512485958697, -2.69169618940638, 1.19839281085285), abs=1e-12)
    assert shelf(48_000)[1][1:] == pytest.approx((-1.69065929318241, 0.73248077421585), abs=1e-12)
    assert high_pass(48_000)[1][1:] == pytest.approx((-1.99004745483398, 0.99007225036621), abs=1e-12)
