"""`atesta review CALL` as a person runs it: words with times, a sound, a sealed bundle, a page; and what is refused."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest
from first_case import Atesta

from atesta.cli import call
from atesta.cli.layout import columns
from atesta.intake.call_kind import Given, kind_of
from atesta.pipeline import Desk

CASE = Path(str(resources.files("atesta.cli"))) / "cases" / "call"
SOUND, WORDS = CASE / "call.wav", CASE / "transcript.json"


@pytest.fixture(autouse=True)
def _at_home(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call, "open_desk", lambda: desk)
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("ATESTA_TSA", raising=False)


@pytest.fixture
def bundle(atesta: Atesta, tmp_path: Path) -> Path:
    assert atesta("seal", SOUND, "--out", tmp_path / "call.zip").status == 0
    return tmp_path / "call.zip"


def reviewed(atesta: Atesta, *arguments: object) -> dict[str, object]:
    found = atesta("review", *arguments, "--place", "MX", "--json")
    assert found.status == 0, found.err
    return dict(json.loads(found.out))


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("-", b"RIFF", Given.MESSAGE),
        ("a.txt", b"Pague hoy", Given.MESSAGE),
        ("a.txt", b"PK\x03\x04", Given.BUNDLE),
        ("a", b"RIFF....WAVE", Given.SOUND),
        ("a", b"\0\0\0\x20ftypM4A ", Given.SOUND),
        ("a.gsm", b"\xd0\x11", Given.SOUND),
        ("a.wav", b"no sound at all", Given.SOUND),
        ("a", b"\xef\xbb\xbfWEBVTT\n", Given.WORDS),
        ("a.json", b'{"schema":"atesta.transcript/1"', Given.WORDS),
        ("a.json", b'{"text":"Pague hoy"}', Given.MESSAGE),
    ],
)
def test_the_first_bytes_say_what_was_given(name: str, head: bytes, kind: Given) -> None:
    assert kind_of(name, head) is kind


def test_a_transcript_alone_gets_five_answers_and_no_acoustics(atesta: Atesta) -> None:
    review = reviewed(atesta, WORDS)
    assert {"authenticity", "truth", "integrity", "conduct", "limits"} <= set(review)
    assert review["call"]["acoustics"] is None
    assert review["integrity"]["answer"] == "not_applicable"


def test_a_sound_beside_its_words_is_measured(atesta: Atesta) -> None:
    acoustics = reviewed(atesta, SOUND, "--words", WORDS)["call"]["acoustics"]
    assert acoustics["channels"] == 2
    assert 1.0 < acoustics["overtalk_seconds"] < 3.0


def test_channels_can_be_the_other_way_round(atesta: Atesta) -> None:
    sides = [
        {
            side["speaker"]: side["talk_seconds"]
            for side in reviewed(atesta, SOUND, "--words", WORDS, *more)["call"]["acoustics"]["sides"]
        }
        for more in ((), ("--agent", "right"))
    ]
    assert sides[0] == {"agent": sides[1]["debtor"], "debtor": sides[1]["agent"]}


def test_a_sealed_call_is_reviewed_with_its_check_and_its_sheet(atesta: Atesta, bundle: Path) -> None:
    review = reviewed(atesta, bundle, "--words", WORDS)
    assert review["integrity"]["answer"] == "unchanged"
    assert [step["id"] for step in review["call"]["record"]["sheet"]][-1] == "identity"
    assert review["provenance"] == "original_file"


def test_the_review_of_a_sealed_call_can_be_sealed_and_made_again(atesta: Atesta, bundle: Path, tmp_path: Path) -> None:
    first, again = (atesta("review", bundle, "--words", WORDS, "--place", "MX", "--json").out for _ in range(2))
    assert first == again
    (tmp_path / "r.json").write_text(first)
    assert atesta("seal", tmp_path / "r.json", "--about", bundle, "--out", tmp_path / "r.zip").status == 0
    assert atesta("verify", tmp_path / "r.zip").status == 0


def test_a_review_is_not_sealed_beside_a_bundle_it_was_not_made_from(
    atesta: Atesta, bundle: Path, tmp_path: Path
) -> None:
    (tmp_path / "r.json").write_text(atesta("review", bundle, "--words", WORDS, "--json").out)
    assert atesta("seal", SOUND, "--out", tmp_path / "other.zip").status == 0
    found = atesta("seal", tmp_path / "r.json", "--about", tmp_path / "other.zip", "--out", tmp_path / "r.zip")
    assert (found.status, "another bundle" in found.err) == (2, True)


def test_a_changed_call_is_reviewed_and_says_so(atesta: Atesta, bundle: Path) -> None:
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(bytes(data))
    assert reviewed(atesta, bundle, "--words", WORDS)["integrity"]["answer"] == "changed"


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_the_page_is_written_in_each_language(atesta: Atesta, tmp_path: Path, lang: str) -> None:
    page = tmp_path / "page.html"
    found = atesta("review", SOUND, "--words", WORDS, "--html", page, "--lang", lang)
    assert (found.status, "page.html" in found.out) == (0, True)
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("option", "value"), [("--html", "p.html"), ("--words", "w.json"), ("--speech-lang", "es"), ("--anchors", "a")]
)
def test_an_option_of_a_call_beside_a_message_is_refused(
    atesta: Atesta, tmp_path: Path, option: str, value: str
) -> None:
    (tmp_path / "m.txt").write_text("Pague hoy")
    found = atesta("review", tmp_path / "m.txt", option, value)
    assert (found.status, option in found.err) == (2, True)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("text.wav", b"this is a text, not a sound"),
        ("empty.wav", b""),
        ("cut.wav", b"RIFF\0\0\0\0WAVEfmt "),
        ("not.zip", b"PK\x03\x04 but no bundle"),
        ("odd.json", b'{"turns": 7}'),
        ("odd.vtt", b"WEBVTT\n\n00:99:00.000 --> x\n"),
    ],
)
def test_what_is_no_call_is_refused_without_a_traceback(atesta: Atesta, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    found = atesta("review", tmp_path / name)
    assert (found.status, found.out) == (2, "")
    assert "Traceback" not in found.err
    assert found.err.count("\n") >= 2


def test_a_typed_account_in_a_bundle_is_no_call(atesta: Atesta, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Me llamaron tres veces.\n")
    assert atesta("seal", tmp_path / "a.txt", "--typed", "--out", tmp_path / "a.zip").status == 0
    assert atesta("review", tmp_path / "a.zip").status == 2


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
@pytest.mark.parametrize("width", [48, 100])
def test_the_demonstration_shows_a_call(atesta: Atesta, monkeypatch: pytest.MonkeyPatch, lang: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = atesta("demo", "--case", "call", "--lang", lang).out
    assert "tiene que pagar" in shown
    assert [line for line in shown.splitlines() if columns(line) > width] == []


@pytest.mark.parametrize("there", ["page.html", "call.wav"])
def test_a_page_is_never_written_over_something_else(atesta: Atesta, tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_bytes(SOUND.read_bytes())
    found = atesta(
        "review", tmp_path / there if there == "call.wav" else SOUND, "--words", WORDS, "--html", tmp_path / there
    )
    assert (found.status, "not a new file" in found.err) == (2, True)
    assert (tmp_path / there).read_bytes() == SOUND.read_bytes()


def test_a_refused_call_leaves_no_page_behind(atesta: Atesta, tmp_path: Path) -> None:
    (tmp_path / "empty.wav").write_bytes(b"")
    assert atesta("review", tmp_path / "empty.wav", "--html", tmp_path / "page.html").status == 2
    assert [path.name for path in tmp_path.glob("page*")] == []


def test_two_transcripts_of_one_call_are_refused(atesta: Atesta) -> None:
    found = atesta("review", WORDS, "--words", WORDS)
    assert (found.status, "--words" in found.err) == (2, True)


def adverse(review: dict) -> list[dict]:
    return [one for one in review["conduct"]["findings"] if one["answer"] != "not_applicable"]


def test_words_of_another_call_are_for_a_person(atesta: Atesta, tmp_path: Path) -> None:
    said = json.loads(WORDS.read_text(encoding="utf-8"))
    for turn in said["turns"]:
        turn["speaker"] = {"agent": "debtor", "debtor": "agent"}[turn["speaker"]]
    (tmp_path / "other.json").write_text(json.dumps(said), encoding="utf-8")
    review = reviewed(atesta, SOUND, "--words", tmp_path / "other.json")
    assert "words_elsewhere" in [reason for *_, reason in review["call"]["acoustics"]["not_reviewable"]]
    assert adverse(review) == []


def test_swapped_channels_are_for_a_person(atesta: Atesta, tmp_path: Path) -> None:
    said = json.loads(WORDS.read_text(encoding="utf-8"))
    for turn in said["turns"]:
        turn["speaker"] = {"agent": "debtor", "debtor": "agent"}[turn["speaker"]]
    (tmp_path / "other.json").write_text(json.dumps(said), encoding="utf-8")
    review = reviewed(atesta, SOUND, "--words", tmp_path / "other.json", "--agent", "right")
    assert "sides_in_doubt" in [reason for *_, reason in review["call"]["acoustics"]["not_reviewable"]]
    assert adverse(review) == []


def test_a_language_that_nobody_here_reads_is_not_judged(atesta: Atesta, tmp_path: Path) -> None:
    said = json.loads(WORDS.read_text(encoding="utf-8"))
    for turn in said["turns"]:
        turn.pop("lang", None)
    (tmp_path / "fr.json").write_text(json.dumps({**said, "lang": "fr"}), encoding="utf-8")
    assert adverse(reviewed(atesta, tmp_path / "fr.json")) == []
