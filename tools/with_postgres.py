"""`python tools/with_postgres.py [--all-must-run] -- COMMAND…` runs COMMAND with ATESTA_DATABASE naming a real
PostgreSQL, and gives back its exit code.

The one that ATESTA_TEST_DATABASE names, else one of Debian's that is started for the occasion: in a folder of its own,
on a socket only, without fsync, stopped and removed whatever happens. Where there is none, the command is not run; that
is said in the last line and, with --all-must-run, is a failure.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

MISSING = "not run: everything on PostgreSQL (as root: apt-get install postgresql; or set ATESTA_TEST_DATABASE)"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=''", "max_connections=200")


def main(arguments: Sequence[str]) -> int:
    options, _, command = _split(arguments)
    given = os.environ.get("ATESTA_TEST_DATABASE")
    programs = _programs()
    if given:
        return _run(command, given)
    if programs is None:
        print(MISSING)
        return 1 if "--all-must-run" in options else 0
    with _server(programs) as address:
        return _run(command, address)


def _split(arguments: Sequence[str]) -> tuple[list[str], str, list[str]]:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    if not arguments[at + 1 :]:
        raise SystemExit("usage: with_postgres.py [--all-must-run] -- COMMAND...")
    return list(arguments[:at]), "--", list(arguments[at + 1 :])


def _run(command: list[str], address: str) -> int:
    return subprocess.run(command, env={**os.environ, "ATESTA_DATABASE": address}, check=False).returncode


def _programs() -> Path | None:
    """The folder with initdb and pg_ctl: on PATH, else Debian's newest."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)


@contextmanager
def _server(programs: Path) -> Iterator[str]:
    """PostgreSQL refuses to run as root, so there it runs as nobody, who owns the folder."""
    with tempfile.TemporaryDirectory(prefix="atesta-pg-") as made:
        folder, data, env = Path(made), Path(made) / "data", {**os.environ, "LC_ALL": "C", "PGUSER": "atesta"}
        as_nobody: list[str] = []
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            as_nobody = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]

        def call(program: str, *arguments: str) -> None:
            command = [*as_nobody, str(programs / program), *arguments]
            subprocess.run(command, env=env, cwd=folder, check=True, stdout=subprocess.DEVNULL)

        call("initdb", "-D", str(data), "-U", "atesta", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = " ".join(f"-c {option}" for option in (*QUICK, f"unix_socket_directories={folder}"))
        call("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "start")
        try:
            yield f"postgresql://atesta@/postgres?host={folder}"
        finally:
            call("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a stop from outside cleans up too
    sys.exit(main(sys.argv[1:]))
