"""`atesta rank`: a table, a snapshot, and what cannot be used said by name."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from first_case import CASES, Atesta

BOARD = CASES / "board"
GIVEN = ("--contacts", BOARD / "contacts.csv", "--replies", BOARD / "replies.csv", "--log", BOARD / "log.csv")


def ranked(atesta: Atesta, out: Path, *more: object, period: str = "2026-Q3") -> object:
    fixed = ("--period", period, "--as-of", "2026-10-20", "--out", out)
    return atesta("rank", BOARD / "cases.csv", *GIVEN, *fixed, *more)


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
@pytest.mark.parametrize("columns", [50, 80])
def test_the_table_fits_the_screen(
    atesta: Atesta, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, columns: int
) -> None:
    from atesta.cli.layout import columns as wide  # noqa: PLC0415

    monkeypatch.setenv("COLUMNS", str(columns))
    said = ranked(atesta, tmp_path / "s", "--lang", lang, "--demo").out
    assert "Gestora Sierra Clara SA de CV" in said and "0.91 " in said and "DEMO" in said
    assert max(map(wide, said.splitlines()[:-3])) <= columns


def test_the_snapshot_has_table_data_feed_and_script(atesta: Atesta, tmp_path: Path) -> None:
    said = ranked(atesta, tmp_path / "s", "--json").json
    assert (said["schema"], said["period"], said["version"]) == ("atesta.board/1", "2026-Q3", 1)
    assert {path.name for path in (tmp_path / "s").iterdir()} >= {
        "board.json",
        "companies.csv",
        "board.atom",
        "recompute.py",
    }
    feed = ET.parse(tmp_path / "s" / "board.atom").getroot()
    assert [entry.tag.rpartition("}")[2] for entry in feed].count("entry") == 1


def test_the_same_files_give_the_same_bytes(atesta: Atesta, tmp_path: Path) -> None:
    for name in ("one", "two"):
        ranked(atesta, tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_what_is_there_is_not_written_over(atesta: Atesta, tmp_path: Path) -> None:
    ranked(atesta, tmp_path / "s")
    refused = ranked(atesta, tmp_path / "s", "--lang", "en")
    assert refused.status == 2 and "never written over" in refused.err


@pytest.mark.parametrize(("period", "said"), [("2026", "quarter"), ("2026-Q4", "not over")])
def test_a_period_that_is_none_or_open_is_refused(atesta: Atesta, tmp_path: Path, period: str, said: str) -> None:
    refused = ranked(atesta, tmp_path / "s", "--lang", "en", period=period)
    assert refused.status == 2 and said in refused.err
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_a_person_is_refused_in_the_reader_s_language(atesta: Atesta, tmp_path: Path, lang: str) -> None:
    text = (BOARD / "cases.csv").read_text(encoding="utf-8").replace("legal_entity", "person", 1)
    (tmp_path / "c.csv").write_text(text, encoding="utf-8")
    refused = atesta("rank", tmp_path / "c.csv", "--period", "2026-Q3", "--out", tmp_path / "s", "--lang", lang)
    words = {"en": "No person is ever ranked", "es": "Nunca se clasifica", "zh": "个人一律不排名"}
    assert refused.status == 2 and words[lang] in refused.err
