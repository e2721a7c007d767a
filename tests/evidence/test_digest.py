"""Hashes with known answers, so that another implementation can compare (spec 4.2, 4.3)."""

from __future__ import annotations

import hashlib
import hmac

from atesta.evidence import digest

ID = "0f3a5c7e9b1d2f4068ac13579bdf0246"


def test_a_chain_hash_is_the_hash_of_its_name_the_hash_before_and_the_record() -> None:
    expected = hashlib.sha256(b"atesta-chain-v1\0" + bytes(32) + b"{}").digest()
    assert digest.chain_hash(digest.FIRST, b"{}") == expected


def test_a_salt_is_keyed_with_the_number() -> None:
    expected = hmac.new(b"k" * 32, b"atesta-salt-v1\0" + bytes(7) + b"\x05", "sha256").digest()
    assert digest.salt_of(b"k" * 32, 5) == expected


def test_a_commitment_binds_bundle_number_salt_and_bytes() -> None:
    salt = digest.salt_of(b"k" * 32, 0)
    expected = hashlib.sha256(b"atesta-segment-v1\0" + bytes.fromhex(ID) + bytes(8) + salt + b"pcm").digest()
    assert digest.commitment(ID, 0, salt, b"pcm") == expected
    assert len({expected, digest.commitment(ID, 1, salt, b"pcm"), digest.commitment("00" * 16, 0, salt, b"pcm")}) == 3
