"""The shapes that other people's systems read and write are written down, and what we read and write has them."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from atesta.action.ranking.as_files import BOARD
from atesta.installation.boards import Boards, snapshot_files, write_folder
from atesta.schemas import schema
from atesta.web.demo.board import demo_board

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "src" / "atesta" / "cli" / "cases"
NAMES = sorted(file.stem for file in (ROOT / "src" / "atesta" / "schemas").glob("*.json") if file.stem != "openapi-1")
"""The document of the API is no schema; tests/api/test_api_document.py looks at it."""


def data(text: str) -> Any:
    """TOML as the JSON value that a schema speaks of: dates and times as ISO 8601 texts."""
    return json.loads(json.dumps(tomllib.loads(text), default=date.isoformat))


def faults(name: str, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema(name)).iter_errors(value)]


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_a_schema(name: str):
    Draft202012Validator.check_schema(schema(name))


def test_every_file_in_and_every_answer_has_a_schema():
    assert set(NAMES) == {
        "account-1",
        "board-1",
        "directory-1",
        "history-1",
        "review-1",
        "route-1",
        "screen-1",
        "screen-transcripts-1",
        "transcript-1",
        "verify-1",
    }


@pytest.mark.parametrize("case", ["first", "mx", "es"])
@pytest.mark.parametrize(
    ("file", "name"), [("account.toml", "account-1"), ("figures.toml", "account-1"), ("directory.toml", "directory-1")]
)
def test_the_files_of_the_shown_cases_have_their_shape(case: str, file: str, name: str):
    assert faults(name, data((CASES / case / file).read_text(encoding="utf-8"))) == []


def examples(heading: str) -> list[str]:
    """The examples of a section of docs/files.md; the readers accept them too (tests/house/test_reference.py)."""
    text = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [block.partition("\n")[2] for block in section.split("```")[1::2]]


@pytest.mark.parametrize(("heading", "name"), [("account.toml", "account-1"), ("directory.toml", "directory-1")])
def test_the_example_that_shows_every_field_has_its_shape(heading: str, name: str):
    (example,) = examples(heading)
    assert faults(name, data(example)) == []


def test_every_line_of_the_history_example_has_its_shape():
    (example,) = examples("history.jsonl")
    assert [fault for line in example.splitlines() for fault in faults("history-1", json.loads(line))] == []


def test_every_case_of_the_answers_has_files_of_their_shape():
    text = (ROOT / "tests" / "cases" / "answers" / "cases.jsonl").read_text(encoding="utf-8")
    cases = [json.loads(line) for line in text.splitlines()]
    found = [
        *(fault for case in cases if case["account"] for fault in faults("account-1", data(case["account"]))),
        *(fault for case in cases if case["directory"] for fault in faults("directory-1", data(case["directory"]))),
        *(fault for case in cases for row in case["history"] or () for fault in faults("history-1", row)),
    ]
    assert found == []


@pytest.mark.parametrize("name", ["account-1", "directory-1", "history-1"])
def test_a_field_that_is_not_known_is_refused(name: str):
    assert any("no_such_field" in fault for fault in faults(name, {"no_such_field": 1}))


def test_a_published_board_has_its_shape(tmp_path: Path):
    made, published = tmp_path / "made", Boards(tmp_path / "board")
    write_folder(made, snapshot_files(demo_board()))
    board = published.publish(made)
    told = json.loads((published.path(board.period, board.version) / BOARD).read_bytes())
    assert faults("board-1", told) == [] and told["companies"] and told["log"]
    assert faults("board-1", {**told, "person": "x"}) and faults("board-1", {**told, "period": "2026-07"})
