"""`atesta keys`: made once, shown, given away without a key, rotated and revoked."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from first_case import Atesta

from atesta.cli import passphrase
from atesta.evidence import keys
from atesta.installation.home import Home


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


def test_a_name_that_nobody_chose_says_nothing_of_the_computer_and_is_told_at_the_first_seal(
    atesta: Atesta, tmp_path: Path
):
    (note := tmp_path / "note.txt").write_text("They rang at eleven.")
    first = atesta("seal", note, "--typed", "--out", tmp_path / "a.zip")
    shown = atesta("keys", "show").out
    (name,) = re.findall("^Name: (Atesta [0-9a-f]{8})$", shown, re.MULTILINE)
    assert name in " ".join(first.err.split()) and "--name" in first.err
    assert f"atesta/{name.partition(' ')[2]}+" in shown
    assert atesta("seal", note, "--typed", "--out", tmp_path / "b.zip").err == ""


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


def test_a_revoked_device_key_seals_nothing_until_it_is_rotated(atesta: Atesta, tmp_path: Path):
    device = mark(atesta("keys", "init").out, "Device")
    assert "atesta keys rotate" in atesta("keys", "revoke", device).out
    (note := tmp_path / "note.txt").write_text("They rang at eleven.")
    out = tmp_path / "a.zip"
    for verb in (("seal", note, "--typed"), ("record", "--rehearse", note), ("recover",)):
        ran = atesta(*verb, "--out", out)
        assert (ran.status, "atesta keys rotate" in ran.err, out.exists()) == (2, True, False)
    atesta("keys", "rotate")
    assert atesta("seal", note, "--typed", "--out", out).status == 0


def test_a_revoked_signer_seals_nothing(atesta: Atesta, tmp_path: Path):
    atesta("keys", "revoke", mark(atesta("keys", "init").out, "Signer"))
    (note := tmp_path / "note.txt").write_text("They rang at eleven.")
    ran = atesta("seal", note, "--typed", "--out", tmp_path / "a.zip")
    assert (ran.status, "ATESTA_HOME" in ran.err) == (2, True)


def test_a_key_that_is_not_here_cannot_be_revoked(atesta: Atesta):
    atesta("keys", "init")
    assert atesta("keys", "revoke", "0" * 64).status == 2


@pytest.mark.parametrize("what", [["show"], ["rotate"], ["export", "x"]])
def test_without_keys_it_says_what_to_do(what: list[str], atesta: Atesta):
    ran = atesta("keys", *what)
    assert (ran.status, ran.out) == (2, "")
    assert "atesta keys init" in ran.err


def test_another_keeper_is_named_from_the_start(atesta: Atesta, home: Home, tmp_path: Path):
    own = keys.new_key(os.urandom)
    (tmp_path / "pub.pem").write_bytes(keys.public_pem(own.public))
    made = atesta("keys", "init", "--keeper", tmp_path / "pub.pem")
    assert f"Keeper: {keys.key_fingerprint(own.public)} (the key is elsewhere)" in made.out
    assert (home.ring().keeper(), home.ring().keeper_is_here()) == (own.public, False)


@pytest.mark.parametrize("given", [None, b"nothing", keys.private_pem(keys.new_key(os.urandom))])
def test_what_is_no_public_key_makes_no_keys(atesta: Atesta, home: Home, tmp_path: Path, given: bytes | None):
    if given is not None:
        (tmp_path / "pub.pem").write_bytes(given)
    ran = atesta("keys", "init", "--keeper", tmp_path / "pub.pem")
    assert (ran.status, "pub.pem" in ran.err, home.exists) == (2, True, False)


def test_a_theft_found_late_is_revoked_from_its_time(atesta: Atesta, tmp_path: Path, home: Home):
    device = mark(atesta("keys", "init").out, "Device")
    for wrong in ("yesterday", "2026-01-01T00:00:00", "2999-01-01T00:00:00Z"):
        assert atesta("keys", "revoke", device, "--from", wrong).status == 2
    assert atesta("keys", "revoke", device, "--from", "2026-01-01T08:00:00+08:00").status == 0
    assert f"{device} 2026-01-01T00:00:00Z" in (home.folder / "keys" / "revoked.txt").read_text()


def test_a_language_can_be_named_after_what_is_done_with_a_device(atesta: Atesta):
    assert atesta("device", "list", "--lang", "es").status == 0


@pytest.mark.parametrize("place", ["a file", "under a file", "/proc/no"])
@pytest.mark.parametrize(
    "verb", [("keys", "init"), ("seal", "note.txt", "--typed", "--out", "a.zip"), ("device", "add", "--maker", "M")]
)
def test_a_home_that_cannot_be_one_is_refused(
    atesta: Atesta, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str, verb: tuple[str, ...]
):
    monkeypatch.chdir(tmp_path)
    Path("note.txt").write_text("They rang at eleven.")
    home = {"a file": tmp_path / "note.txt", "under a file": tmp_path / "note.txt" / "home"}.get(place, Path(place))
    monkeypatch.setenv("ATESTA_HOME", str(home))
    ran = atesta(*verb, *(("--model", "T", "--serial", "1") if verb[0] == "device" else ()))
    assert (ran.status, f"{home}: " in ran.err) == (2, True)


def test_a_folder_that_takes_no_file_is_named_as_it_was_given(atesta: Atesta, tmp_path: Path):
    (note := tmp_path / "note.txt").write_text("They rang at eleven.")
    ran = atesta("seal", note, "--typed", "--out", "/proc/a.zip")
    assert (ran.status, "/proc/a.zip: " in ran.err) == (2, True)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody types when asked; each prompt takes one."""
    waiting: list[str] = []
    monkeypatch.setattr(passphrase, "somebody_is_there", lambda: bool(waiting))
    monkeypatch.setattr("getpass.getpass", lambda prompt: waiting.pop(0))
    return waiting


def test_a_passphrase_locks_every_private_key_and_is_asked_for_when_one_is_needed(
    atesta: Atesta, home: Home, typed: list[str], tmp_path: Path
):
    typed += ["secret words"] * 2
    assert atesta("keys", "init", "--passphrase").status == 0
    private = [path.read_text() for path in (home.folder / "keys").glob("*.key*")]
    assert len(private) == 4 and all("ENCRYPTED" in text for text in private)
    note = tmp_path / "note.txt"
    note.write_text("They rang at eleven.")
    sealing = ("seal", note, "--typed", "--out", tmp_path / "a.zip")
    locked = atesta(*sealing)
    assert (locked.status, "has a passphrase" in locked.err) == (2, True)
    typed += ["wrong"]
    assert "does not open" in atesta(*sealing).err
    typed += ["secret words"]
    assert (atesta(*sealing).status, typed) == (0, []), "asked once for all keys"
    typed += ["secret words"]
    assert atesta("keys", "rotate").status == 0
    assert "ENCRYPTED" in (home.folder / "keys" / "device.key.pem").read_text()
    assert atesta("verify", tmp_path / "a.zip").status == 0


@pytest.mark.parametrize("twice", [["one", "other"], ["", ""], []])
def test_a_slip_of_the_finger_and_nobody_to_ask_make_no_keys(
    atesta: Atesta, home: Home, typed: list[str], twice: list[str]
):
    typed += twice
    assert (atesta("keys", "init", "--passphrase").status, home.exists) == (2, False)


@pytest.mark.parametrize("lang", ["es", "zh"])
def test_it_speaks_the_other_languages(lang: str, atesta: Atesta):
    atesta("keys", "init")
    assert {"es": "Firmante: ", "zh": "签名者: "}[lang] in atesta("keys", "show", "--lang", lang).out


def test_the_log_of_a_new_home_can_be_written(atesta: Atesta, home: Home):
    atesta("keys", "init", "--name", "名 with spaces")
    assert home.log().size() == 0
    assert home.anchors().log is not None
