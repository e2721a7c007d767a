"""`atesta lists`: a list is kept with its day and source, and what was kept is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from first_case import Atesta


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATESTA_WEB_FOLDER", str(tmp_path / "web"))
    path = tmp_path / "r.csv"
    path.write_text("Despacho,Teléfono\nGestores Ejemplo SC,442 555 0101\n,555\n", encoding="utf-8")
    return path


def test_a_list_is_kept_and_shown(atesta: Atesta, register: Path) -> None:
    given = (
        "lists",
        "--lang",
        "en",
        "add",
        str(register),
        "--place",
        "mx",
        "--source",
        "REDECO",
        "--as-of",
        "2026-10-01",
    )
    out = atesta(*given).out
    assert "MX: 1 agency" in out
    assert "row 3" in out
    shown = atesta("lists", "--lang", "en", "show").out
    assert "MX · Public register · REDECO · 1 Oct 2026" in shown


def test_a_list_without_its_day_is_wrong_usage(atesta: Atesta, register: Path) -> None:
    assert atesta("lists", "add", str(register), "--place", "MX", "--source", "x", "--as-of", "yesterday").status == 2


def test_nothing_is_kept_at_first(atesta: Atesta, register: Path) -> None:
    assert "No list is kept" in atesta("lists", "--lang", "en", "show").out
