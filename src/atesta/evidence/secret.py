"""What keeps a recording closed until its end: a data key in memory, and locked for the keeper (spec 5.2)."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from atesta.errors import FormError, StateError, WrongKeyError
from atesta.evidence.digest import u64
from atesta.evidence.keys import Key, PublicKey

WRAP = b"atesta-wrap-v1\0"
SOUND = b"atesta-sound-v1\0"
TAG_BYTES = 16
"""What each segment is longer on the disk than in the ear."""
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Cipher:
    """Locks and opens the segments of one recording, and makes its salts, while it lives."""

    def __init__(self, id_: str, data_key: bytes) -> None:
        self._id = bytes.fromhex(id_)
        self._key = bytearray(data_key)
        self._salt_key = bytearray(_derived(data_key, b"atesta-salt-key-v1"))
        self._sound: AESGCM | None = AESGCM(_derived(data_key, b"atesta-sound-v1"))

    @property
    def salt_key(self) -> bytes:
        self._alive()
        return bytes(self._salt_key)

    def lock(self, n: int, pcm: bytes) -> bytes:
        return self._alive().encrypt(bytes(4) + u64(n), pcm, SOUND + self._id + u64(n))

    def open(self, n: int, data: bytes) -> bytes:
        """The sound of segment `n`; `FormError` where the bytes are not what was locked."""
        try:
            return self._alive().decrypt(bytes(4) + u64(n), data, SOUND + self._id + u64(n))
        except InvalidTag as error:
            why = "The disk gave back other bytes than it was given."
            raise FormError(
                f"Segment {n} cannot be opened.",
                why,
                "Keep this folder, and try `atesta recover`.",
                key="disk_gave_other_bytes",
            ) from error

    def wrapped_for(self, keeper: PublicKey) -> bytes:
        """The data key, locked for the keeper: what remains of it after a crash."""
        self._alive()
        return _SUITE.encrypt(bytes(self._key), keeper, info=WRAP + self._id)

    def wipe(self) -> None:
        """Writes over what Python lets us write over and lets go of the rest; nothing can be opened after it."""
        self._key[:] = bytes(len(self._key))
        self._salt_key[:] = bytes(len(self._salt_key))
        self._sound = None

    def _alive(self) -> AESGCM:
        if self._sound is None:
            why = "Its key was dropped when it was sealed."
            raise StateError(
                "This recording is closed.", why, "Use the bundle that was made of it.", key="recording_closed"
            )
        return self._sound


def unwrap(id_: str, wrapped: bytes, keeper: Key) -> Cipher:
    """The cipher of a recording that crashed, by the keeper's key."""
    try:
        data_key = _SUITE.decrypt(wrapped, keeper.private, info=WRAP + bytes.fromhex(id_))
    except (InvalidTag, ValueError) as error:
        raise WrongKeyError(
            "This recording is locked for another key, or its lock was damaged.",
            "Without the key of its keeper nobody can open it, we included.",
            "Give the keeper's key that was in use when the recording was made.",
            key="wrong_keeper_key",
        ) from error
    if len(data_key) != 32:
        raise WrongKeyError(
            "The lock holds no data key.", "Nothing can be opened with it.", "Use another copy.", key="wrong_keeper_key"
        )
    return Cipher(id_, data_key)


def _derived(data_key: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, info).derive(data_key)
