"""A refusal speaks the reader's language: every error that the source can raise has its sentences in three."""

from __future__ import annotations

import ast
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from first_case import CASES, MESSAGE, Atesta

from atesta.cli import usage
from atesta.cli.given import CANNOT_READ
from atesta.errors import InputError, Where
from atesta.intake.fields import EXPECTED
from atesta.locale import catalogue
from atesta.telling.say_error import say_error

SOURCE = CASES.parents[1]
SESSIONS = tomllib.loads((Path(__file__).parents[1] / "cases/errors/sessions.toml").read_text("utf-8"))["session"]
HELPERS = ("_refusal", "_cannot", "__init__")  # which hand a key on
# intake/fields.py and intake/text.py; sms_export.py has no `where` before it
KEY_AT = {"refuse": 4, "_refuse": 4, "_slip": 0, "_no_time": 0, "_too_long": 0, "_not_taken": 0}
PARTS = ("what", "why", "do")


@cache
def raised() -> tuple[tuple[str, str, set[str], bool], ...]:
    """(place in the source, key, names of the values given, whether the sentence `do` is one of `expected`)."""
    return tuple(_raised())


def _raised() -> Iterator[tuple[str, str, set[str], bool]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                names = {word.arg for word in node.keywords if word.arg}
                for key in constants(key_of(node, path.name)):
                    yield f"{path.name}:{node.lineno}", key, names | {"where"}, "form" in names


def key_of(call: ast.Call, file: str) -> ast.expr | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name.endswith("Error") or name in HELPERS:
        return next((word.value for word in call.keywords if word.arg == "key"), None)
    at = 3 if file == "sms_export.py" else KEY_AT.get(name, -1)
    return call.args[at] if name in KEY_AT and 0 <= at < len(call.args) else None


def constants(node: ast.expr | None) -> list[str]:
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def elsewhere() -> set[str]:
    """Keys that are not written where something is raised."""
    wrong_fields = {"field_wrong", "field_missing"}
    unreadable = {*CANNOT_READ.values(), "file_unreadable"}
    of_usage = {key for key, _ in usage._SAID} | {"usage_unknown_option", "usage_too_many", "usage_other"}
    of_disk = {"disk_full", "disk_closed", "disk_has_it", "disk_has_it_not", "disk_read_only", "disk_failed"}
    of_seal = {f"handoff_seal_{answer}" for answer in ("changed", "incomplete", "cannot_check")}
    sealing = of_seal | {"bundle_kind", "too_much_sound", "not_in_form", "twin_of_no_recording"}
    of_sound = {"sound_empty", "sound_not_read", "sound_without_audio"}
    columns = ("account", "moment", "ahead", "channel", "outcome", "to", "purpose", "number", "sender", "differs")
    of_logs = {f"contact_line_{column}" for column in columns}
    told = set(catalogue("en").entries["error"])  # beside these, words of other tables begin so, too
    of_tables = {key for key in written() & told if key.startswith(("line_", "sheet_", "accounts_zip", "api_"))}
    return wrong_fields | unreadable | of_usage | of_disk | of_sound | sealing | of_logs | of_tables | {"our_fault"}


@cache
def written() -> frozenset[str]:
    """Every string that stands in the source: faults of a line and answers of the API hand their key on."""
    trees = (ast.parse(path.read_text("utf-8")) for path in SOURCE.rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(node.value for node in nodes if isinstance(node.value, str))


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_every_error_that_can_be_raised_has_its_three_sentences(lang: str) -> None:
    words, found = catalogue(lang), raised()
    assert len(found) > 50
    for place, key, given, has_form in found:
        for part in PARTS[:2] if has_form else PARTS:
            assert words.has(f"error.{key}.{part}"), f"{place}: no error.{key}.{part} in {lang}"
            missing = slots(words._entry(f"error.{key}.{part}")) - given
            assert not missing, f"{place}: {key} does not say {missing}"


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_every_sentence_is_of_an_error_that_can_be_raised(lang: str) -> None:
    entries = catalogue(lang).entries
    assert set(entries["error"]) == {key for _, key, _, _ in raised()} | elsewhere()
    assert set(entries["expected"]) == set(EXPECTED)


@pytest.fixture
def in_a_folder_with_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("message.txt").write_bytes(MESSAGE.read_bytes())
    head = 'as_of = 2026-11-15T06:00:00+08:00\naccount = "A-1001"\ncreditor = "晨曦分期"\nplace = "CN"\n'
    Path("account.toml").write_text(f"{head}[[instalment]]\ndue = 2026-11-12\namount = 412.60\n", "utf-8")
    call = '{"at": "2026-11-14T10:02:00+08:00", "channel": "call", "outcome": "shouted", "by": "own"}\n'
    Path("history.jsonl").write_text(call, "utf-8")


@pytest.mark.usefixtures("in_a_folder_with_files")
@pytest.mark.parametrize("lang", ["en", "es", "zh"])
@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session["name"])
def test_a_mistake_is_answered_in_the_readers_language(
    atesta: Atesta, monkeypatch: pytest.MonkeyPatch, session: dict[str, Any], lang: str
) -> None:
    by_option = atesta(*session["typed"].split(), "--lang", lang)
    monkeypatch.setenv("ATESTA_LANG", lang)
    by_setting = atesta(*session["typed"].split())
    for ran in (by_option, by_setting):
        what, why, do = ran.err.splitlines()
        assert (ran.status, ran.out) == (2, "")
        assert [what, do] == ["atesta: " + session[lang][0], "  " + session[lang][1]]
        assert why.strip() and "Xiaomei" not in ran.err


def test_a_place_is_said_step_by_step() -> None:
    where = Where.of("calls.jsonl").at("line", 3).at("turn", 2)
    error = InputError("", "", "", key="turn_without_text", where=where)
    assert str(where) == "calls.jsonl, line 3, turn 2"
    assert say_error(error, catalogue("zh")).startswith("atesta: calls.jsonl，第 3 行，第 2 轮发言：")


@pytest.mark.parametrize("lang", ["es", "zh"])
def test_a_fault_of_ours_is_said_in_the_readers_language(atesta: Atesta, monkeypatch: pytest.MonkeyPatch, lang: str):
    monkeypatch.setattr("atesta.cli.review.review_message", lambda *_: 1 / 0)
    ran = atesta("review", MESSAGE, "--lang", lang)
    assert ran.status == 1 and "ATESTA_DEBUG=1" in ran.err and "something" not in ran.err
