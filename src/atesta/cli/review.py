"""`atesta review FILE|-`: one message, a picture of one, or one call; five answers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from atesta.cli.given import read_date, read_file, read_time
from atesta.config import read_settings
from atesta.contact.message import Channel, Message, Provenance, Purpose, Recipient
from atesta.contact.place import place_code
from atesta.errors import STANDARD_INPUT, InputError
from atesta.intake.call_kind import HEAD_BYTES, Given, kind_of
from atesta.intake.text import read_text
from atesta.pipeline import Knowledge, open_desk, review_message
from atesta.review.as_json import review_bytes

if TYPE_CHECKING:
    from datetime import date

    from atesta.contact.account import Account
    from atesta.mandate.register_csv import PublicRegister

EXTRACT_BEGINS = (b"ey", b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b" ", b"\n", b"\r", b"\xef\xbb\xbf")
"""With what a signed extract or a picture of one may begin: for any other file their reader is not loaded."""
CALL_OPTIONS = ("html", "words", "speech_lang", "anchors")


def run(arguments: argparse.Namespace) -> int:
    kind = given_kind(arguments.file)
    if kind not in (Given.MESSAGE, Given.PICTURE):
        from atesta.cli.call import run_call

        return run_call(arguments, kind)
    refuse_call_options(arguments)
    if kind is Given.PICTURE:
        from atesta.cli.picture import run_picture

        return run_picture(arguments)
    message = read_message(arguments)
    knowledge = read_knowledge(arguments)
    desk = open_desk()
    review = review_message(message, knowledge, desk)
    if arguments.json:
        sys.stdout.write(review_bytes(review).decode("utf-8", "backslashreplace") + "\n")
        return 0
    from atesta.cli.layout import terminal
    from atesta.cli.render import render_review

    settings = read_settings()
    screen = terminal(sys.stdout, settings.colour)
    sys.stdout.write(render_review(review, message, knowledge, desk.rulebook, arguments.lang or settings.lang, screen))
    return 0


def given_kind(name: str) -> Given:
    """A call is told from a message by its first bytes; what cannot be read is left to who reads it whole."""
    path = Path(name)
    try:
        if name != "-" and path.is_dir():
            return Given.BUNDLE
        with path.open("rb") as file:
            return kind_of(name, file.read(HEAD_BYTES))
    except OSError:
        return Given.MESSAGE


def refuse_call_options(arguments: argparse.Namespace) -> None:
    """Options of a call beside a message: refused, not passed over."""
    given = next((name for name in CALL_OPTIONS if getattr(arguments, name)), None)
    if given and not (given == "anchors" and arguments.account):
        option = "--" + given.replace("_", "-")
        raise InputError(
            f"{option} goes with a call.",
            "What was given is read as a message.",
            "Give a sealed bundle, a sound, or a transcript with times.",
            key="option_of_a_call",
            option=option,
        )


def read_message(arguments: argparse.Namespace) -> Message:
    """The message of the command line. No `--received`: the time is unknown, never now."""
    original = read_file(arguments.file)
    return Message(
        text=read_text(original, STANDARD_INPUT if arguments.file == "-" else arguments.file),
        original=original,
        sender=arguments.sender,
        received=None if arguments.received is None else read_time(arguments.received),
        channel=Channel(arguments.channel),
        to=Recipient(arguments.to),
        purpose=Purpose(arguments.purpose),
        provenance=Provenance(arguments.provenance or "imported"),
        code=arguments.code,
    )


def read_knowledge(arguments: argparse.Namespace) -> Knowledge:
    """The files handed in beside the message; each may be missing."""
    from atesta.intake.history_file import read_history
    from atesta.mandate.directory_file import read_directory

    account = read_given_account(arguments) if arguments.account else None
    directory = read_directory(read_file(arguments.directory), arguments.directory) if arguments.directory else None
    history = None
    if arguments.history:
        history = read_history(read_file(arguments.history).splitlines(), arguments.history)
    place = account.place if account else None
    if arguments.place is not None:
        place = place_code(arguments.place)
    return Knowledge.of(account, directory, history, place, read_registers(arguments, place))


def read_given_account(arguments: argparse.Namespace) -> Account:
    """account.toml, or a signed extract; of that, standard error says whose word it is."""
    from atesta.intake.account_file import read_account

    data = read_file(arguments.account)
    if not data.startswith(EXTRACT_BEGINS):
        return read_account(data, arguments.account)
    from atesta.cli.extract import chosen_anchors, is_extract, read_extract
    from atesta.cli.words import words_for_verb
    from atesta.telling.say_extract import vouched_line

    if not is_extract(data):
        return read_account(data, arguments.account)
    found = read_extract(data, chosen_anchors(arguments.anchors, read_settings()))
    print(vouched_line(found, words_for_verb(arguments.lang)), file=sys.stderr)
    return found.account


def read_registers(arguments: argparse.Namespace, place: str | None) -> tuple[PublicRegister, ...]:
    """The public register and the lender's list, each with its day: a list without one could be any quarter's."""
    found: list[PublicRegister] = []
    for option, name, as_of in (
        ("--register", arguments.register, arguments.register_as_of),
        ("--lender-list", arguments.lender_list, arguments.lender_list_as_of),
    ):
        if name and as_of:
            found.append(_read_list(option, name, read_date(as_of, f"{option}-as-of"), place))
        elif name or as_of:
            raise InputError(
                f"{option} and {option}-as-of belong together.",
                "Such a list changes, so it counts only with its day.",
                f"Give both, as in {option} agencies.csv {option}-as-of 2026-10-01.",
                key="register_without_day",
                option=option,
            )
    return tuple(found)


def _read_list(option: str, name: str, as_of: date, place: str | None) -> PublicRegister:
    from atesta.mandate.register_csv import read_lender_list, read_register

    if option == "--register":
        return read_register(read_file(name), name, as_of, place or "MX")
    return read_lender_list(read_file(name), name, as_of, place or "CN")
