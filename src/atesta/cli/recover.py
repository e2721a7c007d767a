"""`atesta recover [SESSION] --out BUNDLE`: what a crash left of a recording, sealed as the part that it is."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from atesta.cli.home import open_home
from atesta.cli.layout import paragraph, terminal
from atesta.cli.sealing import already_sealed, free_name, seal_recording
from atesta.cli.sessions import Sessions, sessions_of
from atesta.config import read_settings
from atesta.errors import InputError, Where
from atesta.evidence import keys
from atesta.evidence.disk import RealDisk
from atesta.evidence.keys import Key
from atesta.evidence.material import wipe_folder
from atesta.evidence.recover import recover
from atesta.installation.home import Home
from atesta.locale import catalogue
from atesta.recording.real_clock import RealClock
from atesta.telling.visible import visible


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, screen = catalogue(arguments.lang or settings.lang), terminal(sys.stdout, settings.colour)
    home, clock = open_home(settings), RealClock()
    sessions = sessions_of(home)
    out = free_name(arguments.out)
    if home.exists:
        home.device_key()  # what cannot be sealed is not opened
    with sessions.held(_session(arguments.session, sessions)) as folder:
        done = already_sealed(home, folder)
        if done:
            wipe_folder(RealDisk(), folder)
            text = words.say("recover.was_sealed", out=visible(str(done)))
            sys.stdout.write("".join(f"{line}\n" for line in paragraph(text, screen, 0)))
            return 0
        material = recover(RealDisk(), folder, _keeper_key(arguments, home), clock)
        sealed = seal_recording(home, material, clock, out, settings.tsa)
        seconds = material.frames / material.start.rate
        material.wipe()
    rehearsal = material.start.source["grade"] == "rehearsal"
    said = [words.say("recover.done", out=visible(str(sealed.path)), seconds=f"{seconds:.1f}")]
    said += [words.say("record.rehearsal")] if rehearsal else []
    said += [words.say("recover.partial"), words.say("record.check", out=visible(str(sealed.path)))]
    sys.stdout.write("".join(f"{line}\n" for text in said for line in paragraph(text, screen, 0)))
    return 0


def _session(named: str | None, sessions: Sessions) -> str:
    waiting = sessions.cut_off()
    if named:
        found = [id_ for id_ in waiting if id_ == named.removeprefix("acta-")]
        if not found and not sessions.path(Path(named).name).is_dir():
            raise InputError(
                "There is no such recording to recover.",
                "It was sealed already, or made in another installation.",
                f"Waiting here: {', '.join(waiting) or 'none'}.",
                key="recording_unknown",
                waiting=waiting or "–",
            )
        return found[0] if found else Path(named).name
    if len(waiting) != 1:
        raise InputError(
            "No recording waits to be recovered." if not waiting else f"{len(waiting)} recordings wait.",
            "One is recovered at a time.",
            f"Name one: {', '.join(waiting)}." if waiting else "What was sealed needs no recovery.",
            key="several_recordings_wait" if waiting else "no_recording_waits",
            waiting=waiting,
        )
    return waiting[0]


def _keeper_key(arguments: argparse.Namespace, home: Home) -> Key:
    """From a file that the keeper brings, or from this installation where he is the one who recorded."""
    if not arguments.keeper_key:
        return home.keeper_key()
    path = Path(arguments.keeper_key)
    if not path.is_file():
        raise InputError(
            "The keeper's key is not there.",
            "Only it opens the recording.",
            "Look at its name and folder.",
            key="file_not_opened",
            where=Where.of(path.name),
        )
    return home.passphrases.opened(lambda phrase: keys.read_private_pem(path.read_bytes(), path.name, phrase))
