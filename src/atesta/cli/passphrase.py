"""Passphrases of private keys: asked for on the terminal, unseen; never an argument, which others here could read."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from atesta.cli.usage import Parser
from atesta.cli.words import words_for
from atesta.errors import InputError, KeyFileError

Opened = TypeVar("Opened")


class Passphrases:
    """What was given in this run, so that nobody is asked twice."""

    def __init__(self) -> None:
        self._given: list[bytes] = []

    def opened(self, read: Callable[[bytes | None], Opened]) -> Opened:
        """What `read` gives without a passphrase, with one that was given before, or with one that is asked for now.
        Where nobody can be asked, its refusal."""
        try:
            return read(None)
        except KeyFileError as error:
            if error.key != "key_locked":
                raise
            locked = error
        for phrase in self._given:
            try:
                return read(phrase)
            except KeyFileError as error:
                if error.key != "passphrase_wrong":
                    raise
        if not somebody_is_there():
            raise locked
        phrase = ask("keyring.passphrase", name=locked.values.get("where", ""))
        found = read(phrase)
        self._given.append(phrase)
        return found


def new_passphrase() -> bytes:
    """Asked for twice; a slip of the finger would lock the keys for good."""
    if not somebody_is_there():
        raise InputError(
            "Nobody can be asked for a passphrase: there is no terminal.",
            "As an argument others on this computer could read it.",
            "Run this in a terminal, or leave --passphrase out.",
            key="no_terminal",
        )
    first, again = ask("keyring.new_passphrase"), ask("keyring.passphrase_again")
    if first != again or not first:
        raise InputError(
            "The two passphrases are not the same, or empty.",
            "A slip would lock the keys for good.",
            "Run it again and type the same one twice.",
            key="passphrases_differ",
        )
    return first


def somebody_is_there() -> bool:
    """Standard input may carry the sound; then the terminal itself is asked."""
    if sys.stdin.isatty():
        return True
    try:
        with Path("/dev/tty").open("rb"):
            return True
    except OSError:
        return False


def ask(key: str, **values: object) -> bytes:
    return getpass.getpass(f"{words_for(Parser.given).say(key, n=None, **values)} ").encode()
