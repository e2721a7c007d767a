"""`atesta keys`: made once, shown, given away without a key, rotated and revoked."""

from __future__ import annotations

from pathlib import Path

import pytest
from first_case import Atesta

from atesta.cli.home import Home


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Home:
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


def mark(shown: str, row: str) -> str:
    (line,) = (line for line in shown.splitlines() if line.startswith(f"{row}: "))
    return line.partition(": ")[2].split()[0]


def test_keys_are_made_once(atesta: Atesta, home: Home):
    made = atesta("keys", "init", "--name", "晨曦分期")
    assert made.status == 0
    assert "Name: 晨曦分期" in made.out
    assert atesta("keys", "init").status == 2
    assert atesta("keys", "show").out in made.out


def test_only_their_owner_can_read_them(atesta: Atesta, home: Home):
    atesta("keys", "init")
    assert {path.stat().st_mode & 0o077 for path in (home.folder / "keys").iterdir()} == {0}
    assert home.folder.stat().st_mode & 0o077 == 0


def test_what_is_given_away_holds_no_key(atesta: Atesta, tmp_path: Path):
    atesta("keys", "init")
    given = tmp_path / "given"
    assert atesta("keys", "export", given).status == 0
    assert {path.name for path in given.iterdir()} == {"log.vkey", "signers.pem"}
    assert not any("PRIVATE" in path.read_text() for path in given.iterdir())


def test_rotation_keeps_the_earlier_device(atesta: Atesta):
    old = mark(atesta("keys", "init").out, "Device")
    atesta("keys", "rotate")
    shown = atesta("keys", "show").out
    assert mark(shown, "Earlier device") == old != mark(shown, "Device")


def test_revocation_is_shown_and_given_away(atesta: Atesta, tmp_path: Path):
    device = mark(atesta("keys", "init").out, "Device")
    assert atesta("keys", "revoke", device).status == 0
    assert f"Device: {device} (revoked)" in atesta("keys", "show").out
    atesta("keys", "export", tmp_path / "given")
    assert device in (tmp_path / "given" / "revoked.txt").read_text()


def test_a_key_that_is_not_here_cannot_be_revoked(atesta: Atesta):
    atesta("keys", "init")
    assert atesta("keys", "revoke", "0" * 64).status == 2


@pytest.mark.parametrize("what", [["show"], ["rotate"], ["export", "x"]])
def test_without_keys_it_says_what_to_do(what: list[str], atesta: Atesta):
    ran = atesta("keys", *what)
    assert (ran.status, ran.out) == (2, "")
    assert "make new keys" in ran.err


@pytest.mark.parametrize("lang", ["es", "zh"])
def test_it_speaks_the_other_languages(lang: str, atesta: Atesta):
    atesta("keys", "init")
    assert {"es": "Firmante: ", "zh": "签名者: "}[lang] in atesta("keys", "show", "--lang", lang).out


def test_the_log_of_a_new_home_can_be_written(atesta: Atesta, home: Home):
    atesta("keys", "init", "--name", "名 with spaces")
    assert home.log().size() == 0
    assert home.anchors().log is not None
