"""What a running server is told by its environment: who runs it, where rows and files lie, how it is called.

docs/operate.md lists every variable. Nothing else in the web shell or the store reads the environment.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from atesta.config import Speech, home_of
from atesta.errors import InputError
from atesta.installation.tsa import stamper

OPERATORS = ("own", "creditor", "neutral")
"""DESIGN decision 10: one's own computer, the creditor, a neutral body."""
PORTS = {"smtp": 587, "smtps": 465}
SENDER = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Operator:
    """Who answers for this page. `duty`: whom to reach in distress, required unless it is one's own computer."""

    kind: str = "own"
    name: str = ""
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Database:
    """`engine` is sqlite3 or postgresql; `name` a file or a database."""

    engine: str
    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that takes mail for us. `security`: starttls, tls, or none, which only this computer itself may be
    talked to with."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class WebSettings:
    """`folder` holds the blobs, the secret and (without a database address) the SQLite file; `home` the keys and the
    log of this installation; `tsa` is the address of an outside time-stamp authority, None for none; `speech` another
    recogniser; `board`: the public board is shown. `origin` is the address that a browser shows; passkeys belong to its
    host. `workers`: jobs are done inside the server when True. `mail`: None, and nobody is asked for an address and
    nothing is sent."""

    folder: Path
    home: Path
    database: Database
    operator: Operator
    origin: str
    hosts: tuple[str, ...]
    secret: str = field(repr=False)
    demo: bool = False
    workers: bool = True
    behind_proxy: bool = False
    tsa: str | None = None
    speech: Speech = field(default_factory=Speech)
    mail: Mail | None = None
    board: bool = False

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https:")

    @property
    def leaves(self) -> tuple[str, ...]:
        """What was switched on and sends something away from here: stamps, mail, speech."""
        hears_outside = (self.speech.where or "").startswith(("http:", "https:"))
        switched = (("stamps", self.tsa), ("mail", self.mail), ("speech", hears_outside))
        return tuple(name for name, on in switched if on)


def read_web_settings(env: Mapping[str, str] | None = None) -> WebSettings:
    """Raises InputError where a value cannot be used: a server should not start on a guess."""
    values = os.environ if env is None else env
    folder = Path(values.get("ATESTA_WEB_FOLDER") or home_of(values) / "web")
    origin = (values.get("ATESTA_ORIGIN") or "http://localhost:8000").rstrip("/")
    host, demo = urlsplit(origin).hostname or "", bool(values.get("ATESTA_DEMO"))
    mail = _mail(values.get("ATESTA_MAIL", ""))
    return WebSettings(
        folder=folder,
        home=_home(values, folder),
        database=_database(values.get("ATESTA_DATABASE", ""), folder),
        operator=_operator(values),
        origin=origin,
        hosts=(host, "localhost", "127.0.0.1", *filter(None, values.get("ATESTA_HOSTS", "").split(","))),
        secret=_secret(folder),
        demo=demo,
        workers=values.get("ATESTA_WORKERS", "inside") == "inside",
        behind_proxy=bool(values.get("ATESTA_BEHIND_PROXY")),
        tsa=_tsa(values.get("ATESTA_TSA", "")),
        speech=Speech.of(values),
        mail=None if demo else mail,  # nobody gets a letter about a matter that was made up
        board=_board(values.get("ATESTA_BOARD", "")),
    )


def _tsa(address: str) -> str | None:
    """Refused at the start and not at the first seal, which must not fail for it."""
    return address if stamper(address) else None


def _board(value: str) -> bool:
    """Off unless it says on: what is public by a slip cannot be made unseen."""
    if value not in ("", "on", "off"):
        raise InputError(
            "ATESTA_BOARD is neither on nor off.",
            "The board names firms to everybody.",
            "Set it to on or off, or leave it out.",
            key="board_setting",
        )
    return value == "on"


def _home(values: Mapping[str, str], folder: Path) -> Path:
    """Where only the web folder is named, the keys lie in it too, so that one folder is the whole of a server."""
    alone = values.get("ATESTA_WEB_FOLDER") and not values.get("ATESTA_HOME")
    return folder / "installation" if alone else home_of(values)


def _operator(values: Mapping[str, str]) -> Operator:
    kind = values.get("ATESTA_OPERATOR") or "own"
    name, duty = values.get("ATESTA_OPERATOR_NAME", ""), values.get("ATESTA_DUTY_PERSON", "")
    if kind not in OPERATORS:
        raise InputError(
            "ATESTA_OPERATOR is not a kind of operator that we know.",
            "Every page says who runs it.",
            f"Set it to one of {', '.join(OPERATORS)}.",
            key="operator_unknown",
            kinds=OPERATORS,
        )
    if kind != "own" and not (name and duty):
        raise InputError(
            "ATESTA_OPERATOR_NAME or ATESTA_DUTY_PERSON is missing.",
            "Whoever sends something must know who receives it, and whoever is in distress whom to reach.",
            "Set both, or ATESTA_OPERATOR=own for one's own computer.",
            key="operator_incomplete",
        )
    return Operator(kind, name, duty)


def _database(address: str, folder: Path) -> Database:
    """`postgresql://user:password@host:port/name`; a socket's folder as `?host=/folder`. Empty: SQLite."""
    if not address:
        return Database("sqlite3", str(folder / "atesta.sqlite3"))
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise InputError(
            "ATESTA_DATABASE is not an address of PostgreSQL.",
            "Nothing can be kept without a database.",
            "Write postgresql://user:password@host:port/name, or leave it out for SQLite.",
            key="database_address",
        )
    socket = parse_qs(parts.query).get("host", [""])[0]
    return Database(
        "postgresql",
        unquote(parts.path.strip("/")),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        socket or parts.hostname or "",
        str(parts.port or parse_qs(parts.query).get("port", [""])[0]),
    )


def _mail(address: str) -> Mail | None:
    """`smtp://user:password@host:587?from=post@example.org`, or smtps:// where the line is encrypted from its first
    byte. Empty: none. What goes to another computer is always encrypted: it has addresses and links that open files."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError) as error:  # no scheme of ours, or a port that is no number
        raise _not_mail() from error
    sender = parse_qs(parts.query).get("from", [""])[0]
    if not host or parts.path.strip("/") or not SENDER.fullmatch(sender):
        raise _not_mail()
    here = host in ("localhost", "127.0.0.1", "::1")
    security = "tls" if parts.scheme == "smtps" else "none" if here else "starttls"
    return Mail(host, port, sender, security, unquote(parts.username or ""), unquote(parts.password or ""))


def _not_mail() -> InputError:
    """It does not repeat the address, which may hold a password."""
    return InputError(
        "ATESTA_MAIL is not an address of a mail server.",
        "No mail could be sent.",
        "Write smtp://user:password@host:587?from=post@example.org (or smtps://), or leave it out to send none.",
        key="mail_address",
    )


def _secret(folder: Path) -> str:
    """Made once and kept readable by its owner only: what signs sessions must not change with each start."""
    file = folder / "secret"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(48))
        except FileExistsError:  # another process was quicker
            pass
    return file.read_text()
