"""A bundle with the keys and the log of this installation, its pages, and an outside time where one is configured."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from atesta import __version__
from atesta.config import LANGUAGES
from atesta.evidence import readme, seal, stamp
from atesta.evidence.clock import Clock
from atesta.evidence.digest import hex_of
from atesta.evidence.disk import RealDisk
from atesta.evidence.verify_answer import Span
from atesta.installation.home import Home
from atesta.installation.tsa import stamper
from atesta.locale import catalogue

AGENT = f"atesta {__version__}"


@dataclass(frozen=True, slots=True)
class Sealed:
    """The bundle, and whether an outside authority gave it its time. `seal` is the SHA-256 (hex) of its signature: what
    an authority is asked to stamp later where it was not asked now."""

    path: Path
    stamped: bool
    seal: str


def seal_parts(
    home: Home, parts: Callable[[seal.Entries], seal.Parts], clock: Clock, out: Path, tsa_url: str | None
) -> Sealed:
    """With the keys and the log of this installation, and an outside time where one is configured."""
    ring, given, seals = home.ring(), list[bool](), list[str]()

    def stamped(signature: bytes) -> bytes | None:
        seals.append(hex_of(signature))
        asked = stamp.ask(signature, stamper(tsa_url), os.urandom, home.tsa())
        given.append(asked.tsr is not None)
        return asked.tsr

    log = home.log()
    try:
        sealer = seal.Sealer(home.device_key(), ring.device())
        seal.seal(parts(log), sealer, RealDisk(), clock, stamped, log, out)
    finally:
        log.close()
    return Sealed(out, any(given), seals[0])


def pages(kind: str, id_: str, *, rehearsal: bool = False, left_out: tuple[Span, ...] = ()) -> dict[str, bytes]:
    """The page of the bundle in each language."""
    words = {lang: cast(readme.Words, catalogue(lang)) for lang in LANGUAGES}
    return readme.readmes(kind, id_, words, rehearsal=rehearsal, left_out=left_out)
