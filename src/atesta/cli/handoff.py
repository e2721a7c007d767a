"""`atesta handoff prepare | accept | record`: the file for the lawyers, their acceptance, what it puts on record."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from atesta.cli.extract import write_new
from atesta.cli.given import read_date, read_file
from atesta.cli.home import open_home, ring_or_new
from atesta.config import Settings, read_settings
from atesta.errors import InputError, Where
from atesta.evidence.anchors import read_anchors
from atesta.locale import Catalogue, catalogue
from atesta.telling.say import say_day
from atesta.telling.visible import visible

MOST_BYTES = 200 * 1024 * 1024


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words = catalogue(arguments.lang or settings.lang)
    lines = {"prepare": _prepare, "accept": _accept, "record": _record}[arguments.what](arguments, settings, words)
    sys.stdout.write("".join(f"{visible(line)}\n" for line in lines))
    return 0


def _prepare(arguments: argparse.Namespace, settings: Settings, words: Catalogue) -> list[str]:
    from atesta.action.handoff import lacking, read_case
    from atesta.installation.handoff import checker, make_file
    from atesta.telling.say_handoff import say_lacking

    home = open_home(settings)
    ring_or_new(home, words)
    anchors = read_anchors(Path(arguments.anchors)) if arguments.anchors else home.anchors()
    asked = read_case(_files(Path(arguments.folder)), checker(anchors), _today())
    made = make_file(asked, words, home, settings.tsa)
    out = Path(arguments.out)
    write_new(out, made.data)
    found = [f"- {say_lacking(one, words)}" for one in lacking(asked)]
    said = [words.say("handoff_said.made", out=out.name, digest=made.sha256)]
    said += [] if made.printed else [words.say("handoff_said.not_printed")]
    return [*said, *([words.say("handoff_doc.lacking"), *found] if found else [])]


def _files(folder: Path) -> dict[str, bytes]:
    """Every file of the folder, none of its folders. Sizes are looked at before anything is read."""
    if not folder.is_dir():
        raise InputError(
            "The folder of the case is not there.",
            "Nothing was prepared.",
            "Look at its name.",
            key="file_not_opened",
            where=Where.of(folder.name),
        )
    paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if sum(path.stat().st_size for path in paths) > MOST_BYTES:
        raise InputError(
            f"The files have more than {MOST_BYTES >> 20} MB.",
            "All of them are held in memory.",
            "Leave out recordings that do not matter.",
            key="packet_files_too_large",
            most=MOST_BYTES >> 20,
        )
    return {path.name: read_file(str(path)) for path in paths}


def _accept(arguments: argparse.Namespace, settings: Settings, words: Catalogue) -> list[str]:
    """At the lawyers', with their own keys."""
    from atesta.action.handoff import sign_acceptance

    home = open_home(settings)
    ring = ring_or_new(home, words)
    file = sha256(read_file(arguments.file)).hexdigest()
    key = home.passphrases.opened(ring.signer_key)
    token = sign_acceptance(file, arguments.name, _on(arguments.on), key, ring.signer())
    write_new(Path(arguments.out), token + b"\n")
    return [words.say("handoff_said.signed", out=Path(arguments.out).name)]


def _record(arguments: argparse.Namespace, settings: Settings, words: Catalogue) -> list[str]:
    """At the creditor's: by the lawyers' signature, or by the paper that came back."""
    from atesta.action.handoff import accept_on_paper, open_acceptance, step_of
    from atesta.action.handoff.accept import in_time

    data, returned = read_file(arguments.file), read_file(arguments.acceptance or arguments.paper)
    file = sha256(data).hexdigest()
    if arguments.acceptance:
        anchors = read_anchors(Path(arguments.anchors)) if arguments.anchors else open_home(settings).anchors()
        given = open_acceptance(returned, file, anchors, sha256(returned.strip()).hexdigest())
    else:
        given = accept_on_paper(file, arguments.name or "", _on(arguments.on), sha256(returned).hexdigest())
    step = step_of(in_time(given, _prepared(data), _today()), datetime.now(UTC).astimezone().replace(microsecond=0))
    told = words.say("handoff_said.accepted", name=given.acceptor, day=say_day(given.on, words.lang))
    row = [f'stage = "{step.stage.name.lower()}"', f"on = {step.on.isoformat()}"]
    return [told, "[[legal]]", *row, *([f"at = {step.at.isoformat()}"] if step.at else [])]


def _prepared(data: bytes) -> date:
    """The day on which the file was made, as its own data say."""
    from atesta.installation.handoff import prepared_on

    return prepared_on(data)


def _on(given: str | None) -> date:
    return read_date(given, "--on") if given else _today()


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
