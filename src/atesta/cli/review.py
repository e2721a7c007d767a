"""`atesta review FILE|-`: one message, five answers."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime
from pathlib import Path

from atesta.config import read_settings
from atesta.contact.message import Channel, Message, Provenance, Purpose, Recipient
from atesta.contact.place import place_code
from atesta.errors import InputError
from atesta.intake.text import read_text
from atesta.mandate.register_csv import PublicRegister
from atesta.pipeline import Knowledge, open_desk, review_message
from atesta.review.as_json import review_bytes

FIRST_YEAR, LAST_YEAR = 1970, 2200


def run(arguments: argparse.Namespace) -> int:
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


def read_message(arguments: argparse.Namespace) -> Message:
    """The message of the command line. No `--received`: the time is unknown, never now."""
    original = read_file(arguments.file)
    return Message(
        text=read_text(original, "standard input" if arguments.file == "-" else arguments.file),
        original=original,
        sender=arguments.sender,
        received=None if arguments.received is None else read_time(arguments.received),
        channel=Channel(arguments.channel),
        to=Recipient(arguments.to),
        purpose=Purpose(arguments.purpose),
        provenance=Provenance(arguments.provenance),
        code=arguments.code,
    )


def read_knowledge(arguments: argparse.Namespace) -> Knowledge:
    """The files handed in beside the message; each may be missing."""
    from atesta.intake.account_file import read_account
    from atesta.intake.history_file import read_history
    from atesta.mandate.directory_file import read_directory

    account = read_account(read_file(arguments.account), arguments.account) if arguments.account else None
    directory = read_directory(read_file(arguments.directory), arguments.directory) if arguments.directory else None
    history = None
    if arguments.history:
        history = read_history(read_file(arguments.history).splitlines(), arguments.history)
    place = account.place if account else None
    if arguments.place is not None:
        place = place_code(arguments.place)
    return Knowledge.of(account, directory, history, place, read_registers(arguments, place))


def read_registers(arguments: argparse.Namespace, place: str | None) -> tuple[PublicRegister, ...]:
    """The public register, with its day: a list without one could be any quarter's."""
    if not arguments.register and not arguments.register_as_of:
        return ()
    if not (arguments.register and arguments.register_as_of):
        raise InputError(
            "--register and --register-as-of belong together.",
            "Such a list changes, so it counts only with its day.",
            "Give both, as in --register agencies.csv --register-as-of 2026-10-01.",
        )
    from atesta.mandate.register_csv import read_register

    day = read_date(arguments.register_as_of, "--register-as-of")
    return (read_register(read_file(arguments.register), arguments.register, day, place or "MX"),)


def read_file(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InputError(
            f"{name} cannot be read ({error.strerror}).", "Nothing was reviewed.", "Check the name and the permissions."
        ) from None


def read_date(given: str, option: str) -> date:
    """A day as 2026-11-15."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise InputError(
            f"{option} is not a date.", "What was in force depends on it.", "Write it as 2026-11-15."
        ) from None


def read_time(given: str) -> datetime:
    """A moment with its offset; one without is refused, because nobody could say whose clock it was."""
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise InputError(
            "--received is not a time.",
            "Hours, days late and deadlines are computed from it.",
            "Write it as 2026-11-15T21:47:00+08:00.",
        ) from None
    if moment.tzinfo is None:
        raise InputError(
            "--received has no offset.",
            "Nobody could say whose clock it was, so hours would be guessed.",
            "Add it, as in 2026-11-15T21:47:00+08:00.",
        )
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise InputError(
            f"--received is not between {FIRST_YEAR} and {LAST_YEAR}.",
            "No message arrived then, so a digit must be wrong.",
            "Write the year with four digits, as in 2026-11-15T21:47:00+08:00.",
        )
    return moment
