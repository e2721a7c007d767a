"""Reads all of our rooms once, then forks for each program that `forked.py` asks for: a start costs some milliseconds
and not the second or two that a new interpreter reads for. The program has its own environment, settings, arguments,
streams and end, as if it had been started alone.

For each: a keeper, who says the number of the process and, once it is over, how it ended (so that whoever kills it
learns of that), and below it the program.
"""

import importlib
import json
import os
import runpy
import signal
import socket
import struct
import sys
from contextlib import suppress
from typing import Any

import django

django.setup()

from desks import plain_desk, warm  # noqa: E402
from django.conf import Settings, settings  # noqa: E402
from django.db import connections  # noqa: E402

ROOMS = ("cli.store", "store.backup", "store.checking", "store.worker", "web.call_work", "web.demo.fill", "web.urls")
for room in ROOMS:
    importlib.import_module(f"atesta.{room}")
warm(plain_desk())


def main() -> int:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the keepers are nobody's business
    asking = socket.socket(fileno=int(sys.argv[1]))
    while (asked := _next(asking)) is not None:
        request, streams = asked
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asking.close()
            _become_kept(streams)
            return _run(request, streams)
        for stream in streams:
            os.close(stream)
    return 0


def _next(asking: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """What is asked for, and where its output, its errors and its end are told; nothing once nobody asks any more."""
    head, streams, _, _ = socket.recv_fds(asking, 4, 3)
    if not head:
        return None
    size, body = struct.unpack("!I", head)[0], b""
    while len(body) < size:
        body += asking.recv(size - len(body))
    return json.loads(body), streams


def _become_kept(streams: list[int]) -> None:
    """Comes back in the program, which has a keeper then; the keeper never comes back."""
    program = os.fork()
    if not program:
        return
    *written, told = streams
    for stream in written:
        os.close(stream)
    with suppress(BrokenPipeError):  # whoever asked was stopped
        os.write(told, f"{program}\n".encode())
        _, ended = os.waitpid(program, 0)
        os.write(told, f"{os.waitstatus_to_exitcode(ended)}\n".encode())
    os._exit(0)


def _run(request: dict[str, Any], streams: list[int]) -> int:
    os.dup2(streams[0], 1)
    os.dup2(streams[1], 2)
    for stream in streams:
        os.close(stream)
    os.environ.clear()
    os.environ.update(request["env"])
    sys.argv = request["argv"]
    sys.path.insert(0, os.path.dirname(sys.argv[0]))  # noqa: PTH120 - as Python does for a file
    _settings_anew()
    runpy.run_path(sys.argv[0], run_name="__main__")
    return 0


def _settings_anew() -> None:
    """As the new environment says; no connection was opened by the old ones."""
    importlib.reload(importlib.import_module("atesta.web.settings"))
    settings._wrapped = Settings("atesta.web.settings")
    vars(connections).pop("settings", None)
    connections._settings = None  # type: ignore[assignment]
    for alias in connections:
        if hasattr(connections._connections, alias):
            delattr(connections._connections, alias)


if __name__ == "__main__":
    sys.exit(main())
