"""`atesta handoff`: a file for the lawyers, accepted with their own key or on paper, and then a row of [[legal]]."""

from __future__ import annotations

import io
import tomllib
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from first_case import FIRST, MESSAGE, REVIEW, Atesta


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, atesta: Atesta) -> Path:
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "creditor"))
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "account.toml").write_bytes((FIRST / "account.toml").read_bytes())
    (folder / "review.json").write_text(atesta(*REVIEW, "--json").out, encoding="utf-8")
    assert atesta("seal", MESSAGE, "--typed", "--out", folder / "acta-1.zip").status == 0
    return folder


def test_a_firm_accepts_with_its_own_key_and_the_row_prints_for_the_account(
    atesta: Atesta, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, token, theirs = tmp_path / "h.zip", tmp_path / "a.jws", tmp_path / "theirs"
    made = atesta("handoff", "prepare", case, "--out", out)
    assert made.status == 0 and "No notice is in the file." in made.out
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "lawyers"))
    assert atesta("handoff", "accept", out, "--name", "Ejemplo Abogados", "--out", token).status == 0
    assert atesta("keys", "export", theirs).status == 0
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "creditor"))
    unknown = atesta("handoff", "record", out, "--acceptance", token)
    assert unknown.status == 2 and "nobody here knows the key" in unknown.err
    said = atesta("handoff", "record", out, "--acceptance", token, "--anchors", theirs).out
    assert said.startswith("Accepted by Ejemplo Abogados on ")
    assert tomllib.loads(said.partition("\n")[2])["legal"][0]["stage"] == "handed_to_lawyers"


def test_the_file_holds_what_it_lists_and_is_sealed(atesta: Atesta, case: Path, tmp_path: Path) -> None:
    out = tmp_path / "h.zip"
    atesta("handoff", "prepare", case, "--out", out)
    with zipfile.ZipFile(out) as archive:
        names = set(archive.namelist())
        (tmp_path / "seal.zip").write_bytes(archive.read("seal.zip"))
        listed = {line.split("  ")[1] for line in archive.read("digests.txt").decode().splitlines()}
    assert listed == names - {"seal.zip", "digests.txt"}
    assert {"exhibits/E001.toml", "exhibits/E002.zip", "exhibits/E003.json"} <= names
    assert atesta("verify", tmp_path / "seal.zip").status == 0


def test_an_exhibit_that_was_changed_since_is_refused(atesta: Atesta, case: Path, tmp_path: Path) -> None:
    changed = io.BytesIO()
    with zipfile.ZipFile(case / "acta-1.zip") as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_STORED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(
                entry, data.replace("逾期".encode(), "还款".encode()) if "original" in entry.filename else data
            )
    (case / "acta-1.zip").write_bytes(changed.getvalue())
    refused = atesta("handoff", "prepare", case, "--out", tmp_path / "h.zip")
    assert refused.status == 2 and "E002" in refused.err and not (tmp_path / "h.zip").exists()


def test_paper_needs_a_name_and_a_day_that_is_not_before_the_file(atesta: Atesta, case: Path, tmp_path: Path) -> None:
    out = tmp_path / "h.zip"
    atesta("handoff", "prepare", case, "--out", out)
    paper = ("handoff", "record", out, "--paper", MESSAGE)
    assert atesta(*paper, "--name", "Ejemplo Abogados").status == 0
    assert "has no name" in atesta(*paper).err
    before = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    assert "not between the day of the file and today" in atesta(*paper, "--name", "X", "--on", before).err
    assert "no file for lawyers" in atesta("handoff", "record", MESSAGE, "--paper", MESSAGE, "--name", "X").err
