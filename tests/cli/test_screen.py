"""`atesta screen`: one answer a line, in order, nothing lost, and a run that stopped goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from first_case import Atesta
from jsonschema import Draft202012Validator

from atesta.schemas import schema

TEXTS = (
    {"id": "a", "text": "Si no paga hoy, mandamos una patrulla a su casa y se va a la cárcel."},
    {
        "id": "b",
        "text": "Buenos días, Sra. Ruiz. Le recordamos su cuota de 30 €. Gracias.",
        "lang": "es",
        "context": "",
    },
    {"id": 3, "text": "再不还款就爆你通讯录！", "provenance": "unknown fields are accepted", "x": [1]},
)
CALL = {
    "id": "c1",
    "lang": "es",
    "turns": [
        {"speaker": "agent", "start": 0.0, "end": 4.0, "text": "Buenas tardes, soy Ana Ruiz de Crédito Aurora."},
        {"speaker": "customer", "start": None, "end": None, "text": "Dígame."},
        {"speaker": "agent", "start": 5.0, "end": 9.0, "text": "Si no paga hoy, va a ir a la cárcel, ratero."},
    ],
}


def lines(*rows: Any) -> bytes:
    return b"".join(row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in rows)


class Files:
    """IN and OUT of one run."""

    def __init__(self, folder: Path) -> None:
        self.given, self.out = folder / "in.jsonl", folder / "out.jsonl"

    def rows(self) -> list[Any]:
        return [json.loads(line) for line in self.out.read_bytes().splitlines()]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_each_text_gets_its_labels_in_the_order_it_came(atesta: Atesta, files: Files):
    files.given.write_bytes(lines(*TEXTS))
    assert atesta("screen", files.given, "--out", files.out).status == 0
    rows = files.rows()
    assert [row["id"] for row in rows] == ["a", "b", 3]
    assert "arrest_threat" in rows[0]["labels"] and "third_party_disclosure" in rows[2]["labels"]
    assert rows[1]["labels"] == ["benign"]


def test_answers_are_as_the_schema_says(atesta: Atesta, files: Files):
    files.given.write_bytes(lines(*TEXTS, b"not json\n", {"id": "x"}))
    atesta("screen", files.given, "--out", files.out)
    check = Draft202012Validator(schema("screen-1"))
    assert [error.message for row in files.rows() for error in check.iter_errors(row)] == []


def test_an_answer_to_distress_says_so_and_scores_nothing(atesta: Atesta, files: Files):
    turns = [{"speaker": "debtor", "text": "I want to kill myself"}, {"speaker": "agent", "text": "You are scum."}]
    files.given.write_bytes(lines({"id": "a", "text": "I want to kill myself", "turns": turns}))
    for kind, name in (((), "screen-1"), (("--transcripts",), "screen-transcripts-1")):
        atesta("screen", files.given, "--out", files.out, "--restart", *kind)
        (row,) = files.rows()
        assert row["distress"] is True and not row.get("labels")
        assert {finding["measured"]["first"] for finding in row["findings"]} <= {"person"}
        Draft202012Validator(schema(name)).validate(row)


BAD = [
    (b"not json\n", "Line 2 is not JSON in UTF-8."),
    (b'{"id": "x"}\n', "Line 2 has no text, or one that is not text."),
    (b'{"id": "x", "text": 5}\n', "Line 2 has no text, or one that is not text."),
    (b'{"text": "x"}\n', "Line 2 has no id that is a text or a whole number."),
    (b'{"id": NaN, "text": "x"}\n', "Line 2 has no id that is a text or a whole number."),
    (b'{"id": 1e999, "text": "x"}\n', "Line 2 has no id that is a text or a whole number."),
    (b'{"id": "x", "text": "x", "context": 7}\n', "Line 2 has no context, or one that is not text."),
    (b'{"id": "x", "text": "\xff"}\n', "Line 2 is not JSON in UTF-8."),
    (b"[1]\n", "Line 2 has no id that is a text or a whole number."),
    (b"[" * 100_000 + b"\n", "Line 2 is nested too deeply."),
    (lines({"id": "x", "text": "还" * 3_500_000}), "The text of line 2 has more than 32768 characters."),
]


@pytest.mark.parametrize(("bad", "what"), BAD, ids=[what[:40] for _, what in BAD])
def test_a_bad_line_keeps_its_number_and_its_error_and_nothing_is_lost(
    atesta: Atesta, files: Files, bad: bytes, what: str
):
    files.given.write_bytes(lines(TEXTS[0]) + bad + lines(TEXTS[1]))
    ran = atesta("screen", files.given, "--out", files.out)
    first, wrong, last = files.rows()
    assert (first["id"], last["id"]) == ("a", "b")
    assert wrong["line"] == 2 and wrong["error"]["what"] == what
    assert ran.status == 0 and "One of them could not be read (line 2)" in ran.err


def test_blank_lines_get_no_answer_and_count_as_lines(atesta: Atesta, files: Files):
    files.given.write_bytes(b"\n" + lines(TEXTS[0]) + b"  \r\n" + b"bad\n" + b"\n")
    atesta("screen", files.given, "--out", files.out)
    assert [row.get("line", row["id"]) for row in files.rows()] == ["a", 4]


def test_a_last_line_without_its_end_is_answered(atesta: Atesta, files: Files):
    files.given.write_bytes(lines(*TEXTS).rstrip(b"\n"))
    atesta("screen", files.given, "--out", files.out)
    assert len(files.rows()) == 3


def test_half_a_surrogate_pair_is_a_character_like_others(atesta: Atesta, files: Files):
    files.given.write_bytes(b'{"id": "\\ud800", "text": "\\udfff si no paga va a ir a la c\\u00e1rcel \\ud800"}\n')
    atesta("screen", files.given, "--out", files.out)
    (row,) = files.rows()
    assert row["id"] == "\ud800" and "arrest_threat" in row["labels"]


def test_an_empty_file_has_no_answers(atesta: Atesta, files: Files):
    files.given.write_bytes(b"")
    assert atesta("screen", files.given, "--out", files.out).status == 0
    assert files.out.read_bytes() == b""


# --- going on ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [0, 1, 100, 700, -1, -30])
def test_a_run_that_stopped_anywhere_goes_on_to_the_same_bytes(atesta: Atesta, files: Files, left: int):
    files.given.write_bytes(lines(*TEXTS, b"bad\n", TEXTS[0]))
    atesta("screen", files.given, "--out", files.out)
    whole = files.out.read_bytes()
    files.out.write_bytes(whole[:left])
    assert atesta("screen", files.given, "--out", files.out).status == 0
    assert files.out.read_bytes() == whole


def test_a_mended_or_changed_line_is_answered_again_and_the_ones_before_it_are_kept(atesta: Atesta, files: Files):
    files.given.write_bytes(lines(TEXTS[0], b"bad\n", TEXTS[1]))
    atesta("screen", files.given, "--out", files.out)
    mended = [TEXTS[0], {"id": "m", "text": "不还钱就弄死你"}, {**TEXTS[1], "text": "Pague o va a ir a la cárcel."}]
    for given in (mended, mended[:2], [*mended, TEXTS[2]], [{**TEXTS[0], "text": "Gracias."}, *mended[1:]]):
        files.given.write_bytes(lines(*given))
        ran = atesta("screen", files.given, "--out", files.out)
        again = files.out.read_bytes()
        atesta("screen", files.given, "--out", files.out, "--restart")
        assert ran.status == 0 and again == files.out.read_bytes()


def test_a_first_line_that_could_not_be_read_may_be_mended(atesta: Atesta, files: Files):
    for given in (b"bad\n", lines(TEXTS[0])):
        files.given.write_bytes(given)
        assert atesta("screen", files.given, "--out", files.out).status == 0
    assert [row["id"] for row in files.rows()] == ["a"]


def test_an_out_whose_lines_nobody_noted_is_refused_and_kept(atesta: Atesta, files: Files, tmp_path: Path):
    files.given.write_bytes(lines(*TEXTS))
    atesta("screen", files.given, "--out", files.out)
    held = files.out.read_bytes()
    (tmp_path / "out.jsonl.read").unlink()
    assert atesta("screen", files.given, "--out", files.out).status == 2
    assert files.out.read_bytes() == held


@pytest.mark.parametrize(
    ("lang", "said"), [("es", "2 respuestas, en"), ("zh", "已回答 2 条"), ("en", "2 answered, in")]
)
def test_what_was_done_is_said_in_the_readers_language(atesta: Atesta, files: Files, lang: str, said: str):
    files.given.write_bytes(lines(*TEXTS[:2]))
    assert said in atesta("screen", files.given, "--out", files.out, "--lang", lang).err


@pytest.mark.parametrize(
    "held",
    [
        lines({"id": "other", "labels": [], "findings": []}),
        lines({"id": "a", "findings": [], "agent_stated_name": "y"}),  # of a run with --transcripts
        lines(*({"id": "a", "labels": [], "findings": []},) * 9),  # more answers than there are lines
        b"my notes",
        b"my notes\nand more\n",
        b"[" * 100_000 + b"\n",
    ],
)
def test_an_out_that_is_not_this_runs_is_refused_and_kept(atesta: Atesta, files: Files, held: bytes):
    files.given.write_bytes(lines(*TEXTS))
    files.out.write_bytes(held)
    refused = atesta("screen", files.given, "--out", files.out)
    assert refused.status == 2 and "out.jsonl holds something else" in refused.err
    assert files.out.read_bytes() == held


def test_restart_begins_out_again(atesta: Atesta, files: Files):
    files.given.write_bytes(lines(*TEXTS))
    files.out.write_bytes(lines({"id": "other"}))
    atesta("screen", files.given, "--out", files.out, "--restart")
    assert [row["id"] for row in files.rows()] == ["a", "b", 3]


def test_in_and_out_may_not_be_one_file_under_any_name(atesta: Atesta, files: Files, tmp_path: Path):
    files.given.write_bytes(lines(*TEXTS))
    (tmp_path / "link.jsonl").hardlink_to(files.given)
    (tmp_path / "noted.read").hardlink_to(files.given)
    for out in (files.given, tmp_path / "link.jsonl", tmp_path / "noted"):
        assert atesta("screen", files.given, "--out", out, "--restart").status == 2
    assert files.given.read_bytes() == lines(*TEXTS)


def test_two_processes_write_the_same_bytes_as_one(atesta: Atesta, files: Files, tmp_path: Path):
    rows = [{**text, "id": f"{number}-{text['id']}"} for number in range(150) for text in TEXTS]
    files.given.write_bytes(lines(*rows[:300], b"bad\n", *rows[300:]))
    atesta("screen", files.given, "--out", files.out, "--jobs", "1")
    two = tmp_path / "two.jsonl"
    assert atesta("screen", files.given, "--out", two, "--jobs", "2").status == 0
    assert two.read_bytes() == files.out.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("no-such.jsonl", "--out", "out"), "no-such.jsonl is not a file."),
        ((".", "--out", "out"), ". is not a file."),
        (("in.jsonl", "--out", "no-such-folder/out"), "no-such-folder/out cannot be written"),
        (("in.jsonl", "--out", "."), ". cannot be written"),
        (("in.jsonl", "--out", "out", "--jobs", "0"), "--jobs is below 1."),
        (("in.jsonl",), "this is still missing: --out."),
    ],
)
def test_a_wrong_file_or_option_is_named(
    atesta: Atesta, files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], what: str
):
    files.given.write_bytes(lines(*TEXTS))
    monkeypatch.chdir(tmp_path)
    refused = atesta("screen", *arguments)
    assert refused.status == 2 and what in refused.err


# --- transcripts ------------------------------------------------------------------------------------------------------


def test_a_call_gets_every_field_as_y_n_or_na_and_findings_with_turn_and_characters(atesta: Atesta, files: Files):
    files.given.write_bytes(lines(CALL))
    atesta("screen", files.given, "--out", files.out, "--transcripts")
    (row,) = files.rows()
    check = Draft202012Validator(schema("screen-transcripts-1"))
    assert [error.message for error in check.iter_errors(row)] == []
    assert row["agent_stated_name"] == row["agent_stated_company"] == row["name_and_company_in_first_turn"] == "y"
    assert row["profanity_borrower"] == "n"
    spans = [(finding["span"]["turn"], finding["quote"], finding["span"]) for finding in row["findings"]]
    assert spans and all(CALL["turns"][turn]["text"][at["start"] : at["end"]] == quote for turn, quote, at in spans)


@pytest.mark.parametrize(
    ("turns", "what"),
    [
        (None, "has no list of turns"),
        ("x", "has no list of turns"),
        ([{"speaker": "robot", "text": "x"}], "turn 0 has an unknown speaker"),
        ([{"speaker": "agent", "start": "a", "end": 2, "text": "x"}], "turn 0 has a start that is not a number"),
        ([{"speaker": "agent", "text": 5}], "turn 0"),
    ],
)
def test_a_bad_turn_is_named_with_its_line(atesta: Atesta, files: Files, turns: Any, what: str):
    files.given.write_bytes(lines(CALL, {"id": "c2", "turns": turns}, {**CALL, "id": "c3"}))
    atesta("screen", files.given, "--out", files.out, "--transcripts")
    good, bad, after = files.rows()
    assert (good["id"], after["id"], bad["line"]) == ("c1", "c3", 2)
    assert what in bad["error"]["what"]
