"""`atesta creditor add | directory`: a creditor begins its register here, and takes it along as directory.toml."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from atesta.cli.pages import set_up
from atesta.cli.words import words_for_verb
from atesta.contact.place import place_code
from atesta.telling.visible import visible


def run(arguments: argparse.Namespace) -> int:
    words, now = words_for_verb(arguments.lang), datetime.now(UTC)
    set_up()
    from atesta.store import mandating, registry_file
    from atesta.store.preparing import prepare

    prepare()
    if arguments.what == "add":
        made = mandating.add_creditor(arguments.name, place_code(arguments.place), now)
        sys.stdout.write(words.say("creditor_said.added", name=visible(made.name)) + "\n")
    else:
        creditor = mandating.creditor_named(arguments.name)
        sys.stdout.write(registry_file.directory_toml(creditor, arguments.account, now))
    return 0
