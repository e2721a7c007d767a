"""The signatures of a chain (step 7), checked beside the reading: half of the time of a check is spent on them.

The library lets go of the interpreter while it works, so a thread of its own is a core of its own. What is waiting is
bounded: a call of six hours needs no more memory than one of a minute.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from atesta.evidence import chain
from atesta.evidence.chain import Link
from atesta.evidence.keys import PublicKey
from atesta.evidence.verify_answer import Span

PORTION = 64
MOST_WAITING = 8

Signed = tuple[Link, Span | None]
Wrong = tuple[int, Span | None]


class Signatures:
    """Handed the links as they come; `wrong` gives number and seconds of those that the key did not sign."""

    def __init__(self, public: PublicKey) -> None:
        self._public = public
        self._thread = ThreadPoolExecutor(1)
        self._portion: list[Signed] = []
        self._waiting: deque[Future[list[Wrong]]] = deque()
        self._wrong: list[Wrong] = []

    def __enter__(self) -> Signatures:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._thread.shutdown(cancel_futures=True)

    def add(self, link: Link, span: Span | None) -> None:
        self._portion.append((link, span))
        if len(self._portion) == PORTION:
            self._hand_over()

    def wrong(self) -> list[Wrong]:
        """All of them, in the order of the chain; asked once, at its end."""
        self._hand_over()
        while self._waiting:
            self._wrong += self._waiting.popleft().result()
        return self._wrong

    def _hand_over(self) -> None:
        portion, self._portion = self._portion, []
        self._waiting.append(self._thread.submit(_wrong_of, portion, self._public))
        if len(self._waiting) > MOST_WAITING:
            self._wrong += self._waiting.popleft().result()


def _wrong_of(portion: list[Signed], public: PublicKey) -> list[Wrong]:
    return [(link.record.seq, span) for link, span in portion if not chain.signature_fits(link, public)]
