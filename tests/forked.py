"""Programs in processes of their own, which can be killed like any other, forked from one that has read our rooms."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO

FORKER = Path(__file__).with_name("forker.py")


class Forked:
    """As much of `subprocess.Popen` as the tests need. `script` is a Python file."""

    def __init__(self, script: Path, *arguments: object, env: Mapping[str, str]) -> None:
        read, write = os.pipe()
        told, tells = os.pipe()
        self.stderr = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in communicate
        request = json.dumps({"argv": [str(script), *map(str, arguments)], "env": dict(env)}).encode()
        forker = _forker()
        socket.send_fds(forker, [struct.pack("!I", len(request))], [write, self.stderr.fileno(), tells])
        forker.sendall(request)
        os.close(write)
        os.close(tells)
        self.stdout: IO[str] = os.fdopen(read, encoding="utf-8")
        self._told = os.fdopen(told, encoding="ascii")
        self.pid = int(self._told.readline())
        self.returncode: int | None = None

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float = 300) -> tuple[str, str]:
        """What it wrote, once it is over. It is killed, and `returncode` says so, where that takes longer."""
        watch = threading.Timer(timeout, self.kill)
        watch.start()
        with self.stdout, self._told, self.stderr:
            said = self.stdout.read()
            self.returncode = int(self._told.readline())
            watch.cancel()
            self.stderr.seek(0)
            return said, self.stderr.read()


@cache
def _forker() -> socket.socket:
    """One for each process of tests; it ends when we do, however we do."""
    ours, theirs = socket.socketpair()
    started = subprocess.Popen([sys.executable, str(FORKER), str(theirs.fileno())], pass_fds=[theirs.fileno()])
    theirs.close()

    def stop() -> None:
        ours.close()
        started.wait()

    atexit.register(stop)
    return ours
