"""`atesta packet` as a person runs it, and its check as a clerk runs it: with own tools, from the packet."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from first_case import Atesta

from atesta.action.complaint.packet.checking import ADDED, CHANGED, PAPER
from atesta.evidence.readme import FILES, SIGNER

CASES = Path(__file__).resolve().parents[1] / "cases" / "packets"
ALL = sorted(path.stem for path in CASES.glob("*.toml"))
PDF = pytest.mark.needs("module:typst", "pip install 'atesta[pdf]'")
TOOLS = pytest.mark.needs("openssl", "apt-get install openssl")
pytestmark = [PDF, pytest.mark.needs("pdftotext", "apt-get install poppler-utils")]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("ATESTA_TSA", raising=False)


@pytest.fixture
def made(atesta: Atesta, tmp_path: Path) -> Path:
    assert atesta("packet", CASES / "nfra_post.toml", "--out", tmp_path / "p").status == 0
    return tmp_path / "p" / "hand-in"


def edited(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Path:
    """A case in a folder of its own with something changed."""
    shutil.copytree(CASES, tmp_path / "case")
    path = tmp_path / "case" / f"{name}.toml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return path


def sh(commands: tuple[str, ...], folder: Path) -> tuple[int, str]:
    """As a clerk does it: no network where the machine can take it away, and nothing of ours on the way."""
    line = " && ".join(commands)
    alone = ["unshare", "-rn"] if shutil.which("unshare") and _may_unshare() else []
    done = subprocess.run(
        [*alone, "sh", "-c", line],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def _may_unshare() -> bool:
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0


def pdf_text(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("name", ALL)
def test_every_channel_gives_a_packet_that_its_own_recipe_accepts(atesta: Atesta, tmp_path: Path, name: str) -> None:
    found = atesta("packet", CASES / f"{name}.toml", "--out", tmp_path / "p", "--lang", "es")
    assert (found.status, found.err) == (0, "")
    folder = tmp_path / "p" / "hand-in"
    assert sh((CHANGED,), folder)[0] == 0
    assert sh(ADDED, folder) == (0, "")


def test_the_recipe_stands_in_the_packet_as_it_is_run_here(made: Path) -> None:
    recipe = (made / "how-to-check.txt").read_text("utf-8")
    for command in (CHANGED, *ADDED, *PAPER):
        assert command in recipe


@TOOLS
def test_the_digest_in_the_letter_is_that_of_the_list_and_the_list_that_of_the_originals(made: Path) -> None:
    status, said = sh((*PAPER, "sha256sum --strict -c hash-list.txt"), made)
    assert status == 0
    digest = said.split()[0]
    assert said.count(digest) == 2
    assert digest in "".join(pdf_text(made / "01-letter.pdf").split())


def test_a_changed_a_missing_and_an_added_file_fail_the_printed_recipe(made: Path) -> None:
    original = made / "originals" / "e001.txt"
    kept = original.read_bytes()
    original.write_bytes(kept + b" ")
    assert sh((CHANGED,), made)[0] != 0
    original.unlink()
    assert sh((CHANGED,), made)[0] != 0
    original.write_bytes(kept)
    assert sh((CHANGED,), made)[0] == 0
    (made / "originals" / "e009.txt").write_text("x")
    assert sh(ADDED, made)[1] == "originals/e009.txt\n"
    (made / "originals" / "e009.txt").unlink()
    (made / "empty").mkdir()
    assert sh(ADDED, made)[1] == "empty\n"


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_a_missing_field_is_named_in_the_readers_language_and_nothing_is_written(
    atesta: Atesta, tmp_path: Path, lang: str
) -> None:
    case = edited(tmp_path, "nfra_post", ('id_copy = ["id.png"]\n', ""), ('phone = "13800001111"\n', ""))
    found = atesta("packet", case, "--out", tmp_path / "p", "--lang", lang)
    assert found.status == 2
    assert found.err.count("atesta: ") == 2
    assert "id_copy" in found.err
    assert "phone" in found.err
    assert not (tmp_path / "p").exists()


def test_evidence_that_changed_is_refused_by_its_number(atesta: Atesta, tmp_path: Path) -> None:
    case = edited(tmp_path, "nfra_post", ('file = "screen.png"', f'file = "screen.png"\nsha256 = "{"0" * 64}"'))
    found = atesta("packet", case, "--out", tmp_path / "p")
    assert (found.status, "E2" in found.err) == (2, True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('channel = "nfra_post"', 'channel = "nfra"', "channel"),
        ("[person]", "[person]\nnickname = 1", "nickname"),
        ('wants = "stop"', 'wants = "revenge"', "wants"),
        ("contact = 1", "contact = 2", "contact"),
        ('file = "screen.png"', 'file = "none.png"', "none.png"),
        ('file = "screen.png"', 'file = "."', "."),
        ('kind = "pressure_deadline"', 'kind = "pressure_deadline"\nrule = "nothing"', "rule"),
        ("at = 2026-11-15T21:47:00+08:00", "at = 2026-11-15T21:47:00", "at"),
    ],
)
def test_a_case_that_is_not_in_its_form_is_refused_by_the_field(
    atesta: Atesta, tmp_path: Path, old: str, new: str, said: str
) -> None:
    found = atesta("packet", edited(tmp_path, "nfra_post", (old, new)), "--out", tmp_path / "p")
    assert found.status == 2
    assert said in found.err
    assert "Traceback" not in found.err


def test_files_that_would_fill_the_memory_are_not_read(atesta: Atesta, tmp_path: Path) -> None:
    case = edited(tmp_path, "nfra_post", ('file = "screen.png"', 'file = "large.wav"'))
    with (case.parent / "large.wav").open("wb") as file:
        file.truncate(300 << 20)
    found = atesta("packet", case, "--out", tmp_path / "p")
    assert (found.status, "200 MB" in found.err) == (2, True)


def test_a_rule_that_a_finding_names_is_cited_as_it_is_known(atesta: Atesta, tmp_path: Path) -> None:
    rules = [rule["id"] for rule in atesta("rules", "--place", "MX", "--on", "2026-11-15", "--json").json]
    rule = next(id_ for id_ in rules if id_.startswith("mx"))
    case = edited(
        tmp_path, "lender_desk.mx", ('kind = "pressure_deadline"', f'kind = "pressure_deadline"\nrule = "{rule}"')
    )
    assert atesta("packet", case, "--out", tmp_path / "p").status == 0
    assert "fuentes secundarias" in pdf_text(tmp_path / "p" / "hand-in" / "01-letter.pdf")


def test_a_zip_has_the_same_bytes_each_time_and_is_not_written_over(atesta: Atesta, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        assert atesta("packet", CASES / "12321.toml", "--out", tmp_path / name).status == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    names = zipfile.ZipFile(tmp_path / "a.zip").namelist()
    assert "hand-in/copy/text-1.txt" in names
    found = atesta("packet", CASES / "12321.toml", "--out", tmp_path / "a.zip")
    assert (found.status, "a.zip" in found.err) == (2, True)


def test_the_list_of_files_as_data(atesta: Atesta, tmp_path: Path) -> None:
    found = atesta("packet", CASES / "cfpb.toml", "--out", tmp_path / "p", "--json").json
    assert found["channel"] == "cfpb"
    assert {one["name"] for one in found["files"]} == {
        path.relative_to(tmp_path / "p").as_posix() for path in (tmp_path / "p").rglob("*") if path.is_file()
    }


@TOOLS
def test_a_sealed_exhibit_is_checked_first_and_its_own_recipe_is_printed(atesta: Atesta, tmp_path: Path) -> None:
    case = edited(tmp_path, "nfra_post", ('file = "screen.png"', 'file = "typed.zip"'))
    (case.parent / "typed.txt").write_text("我记得的经过", "utf-8")
    assert atesta("seal", case.parent / "typed.txt", "--typed", "--out", case.parent / "typed.zip").status == 0
    assert atesta("packet", case, "--out", tmp_path / "p", "--lang", "zh").status == 0
    folder = tmp_path / "p" / "hand-in"
    assert "与封存时一致" in pdf_text(folder / "02-evidence.pdf")
    recipe = (folder / "how-to-check.txt").read_text("utf-8")
    assert all(command in recipe for command in (*FILES, *SIGNER))
    assert atesta("keys", "export", tmp_path / "out").status == 0
    with zipfile.ZipFile(folder / "originals" / "e002.zip") as file:
        file.extractall(tmp_path / "out")
    (bag,) = (tmp_path / "out").glob("acta-*")
    assert sh((*FILES, *SIGNER), bag)[0] == 0


def test_a_sealed_exhibit_that_was_changed_is_refused(atesta: Atesta, tmp_path: Path) -> None:
    case = edited(tmp_path, "nfra_post", ('file = "screen.png"', 'file = "typed.zip"'))
    (case.parent / "typed.txt").write_text("我记得的经过", "utf-8")
    assert atesta("seal", case.parent / "typed.txt", "--typed", "--out", case.parent / "typed.zip").status == 0
    data = bytearray((case.parent / "typed.zip").read_bytes())
    data[data.index("我记得".encode())] ^= 1
    (case.parent / "typed.zip").write_bytes(data)
    found = atesta("packet", case, "--out", tmp_path / "p")
    assert (found.status, "E2" in found.err) == (2, True)
