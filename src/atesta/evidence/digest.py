"""Hashes (spec 1.1, 4.2, 4.3). Each use has its own first bytes, so that no hash can stand for another."""

from __future__ import annotations

import hashlib
import hmac

CHAIN = b"atesta-chain-v1\0"
RECORD = b"atesta-record-v1\0"
SEGMENT = b"atesta-segment-v1\0"
SALT = b"atesta-salt-v1\0"

FIRST = bytes(32)
"""What the first record has in place of the hash before it."""


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def hex_of(data: bytes) -> str:
    """SHA-256 of these bytes in hex."""
    return hashlib.sha256(data).hexdigest()


def u64(number: int) -> bytes:
    return number.to_bytes(8, "big")


def chain_hash(prev: bytes, record: bytes) -> bytes:
    """`h` of a record, from the `h` before it and the record's canonical bytes (spec 4.2)."""
    return sha256(CHAIN + prev + record)


def salt_of(salt_key: bytes, n: int) -> bytes:
    """The salt of segment or block `n` (spec 4.3)."""
    return hmac.digest(salt_key, SALT + u64(n), "sha256")


def commitment(id_: str, n: int, salt: bytes, data: bytes | memoryview) -> bytes:
    """`c` of segment or block `n` of bundle `id_` (hex): binds the bytes and, by its salt, hides them (spec 4.3)."""
    found = hashlib.sha256(SEGMENT + bytes.fromhex(id_) + u64(n) + salt)
    found.update(data)
    return found.digest()
