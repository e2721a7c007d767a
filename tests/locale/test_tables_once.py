"""Two files of one language never hold the same table: the later one would hide what the earlier one says."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from atesta.locale import FOLDERS, catalogue, read_folder

LOCALE = Path(__file__).resolve().parents[2] / "src" / "atesta" / "locale"


@pytest.mark.parametrize("lang", FOLDERS)
def test_a_table_is_in_one_file_of_a_language(lang: str) -> None:
    files = (LOCALE / FOLDERS[lang]).glob("*.toml")
    tables = Counter(table for file in files for table in tomllib.loads(file.read_text(encoding="utf-8")))
    assert [table for table, times in tables.items() if times > 1] == []
    assert catalogue(lang).entries.keys() == tables.keys()


def test_a_table_of_two_files_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[where]\nhere = "x"\n')
    (tmp_path / "b.toml").write_text('[other]\nx = "x"\n[where]\nthere = "y"\n')
    with pytest.raises(ValueError, match=r"b\.toml: \[where\]"):
        read_folder(tmp_path)
