from __future__ import annotations

import numpy as np
import pytest
from voices import RATE, TALK, channel, noise, pcm, tone

from atesta.contact.transcript import SpokenTurn, Transcript, Voice, Word
from atesta.contact.turn import Speaker
from atesta.transcript.acoustic_facts import measure, measure_split, rooms
from atesta.transcript.acoustics import Acoustics
from atesta.transcript.frames import measure_frames

AGENT = [(1.0, 4.0), (6.0, 10.0), (14.0, 22.0), (25.0, 29.0)]
DEBTOR = [(4.5, 5.5), (9.0, 13.0), (17.0, 17.4), (22.5, 24.5)]
TRUE_OVERTALK = 1.4
"""9.0 to 10.0, where the debtor begins while the agent is speaking, and 17.0 to 17.4, a backchannel."""


def call(agent: np.ndarray | None = None, debtor: np.ndarray | None = None) -> Acoustics:
    left = channel(30, AGENT, 1) if agent is None else agent
    right = channel(30, DEBTOR, 40, 210) if debtor is None else debtor
    return measure(measure_frames(pcm(left, right)))


FACTS = call()


def test_talk_and_share_are_those_of_the_phrases() -> None:
    agent, debtor = FACTS.sides
    spoken = [sum(end - start for start, end in spans) for spans in (AGENT, DEBTOR)]
    assert agent.talk_seconds == pytest.approx(spoken[0], rel=0.03)
    assert agent.share == pytest.approx(spoken[0] / sum(spoken), abs=0.02)
    assert agent.share + debtor.share == pytest.approx(1, abs=1e-3)


def test_overtalk_and_silence_are_where_both_and_nobody_spoke() -> None:
    assert FACTS.overtalk_seconds == pytest.approx(TRUE_OVERTALK, abs=0.15)
    assert FACTS.overtalk[0][0] == pytest.approx(9.0, abs=0.06)
    silent = 30 - (19 + 7.4 - TRUE_OVERTALK)
    assert FACTS.silence_seconds == pytest.approx(silent, rel=0.06)


def test_who_begins_while_the_other_speaks_interrupts_and_a_backchannel_does_not() -> None:
    (made,) = FACTS.interruptions
    assert made.by is Speaker.DEBTOR and made.at == pytest.approx(9.0, abs=0.06) and made.seconds > 0.8


def test_the_one_who_stops_within_a_second_yields() -> None:
    assert FACTS.interruptions[0].yielded
    stays = call(debtor=channel(30, [(15.0, 18.0)], 40, 210)).interruptions
    assert [(made.by, made.yielded) for made in stays] == [(Speaker.DEBTOR, False)]


def test_the_longest_monologue_runs_through_a_backchannel_and_ends_where_the_other_speaks() -> None:
    assert FACTS.side(Speaker.AGENT).longest == pytest.approx((14.0, 22.0), abs=0.15)
    assert FACTS.side(Speaker.DEBTOR).longest == pytest.approx((9.0, 13.0), abs=0.15)


def test_swapped_channels_swap_the_sides_and_nothing_else() -> None:
    left, right = channel(30, AGENT, 1), channel(30, DEBTOR, 40, 210)
    swapped = measure(measure_frames(pcm(right, left)), (Speaker.DEBTOR, Speaker.AGENT))
    assert swapped.side(Speaker.AGENT) == FACTS.side(Speaker.AGENT)
    assert (swapped.overtalk, swapped.interruptions) == (FACTS.overtalk, FACTS.interruptions)


def test_a_softer_line_changes_levels_and_no_other_fact() -> None:
    soft = call(channel(30, AGENT, 1) * 0.5, channel(30, DEBTOR, 40, 210) * 0.5)
    for side, before in zip(soft.sides, FACTS.sides, strict=True):
        assert side.level is not None and before.level is not None
        assert side.level == pytest.approx(before.level - 6.0, abs=0.15)
        assert side.talk_seconds == pytest.approx(before.talk_seconds, rel=0.02) and side.loud == before.loud == ()


def test_a_shouted_turn_is_loud_against_the_same_voice() -> None:
    shouted = channel(30, AGENT, 1)
    shouted[14 * RATE : 22 * RATE] *= 10 ** (9 / 20)
    (loud,) = call(shouted).side(Speaker.AGENT).loud
    assert loud.start < 15.5 and loud.end > 20.5 and loud.over == pytest.approx(8, abs=2)


def test_levels_and_the_waveform_have_one_number_for_each_tenth_of_a_second() -> None:
    side = FACTS.sides[0]
    assert len(side.levels) == len(side.peaks) == 300
    assert side.levels[0] is None and side.levels[20] is not None and max(side.peaks) > 0.2


def test_a_voice_that_never_speaks_has_no_level() -> None:
    silent = call(debtor=np.zeros(30 * RATE)).side(Speaker.DEBTOR)
    assert (silent.level, silent.snr, silent.longest, silent.share, silent.talk) == (None, None, None, 0.0, ())


def test_twelve_seconds_in_which_nobody_speaks_are_hold_between_words_and_not_at_the_ends() -> None:
    waits = [(2.0, 5.0), (18.0, 20.0)]
    held = call(channel(32, waits, 1), channel(32, [(5.2, 5.9)], 40, 210))
    assert held.hold == (pytest.approx((5.9, 18.0), abs=0.2),)


def test_a_tone_behind_words_is_hold_and_not_talk() -> None:
    sound = channel(30, [(1.0, 4.0)], 1)
    sound[10 * RATE : 18 * RATE] += tone(8, 440, 554)
    held = call(sound, channel(30, [(5.0, 6.0), (20.0, 22.0)], 40, 210))
    assert any(start < 10.3 and end > 17.7 for start, end in held.hold)
    assert held.side(Speaker.AGENT).talk_seconds == pytest.approx(3, abs=0.2)


def test_the_speed_of_a_turn_needs_words_and_is_told_against_the_voice_itself() -> None:
    slow, fast = "la cuenta tiene un pago", "la cuenta tiene un pago que venció hace ya quince largos días en noviembre"
    turns = [SpokenTurn(Voice.AGENT, slow, *span) for span in AGENT[:2]] + [SpokenTurn(Voice.AGENT, fast, *AGENT[3])]
    frames = measure_frames(pcm(channel(30, AGENT, 1), channel(30, DEBTOR, 40, 210)))
    side = measure(frames, transcript=Transcript(tuple(turns), "es", 2)).side(Speaker.AGENT)
    assert side.rate == pytest.approx(8 / 3, rel=0.3) and FACTS.sides[0].rate is None
    assert [pace.start for pace in side.fast] == [25.0]


def test_of_one_channel_a_split_makes_two_probable_sides() -> None:
    mono = channel(30, AGENT, 1) + channel(30, [(4.5, 5.5), (10.5, 13.0), (22.5, 24.5)], 40, 210)
    split = {Speaker.AGENT: AGENT, Speaker.DEBTOR: [(4.4, 5.6), (10.4, 13.1), (22.4, 24.6)]}
    facts = measure_split(measure_frames(pcm(mono)), split)
    assert (facts.source, facts.channels, facts.overtalk) == ("split", 1, ())
    assert facts.side(Speaker.DEBTOR).talk_seconds == pytest.approx(5.5, rel=0.05)


QUESTIONS = Transcript(
    (
        SpokenTurn(Voice.AGENT, "¿Me oye?", 1.0, 4.0, words=(Word("¿Me", 3.0, 3.4), Word("oye?", 3.4, 4.0))),
        SpokenTurn(Voice.AGENT, "¿Puede pagar? Tiene que pagar.", 14.0, 22.0, words=(Word("pagar?", 15.0, 16.0),)),
        SpokenTurn(Voice.AGENT, "¿Cuándo?", 25.0, 29.0),
        SpokenTurn(Voice.DEBTOR, "¿Cómo?", 22.5, 24.5),
    )
)


def test_a_question_leaves_room_when_the_other_answers_before_the_asker_speaks_again() -> None:
    answered, pressed, last = rooms(QUESTIONS, FACTS)
    assert answered.answered and answered.seconds == pytest.approx(2.0, abs=0.15)
    assert not pressed.answered and pressed.seconds == 0
    assert (last.answered, last.seconds, last.turn) == (False, None, 2)


def test_a_call_without_a_sample_has_facts_of_nothing() -> None:
    facts = measure(measure_frames(np.zeros((0, 2), np.int16)))
    assert (facts.duration, facts.overtalk, facts.interruptions, facts.hold) == (0.0, (), (), ())


def test_one_channel_that_nobody_split_has_one_side() -> None:
    facts = measure(measure_frames(pcm(channel(20, TALK) + 0 * noise(20))), (Speaker.AGENT,))
    assert len(facts.sides) == 1 and facts.interruptions == () and facts.overtalk == ()
