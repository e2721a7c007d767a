"""What a reader trusts, had by another way than the bundle (docs/spec/bundle.md, 6.2): a folder of four small files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from atesta.errors import EvidenceError, Where
from atesta.evidence import keys
from atesta.evidence.note import Verifier, read_vkey

SIGNERS, TSA, LOG, REVOKED = "signers.pem", "tsa.pem", "log.vkey", "revoked.txt"
_MOST_BYTES = 4 << 20


class AnchorError(EvidenceError):
    """A file of the anchors cannot be read."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """`revoked` has, for the fingerprint of a certificate, the millisecond from which it counts; None: from ever."""

    signers: tuple[keys.Certificate, ...] = ()
    tsa: bytes | None = None
    log: Verifier | None = None
    revoked: Mapping[str, int | None] = field(default_factory=lambda: MappingProxyType({}))


def read_anchors(folder: Path) -> Anchors:
    """The anchors of a folder. A file that is absent leaves what rests on it not proven; a broken one is refused."""
    signers, tsa = _bytes(folder / SIGNERS), _bytes(folder / TSA)
    log, revoked = _bytes(folder / LOG), _bytes(folder / REVOKED)
    return Anchors(
        keys.read_anchor_pem(signers, SIGNERS) if signers else (),
        tsa or None,
        read_vkey(_text(log, LOG)) if log else None,
        MappingProxyType(keys.read_revoked(revoked)) if revoked else MappingProxyType({}),
    )


def _bytes(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refusal(path.name) from error
    if len(data) > _MOST_BYTES:
        raise _refusal(path.name)
    return data


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("ascii")
    except UnicodeDecodeError as error:
        raise _refusal(name) from error


def _refusal(name: str) -> AnchorError:
    return AnchorError(
        f"{name} among the anchors cannot be read.",
        "What a check rests on must be whole; a guess about it would be worth nothing.",
        "Get the file again from whoever gave it, or take it out of the folder.",
        key="anchor_unreadable",
        where=Where.of(name),
    )
