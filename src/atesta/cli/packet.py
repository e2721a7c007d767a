"""`atesta packet CASE.toml --out FOLDER|FILE.zip`: the finished files for one channel, or what is missing, by name."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile, mkdtemp

from atesta.action.complaint.channel import load_channels
from atesta.action.complaint.packet import Asked, Packet, make_packet, missing, refusals
from atesta.action.complaint.packet.case_file import read_case
from atesta.action.complaint.packet.exhibits import MOST_BYTES
from atesta.cli.given import cannot_read, out_closed, read_file
from atesta.cli.home import open_home
from atesta.cli.layout import BOLD, DIM, Screen, paragraph, terminal
from atesta.config import Settings, read_settings
from atesta.errors import InputError, Where
from atesta.evidence.anchors import Anchors, read_anchors
from atesta.evidence.verify import Answer, verify
from atesta.installation.typeset import typeset
from atesta.locale import Catalogue, catalogue
from atesta.recording.sheet import Work
from atesta.rules.rulebook import load_rulebook
from atesta.telling.say_packet import say_file, say_missing, say_refused
from atesta.telling.visible import visible

BUNDLE = b"PK\x03\x04", b"acta-"
ANSWERS = {
    Answer.UNCHANGED: "unchanged",
    Answer.CHANGED: "changed",
    Answer.INCOMPLETE: "incomplete",
    Answer.CANNOT_CHECK: "cannot_check",
}
EARLIEST = (1980, 1, 1, 0, 0, 0)


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, screen = catalogue(arguments.lang or settings.lang), terminal(sys.stdout, settings.colour)
    out = _free(Path(arguments.out))
    asked = _asked(arguments, settings, words.lang)
    lacking = [say_missing(one, words) for one in missing(asked)]
    lacking += [say_refused(one, words) for one in refusals(asked)]
    if lacking:
        sys.stderr.write(visible("\n".join(lacking)) + "\n")
        return 2
    packet = make_packet(asked, typeset)
    _write(packet, out)
    if arguments.json:
        files = [{"name": one.name, "media_type": one.media_type, "bytes": len(one.data)} for one in packet.files]
        sys.stdout.write(json.dumps({"channel": packet.channel, "files": files}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(show(packet, asked, out, words, screen)) + "\n")
    return 0


def _asked(arguments: argparse.Namespace, settings: Settings, lang: str) -> Asked:
    path = Path(arguments.case)
    raw, today = read_file(str(path)), datetime.now(UTC).astimezone().date()
    load, sealed = _loader(path.parent), _sealed(arguments, settings)
    return read_case(raw, path.name, lang, today, load, sealed, load_rulebook())


def _loader(folder: Path) -> Callable[[str], bytes]:
    """Files beside the case. Their sizes are looked at before they are read: no case fills the memory."""
    left = [MOST_BYTES]

    def load(name: str) -> bytes:
        path = folder / name
        if path.exists() and not path.is_file():  # a folder, or a pipe that may never end
            raise cannot_read(name, IsADirectoryError())
        left[0] -= path.stat().st_size if path.exists() else 0
        if left[0] < 0:
            raise InputError(
                f"The files have more than {MOST_BYTES >> 20} MB.",
                "All of them are held in memory while the packet is made.",
                "Leave out recordings that do not matter.",
                key="packet_files_too_large",
                most=MOST_BYTES >> 20,
            )
        return read_file(str(path.absolute()))

    return load


def _sealed(arguments: argparse.Namespace, settings: Settings) -> Callable[[str, bytes], str]:
    """What a sealed file among the exhibits is: checked as `atesta verify` does, before anything is made of it."""
    held: list[Anchors] = []

    def answer(name: str, data: bytes) -> str:
        if not (data.startswith(BUNDLE[0]) and data[30:35] == BUNDLE[1]):
            return ""
        if not held:
            given = arguments.anchors
            held.append(read_anchors(Path(given)) if given else open_home(settings).anchors())
        with NamedTemporaryFile(suffix=".zip") as file:
            file.write(data)
            file.flush()
            verdict = verify(Path(file.name), held[0], make_sheet=Work)
        unreadable = any(reason.layer == "container" for reason in verdict.reasons)
        return "unreadable" if unreadable else ANSWERS[verdict.answer]

    return answer


def show(packet: Packet, asked: Asked, out: Path, words: Catalogue, screen: Screen) -> list[str]:
    """Where it is, which files there are, and what to read first."""
    channel = load_channels()[packet.channel].names[words.lang]
    lines = paragraph(words.say("packet.done", out=visible(out.name), n=len(packet.files)), screen, 0, BOLD)
    for folder in ("hand-in", "keep"):
        lines += ["", *paragraph(words.say(f"packet.{folder.replace('-', '_')}", channel=channel), screen, 0)]
        for one in packet.files:
            if one.name.startswith(f"{folder}/") and (said := say_file(one.name, words)):
                lines += paragraph(f"{one.name}  {said}", screen, 2, DIM)
    return lines


def _free(out: Path) -> Path:
    if out.exists():
        raise InputError(
            f"{out.name} is there already.",
            "Files of an older packet would lie among the new ones, and the check would fail.",
            "Name another.",
            key="packet_out_is_there",
            where=Where.of(out.name),
        )
    return out


def _write(packet: Packet, out: Path) -> None:
    """Whole or not at all."""
    try:
        if out.suffix.lower() == ".zip":
            _write_zip(packet, out)
        else:
            _write_folder(packet, out)
    except OSError as error:
        raise out_closed(out.name, error) from error


def _write_zip(packet: Packet, out: Path) -> None:
    """The same packet gives the same bytes: every file has the earliest day that a zip can say."""
    new = out.with_name(f"{out.name}.new")
    with zipfile.ZipFile(new, "w") as file:
        for one in packet.files:
            entry = zipfile.ZipInfo(one.name, EARLIEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            file.writestr(entry, one.data)
    new.replace(out)


def _write_folder(packet: Packet, out: Path) -> None:
    new = Path(mkdtemp(prefix=".packet-", dir=out.parent))
    try:
        for one in packet.files:
            path = new / one.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(one.data)
        new.replace(out)
    except OSError:
        shutil.rmtree(new, ignore_errors=True)
        raise
