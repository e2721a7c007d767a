"""`atesta house ask | list | key`: the creditor's do-not-contact list, asked and taken along. Decisions are made in the
browser, by name."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from atesta.cli.pages import set_up
from atesta.cli.words import words_for_verb
from atesta.contact.message import Channel, Purpose
from atesta.contact.place import place_code
from atesta.locale import Catalogue
from atesta.telling.say_house import say_decision


def run(arguments: argparse.Namespace) -> int:
    words = words_for_verb(arguments.lang)
    set_up()
    from atesta.store.preparing import prepare

    prepare()
    sys.stdout.write({"ask": _ask, "list": _list, "key": _key}[arguments.what](arguments, words))
    return 0


def _ask(arguments: argparse.Namespace, words: Catalogue) -> str:
    """The number is read, hashed and forgotten."""
    from atesta.mandate.do_not_contact import may_contact
    from atesta.store import house

    place = place_code(arguments.place)
    recipient = house.person_hash(arguments.number or "", place) or None
    channel = Channel(arguments.channel) if arguments.channel else None
    purpose = Purpose(arguments.purpose)
    held = house.as_list(place)
    found = may_contact(held, arguments.sender, recipient, datetime.now(UTC), purpose=purpose, channel=channel)
    first, *reasons = say_decision(found, words)
    return "".join(f"{line}\n" for line in (first, *(f"- {reason}" for reason in reasons)))


def _list(arguments: argparse.Namespace, words: Catalogue) -> str:
    from atesta.store import house

    now = datetime.now(UTC)
    if arguments.form == "senders":
        return house.senders_csv(now)
    if arguments.form == "recipients":
        return house.recipients_csv(now)
    return house.directory_toml(place_code(arguments.place))


def _key(arguments: argparse.Namespace, words: Catalogue) -> str:
    """With it a number becomes the hash in the list: for whoever dials for the house, and for nobody else."""
    from atesta.store import house

    return f"{house.list_key().hex()}\n"
