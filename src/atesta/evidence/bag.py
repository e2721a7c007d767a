"""BagIt (RFC 8493) as section 3 writes it: sha256 only, names in ASCII, one form; all else is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from atesta.evidence.archive import name_is_ours

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)")
_INFO = re.compile(
    r"Bag-Software-Agent: (atesta [0-9A-Za-z.+-]{1,40})\n"
    r"Bagging-Date: (\d{4}-\d{2}-\d{2})\n"
    r"External-Identifier: acta-([0-9a-f]{32})\n"
    r"Payload-Oxum: (0|[1-9]\d{0,14})\.(0|[1-9]\d{0,5})\n"
    r"Atesta-Format: 1\n"
    r"Atesta-Signer: sha256:([0-9a-f]{64})\n",
    re.ASCII,
)


class BagError(Exception):
    """A tag file that is not in its one form."""


@dataclass(frozen=True, slots=True)
class BagInfo:
    """Section 3.1. `date` is the day of sealing in UTC."""

    agent: str
    date: str
    id: str
    bytes: int
    files: int
    signer: str


def manifest(hashes: Mapping[str, str]) -> bytes:
    """`hex  path`, sorted by path."""
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)).encode("ascii")


def read_manifest(data: bytes) -> dict[str, str]:
    """Path -> hex. An empty one is refused: it would be true of anything."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise BagError("not ASCII") from error
    hashes: dict[str, str] = {}
    for line in text.split("\n")[:-1]:
        found = _LINE.fullmatch(line)
        if not found or not name_is_ours(found[2]):
            raise BagError("a line of another form")
        hashes[found[2]] = found[1]
    if not hashes or manifest(hashes) != data:
        raise BagError("empty, not sorted, or a path twice")
    return hashes


def bag_info(info: BagInfo) -> bytes:
    return (
        f"Bag-Software-Agent: {info.agent}\nBagging-Date: {info.date}\nExternal-Identifier: acta-{info.id}\n"
        f"Payload-Oxum: {info.bytes}.{info.files}\nAtesta-Format: 1\nAtesta-Signer: sha256:{info.signer}\n"
    ).encode("ascii")


def read_bag_info(data: bytes) -> BagInfo:
    found = _INFO.fullmatch(data.decode("latin-1"))
    if not found:
        raise BagError("bag-info.txt is not its six lines")
    try:
        datetime.strptime(found[2], "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise BagError("no such day") from error
    return BagInfo(found[1], found[2], found[3], int(found[4]), int(found[5]), found[6])


def bagging_date(utc_ms: int) -> str:
    return datetime.fromtimestamp(utc_ms // 1000, UTC).date().isoformat()
