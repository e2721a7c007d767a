"""`atesta seal FILE… --out BUNDLE`: what came from elsewhere, a typed account, or a review of another bundle."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from atesta.cli.home import open_home, ring_or_new
from atesta.cli.layout import Screen, paragraph, terminal
from atesta.cli.record_source import registered
from atesta.cli.sealing import free_name
from atesta.config import Settings, read_settings
from atesta.errors import InputError, Where
from atesta.evidence.archive import ContainerError, Files, Folder, Held, Zipped
from atesta.evidence.digest import hex_of
from atesta.evidence.disk import RealDisk
from atesta.evidence.seal import Original, Parts, Sealer
from atesta.installation.home import Home
from atesta.installation.seal import AGENT, Sealed, pages, seal_parts
from atesta.locale import Catalogue, catalogue
from atesta.recording.device import Device, Register
from atesta.recording.imported import Brought, Maker, bring_in
from atesta.recording.real_clock import RealClock
from atesta.telling.visible import visible

REVIEW = "atesta.review/1"
MOST_REVIEW_BYTES = 16 << 20


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, screen = catalogue(arguments.lang or settings.lang), terminal(sys.stdout, settings.colour)
    home, out = open_home(settings), free_name(arguments.out)
    paths = tuple(_there(name) for name in arguments.file)
    if arguments.about:
        lines = _review(paths, arguments, home, settings, out, words, screen)
    else:
        lines = _import(paths, arguments, home, settings, out, words, screen)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _there(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise InputError(
            "There is no such file.",
            "Nothing was sealed.",
            "Look at its name and folder.",
            key="file_not_opened",
            where=Where.of(path.name),
        )
    return path


def _import(
    paths: tuple[Path, ...],
    arguments: argparse.Namespace,
    home: Home,
    settings: Settings,
    out: Path,
    words: Catalogue,
    screen: Screen,
) -> Iterator[str]:
    device = _device(arguments.device, home)
    ring = ring_or_new(home, words)
    maker = Maker(RealDisk(), RealClock(), os.urandom, Sealer(home.device_key(), ring.device()))
    brought = bring_in(maker, paths, typed=arguments.typed, device=device)
    parts = Parts(brought.kind, brought.id, AGENT, brought.files, pages(brought.kind, brought.id))
    sealed = seal_parts(home, lambda _: parts, maker.clock, out, settings.tsa)
    yield from _say(sealed, brought.kind, words, screen)
    yield from _say_sheet(brought, words, screen)


def _device(name: str | None, home: Home) -> Device | None:
    if name is None:
        return None
    found = registered(Register(home.folder / "devices"), name)
    if found is None:
        raise InputError(
            "This device is not in the register.",
            "The sheet would name a device that nobody knows.",
            "Register it with `atesta device add`, or leave --device out.",
            key="device_unknown",
        )
    return found


def _review(
    paths: tuple[Path, ...],
    arguments: argparse.Namespace,
    home: Home,
    settings: Settings,
    out: Path,
    words: Catalogue,
    screen: Screen,
) -> Iterator[str]:
    if len(paths) != 1 or arguments.typed or arguments.device:
        raise InputError(
            "--about goes with one review, as `atesta review --json` gives it.",
            "A second bundle names the first; it holds nothing else.",
            "Leave out --typed, --device and the other files.",
            key="about_one_review",
        )
    about, id_ = _original(Path(arguments.about)), os.urandom(16).hex()
    review = _review_json(paths[0])
    _check_about(review, about, paths[0])
    files = {"data/review.json": Held(review)}
    parts = Parts("review", id_, AGENT, files, pages("review", id_), about=about)
    ring_or_new(home, words)
    sealed = seal_parts(home, lambda _: parts, RealClock(), out, settings.tsa)
    yield from _say(sealed, "review", words, screen)
    yield from paragraph(words.say("sealed.about", id=f"acta-{about.id}"), screen, 0)


def _review_json(path: Path) -> bytes:
    data = path.read_bytes() if path.stat().st_size <= MOST_REVIEW_BYTES else b""
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("schema") != REVIEW:
        raise InputError(
            "This is not a review.",
            f"Only {REVIEW} has its place beside a bundle.",
            "Make it with `atesta review --json`.",
            key="not_a_review",
            where=Where.of(path.name),
        )
    return data


def _check_about(review: bytes, about: Original, path: Path) -> None:
    """A review of a sealed call names its bundle: beside another one its findings could not be run again."""
    call = json.loads(review).get("call")
    record = call.get("record") if isinstance(call, dict) else None
    named = record.get("bundle") if isinstance(record, dict) else None
    if named is not None and named != f"sha256:{about.seal}":
        raise InputError(
            "This review was made from another bundle.",
            "Its findings could not be run again on this one.",
            "Give --about the bundle that was reviewed.",
            key="review_of_another",
            where=Where.of(path.name),
        )


def _original(bundle: Path) -> Original:
    """The bundle that is reviewed, by its number and the hash of its seal. Whether it is unchanged, `verify` says."""
    try:
        if bundle.is_dir():
            return _named(Folder(bundle))
        with bundle.open("rb") as file:
            return _named(Zipped(file))
    except (OSError, ContainerError, KeyError, ValueError) as error:
        raise InputError(
            "The bundle that the review is about cannot be read.",
            "The review would name nothing.",
            "Give the sealed file; `atesta verify` says what is wrong with it.",
            key="bundle_unreadable",
            where=Where.of(bundle.name),
        ) from error


def _named(files: Files) -> Original:
    about = json.loads(b"".join(files.chunks("data/about.json")))
    if not isinstance(about, dict) or not re.fullmatch("[0-9a-f]{32}", str(about.get("id"))):
        raise ValueError("no number")
    return Original(about["id"], hex_of(b"".join(files.chunks("seal/tagmanifest.sig"))))


def _say(sealed: Sealed, kind: str, words: Catalogue, screen: Screen) -> Iterator[str]:
    yield from paragraph(words.say(f"sealed.{kind}", out=visible(str(sealed.path))), screen, 0)
    if not sealed.stamped:
        yield from paragraph(words.say("sealed.no_outside_time"), screen, 0)


def _say_sheet(brought: Brought, words: Catalogue, screen: Screen) -> Iterator[str]:
    if brought.missing:
        yield from paragraph(words.say(f"sealed.missing.{brought.missing}"), screen, 0)
    yield from paragraph(words.say("sealed.look"), screen, 0)
