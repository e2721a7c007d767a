"""`atesta demo [--case first|mx|es|call]`: one message in three states of knowledge (PRODUCT §4.1), or one call."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tomllib
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from atesta.cli.layout import BOLD, Screen, columns, terminal
from atesta.cli.render import render_review
from atesta.config import read_settings
from atesta.contact.message import Channel, Message
from atesta.intake.account_file import read_account
from atesta.intake.history_file import read_history
from atesta.intake.text import read_text
from atesta.locale import Catalogue, catalogue
from atesta.mandate.directory_file import read_directory
from atesta.mandate.register_csv import PublicRegister, read_register
from atesta.pipeline import Desk, Knowledge, open_desk, review_message


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, screen = catalogue(arguments.lang or settings.lang), terminal(sys.stdout, settings.colour)
    if arguments.case == "call":
        from atesta.cli.demo_call import demo_call

        sys.stdout.write("\n" + demo_call(words, screen))
        return 0
    for part in demo(arguments.case, words, screen):
        sys.stdout.write(part)
    return 0


def demo(case: str, words: Catalogue, screen: Screen) -> list[str]:
    """The case in its three states: nothing held, her own figures, the lender's extract."""
    folder = resources.files("atesta.cli").joinpath("cases", case)
    about = tomllib.loads(folder.joinpath("case.toml").read_text(encoding="utf-8"))
    message, desk = read_case_message(folder, about), open_desk()
    states = {
        "nothing": Knowledge.of(place=about["place"]),
        "figures": figures(folder),
        "extract": extract(folder, about),
    }
    return [_state(name, message, knowledge, desk, words, screen) for name, knowledge in states.items()]


def _state(name: str, message: Message, knowledge: Knowledge, desk: Desk, words: Catalogue, screen: Screen) -> str:
    title = f" {words.say(f'state.{name}')} "
    rule = "─" * 2 + title + "─" * max(screen.width - columns(title) - 2, 0)
    review = review_message(message, knowledge, desk)
    return f"\n{screen.style(rule, BOLD)}\n\n" + render_review(
        review, message, knowledge, desk.rulebook, words.lang, screen
    )


def read_case_message(folder: Traversable, about: dict[str, Any]) -> Message:
    original = folder.joinpath("message.txt").read_bytes()
    return Message(
        text=read_text(original, "message.txt"),
        original=original,
        sender=about["sender"],
        received=about["received"],
        channel=Channel(about["channel"]),
    )


def figures(folder: Traversable) -> Knowledge:
    """What the person typed: one witness, hers."""
    account = read_account(folder.joinpath("figures.toml").read_bytes(), "figures.toml")
    return Knowledge.of(dataclasses.replace(account, typed_by_debtor=True))


def extract(folder: Traversable, about: dict[str, Any]) -> Knowledge:
    """The lender's extract, its list of senders, the earlier contacts, and the public register where there is one."""
    read = {name: folder.joinpath(name).read_bytes() for name in ("account.toml", "directory.toml", "history.jsonl")}
    return Knowledge.of(
        read_account(read["account.toml"], "account.toml"),
        read_directory(read["directory.toml"], "directory.toml"),
        read_history(read["history.jsonl"].splitlines(), "history.jsonl"),
        registers=registers(folder, about),
    )


def registers(folder: Traversable, about: dict[str, Any]) -> tuple[PublicRegister, ...]:
    if "register" not in about:
        return ()
    data = folder.joinpath(about["register"]).read_bytes()
    return (read_register(data, about["register"], about["register_as_of"], about["place"]),)
