"""`atesta store rank-cases`: what the desk decided, as the table that `atesta rank` reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from atesta.cli import main

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 3)


def _cases() -> None:
    from atesta.store.jobs import utc_now  # noqa: PLC0415 - models are there once Django is set up
    from atesta.store.models import Case  # noqa: PLC0415

    for agency in ("Cobros del Norte SA de CV", "Juan Paz, persona física", ""):
        Case.objects.create(agency=agency, place="MX", received_on=DAY, lang="es", made_at=utc_now())


def test_firms_are_written_and_what_names_none_is_left_out_by_its_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _cases()
    out = tmp_path / "cases.csv"
    assert main(["store", "rank-cases", "2026-Q3", str(out), "--lang", "en"]) == 0
    lines = out.read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert "Cobros del Norte" in lines[1]
    said = capsys.readouterr().out
    assert "Left out, because the firm is not" in said and "Left out, because no firm is named" in said
    assert main(["rank", str(out), "--period", "2026-Q3", "--out", str(tmp_path / "board"), "--lang", "en"]) == 0


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "cases.csv"
    out.write_text("mine")
    assert main(["store", "rank-cases", "2026-Q3", str(out)]) == 2
    assert out.read_text() == "mine"
    assert main(["store", "rank-cases", "2026-08", str(tmp_path / "b.csv")]) == 2
    capsys.readouterr()
