"""`atesta identity set | forget PARTY`: what the other party agreed to be asked. Only keyed hashes are kept."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from atesta.cli.home import open_home, ring_or_new
from atesta.config import read_settings
from atesta.errors import InputError
from atesta.evidence.disk import RealDisk
from atesta.locale import Catalogue, catalogue
from atesta.recording.identity import QUESTIONS, Question, open_identities


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, home = catalogue(arguments.lang or settings.lang), open_home(settings)
    ring_or_new(home, words)
    identities = open_identities(RealDisk(), home.folder / "identities", os.urandom)
    if arguments.what == "forget":
        done = identities.forget(arguments.party)
        print(words.say("identity.forgotten" if done else "identity.nothing"))
        return 0
    kept = identities.keep(arguments.party, _asked(words))
    if not kept:
        identities.forget(arguments.party)
        raise InputError(
            "No answer was given.",
            "Nothing could be compared.",
            "Give at least one of the three.",
            key="no_answer_given",
        )
    print(words.say("identity.kept", questions=", ".join(words.say(f"identity.question.{one}") for one in kept)))
    return 0


def _asked(words: Catalogue) -> dict[Question, str]:
    """A line each, not shown on a terminal; never an argument, which others on this machine could read."""
    shown = sys.stdin.isatty()
    answers: dict[Question, str] = {}
    for question in QUESTIONS:
        prompt = f"{words.say(f'record.ask.{question}')} "
        answers[question] = getpass.getpass(prompt) if shown else sys.stdin.readline().rstrip("\n")
    return answers
