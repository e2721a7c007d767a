"""The test vectors get the answers that stand in their first lines: by our reader, and by any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from make_vectors import ABOUT, FOLDER, expected, made

from atesta.evidence.anchors import read_anchors
from atesta.evidence.verify import verify

NAMES = sorted(path.stem for path in FOLDER.glob("*.zip"))


@pytest.mark.parametrize("name", NAMES)
def test_a_vector_gets_the_answer_in_its_first_lines(name: str):
    said = (FOLDER / f"{name}.txt").read_text("utf-8").partition("\n\n")[0] + "\n"
    assert expected(verify(FOLDER / f"{name}.zip", read_anchors(FOLDER / "anchors"))) == said


def test_every_answer_has_a_vector():
    answers = {(FOLDER / f"{name}.txt").read_text("utf-8").split()[1] for name in NAMES}
    assert answers == {"unchanged", "changed", "incomplete", "cannot_check"}
    assert set(NAMES) == set(ABOUT)


def test_they_are_made_the_same_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("make_vectors.FOLDER", tmp_path)
    assert [name for name, data in made(tmp_path) if data != (FOLDER / f"{name}.zip").read_bytes()] == []
