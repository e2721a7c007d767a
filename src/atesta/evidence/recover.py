"""After a crash (spec 5.4): what is proven is kept, and said to be a part. It is never continued."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from atesta.errors import FormError
from atesta.evidence import canonical, keys
from atesta.evidence.chain import LONGEST_LINE, Link, Order, Segment, Start, hash_fits, read_line, signature_fits
from atesta.evidence.clock import Clock
from atesta.evidence.digest import FIRST, commitment, hex_of, salt_of
from atesta.evidence.disk import Disk
from atesta.evidence.keys import Key, PublicKey
from atesta.evidence.material import CHAIN_FILE, DEVICE_FILE, SOUND_FILE, WRAPPED_FILE, Material, locked_size
from atesta.evidence.secret import Cipher, unwrap


def recover(disk: Disk, folder: Path, keeper: Key, clock: Clock) -> Material:
    """What can be proven of the recording in this folder, ready to be sealed; nothing in the folder is changed."""
    for name in (DEVICE_FILE, WRAPPED_FILE, CHAIN_FILE, SOUND_FILE):
        if not disk.exists(folder / name):
            raise _nothing(f"{name} is not there")
    device_pem = disk.read(folder / DEVICE_FILE)
    public = _recording_key(device_pem)
    with disk.open(folder / CHAIN_FILE) as chain, disk.open(folder / SOUND_FILE) as sound:
        first = _first(chain, public, device_pem)
        cipher = unwrap(first.id, disk.read(folder / WRAPPED_FILE), keeper)
        chain.seek(0)
        kept = _kept(chain, sound, public, first, cipher)
        chain.seek(kept.chain_bytes)
        dropped = sum(1 for _ in iter(lambda: chain.readline(LONGEST_LINE + 1), b""))
    recovery: dict[str, canonical.Json] = {
        "dropped_bytes": disk.size(folder / SOUND_FILE) - kept.sound_bytes,
        "dropped_lines": dropped,
        "recovered_utc_ms": clock.utc_ms(),
    }
    said = canonical.write(recovery) + b"\n"
    return Material(disk, folder, cipher, first, device_pem, kept.frames, kept.chain_bytes, recovery=said)


@dataclass(frozen=True)
class _Kept:
    chain_bytes: int = 0
    sound_bytes: int = 0
    frames: int = 0


def _recording_key(device_pem: bytes) -> PublicKey:
    try:
        certs = keys.read_pem(device_pem, DEVICE_FILE)
    except FormError as error:
        raise _nothing("device.pem was not written whole") from error
    if len(certs) != 2 or not keys.issued_by(certs[1], certs[0]):
        raise _nothing("device.pem does not hold a device and the recording key that it certified")
    return keys.public_key(certs[1])


def _first(chain: BinaryIO, public: PublicKey, device_pem: bytes) -> Start:
    try:
        link = read_line(chain.readline(LONGEST_LINE + 1))
    except FormError as error:
        raise _nothing("the start record was not written whole") from error
    start = link.record
    if not isinstance(start, Start) or not hash_fits(link, FIRST) or not signature_fits(link, public):
        raise _nothing("the start record does not fit its key")
    if start.device_cert != hex_of(device_pem):
        raise _nothing("the start record names other certificates")
    return start


def _kept(chain: BinaryIO, sound: BinaryIO, public: PublicKey, start: Start, cipher: Cipher) -> _Kept:
    """Up to the first line that is broken, does not follow, or whose sound is not there."""
    kept, prev, order = _Kept(), FIRST, Order()
    while data := chain.readline(LONGEST_LINE + 1):
        link = _link(data, prev, public, order)
        if link is None or not _sound_fits(link, sound, start, cipher):
            break
        record = link.record
        locked = locked_size(record, start) if isinstance(record, Segment) else 0
        frames = record.frames if isinstance(record, Segment) else 0
        kept = _Kept(kept.chain_bytes + len(data), kept.sound_bytes + locked, kept.frames + frames)
        prev = link.h
    return kept


def _link(data: bytes, prev: bytes, public: PublicKey, order: Order) -> Link | None:
    try:
        link = read_line(data)
    except FormError:
        return None
    return link if hash_fits(link, prev) and signature_fits(link, public) and order.add(link.record) else None


def _sound_fits(link: Link, sound: BinaryIO, start: Start, cipher: Cipher) -> bool:
    record = link.record
    if not isinstance(record, Segment):
        return True
    try:
        pcm = cipher.open(record.n, sound.read(locked_size(record, start)))
    except FormError:
        return False
    return commitment(start.id, record.n, salt_of(cipher.salt_key, record.n), pcm).hex() == record.c


def _nothing(what: str) -> FormError:
    return FormError(
        f"Nothing was recorded here that can be proven: {what}.",
        "A recording counts from its start record on, which comes before any sound.",
        "If this is the right folder, keep it as it is; there is nothing to recover.",
        key="nothing_recorded",
    )
