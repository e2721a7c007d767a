"""Recordings that are being made or were cut off: a folder each under the installation's, held by who records."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from atesta.errors import InputError
from atesta.installation.home import Home


@dataclass(frozen=True, slots=True)
class Sessions:
    folder: Path

    def path(self, id_: str) -> Path:
        return self.folder / id_

    @contextmanager
    def held(self, id_: str) -> Iterator[Path]:
        """Nobody else may touch this session meanwhile; the system lets go of it when the process dies."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = self.folder / f"{id_}.lock"
        with lock.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise InputError(
                    "This recording is still being made.",
                    "What another program is writing cannot be recovered.",
                    "End it there first.",
                    key="recording_goes_on",
                ) from error
            yield self.path(id_)
        if not self.path(id_).exists():
            with suppress(OSError):
                lock.unlink()

    def cut_off(self) -> tuple[str, ...]:
        """Those that nobody is making any more and that were not sealed."""
        return tuple(id_ for id_ in self._all() if not self._is_held(id_))

    def _all(self) -> list[str]:
        return sorted(entry.name for entry in self.folder.iterdir() if entry.is_dir()) if self.folder.exists() else []

    def _is_held(self, id_: str) -> bool:
        lock = self.folder / f"{id_}.lock"
        if not lock.exists():
            return False
        with lock.open("r") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return True
        return False


def sessions_of(home: Home) -> Sessions:
    return Sessions(home.folder / "sessions")
