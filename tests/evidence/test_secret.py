"""The lock on the sound and the way back for the keeper (spec 5.2)."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from making import ID, chance

from atesta.errors import FormError, StateError, WrongKeyError
from atesta.evidence import secret
from atesta.evidence.keys import new_key

KEEPER, OTHER = new_key(chance("keeper")), new_key(chance("other"))
DATA_KEY = bytes(range(32))


def test_what_is_locked_opens_in_its_place_only() -> None:
    cipher = secret.Cipher(ID, DATA_KEY)
    locked = cipher.lock(3, b"sound")
    assert cipher.open(3, locked) == b"sound" and len(locked) == len(b"sound") + secret.TAG_BYTES
    for other in (cipher, secret.Cipher("00" * 16, DATA_KEY)):
        with pytest.raises(FormError):
            other.open(3 if other is not cipher else 4, locked)


def test_the_lock_is_the_one_of_the_specification() -> None:
    extracted = hmac.new(bytes(32), DATA_KEY, hashlib.sha256).digest()
    key, salt_key = (
        hmac.new(extracted, name + b"\x01", hashlib.sha256).digest()
        for name in (b"atesta-sound-v1", b"atesta-salt-key-v1")
    )
    number = (7).to_bytes(8, "big")
    cipher = secret.Cipher(ID, DATA_KEY)
    expected = AESGCM(key).encrypt(bytes(4) + number, b"pcm", b"atesta-sound-v1\0" + bytes.fromhex(ID) + number)
    assert cipher.lock(7, b"pcm") == expected
    assert cipher.salt_key == salt_key


def test_the_keeper_gets_the_key_back() -> None:
    cipher = secret.Cipher(ID, DATA_KEY)
    again = secret.unwrap(ID, cipher.wrapped_for(KEEPER.public), KEEPER)
    assert again.open(0, cipher.lock(0, b"x")) == b"x" and again.salt_key == cipher.salt_key


def test_another_key_another_recording_or_a_damaged_lock_is_said() -> None:
    wrapped = secret.Cipher(ID, DATA_KEY).wrapped_for(KEEPER.public)
    damaged = wrapped[:-1] + bytes([wrapped[-1] ^ 1])
    for id_, data, key in (
        (ID, wrapped, OTHER),
        ("00" * 16, wrapped, KEEPER),
        (ID, damaged, KEEPER),
        (ID, b"", KEEPER),
        (ID, b"\xff" * 113, KEEPER),
    ):
        with pytest.raises(WrongKeyError, match="keeper"):
            secret.unwrap(id_, data, key)


def test_after_the_wipe_nothing_opens() -> None:
    cipher = secret.Cipher(ID, DATA_KEY)
    locked = cipher.lock(0, b"x")
    cipher.wipe()
    for way in (lambda: cipher.open(0, locked), lambda: cipher.lock(1, b""), lambda: cipher.salt_key):
        with pytest.raises(StateError):
            way()
    assert DATA_KEY not in bytes(cipher._key)
