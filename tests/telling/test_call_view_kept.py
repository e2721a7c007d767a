"""A call as it is kept for an hour: it comes back as it went, light, and with every word and mark."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from desks import plain_desk

from atesta import cli
from atesta.contact.call import Call
from atesta.contact.transcript import Transcript
from atesta.contact.turn import Speaker
from atesta.intake.transcript_file import read_transcript
from atesta.pipeline import Knowledge, review_call
from atesta.telling.call_view import CallView
from atesta.telling.call_view_build import call_view
from atesta.telling.call_view_kept import POINTS, light, view_of, view_plain
from atesta.telling.call_view_wave import Picture, Row

CASE = Path(cli.__file__).parent / "cases" / "call" / "transcript.json"


def view_in(lang: str, transcript: Transcript | None = None) -> CallView:
    call = Call(transcript or read_transcript(CASE.read_bytes(), CASE.name), "sha256:" + "0" * 64)
    desk, known = plain_desk(), Knowledge.of(place="MX")
    return call_view(review_call(call, None, None, known, desk), call, None, known, desk.rulebook, (), lang)


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_it_comes_back_as_it_went(lang: str) -> None:
    kept = light(view_in(lang))
    assert view_of(json.loads(json.dumps(view_plain(kept)))) == kept


def test_no_word_and_no_mark_is_lost() -> None:
    whole = view_in("en")
    for before, after in zip(whole.turns, light(whole).turns, strict=True):
        assert "".join(part.text for part in after.parts) == "".join(part.text for part in before.parts)
        marked = ["".join(p.text for p in turn.parts if p.marked) for turn in (before, after)]
        assert marked[0] == marked[1]


def test_a_shout_stays_in_a_picture_of_few_points() -> None:
    peaks = tuple(1.0 if at == 777 else 0.1 for at in range(1000))
    row = Row(Speaker.AGENT, peaks, tuple(None if at % 2 else 0.5 for at in range(1000)))
    (drawn,) = light(replace(view_in("en"), picture=Picture(100.0, (row,)))).picture.rows
    assert (len(drawn.peaks), max(drawn.peaks), set(drawn.levels)) == (POINTS, 1.0, {0.5})


def test_an_empty_call_comes_back_too() -> None:
    kept = light(view_in("en", Transcript(())))
    assert view_of(json.loads(json.dumps(view_plain(kept)))) == kept
