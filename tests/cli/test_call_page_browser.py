"""The page in a browser: its policy lets our script run, clips end where findings end, a telephone shows it all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from a_call import LENGTH, a_call
from chromium import Tab, chromium

from atesta.cli.call_page import call_html
from atesta.transcript import small_sound
from atesta.transcript.small_sound import small_audio

RATE = 8000
pytestmark = pytest.mark.needs("chromium", "apt-get install chromium")

PLAYS = """new Promise(done => {
  const clip = document.querySelector("#conduct button[data-to]"), sound = document.getElementById("sound");
  let began = null;
  sound.addEventListener("playing", () => { began = sound.currentTime; }, {once: true});
  sound.addEventListener("pause", () => setTimeout(() => done(
    [+clip.dataset.from / 1000, +clip.dataset.to / 1000, began, sound.currentTime]), 50), {once: true});
  clip.click();
})"""
LEFT = """(() => {
  const key = new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true});
  document.body.dispatchEvent(key);
  return document.getElementById("sound").currentTime;
})()"""
SMALL = """[...document.querySelectorAll("button,summary,a.at,input")].filter(one => one.offsetParent)
  .filter(one => one.getBoundingClientRect().width < 24 || one.getBoundingClientRect().height < 24).length"""


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


def written(folder: Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> Path:
    """With the sound as WAV, which a browser plays whatever it was built with."""
    monkeypatch.setattr(small_sound, "find_spec", lambda _: None)
    hum = (np.sin(np.arange(int(LENGTH * RATE)) / 9) * 2000).astype(np.int16)
    audio = small_audio([np.stack([hum, hum], axis=1)], RATE, 2, LENGTH)
    page = folder / "page.html"
    page.write_text(call_html(*a_call(lang).all, audio, lang), encoding="utf-8")
    return page


def test_a_clip_plays_from_its_second_to_its_end_and_no_further(
    tab: Tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab.open(written(tmp_path, monkeypatch, "es"))
    start, end, began, stopped = tab.ask(PLAYS)
    assert 0 <= began - start < 0.3
    assert stopped == pytest.approx(end, abs=0.01)


def test_keys_move_in_the_call_and_nothing_is_refused_by_the_policy(
    tab: Tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab.open(written(tmp_path, monkeypatch, "en"))
    assert tab.ask(LEFT) == 5
    assert tab.ask("document.querySelectorAll('button.at:disabled').length") == 0
    assert tab.said == []


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_a_telephone_shows_the_whole_width_and_fingers_find_every_button(
    tab: Tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    tab.open(written(tmp_path, monkeypatch, lang), 360)
    assert tab.ask("document.documentElement.scrollWidth") <= 360
    assert tab.ask(SMALL) == 0
