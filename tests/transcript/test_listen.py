"""A sound becomes turns: both voices, their seconds, and what could not be heard. The recogniser here only counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hearable import Counting, line, write_wav

from atesta.contact.transcript import Transcript, Voice, Word
from atesta.transcript import listen as room
from atesta.transcript.listen import joined, listen
from atesta.transcript.pack import Clip, Window
from atesta.transcript.resample import RATE
from atesta.transcript.sound import Sound, SoundFacts, open_sound
from atesta.transcript.speech import HeardWindow

LEFT, RIGHT = ((1.0, 3.0), (6.0, 8.5)), ((3.5, 5.0), (9.0, 11.0))


@pytest.fixture(autouse=True)
def everything_carries_speech(monkeypatch: pytest.MonkeyPatch):
    """The second opinion has its own tests."""
    monkeypatch.setattr(
        room, "carried", lambda clips: [np.ones(-(-len(clip.samples) // 512), np.float32) for clip in clips]
    )


@pytest.fixture
def call(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "call.wav", line(12, *LEFT), line(12, *RIGHT))


def heard(path: Path, engine: Counting | None = None, **how: object) -> Transcript:
    return listen(open_sound(path, path.name), engine or Counting(), **how)  # type: ignore[arg-type]


def test_two_channels_are_two_voices_and_turns_stand_in_their_order(call: Path):
    transcript = heard(call)
    assert [turn.voice for turn in transcript.turns] == [Voice.AGENT, Voice.DEBTOR, Voice.AGENT, Voice.DEBTOR]
    assert [turn.start for turn in transcript.turns] == pytest.approx([1.0, 3.5, 6.0, 9.0], abs=0.1)
    assert [turn.end for turn in transcript.turns] == pytest.approx([3.0, 5.0, 8.5, 11.0], abs=0.1)
    assert (transcript.lang, transcript.channels, transcript.not_reviewable) == ("es", 2, ())
    assert transcript.engine == "counting"


def test_the_agent_may_be_on_the_right(call: Path):
    assert heard(call, agent="right").turns[0].voice is Voice.DEBTOR


def test_one_channel_does_not_say_who_speaks(tmp_path: Path):
    transcript = heard(write_wav(tmp_path / "mono.wav", line(12, *LEFT)))
    assert {turn.voice for turn in transcript.turns} == {Voice.UNKNOWN}
    assert transcript.channels == 1


def test_the_same_sound_on_both_channels_is_heard_once_and_said(tmp_path: Path):
    both = line(12, *LEFT)
    engine = Counting()
    transcript = heard(write_wav(tmp_path / "same.wav", both, both // 2), engine)
    assert [one.reason for one in transcript.not_reviewable] == ["same_channels"]
    assert len(transcript.turns) == 2
    assert {clip.channel for window in engine.asked for clip in window.clips} == {0}


def test_an_empty_channel_is_said_and_nobody_is_named(tmp_path: Path):
    transcript = heard(write_wav(tmp_path / "empty.wav", line(12, *LEFT), np.zeros(12 * RATE, np.int16)))
    assert [one.reason for one in transcript.not_reviewable] == ["one_channel_empty"]
    assert {turn.voice for turn in transcript.turns} == {Voice.UNKNOWN}


def test_what_leaks_from_the_other_side_is_not_heard_twice(tmp_path: Path):
    left, right = line(12, *LEFT), line(12)
    right[480:] += (left[:-480] * 0.06).astype(np.int16)
    transcript = heard(write_wav(tmp_path / "leak.wav", left, right))
    assert {turn.voice for turn in transcript.turns} == {Voice.AGENT}


def test_silence_has_no_words_and_the_recogniser_is_not_asked(tmp_path: Path):
    engine = Counting()
    transcript = heard(write_wav(tmp_path / "silence.wav", np.zeros(8 * RATE, np.int16)), engine)
    assert (transcript.turns, transcript.lang, engine.asked) == ((), None, [])
    assert [(one.start, one.end, one.reason) for one in transcript.not_reviewable] == [(0.0, 8.0, "no_speech_found")]


def test_a_file_that_was_cut_off_says_from_where(tmp_path: Path):
    path = write_wav(tmp_path / "call.wav", line(12, *LEFT))
    path.write_bytes(path.read_bytes()[: 44 + 2 * 9 * RATE])
    assert [(one.start, one.end, one.reason) for one in heard(path).not_reviewable] == [(9.0, 12.0, "truncated")]


@pytest.mark.parametrize(
    ("window", "reason", "words"),
    [
        ({"lang": "fr"}, "other_language", False),
        ({"looped": True}, "invented_words", False),
        ({"no_speech": 0.9, "logprob": -1.5}, "invented_words", False),
        ({"lang_confidence": 0.5, "second_lang": "en"}, "mixed_language", True),
    ],
)
def test_what_cannot_be_judged_is_named(call: Path, window: dict[str, object], reason: str, words: bool):
    transcript = heard(call, Counting(**window))
    assert {one.reason for one in transcript.not_reviewable} >= {reason}
    assert bool(transcript.turns) is words


def test_a_mixed_window_is_heard_again_clip_by_clip(call: Path):
    engine = Counting(lang_confidence=0.5, second_lang="en")
    heard(call, engine)
    assert [len(window.clips) for window in engine.asked] == [4, 1, 1, 1, 1]


class BreaksOff(Counting):
    """Gives the words of the first clip of a window and no more, as a recogniser does that breaks off; `deaf` to clips
    that are alone, too."""

    deaf = False

    def _one(self, window: Window) -> HeardWindow:
        alone = len(window.clips) == 1
        whole = super()._one(window)
        return replace(whole, words=() if alone and self.deaf else whole.words[:1])


def test_what_a_recogniser_left_out_of_a_window_is_heard_once_more(call: Path):
    whole = heard(call)
    again = heard(call, BreaksOff())
    assert [turn.start for turn in again.turns] == [turn.start for turn in whole.turns]
    assert again.not_reviewable == whole.not_reviewable


def test_a_voice_for_which_there_is_no_word_is_named(call: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(BreaksOff, "deaf", True)
    reasons = {one.reason for one in heard(call, BreaksOff()).not_reviewable}
    assert "low_confidence" in reasons


def test_words_over_no_speech_are_taken_out_and_said(call: Path, monkeypatch: pytest.MonkeyPatch):
    def second_half(clips: list[Clip]) -> list[np.ndarray]:
        sizes = [-(-len(clip.samples) // 512) for clip in clips]
        return [np.where(np.arange(size) < size // 2, 0.0, 1.0).astype(np.float32) for size in sizes]

    monkeypatch.setattr(room, "carried", second_half)
    monkeypatch.setattr(room, "spoken_parts", lambda clip, chances: [(clip, chances)])

    class Early(Counting):
        def _one(self, window):
            clip = window.clips[0]
            said = Word(" aire", clip.speech[0] - clip.start, clip.speech[0] - clip.start + 0.2, 0.9)
            return HeardWindow((said,), "es", 0.99)

    transcript = heard(call, Early())
    assert transcript.turns == ()
    assert "invented_words" in {one.reason for one in transcript.not_reviewable}


def test_chinese_is_written_simplified_and_keeps_its_signs(call: Path):
    class Traditional(Counting):
        def _one(self, window):
            return HeardWindow((Word("還款，", 0.2, 1.0, 0.9),), "zh", 0.99)

    assert heard(call, Traditional()).turns[0].text == "还款，"


@pytest.mark.parametrize("size", [317, 4000, 50_001])
def test_the_size_of_the_pieces_changes_nothing(call: Path, size: int):
    whole = np.concatenate(list(open_sound(call, "call").pieces()), axis=1)
    pieces = [whole[:, at : at + size] for at in range(0, whole.shape[1], size)]
    cut = Sound(SoundFacts("pcm_16", RATE, 2), lambda _: iter(pieces), call.open("rb"))
    assert listen(cut, Counting()) == heard(call)


def test_whoever_measures_the_sound_gets_every_sample_of_the_same_pass(call: Path):
    measured: list[int] = []
    heard(call, also=lambda piece: measured.append(piece.shape[1]))
    assert sum(measured) == 12 * RATE


def test_a_long_call_is_held_in_pieces(tmp_path: Path):
    """Minute after minute from nowhere: what is held at any time stays small."""
    minute = np.stack((line(60, *((at, at + 2.0) for at in range(0, 60, 6))), line(60)))
    sizes: list[int] = []

    def pieces(_: Sound):
        for _ in range(8):
            yield minute

    class Watching(Counting):
        def hear(self, windows, lang, likely):
            sizes.append(len(windows))
            return super().hear(windows, lang, likely)

    path = write_wav(tmp_path / "a.wav", minute[0])
    transcript = listen(Sound(SoundFacts("pcm_16", RATE, 2), pieces, path.open("rb")), Watching())
    assert len(transcript.turns) == 80
    assert max(sizes) <= 16


def test_stretches_of_one_reason_that_touch_become_one():
    stretch = room.Stretch
    assert joined([stretch(2, 3, "a"), stretch(0, 1, "a"), stretch(1.1, 2, "a"), stretch(0, 9, "b")]) == (
        stretch(0, 3, "a"),
        stretch(0, 9, "b"),
    )
