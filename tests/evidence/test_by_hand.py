"""The recipe of the specification's section 9, from the packet itself: unpacked, no network, common tools.

The commands are read out of the page in the bundle, in each language, and run as they stand.
"""

from __future__ import annotations

import html
import os
import re
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import pytest
from bundles import House, brought_in, recording
from making import SetClock
from tsa import Authority

from atesta.evidence import keys, readme
from atesta.evidence.verify import Anchors, verify
from atesta.locale import catalogue

LANGUAGES = ("es", "zh", "en")
TOOLS = [
    pytest.mark.needs(tool, install)
    for tool, install in (
        ("openssl", "apt-get install openssl"),
        ("sha256sum", "apt-get install coreutils"),
        ("python3", "apt-get install python3"),
        ("unshare", "apt-get install util-linux"),
    )
]
pytestmark = TOOLS


@cache
def without_network() -> tuple[str, ...]:
    """The command before a command that takes its network away; skipped where this machine does not allow it."""
    for way in (("unshare", "-rn"), ("unshare", "-n")):
        if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0:
            return way
    pytest.skip("needs unshare: a kernel that lets this user make a network namespace")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("house")
    authority = Authority(folder / "tsa")
    now = int(authority.certificate.not_valid_before_utc.timestamp() * 1000) + 24 * 3600 * 1000
    return House(folder, clock=SetClock(utc=now), authority=authority, tsa=authority.anchor)


@pytest.fixture(scope="module")
def sealed(house: House) -> Path:
    words = {lang: catalogue(lang) for lang in readme.LANGUAGES}
    return recording(house, house.folder / "acta.zip", readmes=readme.readmes("recording", "0" * 32, words))


@pytest.fixture
def folder(house: House, sealed: Path, tmp_path: Path) -> Path:
    """As a person would have it: the bundle unpacked, the anchors beside it."""
    with zipfile.ZipFile(sealed) as packed:
        packed.extractall(tmp_path)
    house.export(tmp_path)
    (found,) = tmp_path.glob("acta-*")
    return found


def commands(folder: Path, lang: str) -> list[str]:
    page = (folder / f"readme.{lang}.html").read_text("utf-8")
    blocks = re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)
    return [html.unescape(block) for block in blocks if not block.startswith("atesta ")]


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    wrapped = [*without_network(), "sh", "-ec", command]
    return subprocess.run(wrapped, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_command_of_the_page_agrees_that_nothing_was_changed(folder: Path, lang: str):
    blocks = commands(folder, lang)
    assert len(blocks) == 5
    said = [run(folder, block) for block in blocks]
    assert [(done.returncode, done.stderr) for done in said if done.returncode] == []
    assert all(line.endswith(": OK") for line in said[0].stdout.splitlines())
    assert said[1].stdout.endswith("seal/signer.pem: OK\nVerified OK\n")
    assert {len(line) for line in said[2].stdout.splitlines()} == {64}
    assert "Verification: OK" in said[3].stdout + said[3].stderr
    assert "every piece that is here fits the chain" in said[4].stdout


def test_the_pages_have_the_same_commands(folder: Path):
    assert commands(folder, "es") == commands(folder, "zh") == commands(folder, "en")


def test_the_network_is_gone_while_the_recipe_runs(folder: Path):
    shown = run(folder, "cat /proc/net/dev")
    assert [line.split(":")[0].strip() for line in shown.stdout.splitlines()[2:]] in ([], ["lo"])


@pytest.mark.parametrize("which", ["device", "signer"])
def test_a_revoked_key_is_found_in_the_list(house: House, folder: Path, which: str):
    cert = house.ring.device() if which == "device" else house.ring.signer()
    (folder.parent / "revoked.txt").write_text(f"{'0' * 64}\n{keys.fingerprint(cert)} 2026-11-01T00:00:00Z\n")
    done = run(folder, commands(folder, "en")[2])
    assert done.returncode
    assert done.stdout.endswith(f"{keys.fingerprint(cert)} 2026-11-01T00:00:00Z\n")


def test_a_key_that_is_not_on_the_list_stays_in_force(folder: Path):
    (folder.parent / "revoked.txt").write_text(f"{'0' * 64}\n")
    done = run(folder, commands(folder, "en")[2])
    assert (done.returncode, "0" * 64 in done.stdout) == (0, False)


@pytest.mark.parametrize("name", ["extra.txt", "data/extra.wav", "seal/extra.pem", "walk.py\nreadme.en.html"])
def test_a_file_that_was_slipped_in_is_named(folder: Path, name: str):
    (folder / name).write_text("more")
    done = run(folder, commands(folder, "es")[0])
    assert [line for line in done.stdout.splitlines() if not line.endswith(": OK")] == sorted(name.split("\n"))


def test_an_empty_folder_that_was_slipped_in_is_named(folder: Path):
    (folder / "data" / "more").mkdir()
    assert run(folder, commands(folder, "zh")[0]).stdout.endswith("\ndata/more\n")
    found = verify(folder, Anchors())
    assert ("file_unlisted", (("file", "data/more/"),)) in [(reason.id, reason.values) for reason in found.reasons]


def test_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    assert [reason.id for reason in verify(tmp_path / "pipe", Anchors()).reasons] == ["container_kind"]


@pytest.fixture
def altered(folder: Path) -> Path:
    with (folder / "data" / "audio.wav").open("r+b") as sound:
        sound.seek(44 + 2 * 8000 * 7)
        sound.write(b"\x55")
    return folder


def test_an_altered_second_is_named_by_the_walker(altered: Path):
    done = run(altered, "python3 -I walk.py")
    assert done.returncode == 1
    assert done.stdout == "6.000 to 8.000 s: CHANGED  /  CAMBIADO  /  已改动\n"


def test_an_altered_byte_is_named_by_sha256sum(altered: Path):
    done = run(altered, commands(altered, "en")[0])
    assert done.returncode
    assert "data/audio.wav: FAILED" in done.stdout


def test_a_list_made_anew_is_refused_by_openssl(altered: Path):
    run(altered, "sha256sum $(find data -type f | LC_ALL=C sort) > manifest-sha256.txt")
    run(altered, "sha256sum bag-info.txt bagit.txt manifest-sha256.txt readme.*.html walk.py > tagmanifest-sha256.txt")
    blocks = commands(altered, "en")
    assert run(altered, blocks[0]).returncode == 0
    assert "Verif" in (done := run(altered, blocks[1])).stdout
    assert done.returncode
    assert "Verified OK" not in done.stdout


def test_a_seal_by_somebody_else_is_refused_by_openssl(folder: Path, tmp_path: Path):
    stranger = House(tmp_path / "stranger", name="Stranger")
    stranger.export(tmp_path)
    assert run(folder, commands(folder, "en")[1]).returncode


def test_the_walker_needs_no_more_than_the_standard_library(folder: Path):
    done = run(folder, "python3 -I -S walk.py")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_walker_names_a_changed_part_of_a_file_that_was_brought_in(house: House, tmp_path: Path):
    sealed = brought_in(house, tmp_path / "in.zip", bytes(200_000))
    with zipfile.ZipFile(sealed) as packed:
        packed.extractall(tmp_path)
    (folder,) = tmp_path.glob("acta-*")
    data = bytearray((folder / "data" / "original-1.mp3").read_bytes())
    data[70_000] = 1
    (folder / "data" / "original-1.mp3").write_bytes(data)
    done = run(folder, "python3 -I walk.py")
    assert done.stdout.startswith("about 65.536 to 131.072 s: CHANGED")


def test_the_walker_says_when_there_is_no_end(folder: Path):
    chain = folder / "data" / "chain.jsonl"
    chain.write_bytes(b"".join(chain.read_bytes().splitlines(keepends=True)[:-1]))
    done = run(folder, "python3 -I walk.py")
    assert (done.returncode, done.stdout.partition(":")[0]) == (2, "INCOMPLETE")
