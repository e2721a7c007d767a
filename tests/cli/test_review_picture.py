"""`atesta review PICTURE` as a person runs it: five answers, labelled weaker, and what was not read is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from first_case import FIRST, Atesta
from jsonschema import Draft202012Validator

from atesta.cli import picture
from atesta.intake.call_kind import Given, kind_of
from atesta.intake.picture_text import Line, PictureText, Place
from atesta.schemas import schema

SCREENS = Path(__file__).resolve().parents[1] / "intake" / "screens"
SHOT = SCREENS / "zh-google-light.png"
WORDS = "【晨曦分期】您已严重逾期，案件已转风控核查并移交法务，今日18点前不处理将起诉并通知通讯录联系人。"
HEAD = Line("106955880231", 250, 90, 550, 130, 0.99)


def at(text: str, top: int, place: Place = Place.PAGE, patch: int = 0, sure: float = 0.99) -> Line:
    return Line(text, 60, top, 640, top + 32, sure, place, patch)


@pytest.fixture
def shows(monkeypatch: pytest.MonkeyPatch):
    """What the engine would read on any picture: these tests need no engine."""

    def show(*lines: Line) -> None:
        monkeypatch.setattr(picture, "ocr_reader", lambda: None)
        monkeypatch.setattr(picture, "read_picture", lambda *_: PictureText(720, 1400, lines))

    return show


@pytest.mark.parametrize(
    ("head", "given"),
    [
        (b"\x89PNG\r\n\x1a\n", Given.PICTURE),
        (b"\xff\xd8\xff\xe0", Given.PICTURE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Given.PICTURE),
        (b"\x00\x00\x00\x18ftypheic", Given.PICTURE),
        (b"GIF89a", Given.PICTURE),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", Given.SOUND),
        (b"\x00\x00\x00\x18ftypM4A ", Given.SOUND),
        (b"\xff\xfb\x90\x00", Given.SOUND),
        ("【晨曦分期】您已逾期".encode(), Given.MESSAGE),
    ],
)
def test_a_picture_is_known_by_its_first_bytes_and_no_sound_is_taken_for_one(head: bytes, given: Given) -> None:
    assert kind_of("shot", head + bytes(32)) is given


def test_the_page_says_that_it_is_weaker_and_what_is_missing(atesta: Atesta, shows) -> None:
    shows(HEAD, at("周六 21:47", 250), at(WORDS, 330, Place.LEFT, 1), at("###", 370, Place.LEFT, 1, 0.2))
    page = atesta("review", SHOT, "--place", "CN")
    assert page.status == 0, page.err
    for said in (
        "From 106955880231 · time not known · text message · read from a picture: weaker than the message itself",
        "The picture shows “周六 21:47”, which is not the whole time.",
        "One line could not be read; “…” stands in its place.",
        "If your phone can export the message, give that file instead",
    ):
        assert said in " ".join(page.out.split()), said


def test_a_whole_time_counts_in_the_zone_of_the_place_and_of_none_without(atesta: Atesta, shows) -> None:
    shows(HEAD, at("2026年11月15日 21:47", 250), at(WORDS, 330, Place.LEFT, 1))
    assert "received 15 Nov 2026, 21:47 UTC+08:00" in " ".join(atesta("review", SHOT, "--place", "CN").out.split())
    unplaced = " ".join(atesta("review", SHOT).out.split())
    assert "time not known" in unplaced and "shows “2026年11月15日 21:47” and no time zone" in unplaced


def test_the_answer_as_data_has_the_text_that_its_offsets_count(atesta: Atesta, shows) -> None:
    shows(HEAD, at("周六 21:47", 250), at(WORDS, 330, Place.LEFT, 1))
    told = atesta("review", SHOT, "--json", "--account", FIRST / "account.toml").json
    assert not list(Draft202012Validator(schema("review-1")).iter_errors(told))
    assert (told["provenance"], told["picture"]["text"], told["picture"]["time"]) == ("screenshot", WORDS, "周六 21:47")
    for claim in told["truth"]["claims"]:
        assert WORDS[claim["start"] : claim["end"]] == claim["quote"]


@pytest.mark.parametrize(
    ("said", "kept"), [("captured", "screenshot"), ("screenshot", "screenshot"), ("typed", "typed")]
)
def test_a_picture_is_never_more_than_a_screenshot(atesta: Atesta, shows, said: str, kept: str) -> None:
    shows(at(WORDS, 330, Place.LEFT, 1))
    assert atesta("review", SHOT, "--json", "--provenance", said).json["provenance"] == kept


def test_what_the_command_line_says_comes_before_what_the_picture_shows(atesta: Atesta, shows) -> None:
    shows(HEAD, at("周六 21:47", 250), at(WORDS, 330, Place.LEFT, 1))
    time = "2026-11-15T21:47:00+08:00"
    page = " ".join(atesta("review", SHOT, "--sender", "95500", "--received", time).out.split())
    assert "From 95500 · received 15 Nov 2026, 21:47" in page and "not the whole time" not in page


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
@pytest.mark.parametrize(
    ("data", "status"),
    [(b"\x89PNG\r\n\x1a\n broken", 2), (b"GIF89a and so on and on", 2), (b"\x00\x00\x00\x18ftypheic" + bytes(9), 2)],
)
def test_a_picture_that_is_none_is_bad_input_in_three_lines(
    atesta: Atesta, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, status: int, lang: str
) -> None:
    monkeypatch.setattr(picture, "ocr_reader", lambda: None)
    (tmp_path / "shot.png").write_bytes(data)
    refused = atesta("review", tmp_path / "shot.png", "--lang", lang)
    assert refused.status == status and len(refused.err.strip().splitlines()) == 3 and not refused.out


@pytest.mark.needs("module:rapidocr", "pip install 'atesta[ocr]'")
def test_a_real_screenshot_is_answered(atesta: Atesta) -> None:
    page = atesta("review", SHOT, "--place", "CN", "--lang", "zh")
    assert page.status == 0, page.err
    assert "林晓雯您好" in page.out and "106955880231" in page.out and "199.69" in page.out
