"""One line on a terminal that says how far a long run is; silent where nobody looks."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TextIO

WIDTH = 28
EVERY_SECONDS = 0.1


class Progress:
    """Bytes read of bytes in all, and how many answers a second."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total, self._stream = max(total, 1), stream
        self._read, self._shown, self._began = 0, 0.0, time.monotonic()
        self._live = stream.isatty()

    def __enter__(self) -> Progress:
        return self

    def advance(self, read: int, done: int) -> None:
        self._read += read
        now = time.monotonic()
        if self._live and now - self._shown >= EVERY_SECONDS:
            self._shown = now
            part = min(self._read / self._total, 1.0)
            bar = "█" * round(part * WIDTH)
            rate = done / max(now - self._began, 1e-9)
            self._stream.write(f"\r{bar:·<{WIDTH}} {part:4.0%}  {done:,} answered  {rate:,.0f}/s ")
            self._stream.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._stream.write("\r" + " " * (WIDTH + 50) + "\r")
            self._stream.flush()
