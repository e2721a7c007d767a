"""`atesta extract issue | show`: the lender signs an account and gives it to the one who owes; anybody reads it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from atesta.cli.given import out_closed, read_file
from atesta.cli.home import open_home, ring_or_new
from atesta.config import Settings, read_settings
from atesta.contact.account import debtor_day, standing
from atesta.errors import InputError, KeyFileError, Where
from atesta.evidence import keys
from atesta.evidence.anchors import Anchors, read_anchors
from atesta.evidence.extract_qr import qr_parts, qr_svg, token_of_codes
from atesta.installation.home import utc_ms
from atesta.intake.extract_file import Extract, issue_extract, looks_signed, open_extract
from atesta.intake.qr import qr_texts
from atesta.locale import Catalogue, catalogue
from atesta.telling.say_extract import vouched_line
from atesta.telling.visible import visible

PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words = catalogue(arguments.lang or settings.lang)
    lines = {"issue": _issue, "show": _show}[arguments.what](arguments, settings, words)
    sys.stdout.write("".join(f"{visible(line)}\n" for line in lines))
    return 0


def _issue(arguments: argparse.Namespace, settings: Settings, words: Catalogue) -> list[str]:
    home = open_home(settings)
    ring = ring_or_new(home, words)
    if keys.fingerprint(ring.signer()) in ring.revoked():
        raise KeyFileError(
            "The signer of this installation is revoked.",
            "Whoever checks would not accept what it signs.",
            "Make a new installation.",
            key="signer_key_revoked",
        )
    data = read_file(arguments.file)
    key = home.passphrases.opened(ring.signer_key)
    token = issue_extract(data, key, ring.signer(), utc_ms(), Path(arguments.file).name)
    codes = [qr_svg(text) for text in qr_parts(token)] if arguments.qr else []
    write_new(Path(arguments.out), token + b"\n")
    for path, code in zip(_names(Path(arguments.qr or ""), len(codes)), codes, strict=True):
        write_new(path, code)
    said = [words.say("extract.issued", out=Path(arguments.out).name, name=keys.subject_of(ring.signer()))]
    return [*said, *([words.say("extract.codes", n=len(codes))] if codes else [])]


def _names(path: Path, count: int) -> list[Path]:
    """One picture a code: FILE.svg, or FILE-1.svg, FILE-2.svg where it takes several."""
    if count <= 1:
        return [path] * count
    return [path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(1, count + 1)]


def write_new(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise InputError(
            f"{path.name} is there already.",
            "It would be written over.",
            "Give --out another name.",
            key="out_is_there",
            where=Where.of(path.name),
        ) from None
    except OSError as error:
        raise out_closed(path.name, error) from None


def _show(arguments: argparse.Namespace, settings: Settings, words: Catalogue) -> list[str]:
    found = read_extract(read_file(arguments.file), chosen_anchors(arguments.anchors, settings))
    account = found.account
    owed = standing(account, debtor_day(account, account.as_of))
    rows = [
        ("creditor", account.creditor),
        ("account", account.account),
        ("as_of", account.as_of.isoformat(" ", "minutes")),
        ("issued_at", found.issued_at.isoformat(" ", "seconds")),
        ("overdue", f"{owed.owed:f} {account.currency}"),
        ("remaining", f"{owed.remaining:f} {account.currency}"),
        ("digest", f"sha256:{found.digest}"),
    ]
    return [vouched_line(found, words), *(words.say(f"extract.{name}", value=value) for name, value in rows)]


def is_extract(data: bytes) -> bool:
    """A token or a picture, rather than account.toml."""
    return looks_signed(data) or data.startswith(PICTURES)


def read_extract(data: bytes, anchors: Anchors) -> Extract:
    """From the file itself, or from a picture with its code."""
    return open_extract(token_of_codes(qr_texts(data)) if data.startswith(PICTURES) else data, anchors)


def chosen_anchors(folder: str | None, settings: Settings) -> Anchors:
    """Those of a folder, else this installation's own."""
    if not folder:
        return open_home(settings).anchors()
    if not Path(folder).is_dir():
        raise InputError(
            "The folder of anchors is not there.",
            "Nothing says whom to trust.",
            "Name the folder with signers.pem.",
            key="anchors_missing",
            where=Where.of(Path(folder).name),
        )
    return read_anchors(Path(folder))
