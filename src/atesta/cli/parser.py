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
    """`atesta review | route | screen | transcribe | rules | lists | explain | intake | extract | verify | keys |
    record | recover | seal | redact | sheet | device | identity | opening | rehearse | rank | demo | serve | worker |
    store | staff | packet | handoff | house | creditor`."""
    parser = Parser(
        prog="atesta", description="Five answers about a debt-collection contact. Nothing leaves this computer."
    )
    parser.add_argument("--version", action="version", version=f"atesta {__version__}")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB", prog="atesta")
    _review(verbs)
    _route(verbs)
    _screen(verbs)
    _transcribe(verbs)
    _rules(verbs)
    _lists(verbs)
    _explain(verbs)
    _intake(verbs)
    _extract(verbs)
    _verify(verbs)
    _keys(verbs)
    _record(verbs)
    _recover(verbs)
    _seal(verbs)
    _redact(verbs)
    _sheet(verbs)
    _device(verbs)
    _identity(verbs)
    _opening(verbs)
    _rehearse(verbs)
    _rank(verbs)
    _staff(verbs)
    _house(verbs)
    _creditor(verbs)
    _demo(verbs)
    _serve(verbs)
    _store(verbs)
    _packet(verbs)
    _handoff(verbs)
    return parser


def _add(verbs: argparse._SubParsersAction[Parser], name: str, help: str) -> Parser:
    verb = verbs.add_parser(name, help=help, description=help)
    verb.set_defaults(run=lambda arguments: import_module(f"atesta.cli.{name}").run(arguments))
    verb.add_argument("--lang", choices=("es", "zh", "en"), help="language of the answer (default: the locale's)")
    return verb


def _review(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "review", "A message or a call in, five answers out.")
    verb.add_argument(
        "file",
        metavar="FILE",
        help="a text (- reads standard input), a sealed bundle, a sound, a transcript with times",
    )
    verb.add_argument("--sender", metavar="ADDRESS", help="number, sender name or e-mail it came from")
    verb.add_argument("--received", metavar="TIME", help="when, with its offset: 2026-11-15T21:47:00+08:00")
    verb.add_argument("--channel", choices=CHANNELS, default="sms")
    verb.add_argument("--to", choices=("debtor", "third_party"), default="debtor", help="who received it")
    verb.add_argument("--purpose", choices=PURPOSES, default="demand")
    verb.add_argument(
        "--account", metavar="FILE", help="what is owed, as of a moment: account.toml, or a signed extract"
    )
    verb.add_argument("--directory", metavar="FILE", help="directory.toml: who may speak for the creditor")
    verb.add_argument("--register", metavar="FILE", help="a public register of agencies (CSV), shown, never decisive")
    verb.add_argument("--register-as-of", metavar="DATE", help="the day of that register, 2026-10-01")
    verb.add_argument("--lender-list", metavar="FILE", help="agencies that the lender publishes, shown, never decisive")
    verb.add_argument("--lender-list-as-of", metavar="DATE", help="the day of that list, 2026-10-01")
    verb.add_argument("--history", metavar="FILE", help="history.jsonl: earlier contacts (no file: unknown)")
    verb.add_argument("--code", metavar="CODE", help="the code that came with the message or was read out")
    verb.add_argument("--place", metavar="XX", help="whose rules: CN MX CO CL PE ES US GB (comes before the account's)")
    verb.add_argument(
        "--provenance", choices=PROVENANCES, help="how it reached you (default imported; a bundle says it)"
    )
    verb.add_argument("--html", metavar="PAGE.html", help="of a call: everything on one page that plays, also offline")
    verb.add_argument(
        "--words", metavar="FILE", help="of a call: its transcript (JSON, WebVTT, vCon), not recognised anew"
    )
    verb.add_argument("--agent", choices=("left", "right"), default="left", help="of a call: the agent's channel")
    verb.add_argument(
        "--speech-lang", choices=("es", "zh", "en"), help="of a call: what is spoken (default: found out)"
    )
    verb.add_argument("--anchors", metavar="DIR", help="of a sealed call or a signed extract: whom to trust")
    verb.add_argument("--json", action="store_true", help="the answers as data (atesta.review/1)")


def _route(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "route", "What happened in, one route out: where to complain, why, and why not elsewhere.")
    verb.add_argument("file", metavar="CASE.json", help="the case (- reads standard input); docs/files.md shows one")
    verb.add_argument("--json", action="store_true", help="the route as data (atesta.route/1)")


def _screen(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "screen", "Many texts or transcripts: labels and findings, a line each.")
    verb.add_argument("file", metavar="IN.jsonl", help="one {id, text} a line")
    verb.add_argument("--out", metavar="OUT.jsonl", required=True, help="one answer a line; a run that stopped goes on")
    verb.add_argument("--transcripts", action="store_true", help="lines are {id, turns: [...]}")
    verb.add_argument("--jobs", type=int, metavar="N", help="processes (default: every core)")
    verb.add_argument("--restart", action="store_true", help="begin OUT again instead of going on")


def _transcribe(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "transcribe", "Calls in, their words out: who said what when, and what could not be heard.")
    verb.add_argument("file", metavar="FILE", nargs="+", help="any sound or video; two channels are two voices")
    verb.add_argument("--agent", choices=("left", "right"), default="left", help="the agent's channel (default left)")
    verb.add_argument("--speech-lang", choices=("es", "zh", "en"), help="what is spoken (default: found out)")
    verb.add_argument("--jobs", type=int, metavar="N", help="calls at a time, a process each (default: one a core)")
    form = verb.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the words as data (atesta.transcript/1), a line each call")
    form.add_argument("--vtt", action="store_true", help="as WebVTT captions (one call)")
    form.add_argument("--vcon", action="store_true", help="as a vCon with the transcript in it, a line each call")


def _rules(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "rules", "Which rules were in force, with their sources.")
    verb.add_argument("--on", metavar="DATE", help="the day, 2026-11-15 (default: every version)")
    verb.add_argument("--place", metavar="XX", help="CN MX CO CL PE ES US GB; house rules always show")
    verb.add_argument("--json", action="store_true")


def _lists(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "lists", "Public lists of agencies for the pages, each with its day.")
    what = verb.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = what.add_parser("add", help="keep a list as dated evidence")
    add.add_argument("file", metavar="FILE", help="the list as it was published (CSV; a lender's may be plain text)")
    add.add_argument("--place", metavar="XX", required=True, help="where it holds: CN MX CO CL PE ES US GB")
    add.add_argument("--source", metavar="TEXT", required=True, help="who publishes it, and where it was had")
    add.add_argument("--as-of", metavar="DATE", required=True, help="its day, 2026-10-01")
    add.add_argument("--lender", action="store_true", help="a lender publishes it, not a public body")
    what.add_parser("show", help="the lists that are kept, newest first")


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


def _extract(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "extract", "What is owed, signed by the lender and given to the one who owes.")
    kinds = verb.add_subparsers(dest="what", required=True, metavar="WHAT")
    issue = kinds.add_parser("issue", help="sign an account with this installation's signer")
    issue.add_argument("file", metavar="ACCOUNT.toml", help="the creditor's account, without the debtor's receipts")
    issue.add_argument("--out", metavar="FILE", required=True, help="the signed extract; it must not be there yet")
    issue.add_argument("--qr", metavar="FILE.svg", help="the same as a QR code, to be shown or printed")
    show = kinds.add_parser("show", help="whose word it is, and as of when")
    show.add_argument("file", metavar="FILE", help="the extract, or a picture of its code (atesta[ocr])")
    show.add_argument("--anchors", metavar="DIR", help="whom to trust, as for verify: signers.pem")
    for what in kinds.choices.values():
        what.add_argument("--lang", choices=("es", "zh", "en"), default=argparse.SUPPRESS)


def _verify(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(
        verbs, "verify", "Is a sealed bundle unchanged? Exit 0 unchanged, 1 changed, 2 incomplete, 3 cannot check."
    )
    verb.add_argument("bundle", metavar="BUNDLE", help="the sealed file, or the folder it was unpacked to")
    verb.add_argument("--anchors", metavar="DIR", help="whom to trust: signers.pem, tsa.pem, log.vkey, revoked.txt")
    verb.add_argument("--log", metavar="FILE", help="the public log itself, where you hold it")
    verb.add_argument("--json", action="store_true", help="the answer as data (atesta.verify/1)")


def _keys(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "keys", "The keys that seal here, and what others need to check the seals.")
    kinds = verb.add_subparsers(dest="what", required=True, metavar="WHAT")
    init = kinds.add_parser("init", help="new keys (the first seal makes them by itself)")
    init.add_argument("--name", metavar="NAME", help="who signs, as others will read it (default: Atesta and a number)")
    init.add_argument("--keeper", metavar="PUB.pem", help="who can open a recording after a crash (default: you)")
    init.add_argument(
        "--passphrase", action="store_true", help="lock the private keys; it is asked for on the terminal"
    )
    kinds.add_parser("show", help="fingerprints and dates")
    export = kinds.add_parser("export", help="the files for whoever checks; never a key")
    export.add_argument("folder", metavar="DIR")
    kinds.add_parser("rotate", help="a new device key; old bundles keep their answers")
    revoke = kinds.add_parser("revoke", help="from now on a key's seals count no more")
    revoke.add_argument("fingerprint", metavar="FINGERPRINT", help="as `atesta keys show` prints it")
    revoke.add_argument("--from", dest="since", metavar="TIME", help="of a theft found late: 2026-11-15T21:47:00+08:00")
    for what in kinds.choices.values():
        what.add_argument("--lang", choices=("es", "zh", "en"), default=argparse.SUPPRESS)


def _record(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "record", "Record a call and seal it while it is made.")
    verb.add_argument("--out", metavar="BUNDLE", required=True, help="the sealed file to write")
    verb.add_argument("--device", metavar="ID", help="a recorder from `atesta device list` (default: the microphone)")
    verb.add_argument("--stdin", action="store_true", help="sound from standard input: WAV, or raw with --rate")
    verb.add_argument("--agent", dest="agent_device", metavar="DEVICE", help="the agent's device: left channel")
    verb.add_argument("--debtor", dest="debtor_device", metavar="DEVICE", help="the debtor's device: right channel")
    verb.add_argument("--rehearse", metavar="FILE", help="play a file in; every output says that it is a rehearsal")
    verb.add_argument("--fast", action="store_true", help="with --rehearse: faster than time")
    verb.add_argument("--rate", type=int, metavar="HZ", help="frames a second (default 16000; raw sound: needed)")
    verb.add_argument("--channels", type=int, choices=(1, 2), help="default 1")
    verb.add_argument("--events", metavar="FILE", help="what happens when, a JSON line each; - reads standard input")
    verb.add_argument("--place", metavar="XX", help="where the other party is: CN MX CO CL PE ES US GB")
    verb.add_argument("--here", metavar="XX", help="where you are, if elsewhere: the stricter of both counts")
    verb.add_argument("--role", choices=("firm", "person"), default="firm", help="who records (default firm)")
    verb.add_argument("--longest", type=int, metavar="MINUTES", default=60, help="the longest call, for the space")
    verb.add_argument("--call", metavar="ID", help="your number of the call")
    verb.add_argument("--account", metavar="ID", help="pseudonym of the account")
    verb.add_argument("--party", metavar="ID", help="pseudonym of the other party, as in `atesta identity`")
    verb.add_argument("--by", metavar="ID", help="pseudonym of who calls")
    verb.add_argument("--agency", metavar="ID")
    verb.add_argument("--mandate", metavar="ID", help="the id of the mandate")
    verb.add_argument("--mandate-file", metavar="FILE", help="the mandate itself (JWS), put beside the recording")


def _recover(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "recover", "Seal what a crash left of a recording. Needs the keeper's key.")
    verb.add_argument("session", metavar="SESSION", nargs="?", help="which, where several wait")
    verb.add_argument("--out", metavar="BUNDLE", required=True, help="the sealed file to write")
    verb.add_argument("--keeper-key", metavar="FILE", help="the keeper's key, where it is not kept here")


def _seal(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "seal", "A file that came from elsewhere, sealed as it came; or a review of another bundle.")
    verb.add_argument("file", metavar="FILE", nargs="+", help="wav flac mp3 m4a opus ogg amr gsm; the first counts")
    verb.add_argument("--out", metavar="BUNDLE", required=True, help="the file to write; it must not be there yet")
    verb.add_argument("--device", metavar="ID", help="the registered pen or phone that it came from, as you say")
    verb.add_argument("--typed", action="store_true", help="what somebody wrote or photographed: txt md pdf png jpg")
    verb.add_argument("--about", metavar="BUNDLE", help="FILE is a review (atesta.review/1) of this bundle")


def _redact(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "redact", "A copy of a sealed recording with seconds left out; the rest is still proven.")
    verb.add_argument("bundle", metavar="BUNDLE", help="the sealed recording")
    spans = verb.add_mutually_exclusive_group(required=True)
    spans.add_argument("--keep", metavar="FROM-TO", nargs="+", help="the seconds to keep, as in 12-20; the rest goes")
    spans.add_argument("--drop", metavar="FROM-TO", nargs="+", help="the seconds to leave out")
    verb.add_argument("--out", metavar="TWIN", required=True, help="the file to write; it must not be there yet")
    verb.add_argument("--anchors", metavar="DIR", help="whom to trust for the original, as for verify")


def _sheet(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "sheet", "The procedure sheet of a bundle: eight steps with what was measured.")
    verb.add_argument("bundle", metavar="BUNDLE")
    verb.add_argument("--pdf", metavar="FILE", help="one page to print, with a picture of the sound")
    verb.add_argument("--anchors", metavar="DIR", help="whom to trust, as for verify")


def _packet(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "packet", "The finished files of a complaint for one channel, or what is missing, by name.")
    verb.add_argument("case", metavar="CASE.toml", help="who, against whom, what happened, what is asked for")
    verb.add_argument("--out", metavar="OUT", required=True, help="a folder or a .zip; it must not be there yet")
    verb.add_argument("--anchors", metavar="DIR", help="whom to trust for sealed exhibits, as for verify")
    verb.add_argument("--json", action="store_true", help="the list of files as data")


def _handoff(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "handoff", "The file for the lawyers, their acceptance by name, and what it puts on record.")
    words = verb.add_subparsers(dest="what", required=True, metavar="WHAT")
    prepare = words.add_parser("prepare", help="one account's file, sealed, with what is missing named")
    prepare.add_argument(
        "folder", metavar="FOLDER", help="account.toml, history.jsonl, notices.toml, reviews, exhibits"
    )
    prepare.add_argument("--out", metavar="FILE.zip", required=True, help="the file to write; it must not be there yet")
    accept = words.add_parser("accept", help="at the lawyers': accept a file by name, signed with their own key")
    accept.add_argument("file", metavar="FILE.zip", help="the file that is accepted")
    accept.add_argument("--name", metavar="NAME", required=True, help="the lawyer or the firm")
    accept.add_argument("--on", metavar="DATE", help="since when (default today)")
    accept.add_argument("--out", metavar="FILE", required=True, help="the signed acceptance, to be sent back")
    record = words.add_parser("record", help="at the creditor's: check an acceptance, print what account.toml says now")
    record.add_argument("file", metavar="FILE.zip", help="the file that was accepted")
    how = record.add_mutually_exclusive_group(required=True)
    how.add_argument("--acceptance", metavar="FILE", help="what the lawyers signed")
    how.add_argument("--paper", metavar="SCAN", help="the countersigned paper; --name and --on say what is on it")
    record.add_argument("--name", metavar="NAME")
    record.add_argument("--on", metavar="DATE")
    for what in (prepare, record):
        what.add_argument("--anchors", metavar="DIR", help="whom to trust: signers.pem (default: this installation)")
    for what in words.choices.values():
        what.add_argument("--lang", choices=("es", "zh", "en"), default=argparse.SUPPRESS)


def _house(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "house", "The creditor's do-not-contact list: asked, or taken along for dialers.")
    words = verb.add_subparsers(dest="what", required=True, metavar="WHAT")
    ask = words.add_parser("ask", help="may this sender contact this number now, by the list?")
    ask.add_argument("sender", metavar="SENDER", help="number, sender name or e-mail it would come from")
    ask.add_argument("--number", metavar="NUMBER", help="whom it would go to; hashed, never kept")
    ask.add_argument("--place", metavar="XX", required=True, help="CN MX CO CL PE ES US GB")
    ask.add_argument("--channel", choices=CHANNELS)
    ask.add_argument("--purpose", choices=PURPOSES, default="demand")
    list_ = words.add_parser("list", help="senders and recipients as CSV, or senders as [[reported]] of a directory")
    list_.add_argument("form", choices=("senders", "recipients", "directory"))
    list_.add_argument("--place", metavar="XX", default="CN", help="of the directory (default CN)")
    words.add_parser("key", help="the key of the hashes, for whoever dials for the house; keep it secret")
    for what in words.choices.values():
        what.add_argument("--lang", choices=("es", "zh", "en"), default=argparse.SUPPRESS)


def _device(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "device", "The recorders in use here, and their self-test.")
    words = verb.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = words.add_parser("add", help="register one, or register it again")
    for name in ("maker", "model", "serial"):
        add.add_argument(f"--{name}", required=True)
    add.add_argument("--sound-name", metavar="NAME", help="as the sound system says; none: a pen or phone")
    add.add_argument("--defect", metavar="TEXT", action="append", help="a known one; may be given again")
    words.add_parser("list", help="those registered, and those that are not")
    test = words.add_parser("test", help="speak into it for some seconds")
    test.add_argument("device", metavar="ID")
    test.add_argument("--file", metavar="REC.wav", help="of a pen or phone: a file in which somebody speaks into it")
    test.add_argument("--seconds", type=int, default=10)
    test.add_argument("--rate", type=int, metavar="HZ")
    words.add_parser("remove").add_argument("device", metavar="ID")
    for what in words.choices.values():
        what.add_argument("--lang", choices=("es", "zh", "en"), default=argparse.SUPPRESS)


def _identity(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "identity", "What the other party agreed to be asked; kept as keyed hashes.")
    words = verb.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, help in (("set", "the answers are read from the terminal, unseen"), ("forget", "forget them")):
        words.add_parser(name, help=help).add_argument("party", metavar="PARTY", help="the party's pseudonym")


def _opening(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "opening", "The five seconds in which a call begins, to be read aloud.")
    _caller(verb)


def _caller(verb: Parser) -> None:
    verb.add_argument("--firm", metavar="FIRM", required=True, help="your firm, as it is spoken (and registered)")
    verb.add_argument("--name", metavar="NAME", required=True, help="your own name, as you say it")
    verb.add_argument("--principal", metavar="FIRM", help="for whom an entrusted agency calls")
    verb.add_argument(
        "--kind", choices=("own", "agency"), help="own staff, or an agency (default: as --principal says)"
    )
    verb.add_argument("--person", metavar="NAME", help="whom you ask for, as one says it: Mr Smith, la señora Gómez")
    verb.add_argument("--place", metavar="XX", help="where the other party is: CN MX CO CL PE ES US GB")


def _rehearse(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "rehearse", "Time your opening, from the microphone or a file. Nothing is kept.")
    _caller(verb)
    verb.add_argument("--file", metavar="FILE", help="a recording of the opening (default: the microphone)")
    verb.add_argument("--device", metavar="NAME", help="the sound system's name of a microphone")
    verb.add_argument("--seconds", type=int, metavar="N", default=12, help="how long to listen (default 12)")


def _rank(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(
        verbs, "rank", "A board of firms: complaints received, answered, upheld; with a place where it is fair."
    )
    verb.add_argument("file", metavar="CASES.csv", help="one case a line; firms only, no person and no sole trader")
    verb.add_argument("--contacts", metavar="FILE", help="how many contacts each firm made, and who counted them (CSV)")
    verb.add_argument("--period", metavar="QUARTER", required=True, help="2026-Q3; it must be over")
    verb.add_argument("--out", metavar="FOLDER", required=True, help="the snapshot; it must not be there yet")
    verb.add_argument("--replies", metavar="FILE", help="what firms say to their rows (CSV)")
    verb.add_argument("--log", metavar="FILE", help="what was removed, corrected or let go, and why (CSV)")
    verb.add_argument("--published", metavar="FOLDER", help="boards published before: `board` in the pages' folder")
    verb.add_argument("--as-of", metavar="DATE", help="the day of counting, 2026-10-20 (default: today)")
    verb.add_argument("--demo", action="store_true", help="invented firms: DEMO on the board")
    verb.add_argument("--json", action="store_true", help="the board as data (atesta.board/1)")


def _staff(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "staff", "Who may sign in for whoever runs the pages.")
    words = verb.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = words.add_parser("add", help="a new person: prints a code to begin with, once")
    add.add_argument("login", metavar="LOGIN", help="2 to 40 small letters, digits, dots, dashes, underscores")
    add.add_argument(
        "--role",
        choices=("keeper", "watcher", "compliance", "manager"),
        default="keeper",
        help="keeper reads what was handed over (default); compliance works for a creditor, manager for an agency",
    )
    add.add_argument("--creditor", metavar="NAME", help="for whom: of compliance and manager")
    add.add_argument("--agency", metavar="SLUG", help="for which agency of it: of a manager")
    reset = words.add_parser("reset", help="password or phone lost: ends every session, prints a new code")
    reset.add_argument("login", metavar="LOGIN")
    words.add_parser("off", help="the person leaves").add_argument("login", metavar="LOGIN")
    for what in words.choices.values():
        what.add_argument("--lang", choices=("es", "zh", "en"), default=argparse.SUPPRESS)


def _creditor(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "creditor", "The register of who may speak for a creditor: begun, and taken along.")
    words = verb.add_subparsers(dest="what", required=True, metavar="WHAT")
    add = words.add_parser("add", help="a creditor begins to keep its register here")
    add.add_argument("name", metavar="NAME", help="as its accounts and directories write it")
    add.add_argument("--place", metavar="XX", required=True, help="CN MX CO CL PE ES US GB")
    directory = words.add_parser("directory", help="its register as directory.toml, for atesta review --directory")
    directory.add_argument("name", metavar="NAME")
    directory.add_argument(
        "--account",
        metavar="N",
        action="append",
        default=[],
        help="with the placements of this account; may be repeated",
    )
    for what in words.choices.values():
        what.add_argument("--lang", choices=("es", "zh", "en"), default=argparse.SUPPRESS)


def _demo(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "demo", "A worked case on the screen: the first one, or a native one.")
    verb.add_argument("--case", choices=("first", "mx", "es", "call"), default="first")


def _serve(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "serve", "The pages, on this computer or for many; docs/operate.md tells the settings.")
    verb.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help="default 127.0.0.1: this computer alone")
    verb.add_argument("--port", metavar="N", type=int, default=8000, help="default 8000")
    verb.add_argument("--demo", action="store_true", help="three invented people; DEMO on every page")
    _add(verbs, "worker", "Does the background work of the pages in a process of its own (PostgreSQL).")


def _store(verbs: argparse._SubParsersAction[Parser]) -> None:
    verb = _add(verbs, "store", "What the pages keep: checked, copied, put back.")
    kinds = verb.add_subparsers(dest="what", required=True, metavar="WHAT")
    kinds.add_parser("check", help="the log's chain and every byte; exit 3 where something is not whole")
    kinds.add_parser("backup", help="everything in one file").add_argument("file", metavar="FILE")
    kinds.add_parser("restore", help="a backup into an empty folder").add_argument("file", metavar="FILE")
    cases = kinds.add_parser("rank-cases", help="what the desk decided in a quarter, as CSV for `atesta rank`")
    cases.add_argument("period", metavar="QUARTER")
    cases.add_argument("file", metavar="FILE")
    publish = kinds.add_parser("publish-board", help="a snapshot of `atesta rank`, for everybody to see")
    publish.add_argument("file", metavar="FOLDER")
    remove = kinds.add_parser("remove-board", help="takes a published version away; that it was there stays told")
    remove.add_argument("period", metavar="QUARTER")
    remove.add_argument("version", metavar="N", type=int)
    remove.add_argument("--reason", required=True, choices=("court_order", "could_name_somebody", "wrong_contacts"))
    remove.add_argument("--by", required=True, choices=("operator", "company", "regulator", "court"))
    for what in kinds.choices.values():
        what.add_argument("--lang", choices=("es", "zh", "en"), default=argparse.SUPPRESS)
