"""Words of a person, or a file from elsewhere, as a sealed bundle, made with the keys of this installation.

No outside time is asked for here: nobody waits for an authority while a page is open (store.stamping asks later).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from atesta.evidence.disk import RealDisk
from atesta.evidence.seal import Parts, Sealer
from atesta.installation.home import Home, home_in
from atesta.installation.seal import AGENT, pages, seal_parts
from atesta.recording.imported import Maker, bring_in
from atesta.recording.real_clock import RealClock
from atesta.web_settings import WebSettings


@dataclass(frozen=True, slots=True)
class Bundle:
    """`data` is the whole zip; `seal` the digest (hex) of its signature, by which it is stamped later."""

    name: str
    data: bytes
    seal: str


def home_of(web: WebSettings) -> Home:
    """The installation that this server runs in. Raises InputError where its folder cannot be used."""
    return home_in(web.home)


def seal_texts(texts: Iterable[str], web: WebSettings) -> Bundle:
    """Each text as one original of a typed account (grade C: somebody wrote it, nobody saw it happen).

    Raises AtestaError where the keys are locked, missing or cannot be kept: a server has nobody to ask.
    """
    home = home_of(web)
    ring = home.ring_or_made()
    with TemporaryDirectory(prefix="atesta-seal-") as folder:
        paths = tuple(_written(Path(folder), number, text) for number, text in enumerate(texts, 1))
        maker = Maker(RealDisk(), RealClock(), os.urandom, Sealer(home.device_key(), ring.device()))
        brought = bring_in(maker, paths, typed=True)
        parts = Parts(brought.kind, brought.id, AGENT, brought.files, pages(brought.kind, brought.id))
        sealed = seal_parts(home, lambda _: parts, maker.clock, Path(folder) / "acta.zip", None)
        return Bundle(f"acta-{brought.id}.zip", sealed.path.read_bytes(), sealed.seal)


def seal_file(source: Path, suffix: str, web: WebSettings, out: Path) -> str | None:
    """A file from elsewhere as the one original of a bundle at `out` (grade B: unchanged since it came in); the digest
    of its signature. None where this installation has no keys: none are made for it. Raises AtestaError where they are
    locked."""
    home = home_of(web)
    if not home.exists:
        return None
    named = out.with_name(f"1{suffix}")
    try:
        named.symlink_to(source)
        maker = Maker(RealDisk(), RealClock(), os.urandom, Sealer(home.device_key(), home.ring().device()))
        brought = bring_in(maker, (named,))
        parts = Parts(brought.kind, brought.id, AGENT, brought.files, pages(brought.kind, brought.id))
        return seal_parts(home, lambda _: parts, maker.clock, out, None).seal
    finally:
        named.unlink(missing_ok=True)


def _written(folder: Path, number: int, text: str) -> Path:
    path = folder / f"{number}.txt"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path
