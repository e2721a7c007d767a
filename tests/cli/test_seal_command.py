"""`atesta seal` and `atesta sheet` as a person runs them: sealed, checked, altered, shown in each language, printed."""

from __future__ import annotations

import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from first_case import Atesta

from atesta.cli.layout import columns
from atesta.cli.sheet_pdf import ONE_PAGE, pdf
from atesta.cli.sheet_picture import Mark, Picture
from atesta.locale import catalogue
from atesta.recording.sheet_steps import STEPS
from atesta.telling.sheet_page import Page, Row

RATE = 8000
PDF_NEEDS = pytest.mark.needs("module:typst", "pip install 'atesta[pdf]'")
TEXT_NEEDS = pytest.mark.needs("pdftotext", "apt-get install poppler-utils")


def recorded(quiet: float, speaking: float) -> bytes:
    """So many seconds of a quiet line, then a voice."""
    chance = np.random.default_rng(3)
    at = np.arange(round(speaking * RATE)) / RATE
    voice = chance.normal(0, 1, len(at)) * ((np.sin(8 * np.pi * at) > 0) * 0.1 + 0.0005)
    line = np.concatenate([chance.normal(0, 0.0006, round(quiet * RATE)), voice])
    return (np.clip(line, -1, 1) * 32767).astype("<i2").tobytes()


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("ATESTA_TSA", raising=False)


@pytest.fixture
def pen(tmp_path: Path) -> Callable[..., Path]:
    """The file of a recording pen."""

    def make(quiet: float = 40, speaking: float = 20, name: str = "pen.wav") -> Path:
        with wave.open(str(tmp_path / name), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(recorded(quiet, speaking))
        return tmp_path / name

    return make


@pytest.fixture
def sealed(atesta: Atesta, pen: Callable[..., Path], tmp_path: Path) -> Path:
    assert atesta("seal", pen(), "--out", tmp_path / "a.zip").status == 0
    return tmp_path / "a.zip"


def test_a_file_is_sealed_checked_and_one_altered_second_named(atesta: Atesta, sealed: Path) -> None:
    assert atesta("verify", sealed).status == 0
    data = bytearray(sealed.read_bytes())
    data[data.index(b"RIFF") + 44 + 7 * RATE * 2] ^= 1
    sealed.write_bytes(data)
    found = atesta("verify", sealed)
    assert found.status == 1
    assert found.out.startswith("CHANGED at 6–8 s.")


def test_what_is_sealed_says_that_nothing_is_known_of_before(
    atesta: Atesta, pen: Callable[..., Path], tmp_path: Path
) -> None:
    found = atesta("seal", pen(), "--out", tmp_path / "a.zip")
    assert found.status == 0
    assert "before this day nothing is known of it" in " ".join(found.out.split())
    assert "No outside time" in found.out


def test_a_sealed_file_is_never_written_over(atesta: Atesta, sealed: Path) -> None:
    before = sealed.read_bytes()
    found = atesta("seal", sealed.with_name("pen.wav"), "--out", sealed)
    assert (found.status, sealed.read_bytes()) == (2, before)


def test_a_device_that_is_not_registered_is_refused_and_one_that_is_stands_in_the_sheet(
    atesta: Atesta, pen: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "a.zip"
    assert atesta("seal", pen(), "--out", out, "--device", "4711").status == 2
    atesta("device", "add", "--maker", "Olympus", "--model", "VN-541PC", "--serial", "4711")
    assert atesta("seal", pen(), "--out", out, "--device", "4711").status == 0
    assert "Olympus VN-541PC" in atesta("sheet", out).out


def test_a_typed_account_is_sealed_as_grade_c(atesta: Atesta, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Me llamaron tres veces.\n")
    assert atesta("seal", tmp_path / "a.txt", "--out", tmp_path / "a.zip").status == 2
    assert atesta("seal", tmp_path / "a.txt", "--typed", "--out", tmp_path / "a.zip").status == 0
    found = atesta("verify", tmp_path / "a.zip")
    assert (found.status, "grade C" in found.out) == (0, True)


def test_a_review_is_a_second_bundle_that_names_the_first(atesta: Atesta, sealed: Path, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text('{"schema":"atesta.review/1"}\n')
    found = atesta("seal", tmp_path / "r.json", "--about", sealed, "--out", tmp_path / "r.zip")
    assert (found.status, "It names the bundle acta-" in found.out) == (0, True)
    assert atesta("verify", tmp_path / "r.zip").status == 0
    assert atesta("sheet", tmp_path / "r.zip").status == 2


@pytest.mark.parametrize("text", ["{}", "[]", "no json", '{"schema":"atesta.screen/1"}'])
def test_what_is_no_review_is_not_sealed_as_one(text: str, atesta: Atesta, sealed: Path, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(text)
    assert atesta("seal", tmp_path / "r.json", "--about", sealed, "--out", tmp_path / "r.zip").status == 2


def test_a_review_of_something_that_is_no_bundle_is_refused(
    atesta: Atesta, pen: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "r.json").write_text('{"schema":"atesta.review/1"}\n')
    assert atesta("seal", tmp_path / "r.json", "--about", pen(), "--out", tmp_path / "r.zip").status == 2


@pytest.mark.parametrize(
    ("lang", "title", "failed"),
    [
        ("en", "Procedure sheet", "No step failed. 8 could not be shown: device, lead time,"),
        ("es", "Hoja de procedimiento", "Ningún paso falló. 8 no se pudieron acreditar: aparato, antelación,"),
        ("zh", "程序记录表", "没有未达到的步骤。有 8 项无法证明：设备、提前录音、"),
    ],
)
def test_the_sheet_names_what_it_cannot_show_first_in_each_language(
    lang: str, title: str, failed: str, atesta: Atesta, sealed: Path
) -> None:
    found = atesta("sheet", sealed, "--lang", lang).out
    assert found.startswith(title)
    assert failed in "".join(found.split("\n")) or failed in " ".join(found.split())
    assert "40.0" in found


def test_the_sheet_of_a_changed_bundle_says_so_first_and_relies_on_no_step(atesta: Atesta, sealed: Path) -> None:
    data = bytearray(sealed.read_bytes())
    data[data.index(b"RIFF") + 44 + 7 * RATE * 2] ^= 1
    sealed.write_bytes(data)
    found = atesta("sheet", sealed)
    assert found.status == 1
    said = found.out.splitlines()
    assert said[said.index("") + 1].startswith("CHANGED at 6–8 s.")
    assert found.out.count("not to be relied on") == 1 + 8
    assert not any(line.split()[1:2] == ["met"] for line in said)


@pytest.mark.parametrize("width", ["36", "60", "96"])
@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_the_sheet_keeps_to_the_width_of_the_terminal(
    width: str, lang: str, atesta: Atesta, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    lines = atesta("sheet", sealed, "--lang", lang).out.splitlines()
    assert max(map(columns, lines)) <= int(width)


@pytest.mark.parametrize("data", [b"", b"PK\3\4" + bytes(90), b"x" * 999])
def test_what_is_no_bundle_has_no_sheet(data: bytes, atesta: Atesta, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(data)
    assert atesta("sheet", tmp_path / "b.zip").status == 2
    assert atesta("sheet", tmp_path / "none.zip").status == 2


@PDF_NEEDS
def test_the_page_is_one_page_and_the_same_bytes_each_time(atesta: Atesta, sealed: Path, tmp_path: Path) -> None:
    for name in ("1.pdf", "2.pdf"):
        found = atesta("sheet", sealed, "--pdf", tmp_path / name, "--lang", "zh")
        assert (found.status, found.out) == (0, f"记录表已写入：{tmp_path / name}\n")
    made = (tmp_path / "1.pdf").read_bytes()
    assert made == (tmp_path / "2.pdf").read_bytes()
    assert ONE_PAGE in made


@PDF_NEEDS
def test_however_much_has_to_be_said_it_stays_one_page() -> None:
    words = catalogue("es")
    long = tuple(Row(name, name, "A5", "failed", "no cumplido", "Una frase que no acaba. " * 14) for name in STEPS)
    full = Page(
        "Hoja", "n", "q", ("ENSAYO", "PARCIAL"), "No " * 40, "Sí", "Sí " * 60, long, ("Que no. " * 9,) * 90, "m"
    )
    marks = tuple(Mark(60_000 + 900 * n, "xrun") for n in range(12))
    drawn = Picture(200_000, ((50,) * 600,) * 2, marks, marks, 99, False)
    assert ONE_PAGE in pdf(full, drawn, 60_000, 1_794_744_000_000, ((6.0, 8.0), (9.0, 1e12)), words)


@PDF_NEEDS
@TEXT_NEEDS
@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_every_letter_of_the_sheet_is_on_the_page(lang: str, atesta: Atesta, sealed: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    atesta("sheet", sealed, "--pdf", out, "--lang", lang)
    text = subprocess.run(["pdftotext", "-layout", out, "-"], capture_output=True, check=True).stdout.decode()
    said = atesta("sheet", sealed, "--lang", lang).out
    there = set(text)
    assert {char for char in said if not char.isspace()} - there - set("-·") == set()
    assert "�" not in text


@PDF_NEEDS
@TEXT_NEEDS
def test_words_from_outside_are_data_on_the_page_and_never_commands(
    atesta: Atesta, pen: Callable[..., Path], tmp_path: Path
) -> None:
    wild = '#read("/etc/passwd") *138****1234* $x$ @a [b]'
    atesta("device", "add", "--maker", wild, "--model", "M", "--serial", "4711")
    atesta("seal", pen(), "--out", tmp_path / "a.zip", "--device", "4711")
    assert atesta("sheet", tmp_path / "a.zip", "--pdf", tmp_path / "a.pdf").status == 0
    text = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, check=True).stdout.decode()
    assert '#read("/etc/passwd") *138****1234* $x$ @a [b]' in " ".join(text.split())


def test_without_the_typesetter_the_page_says_what_to_install(
    atesta: Atesta, sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    found = atesta("sheet", sealed, "--pdf", tmp_path / "a.pdf")
    assert (found.status, "atesta[pdf]" in found.err) == (2, True)
    assert not (tmp_path / "a.pdf").exists()
