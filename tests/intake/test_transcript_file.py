"""Transcripts of others: what is read of them (tests/cases/transcripts), what is refused, and that ours come back."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.transcript import SpokenTurn, Stretch, Transcript, Voice, Word
from atesta.errors import FileFormatError, InputError
from atesta.intake import transcript_fields, transcript_file
from atesta.intake.transcript_file import looks_like_transcript, read_transcript
from atesta.transcript.as_json import transcript_bytes
from atesta.transcript.as_vcon import write_vcon
from atesta.transcript.as_vtt import write_vtt

CASES = Path(__file__).resolve().parents[1] / "cases" / "transcripts"
MADE = datetime(2026, 11, 15, 10, 0, tzinfo=UTC)


def cases(name: str) -> list[Any]:
    table = tomllib.loads((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=key) for key, case in table.items()]


def shown(turn: SpokenTurn) -> str:
    times = ("-" if at is None else str(at) for at in (turn.start, turn.end))
    return " ".join([turn.voice.value, *times, turn.text])


@pytest.mark.parametrize("case", cases("read.toml"))
def test_a_transcript_of_others_is_read(case: dict[str, Any]) -> None:
    data = case["given"].lstrip("\n").encode()
    assert looks_like_transcript(data)
    found = read_transcript(data, "call")
    assert [shown(turn) for turn in found.turns] == case["turns"]
    assert found.lang == case.get("lang")


@pytest.mark.parametrize("case", cases("refused.toml"))
def test_what_cannot_be_read_for_certain_is_refused_with_its_place(case: dict[str, Any]) -> None:
    with pytest.raises(FileFormatError) as refused:
        read_transcript(case["given"].encode(), "call.json")
    assert refused.value.key == case["key"]
    assert case["place"] in str(refused.value.values["where"])


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_line_ending_and_a_byte_order_mark_are_read(ending: str) -> None:
    lines = ["WEBVTT", "", "00:01.000 --> 00:02.000", "<v Agent>Hola", "", ""]
    found = read_transcript(b"\xef\xbb\xbf" + ending.join(lines).encode(), "call.vtt")
    assert [shown(turn) for turn in found.turns] == ["agent 1.0 2.0 Hola"]


def test_times_inside_a_caption_are_times_of_words() -> None:
    data = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Agent>Le <00:01.500><c>habla</c> <00:00:02.250>Ana\n"
    turn = read_transcript(data, "call.vtt").turns[0]
    assert turn.text == "Le habla Ana"
    assert turn.words == (Word("Le", 1.0, 1.5), Word("habla", 1.5, 2.25), Word("Ana", 2.25, 4.0))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[Banco Sol] Su pago vence hoy",
        b"[[payments]]\nday = 2026-01-01\n",
        b"\xe3\x80\x90x",
        b"{}",
        b"WEBVTTX",
        b"RIFF....WAVE",
    ],
)
def test_a_message_or_another_file_does_not_look_like_a_transcript(data: bytes) -> None:
    assert not looks_like_transcript(data)


def test_a_file_that_no_call_fills_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_file, "MOST_BYTES", 100)
    with pytest.raises(FileFormatError) as refused:
        read_transcript(b"[" * 101, "call.json")
    assert refused.value.key == "transcript_too_large"


def test_more_turns_than_a_day_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_fields, "MOST_TURNS", 3)
    for data in (
        json.dumps([{"speaker": "agent", "text": "a"}] * 4).encode(),
        b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\na\n\n" * 4,
    ):
        with pytest.raises(FileFormatError) as refused:
            read_transcript(data, "call")
        assert refused.value.key == "turns_missing"


@pytest.mark.parametrize(
    "data", [b"[" * 200_000, b'{"vcon":' * 100_000, b'[{"start": ' + b"9" * 5000 + b"}]", b"\xff\xfe"]
)
def test_endless_nesting_and_numbers_are_refused(data: bytes) -> None:
    with pytest.raises(FileFormatError):
        read_transcript(data, "call.json")


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for form in (data, b"WEBVTT\n\n" + data, b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + data):
        try:
            read_transcript(form, "call")
        except FileFormatError:
            continue


FIELDS = [
    *("vcon", "uuid", "parties", "dialog", "analysis", "type", "body", "results", "channels", "alternatives"),
    *("words", "word", "start", "end", "speaker", "text", "segments", "turns", "transcript", "schema", "label"),
    *("not_reviewable", "speakers", "role", "confidence", "id"),
]
SCRAP = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(SCRAP, st.lists(SCRAP, max_size=3))
def test_no_json_breaks_the_reader(scrap: Any, more: list[Any]) -> None:
    vcon = {"vcon": "0.4.0", "uuid": "x", "parties": more, "dialog": more}
    for value in (
        scrap,
        {"turns": scrap},
        [scrap],
        vcon | {"analysis": [{"type": "transcript", "body": scrap}]},
        vcon | {"analysis": [{"type": "transcript", "body": {"segments": more, "words": scrap}}]},
        vcon | {"analysis": [{"type": "transcript", "body": {"results": {"channels": more}}}]},
    ):
        try:
            read_transcript(json.dumps(value).encode(), "call")
        except FileFormatError:
            continue


MILLIS = st.integers(0, 20_000_000).map(lambda millis: millis / 1000)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=12)


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """Anything that our JSON can carry."""
    return Transcript(
        tuple(draw(st.lists(turns(), max_size=4))),
        draw(st.sampled_from([None, "es", "zh", "en", "pt"])),
        draw(st.sampled_from([1, 2])),
        tuple(draw(st.lists(stretches(), max_size=2))),
        draw(st.sampled_from(["imported", "whisper-base int8 <a&b>"])),
    )


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    start, end = sorted([draw(MILLIS), draw(MILLIS)])
    return Stretch(start, end, draw(st.sampled_from(["low_snr", "invented_words"])))


@st.composite
def turns(draw: st.DrawFn) -> SpokenTurn:
    words = draw(st.lists(st.text(st.sampled_from("abñ您,.<&>"), min_size=1, max_size=5), max_size=5))
    times = sorted(draw(st.lists(MILLIS, min_size=len(words) + 1, max_size=len(words) + 1, unique=True)))
    made = tuple(Word(text, a, b) for text, a, b in zip(words, times, times[1:], strict=False))
    text = " ".join(words) if words else draw(TEXT)
    return SpokenTurn(draw(st.sampled_from(Voice)), text, times[0], times[-1], None, made)


@given(transcripts())
def test_our_json_comes_back_whole(transcript: Transcript) -> None:
    data = transcript_bytes(transcript)
    assert read_transcript(data, "call.json") == transcript
    assert transcript_bytes(read_transcript(data, "call.json")) == data


@given(transcripts())
def test_vcon_comes_back_whole(transcript: Transcript) -> None:
    data = write_vcon(transcript, MADE)
    assert looks_like_transcript(data)
    assert read_transcript(data, "call.vcon") == transcript


@given(transcripts())
def test_webvtt_comes_back_with_its_times_words_and_what_may_not_be_judged(transcript: Transcript) -> None:
    data = write_vtt(transcript)
    assert looks_like_transcript(data)
    found = read_transcript(data, "call.vtt")
    flat = [" ".join(turn.text.split()) for turn in transcript.turns]
    assert [turn.text for turn in found.turns] == flat
    assert [(turn.voice, turn.start, turn.end, turn.words) for turn in found.turns] == [
        (turn.voice, turn.start, turn.end, turn.words) for turn in transcript.turns
    ]
    assert (found.lang, found.channels, found.engine) == (transcript.lang, transcript.channels, transcript.engine)
    assert found.not_reviewable == transcript.not_reviewable


def test_a_turn_without_times_is_no_caption() -> None:
    with pytest.raises(InputError) as refused:
        write_vtt(Transcript((SpokenTurn(Voice.AGENT, "Hola"),)))
    assert refused.value.key == "vtt_without_times"


def test_a_vcon_of_the_same_words_is_the_same_bytes_and_names_nobody() -> None:
    transcript = Transcript((SpokenTurn(Voice.PROBABLE_AGENT, "Hola", 0.0, 1.0),))
    data = write_vcon(transcript, MADE, "sha256:" + "0" * 64)
    assert data == write_vcon(transcript, MADE, "sha256:" + "0" * 64)
    value = json.loads(data)
    assert value["parties"] == [{"role": "agent"}]
    assert (value["created_at"], value["analysis"][0]["schema"]) == ("2026-11-15T10:00:00.000Z", "atesta.transcript/1")
