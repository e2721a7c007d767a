"""The recogniser that comes along, on voices of espeak-ng: words, seconds, languages; nothing where nobody speaks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hearable import ESPEAK, spoken, write_wav

from atesta.contact.transcript import Transcript, Voice
from atesta.evidence.disk import RealDisk
from atesta.transcript.as_json import transcript_bytes
from atesta.transcript.listen import listen
from atesta.transcript.resample import RATE
from atesta.transcript.sound import open_sound
from atesta.transcript.weights import ENGINE, joined_weights
from atesta.transcript.whisper import Whisper

pytestmark = pytest.mark.needs(*ESPEAK)
AGENT = "Good morning, my name is Laura Smith and I am calling from North Bank."
DEBTOR = "Good morning. How can I help you today?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return joined_weights(RealDisk(), tmp_path_factory.mktemp("models"), "a")


@pytest.fixture(scope="module")
def whisper(folder: Path) -> Whisper:
    return Whisper(folder, ENGINE)


def two_sides() -> tuple[np.ndarray, np.ndarray, float]:
    """Agent, half a second of silence, debtor; and the second at which the debtor begins."""
    agent, debtor = spoken("en-us", AGENT), spoken("en-us+f3", DEBTOR)
    begins = len(agent) + RATE // 2
    left = np.concatenate((agent, np.zeros(RATE // 2 + len(debtor), np.int16)))
    right = np.concatenate((np.zeros(begins, np.int16), debtor))
    return left, right, begins / RATE


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    left, right, begins = two_sides()
    return write_wav(tmp_path_factory.mktemp("call") / "call.wav", left, right), begins


@pytest.fixture(scope="module")
def heard(call: tuple[Path, float], whisper: Whisper) -> Transcript:
    return listen(open_sound(call[0], "call"), whisper)


def test_both_sides_are_written_each_under_its_own_voice(heard: Transcript):
    agent = " ".join(turn.text for turn in heard.turns if turn.voice is Voice.AGENT).lower()
    debtor = " ".join(turn.text for turn in heard.turns if turn.voice is Voice.DEBTOR).lower()
    assert "calling from north bank" in agent
    assert "how can i help" in debtor
    assert (heard.lang, heard.channels, heard.engine) == ("en", 2, ENGINE)


def test_each_word_has_its_seconds_and_none_crosses_into_the_turn_of_the_other(
    heard: Transcript, call: tuple[Path, float]
):
    for turn in heard.turns:
        for word in turn.words:
            assert word.start is not None and word.end is not None and word.confidence is not None
            assert 0 <= word.start <= word.end
            assert 0 <= word.confidence <= 1
            if turn.voice is Voice.AGENT:
                assert word.end < call[1]
            else:
                assert word.start > call[1] - 0.1


def test_the_same_call_gives_the_same_bytes_however_many_work_on_it(
    heard: Transcript, call: tuple[Path, float], folder: Path
):
    again = listen(open_sound(call[0], "call"), Whisper(folder, ENGINE, workers=2))
    assert transcript_bytes(again) == transcript_bytes(heard)


def test_another_language_gives_no_words(tmp_path: Path, whisper: Whisper):
    text = "Bonjour madame, je vous appelle au sujet de votre facture. Merci beaucoup de votre patience, bonne journée."
    transcript = listen(open_sound(write_wav(tmp_path / "fr.wav", spoken("fr", text)), "fr"), whisper)
    assert transcript.turns == ()
    assert {one.reason for one in transcript.not_reviewable} == {"other_language"}


def test_noise_and_tones_give_no_words(tmp_path: Path, whisper: Whisper):
    at, rng = np.arange(RATE * 12) / RATE, np.random.default_rng(2)
    noise = rng.normal(0, 2500, len(at)).astype(np.int16)
    tones = (4000 * (np.sin(2 * np.pi * 425 * at) + np.sin(2 * np.pi * 1100 * at)) * (at % 1 < 0.5)).astype(np.int16)
    transcript = listen(open_sound(write_wav(tmp_path / "noise.wav", noise, tones), "noise"), whisper)
    assert transcript.turns == ()
    assert "no_speech_found" in {one.reason for one in transcript.not_reviewable}
