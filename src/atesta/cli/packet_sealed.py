"""A sealed file among the exhibits of a packet. Apart, because checking one loads what most packets do not need."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

from atesta.cli.home import open_home
from atesta.config import Settings
from atesta.evidence.anchors import read_anchors
from atesta.evidence.verify import verify
from atesta.recording.sheet import Work


def sealed(data: bytes, anchors: str | None, settings: Settings) -> str:
    """unchanged, changed, incomplete or cannot_check, as `atesta verify` answers; unreadable for a broken container."""
    trusted = read_anchors(Path(anchors)) if anchors else open_home(settings).anchors()
    with NamedTemporaryFile(suffix=".zip") as file:
        file.write(data)
        file.flush()
        verdict = verify(Path(file.name), trusted, make_sheet=Work)
    unreadable = any(reason.layer == "container" for reason in verdict.reasons)
    return "unreadable" if unreadable else verdict.answer.value
