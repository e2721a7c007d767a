"""`atesta rehearse`: one's own opening, timed, and nothing kept (B2.1.6)."""

import numpy as np
import pytest

from atesta.action.coaching.opening import Caller
from atesta.action.coaching.rehearsal import rehearsed
from atesta.cli import main
from atesta.cli.layout import Screen
from atesta.cli.rehearse import from_microphone, heard_in, show_rehearsal
from atesta.contact.transcript import SpokenTurn, Transcript, Voice, Word
from atesta.locale import catalogue
from atesta.recording.source import Sound, SourceError

CALLER = Caller("Financiera Aurora", "Ana Ruiz")
SCREEN = Screen(80, False)
RATE = 16_000


class Microphone:
    """So many pieces of a tenth of a second, then what is told."""

    kind, name, names, rate, channels = "device", "microphone", ("microphone",), RATE, 1

    def __init__(self, pieces, ended="device_lost"):
        self.left, self.then, self.ended, self.stopped = pieces, ended, None, False

    def start(self):
        pass

    def stop(self):
        self.stopped = True

    def read(self, seconds):
        if not self.left:
            self.ended = self.then
            return None
        self.left -= 1
        return Sound(b"\x01\x00" * (RATE // 10), RATE // 10, 0)


def spoken(*ends):
    texts = ["Buen", "día", "le", "habla", "Ana", "Ruiz", "de", "Financiera", "Aurora"]
    words = tuple(Word(text, end - 0.2, end, 0.9) for text, end in zip(texts, ends, strict=False))
    turn = SpokenTurn(Voice.UNKNOWN, " ".join(word.text for word in words), 0.0, ends[-1], 0.9, words)
    return Transcript((turn,), "es", 1)


def told(transcript, lang="es"):
    rehearsal = rehearsed(CALLER, transcript, "es", "MX", 0.0)
    return "\n".join(show_rehearsal(rehearsal, catalogue(lang), SCREEN))


def test_an_opening_in_time_is_told_with_the_second_of_each_part():
    page = told(spoken(0.4, 0.8, 1.0, 1.4, 1.8, 2.2, 2.4, 3.0, 3.6))
    assert "Dentro de los 5 s: la identidad quedó completa a los 3.7 s." in page
    assert "oído a los 2.3 s" in page
    assert "Siga así" in page


def test_a_late_one_says_by_how_much_and_one_thing_to_change():
    page = told(spoken(0.9, 1.8, 2.4, 3.1, 3.9, 4.6, 5.0, 6.0, 7.1))
    assert "Tarde por 2.2 s" in page
    assert page.count("Cambie una cosa") == 1


def test_what_was_missing_is_named():
    page = told(spoken(0.4, 0.8, 1.0, 1.4, 1.8, 2.2))
    assert "Incompleto: su empresa." in page
    assert "no se oyó" in page


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_it_says_that_nothing_was_kept_and_gives_the_opening_to_read(lang):
    page = told(spoken(0.4, 0.8), lang)
    assert catalogue(lang).say("coaching.rehearsal.nothing_kept")[:20] in page
    assert "le habla Ana Ruiz de Financiera Aurora" in page


def test_so_many_seconds_of_a_microphone_are_heard_and_then_it_stops(capsys):
    microphone = Microphone(200)
    sound = from_microphone(microphone, 6, catalogue("es"))
    assert sum(piece.shape[1] for piece in sound.pieces()) == 6 * RATE
    assert microphone.stopped
    assert "6 s" in capsys.readouterr().err


def test_a_microphone_that_goes_away_gives_what_it_gave():
    sound = from_microphone(Microphone(30), 6, catalogue("en"))
    assert sum(piece.shape[1] for piece in sound.pieces()) == 3 * RATE


def test_a_microphone_that_falls_silent_does_not_hang():
    sound = from_microphone(Microphone(30, ended=None), 6, catalogue("en"))
    assert sum(piece.shape[1] for piece in sound.pieces()) == 3 * RATE


def test_a_microphone_without_sound_is_an_error():
    with pytest.raises(SourceError):
        from_microphone(Microphone(0), 6, catalogue("en"))


def test_the_voice_begins_where_its_sound_begins():
    rng = np.random.default_rng(1)
    quiet = (rng.normal(0, 8, RATE * 2)).astype(np.int16)
    seconds = np.arange(RATE * 3) / RATE
    tones = sum(np.sin(2 * np.pi * 140 * n * seconds) / n for n in range(1, 20))
    voice = (tones * 2500 * (1 + np.sin(2 * np.pi * 4 * seconds)) / 2).astype(np.int16)

    class File:
        def pieces(self):
            yield np.concatenate([quiet, voice])[None]

    def hear(sound, lang, also):
        for piece in sound.pieces():
            also(piece)
        return Transcript(())

    onset = heard_in(File(), "es", hear).onset
    assert onset is None or 1.7 <= onset <= 2.4


@pytest.mark.parametrize("seconds", ["4", "61", "-1"])
def test_a_rehearsal_lasts_between_five_and_sixty_seconds(capsys, seconds):
    assert main(["rehearse", "--firm", "F", "--name", "N", "--seconds", seconds, "--lang", "es"]) == 2
    assert "--seconds" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(capsys, tmp_path):
    given = ["rehearse", "--firm", "F", "--name", "N", "--file", str(tmp_path / "none.wav"), "--lang", "en"]
    assert main(given) == 2
    assert "none.wav" in capsys.readouterr().err
