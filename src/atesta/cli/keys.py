"""`atesta keys init | show | export | rotate | revoke`: the keys of this installation, and what others need of them."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from atesta.cli.home import open_home
from atesta.cli.passphrase import new_passphrase
from atesta.config import read_settings
from atesta.errors import InputError, Where
from atesta.evidence import keys
from atesta.installation.home import Home, utc_ms
from atesta.locale import Catalogue, catalogue
from atesta.telling.visible import visible


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, home = catalogue(arguments.lang or settings.lang), open_home(settings)
    lines = {"init": _init, "show": _show, "export": _export, "rotate": _rotate, "revoke": _revoke}[arguments.what](
        arguments, home, words
    )
    sys.stdout.write("".join(f"{visible(line)}\n" for line in lines))
    return 0


def _init(arguments: argparse.Namespace, home: Home, words: Catalogue) -> list[str]:
    keeper = _public(Path(arguments.keeper)) if arguments.keeper else None
    home.make(arguments.name, keeper=keeper, passphrase=new_passphrase() if arguments.passphrase else None)
    return [words.say("keyring.made", folder=home.folder / "keys"), *_show(arguments, home, words)]


def _public(path: Path) -> keys.PublicKey:
    try:
        return keys.read_public_pem(path.read_bytes(), path.name)
    except OSError as error:
        raise InputError(
            "The keeper's public key cannot be read.",
            "Recordings are locked for it.",
            "Look at its name.",
            key="file_not_opened",
            where=Where.of(path.name),
        ) from error


def _show(arguments: argparse.Namespace, home: Home, words: Catalogue) -> list[str]:
    ring = home.ring()
    revoked, signer = ring.revoked(), ring.signer()
    rows = [("name", keys.subject_of(signer)), ("signer", _certificate(signer, revoked, words))]
    rows.append(("device", _certificate(ring.device(), revoked, words)))
    kept = words.say("keyring.keeper_here" if ring.keeper_is_here() else "keyring.keeper_elsewhere")
    rows.append(("keeper", f"{keys.key_fingerprint(ring.keeper())} ({kept})"))
    rows += [("earlier", _certificate(cert, revoked, words)) for cert in ring.earlier_devices()]
    vkey = ring.log_verifier_key()
    rows.append(("log", vkey.decode("ascii", "replace").strip() if vkey else words.say("keyring.none")))
    rows.append(("authority", str(home.folder / "tsa.pem") if home.tsa() else words.say("keyring.none")))
    return [f"{words.say(f'keyring.{key}')}: {value}" for key, value in rows]


def _certificate(cert: keys.Certificate, revoked: dict[str, int | None], words: Catalogue) -> str:
    mark = keys.fingerprint(cert)
    day = cert.not_valid_after_utc.date().isoformat()
    state = words.say("keyring.revoked") if mark in revoked else words.say("keyring.in_force", day=day)
    return f"{mark} ({state})"


def _export(arguments: argparse.Namespace, home: Home, words: Catalogue) -> list[str]:
    folder = Path(arguments.folder)
    files = home.export(folder)
    return [words.say("keyring.exported", folder=folder, files=", ".join(files))]


def _rotate(arguments: argparse.Namespace, home: Home, words: Catalogue) -> list[str]:
    made = home.passphrases.opened(lambda phrase: home.ring().rotate(utc_ms(), os.urandom, phrase))
    return [words.say("keyring.rotated", mark=keys.fingerprint(made))]


def _revoke(arguments: argparse.Namespace, home: Home, words: Catalogue) -> list[str]:
    ring, mark = home.ring(), arguments.fingerprint.lower().replace(":", "")
    known = {keys.fingerprint(cert) for cert in (ring.signer(), ring.device(), *ring.earlier_devices())}
    if mark not in known:
        raise InputError(
            "This is not the fingerprint of a key of this installation.",
            "Revoking another one would change nothing.",
            "Copy it from `atesta keys show`.",
            key="not_our_fingerprint",
        )
    since = _since(arguments.since) if arguments.since else utc_ms()
    ring.revoke(mark, since)
    time = datetime.fromtimestamp(since // 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    said = [words.say("keyring.was_revoked", time=time, mark=mark)]
    return [*said, words.say("keyring.rotate_now")] if mark == keys.fingerprint(ring.device()) else said


def _since(text: str) -> int:
    """A theft found late: the key counted no more from then on."""
    try:
        found = datetime.fromisoformat(text)
        since = int(found.timestamp() * 1000)
        if found.tzinfo is None or not 0 <= since <= utc_ms():
            raise ValueError
    except (ValueError, OverflowError) as error:
        raise InputError(
            "--from is not a past time with its offset.",
            "It would not be clear from when the key counts no more.",
            "Write it as in 2026-11-15T21:47:00+08:00.",
            key="revoked_from_when",
        ) from error
    return since
