"""`atesta serve`: the page, its database and its worker, from one command; nothing has to be set up before."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from datetime import UTC, datetime

from atesta.cli.pages import set_up
from atesta.cli.words import words_for_verb
from atesta.errors import InputError
from atesta.locale import Catalogue
from atesta.web_settings import WebSettings

THREADS = 32
MOST_PROCESSES = 4
MOST_PORTS = 20


def run(arguments: argparse.Namespace) -> int:
    """Until it is stopped by Ctrl-C or SIGTERM."""
    words = words_for_verb(arguments.lang)
    port = _free_port(arguments.host, arguments.port, arguments.demo)
    os.environ.setdefault("ATESTA_ORIGIN", f"http://localhost:{port}")
    if arguments.demo:
        os.environ["ATESTA_DEMO"] = "1"
        os.environ.setdefault("ATESTA_BOARD", "on")
    settings = set_up()
    from atesta.store.preparing import prepare

    copy = prepare()
    if copy is not None:
        sys.stdout.write(words.say("serve.copied", file=copy) + "\n")
    if arguments.demo:
        sys.stdout.write(_filled(settings, words))
    sys.stdout.write(_said(settings, words))
    sys.stdout.flush()
    _serve(arguments.host, port, settings)
    sys.stdout.write(words.say("serve.stopped") + "\n")
    return 0


def _said(settings: WebSettings, words: Catalogue) -> str:
    operator = settings.operator
    where = words.say(f"serve.at_{settings.database.engine}", folder=settings.folder)
    lines = (
        words.say("serve.address", address=settings.origin),
        words.say(f"site.operator_{operator.kind}", name=operator.name),
        where,
        words.say("serve.stop"),
    )
    return "".join(f"{line}\n" for line in lines)


def _filled(settings: WebSettings, words: Catalogue) -> str:
    """Three invented files, kept now where they are not there yet; where to begin, and what opens them."""
    from atesta.web.demo.board import publish_demo_board
    from atesta.web.demo.fill import fill, is_filled, write_anchors
    from atesta.web.demo.register import fill_register
    from atesta.web.demo.stories import stories
    from atesta.web.myfile.means import means

    rings = write_anchors()
    if not is_filled():
        fill(rings, means())
    publish_demo_board(settings)
    fill_register(datetime.now(UTC))
    people = (f"  {story.code.printed}  {words.say(f'web_demo.{story.name}.who')}" for story in stories())
    return "\n".join((words.say("web_demo.printed", address=f"{settings.origin}/{words.lang}/demo"), *people)) + "\n\n"


def _free_port(host: str, port: int, demo: bool) -> int:
    """The one that was asked for; for a demonstration the next free one."""
    for tried in range(port, port + MOST_PORTS if demo else port):
        try:
            _free(host, tried)
            return tried
        except InputError:
            continue
    _free(host, port)
    return port


def _free(host: str, port: int) -> None:
    """Tried before anything else starts: the server's own complaint would come out of a child process."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except (OSError, OverflowError) as error:
        raise InputError(
            "The address cannot be used.",
            "Another program has that port, or this computer has no such address.",
            "Choose another with --port.",
            key="port_taken",
            host=host,
            port=port,
        ) from error


def _serve(host: str, port: int, settings: WebSettings) -> None:
    """One process on SQLite, where only one may write at a time; as many as there are cores on PostgreSQL."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    processes = 1 if settings.database.engine == "sqlite3" else min(os.cpu_count() or 1, MOST_PROCESSES)
    Granian(
        "atesta.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    ).serve()
