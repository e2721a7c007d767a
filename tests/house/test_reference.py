"""The reference pages are complete: every verb and option is told, every example is read by the reader it is for."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import pytest

from atesta.action.complaint.routing.case import FIELDS as CASE_FIELDS
from atesta.action.complaint.routing.case import read_case
from atesta.cli.parser import build_parser
from atesta.contact.account import Account
from atesta.intake import account_file, history_file
from atesta.intake.account_file import read_account
from atesta.intake.history_file import read_history
from atesta.intake.turns import read_turns
from atesta.mandate import directory_file
from atesta.mandate.directory_file import read_directory

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILES = (DOCS / "files.md").read_text(encoding="utf-8")
COMMANDS = (DOCS / "commands.md").read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    found = re.search(rf"^## {re.escape(heading)}.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no section {heading}"
    return found[0]


def examples(heading: str) -> list[str]:
    return re.findall(r"^```\w+\n(.*?)^```", section(FILES, heading), re.MULTILINE | re.DOTALL)


def verbs() -> dict[str, argparse.ArgumentParser]:
    actions = build_parser()._actions
    (chosen,) = [action for action in actions if isinstance(action, argparse._SubParsersAction)]
    return dict(chosen.choices)


@pytest.mark.parametrize("verb", verbs())
def test_every_option_of_a_verb_is_in_its_section(verb: str) -> None:
    rows = re.findall(r"^\| (`--.*?) \|", section(COMMANDS, f"atesta {verb}"), re.MULTILINE)
    told = set(re.findall(r"--[\w-]+", " ".join(rows)))
    options = {name for action in verbs()[verb]._actions for name in action.option_strings if name.startswith("--")}
    assert told == options - {"--help", "--lang"}


def test_the_account_example_is_read_and_shows_every_field() -> None:
    (example,) = examples("account.toml")
    assert isinstance(read_account(example.encode()), Account)
    assert [field for field in account_file.FIELDS if not re.search(rf"^(\[\[)?{field}\b", example, re.M)] == []


def test_the_directory_example_is_read_and_shows_every_field() -> None:
    (example,) = examples("directory.toml")
    assert len(read_directory(example.encode()).registrations) == 2
    assert [field for field in directory_file.FIELDS if not re.search(rf"^(\[\[)?{field}\b", example, re.M)] == []
    assert [field for field in directory_file.REGISTERED_FIELDS if not re.search(rf"^{field}\b", example, re.M)] == []


def test_the_history_example_is_read_and_shows_every_field() -> None:
    (example,) = examples("history.jsonl")
    assert len(read_history(example.encode().splitlines())) == 2
    assert [field for field in history_file.FIELDS if f'"{field}"' not in example] == []


def test_the_case_example_is_read_and_shows_every_field() -> None:
    (example,) = examples("CASE.json of `atesta route`")
    assert read_case(example.encode()).wants == "stop"
    assert [field for field in CASE_FIELDS if f'"{field}"' not in example] == []


def test_the_turns_example_is_read() -> None:
    text, call = examples("IN.jsonl of `atesta screen`")
    assert {"id", "text", "lang", "context"} == set(json.loads(text))
    assert len(read_turns(json.loads(call)["turns"], "example")) == 2
