"""What the command line was given: files, days and moments, each refused by its name."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

from atesta.errors import InputError, Where

FIRST_YEAR, LAST_YEAR = 1970, 2200


def read_file(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise cannot_read(name, error) from None


CANNOT_READ = {FileNotFoundError: "file_missing", IsADirectoryError: "file_is_a_folder", PermissionError: "file_closed"}


def cannot_read(name: str, error: OSError) -> InputError:
    """What the system says of a file, as one of the few things that a reader can do something about."""
    return InputError(
        f"{name} cannot be read ({error.strerror}).",
        "Nothing was reviewed.",
        "Check the name and the permissions.",
        key=CANNOT_READ.get(type(error), "file_unreadable"),
        where=Where.of(name),
    )


def out_closed(name: str, error: OSError) -> InputError:
    """An OUT that cannot be written."""
    return InputError(
        f"{name} cannot be written ({error.strerror}).",
        "The answers would be lost.",
        "Give --out a file name in a folder that exists.",
        key="out_closed",
        where=Where.of(name),
    )


def read_date(given: str, option: str) -> date:
    """A day as 2026-11-15."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise InputError(
            f"{option} is not a date.",
            "What was in force depends on it.",
            "Write it as 2026-11-15.",
            key="option_not_a_date",
            option=option,
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
            key="received_not_a_time",
        ) from None
    if moment.tzinfo is None:
        raise InputError(
            "--received has no offset.",
            "Nobody could say whose clock it was, so hours would be guessed.",
            "Add it, as in 2026-11-15T21:47:00+08:00.",
            key="received_no_offset",
        )
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise InputError(
            f"--received is not between {FIRST_YEAR} and {LAST_YEAR}.",
            "No message arrived then, so a digit must be wrong.",
            "Write the year with four digits, as in 2026-11-15T21:47:00+08:00.",
            key="received_out_of_reach",
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return moment
