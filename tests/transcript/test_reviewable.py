from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from voices import RATE, TALK, Sound, channel, noise, pcm, tone, with_noise

from atesta.contact.transcript import SpokenTurn, Stretch, Transcript, Voice, Word
from atesta.contact.turn import Speaker
from atesta.transcript.frames import measure_frames
from atesta.transcript.noise import noise_of
from atesta.transcript.reviewable import judge_span, merged, reviewable, sound_stretches

SIDES = (Speaker.AGENT, Speaker.DEBTOR)
CALL = channel(20, TALK, 1)
OTHER = channel(20, [(4.2, 4.9), (8.8, 9.8), (16.2, 17.3)], 50, 210)


def heard(*channels: Sound, rate: int | None = None) -> tuple[Stretch, ...]:
    return sound_stretches(measure_frames(pcm(*channels)), SIDES if len(channels) == 2 else (), rate)


def reasons(*channels: Sound) -> set[str]:
    return {stretch.reason for stretch in heard(*channels)}


def test_a_clean_call_may_be_judged_everywhere() -> None:
    assert heard(CALL, OTHER) == ()


@pytest.mark.parametrize("snr", [20, 15, 12, 10, 7, 5])
def test_the_ratio_of_speech_to_noise_is_told_within_two_decibels(snr: float) -> None:
    track = measure_frames(pcm(with_noise(CALL, TALK, snr))).tracks[0]
    assert float(np.nanmedian(noise_of(track).snr)) == pytest.approx(snr, abs=2)


@pytest.mark.parametrize("snr", [8, 5, 0])
def test_under_10_db_nothing_that_was_said_may_be_judged(snr: float) -> None:
    stretches = heard(with_noise(CALL, TALK, snr), OTHER)
    for start, end in TALK:
        assert judge_span(stretches, start, end, Speaker.AGENT) == "low_snr"
    assert judge_span(stretches, *TALK[0], Speaker.DEBTOR) is None


def test_noise_that_the_line_lets_through_only_with_the_voice_counts_too() -> None:
    gate = np.zeros(20 * RATE)
    for start, end in TALK:
        gate[round((start - 0.1) * RATE) : round((end + 0.1) * RATE)] = 1
    gated = with_noise(CALL, TALK, 3) * gate
    assert "low_snr" in reasons(gated)


def test_at_20_db_everything_may_be_judged() -> None:
    assert heard(with_noise(CALL, TALK, 20), OTHER) == ()


def test_a_voice_cut_at_full_scale_is_clipped() -> None:
    assert "clipped" in reasons(np.clip(CALL * 25, -1, 1), OTHER)


def test_a_voice_cut_before_it_got_here_is_clipped() -> None:
    assert "clipped" in reasons(np.clip(CALL * 25, -1, 1) * 0.3, OTHER)


def test_a_voice_under_2_khz_went_through_too_poor_a_line() -> None:
    spectrum = np.fft.rfft(CALL)
    spectrum[np.fft.rfftfreq(len(CALL), 1 / RATE) > 2000] = 0
    assert "codec" in reasons(np.fft.irfft(spectrum, len(CALL)))


def test_a_file_of_4_khz_is_not_reviewable_whatever_it_was_stretched_to() -> None:
    assert [(each.reason, each.start, each.end) for each in heard(CALL, OTHER, rate=4000)] == [("codec", 0.0, 20.0)]


@pytest.mark.parametrize(
    "sound",
    [
        tone(10, 425),
        tone(10, 1100),
        tone(10, 262, 330, 392),
        np.concatenate([tone(0.2, 770, 1336), np.zeros(1600)] * 30),
    ],
    ids=["ringing", "fax", "chord", "keys"],
)
def test_tones_music_and_keys_are_neither_speech_nor_to_be_judged(sound: Sound) -> None:
    assert {"music_or_tone", "no_speech_found"} <= reasons(sound)


@pytest.mark.parametrize("sound", [np.zeros(10 * RATE), noise(10) * 0.05], ids=["silence", "noise"])
def test_where_nobody_speaks_nothing_is_judged(sound: Sound) -> None:
    assert judge_span(heard(sound), 2.0, 3.0) in ("no_speech_found", "low_snr")


def test_the_same_sound_on_both_channels_is_noticed() -> None:
    assert "same_channels" in reasons(CALL, CALL) and "same_channels" in reasons(CALL, CALL * 0.5)


def test_an_empty_channel_concerns_only_the_side_that_is_missing() -> None:
    stretches = heard(CALL, np.zeros(20 * RATE))
    assert [(each.reason, each.speaker) for each in stretches] == [("one_channel_empty", Speaker.DEBTOR)]
    assert judge_span(stretches, 2, 3, Speaker.AGENT) is None


def turn(start: float, end: float, *sure: float, lang: str | None = None) -> SpokenTurn:
    words = tuple(Word(f"w{n}", start + n * 0.2, start + n * 0.2 + 0.2, each) for n, each in enumerate(sure))
    return SpokenTurn(Voice.AGENT, " ".join(word.text for word in words), start, end, words=words, lang=lang)


def of_words(*turns: SpokenTurn, lang: str = "es") -> list[tuple[str, float, float]]:
    frames = measure_frames(pcm(CALL, OTHER))
    return [(each.reason, each.start, each.end) for each in reviewable(frames, Transcript(turns, lang, 2), SIDES)]


def test_doubtful_words_are_not_judged() -> None:
    assert of_words(turn(1.5, 4.0, 0.3, 0.4, 0.5)) == [("low_confidence", 1.5, 4.0)]
    assert of_words(turn(1.5, 4.0, 0.9, 0.8)) == []


def test_five_doubtful_words_in_a_sure_turn_are_a_stretch_of_their_own() -> None:
    ((reason, start, end),) = of_words(turn(5.0, 8.5, *[0.95] * 8, *[0.2] * 5))
    assert reason == "low_confidence" and start > 6.0 and end == pytest.approx(7.6)


def test_another_language_is_not_judged() -> None:
    assert of_words(turn(1.5, 4.0, 0.9), lang="fr") == [("other_language", 0.0, 20.0)]
    assert of_words(turn(1.5, 4.0, 0.9, lang="fr")) == [("other_language", 1.5, 4.0)]


def test_what_the_recogniser_left_out_stays_left_out() -> None:
    before = Transcript((), "es", 2, (Stretch(1, 2, "invented_words"),))
    assert reviewable(measure_frames(pcm(CALL, OTHER)), before) == (Stretch(1, 2, "invented_words"),)


STRETCHES = st.lists(
    st.builds(
        Stretch,
        st.floats(0, 100),
        st.floats(0, 100),
        st.sampled_from(["low_snr", "clipped"]),
        st.sampled_from([None, *SIDES]),
    ),
    max_size=12,
)


@given(STRETCHES, st.floats(0, 100), st.sampled_from([None, *SIDES]))
def test_merging_loses_no_second_and_keeps_the_order(stretches: list[Stretch], at: float, side: Speaker | None) -> None:
    joined = merged(stretches)
    assert joined == tuple(sorted(joined, key=lambda each: (each.start, each.end, each.reason, each.speaker or "")))
    assert merged(joined) == joined
    if judge_span([each for each in stretches if each.end > each.start], at, at, side):
        assert judge_span(joined, at, at, side)


def test_the_reason_that_covers_most_is_the_one_told() -> None:
    stretches = (Stretch(0, 4, "low_snr"), Stretch(3, 10, "clipped"))
    assert judge_span(stretches, 2, 8) == "clipped" and judge_span(stretches, 0, 3.5) == "low_snr"
    assert judge_span(stretches, 10, 12) is None and judge_span((), 0, inf) is None
