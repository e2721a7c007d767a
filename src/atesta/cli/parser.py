"""The words of the command line. What a command needs is imported when it runs, so that the start stays quick."""

from __future__ import annotations

import argparse
from importlib import import_module

from atesta import __version__
from atesta.cli.usage import Parser

CHANNELS = ("sms", "call", "visit", "email", "letter", "chat")
PURPOSES = ("demand", "required_notice", "answer", "receipt")
PROVENANCES = ("captured", "original_file", "imported", "screenshot", "typed")


def build_parser() -> Parser:
    """`atesta review | screen | rules | explain | intake | demo`."""
    parser = Parser(
        prog="atesta", description="Five answers about a debt-collection contact. Nothing leaves this computer."
    )
    parser.add_argument("--version", action="version", version=f"atesta {__version__}")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB", prog="atesta")
    _review(verbs)
    _screen(verbs)
    _rules(verbs)
    _explain(verbs)
    _intake(verbs)
    _demo(verbs)
    return parser


def _add(verbs: argparse._SubParsersAction[Parser], name: str, help: str) -> Parser:
    verb = verbs.add_parser(name, help=help, description=help)
    verb.set_defaults(run=lambda arguments: import_module(f"atesta.cli.{name}").run(arguments))
    verb.add_argument("--lang", choices=("es", "zh", "en"), help="language of the answer (default: the locale's)")
    return verb


def _review(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "review", "A message in, five answers out.")
    verb.add_argument("file", metavar="FILE", help="the text as received; - reads standard input")
    verb.add_argument("--sender", metavar="ADDRESS", help="number, sender name or e-mail it came from")
    verb.add_argument("--received", metavar="TIME", help="when, with its offset: 2026-11-15T21:47:00+08:00")
    verb.add_argument("--channel", choices=CHANNELS, default="sms")
    verb.add_argument("--to", choices=("debtor", "third_party"), default="debtor", help="who received it")
    verb.add_argument("--purpose", choices=PURPOSES, default="demand")
    verb.add_argument("--account", metavar="FILE", help="account.toml: what is owed, as of a moment")
    verb.add_argument("--directory", metavar="FILE", help="directory.toml: who may speak for the creditor")
    verb.add_argument("--register", metavar="FILE", help="a public register of agencies (CSV), shown, never decisive")
    verb.add_argument("--register-as-of", metavar="DATE", help="the day of that register, 2026-10-01")
    verb.add_argument("--history", metavar="FILE", help="history.jsonl: earlier contacts (no file: unknown)")
    verb.add_argument("--code", metavar="CODE", help="the code that came with the message or was read out")
    verb.add_argument("--place", metavar="XX", help="whose rules: CN MX CO CL PE ES US GB (comes before the account's)")
    verb.add_argument("--provenance", choices=PROVENANCES, default="imported", help="how this text reached you")
    verb.add_argument("--json", action="store_true", help="the answers as data (atesta.review/1)")


def _screen(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "screen", "Many texts or transcripts: labels and findings, a line each.")
    verb.add_argument("file", metavar="IN.jsonl", help="one {id, text} a line")
    verb.add_argument("--out", metavar="OUT.jsonl", required=True, help="one answer a line; a run that stopped goes on")
    verb.add_argument("--transcripts", action="store_true", help="lines are {id, turns: [...]}")
    verb.add_argument("--jobs", type=int, metavar="N", help="processes (default: every core)")
    verb.add_argument("--restart", action="store_true", help="begin OUT again instead of going on")


def _rules(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "rules", "Which rules were in force, with their sources.")
    verb.add_argument("--on", metavar="DATE", help="the day, 2026-11-15 (default: every version)")
    verb.add_argument("--place", metavar="XX", help="CN MX CO CL PE ES US GB; house rules always show")
    verb.add_argument("--json", action="store_true")


def _explain(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "explain", "What a finding rests on, or a rule.")
    verb.add_argument("what", metavar="REVIEW.json#FINDING_ID | RULE_ID")


def _intake(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "intake", "A phone's SMS backup (XML) or a chat export as lines for screen.")
    verb.add_argument("file", metavar="EXPORT", help="SMS Backup & Restore XML, or a WhatsApp or WeChat text export")
    verb.add_argument("--out", metavar="OUT.jsonl", required=True, help="one {id, text, sender, received, ...} a line")
    verb.add_argument(
        "--zone", metavar="ZONE", help="the phone's zone, America/Mexico_City (no zone: times stay local)"
    )
    verb.add_argument("--owner", metavar="NAME", help="whose chat export it is: that name's messages went out")


def _demo(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "demo", "A worked case on the screen: the first one, or a native one.")
    verb.add_argument("--case", choices=("first", "mx", "es"), default="first")
