"""What Whisper's answers are made into, without Whisper."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.transcript import Word
from atesta.transcript.pack import Clip, Window
from atesta.transcript.whisper import choose, even_batches, merged, pooled, pressed, runner_up


def window(seconds: float = 5.0) -> Window:
    return Window.of((Clip(0, 0.0, seconds, (0.0, seconds), np.zeros(int(seconds * 16_000), np.int16)),))


@pytest.mark.parametrize(
    ("chances", "likely", "chosen"),
    [
        ({"es": 0.98, "en": 0.01}, None, "es"),
        ({"es": 0.98, "en": 0.01}, "en", "es"),
        ({"es": 0.5, "en": 0.4}, "en", "en"),
        ({"fr": 0.9, "es": 0.05}, "es", "fr"),
        ({"pt": 0.5, "es": 0.4}, "es", "es"),
        ({"gl": 0.4, "pt": 0.3}, "es", "gl"),
    ],
    ids=["sure", "sure of another than before", "doubtful", "not ours", "perhaps not ours", "none of ours"],
)
def test_a_window_is_written_in_the_language_that_it_shows(chances: dict[str, float], likely: str | None, chosen: str):
    assert choose(chances, likely) == chosen


def test_a_second_language_of_ours_is_named_only_where_it_may_be_it():
    assert runner_up({"es": 0.5, "en": 0.4}, "es") == "en"
    assert runner_up({"es": 0.9, "en": 0.05, "pt": 0.5}, "es") is None


def test_a_short_doubtful_window_counts_together_with_its_batch():
    first, second = pooled([{"es": 0.9}, {"es": 0.3, "en": 0.4}], [window(20), window(5)])
    assert first == {"es": 0.9}
    assert second["es"] > second["en"]


@given(st.integers(1, 40))
def test_batches_are_even_and_lose_nothing(count: int):
    windows = [window(0.1)] * count
    batches = even_batches(windows)
    assert sum(map(len, batches)) == count
    assert max(map(len, batches)) <= 8
    assert max(map(len, batches)) - min(map(len, batches)) <= 1


def test_no_window_is_no_batch():
    assert even_batches([]) == []


def test_punctuation_goes_to_its_word_and_keeps_the_times_of_the_word():
    words = [Word(" ¿", 0, 0.1, 0.5), Word("Hola", 0.1, 0.5, 0.9), Word(",", 0.5, 0.9, 0.4), Word(" Ana", 1, 1.2, 0.8)]
    assert merged(words) == (Word(" ¿Hola,", 0.1, 0.5, 0.9), Word(" Ana", 1, 1.2, 0.8))


def test_a_loop_presses_well_and_speech_does_not():
    assert pressed("Nan 4, Gan 2, " * 20) > 2.4
    assert pressed("Buenos días, le habla Laura Pérez de Banco del Norte.") < 2.4
    assert pressed("") == 0
