"""`atesta redact`: a copy with seconds left out proves the rest and says what is gone."""

from __future__ import annotations

import random
import wave
from pathlib import Path

import pytest
from first_case import Atesta

from atesta.evidence.archive import Zipped

RATE = 8000


@pytest.fixture(autouse=True)
def sealed(atesta: Atesta, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten seconds of a rehearsal."""
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    with wave.open("call.wav", "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(random.Random(1).randbytes(2 * 10 * RATE))
    assert atesta("record", "--rehearse", "call.wav", "--fast", "--out", "acta.zip").status == 0
    return tmp_path / "acta.zip"


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        (("--drop", "3-5"), [(2, 6)]),
        (("--keep", "2-6"), [(0, 2), (6, 10)]),
        (("--keep", "6-8", "0-2"), [(2, 6), (8, 10)]),
        (("--drop", "0-0.5", "9-99"), [(0, 2), (8, 10)]),
    ],
)
def test_what_is_kept_is_proven_and_what_is_gone_is_named(
    atesta: Atesta, words: tuple[str, ...], gone: list[tuple[int, int]]
) -> None:
    made = atesta("redact", "acta.zip", *words, "--out", "twin.zip")
    assert made.status == 0
    verdict = atesta("verify", "twin.zip")
    with Path("twin.zip").open("rb") as file:
        zipped = Zipped(file)
        page = b"".join(zipped.chunks("readme.en.html")).decode()
        sound = b"".join(zipped.chunks("data/audio.wav"))[44:]
    assert verdict.status == 0
    for start, end in gone:
        assert f"{start} to {end} s" in made.out
        assert f"from {start} to {end} s" in page
        assert sound[2 * RATE * start : 2 * RATE * end] == bytes(2 * RATE * (end - start))
    assert verdict.out.count("left out of this copy") == page.count("left out of this copy") == len(gone)


@pytest.mark.parametrize(
    "words", [("--drop", "20-30"), ("--drop", "5-3"), ("--drop", "x"), ("--keep", "20-30"), (), ("--drop", "1-2e3")]
)
def test_seconds_that_leave_nothing_out_or_nothing_over_are_refused(atesta: Atesta, words: tuple[str, ...]) -> None:
    assert atesta("redact", "acta.zip", *words, "--out", "twin.zip").status == 2
    assert not Path("twin.zip").exists()


def test_of_what_was_changed_or_is_not_known_or_is_a_copy_no_copy_is_made(
    atesta: Atesta, sealed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    atesta("redact", "acta.zip", "--drop", "3-5", "--out", "twin.zip")
    assert "Name the original" in atesta("redact", "twin.zip", "--drop", "7-8", "--out", "b.zip").err
    data = bytearray(sealed.read_bytes())
    data[len(data) // 2] ^= 1
    Path("changed.zip").write_bytes(data)
    assert "was changed" in atesta("redact", "changed.zip", "--drop", "3-5", "--out", "b.zip").err
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "another"))
    assert atesta("redact", "acta.zip", "--drop", "3-5", "--out", "b.zip").status == 2
    assert not Path("b.zip").exists()
