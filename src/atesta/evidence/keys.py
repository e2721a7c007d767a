"""Keys, signatures and certificates (spec 1.3, 6.1): P-256, one encoding of each signature, `s` in the lower half."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509.oid import NameOID

from atesta.errors import FormError, KeyFileError, Where
from atesta.evidence.digest import hex_of
from atesta.evidence.disk import Disk, replace

Random = Callable[[int], bytes]
"""As many unguessable bytes as asked for; shells hand in the system's."""
PublicKey = ec.EllipticCurvePublicKey
Certificate = x509.Certificate

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
HALF = ORDER // 2
_ES256 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)  # RFC 6979: a poor source of chance gives no key away
_ES256_NAME = bytes.fromhex("300a06082a8648ce3d040302")
_ECDSA_WITH_SHA256 = x509.ObjectIdentifier("1.2.840.10045.4.3.2")


@dataclass(frozen=True)
class Key:
    """A private P-256 key."""

    private: ec.EllipticCurvePrivateKey

    @property
    def public(self) -> PublicKey:
        return self.private.public_key()


def new_key(random: Random) -> Key:
    """A key from 48 bytes of chance (FIPS 186-5, A.2.1: the remainder of that many favours no key)."""
    secret = int.from_bytes(random(48), "big") % (ORDER - 1) + 1
    return Key(ec.derive_private_key(secret, ec.SECP256R1()))


def sign_raw(key: Key, data: bytes) -> bytes:
    """ES256 as r ‖ s, 64 bytes."""
    r, s = _signed(key, data)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def sign_der(key: Key, data: bytes) -> bytes:
    """ES256 as SEQUENCE(r, s)."""
    return encode_dss_signature(*_signed(key, data))


def _signed(key: Key, data: bytes) -> tuple[int, int]:
    r, s = decode_dss_signature(key.private.sign(data, _ES256))
    return r, min(s, ORDER - s)


def verify_raw(public: PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether this is the one signature r ‖ s of that key over these bytes that may be written."""
    if len(signature) != 64:
        return False
    return _fits(public, int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"), data)


def verify_der(public: PublicKey, signature: bytes, data: bytes) -> bool:
    """The same for SEQUENCE(r, s): DER and nothing after it."""
    try:
        r, s = decode_dss_signature(signature)
        return encode_dss_signature(r, s) == signature and _fits(public, r, s, data)
    except ValueError:
        return False


def _fits(public: PublicKey, r: int, s: int, data: bytes) -> bool:
    if not (0 < r < ORDER and 0 < s <= HALF):
        return False
    try:
        public.verify(encode_dss_signature(r, s), data, _ES256)
    except InvalidSignature:
        return False
    return True


def certificate(  # all that a certificate says, by name
    subject: str,
    public: PublicKey,
    issuer: Certificate | None,
    issuer_key: Key,
    not_before_ms: int,
    not_after_ms: int,
    random: Random,
    *,
    certifies: int | None = None,
) -> Certificate:
    """A certificate for `public`, self-signed where `issuer` is None.

    `certifies` is how many certificates may stand between it and the last one below it: 1 for a signer, 0 for a device,
    None for a recording key, which certifies nothing.
    """
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    above = issuer.subject if issuer else own
    builder = (
        x509.CertificateBuilder(above, own, public, (int.from_bytes(random(16), "big") >> 1) | 1 << 120)
        .not_valid_before(datetime.fromtimestamp(not_before_ms // 1000, UTC))
        .not_valid_after(datetime.fromtimestamp(not_after_ms // 1000, UTC))
        .add_extension(x509.BasicConstraints(ca=certifies is not None, path_length=certifies), critical=True)
        .add_extension(_usage(certifies is not None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public), critical=False)
    )
    made = builder.sign(issuer_key.private, hashes.SHA256())
    return _with_low_s(made, issuer_key)


def _usage(certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=certifies,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _with_low_s(made: Certificate, issuer_key: Key) -> Certificate:
    """The library signs with either `s`; the outer SEQUENCE is written again with ours."""
    signature = b"\0" + sign_der(issuer_key, made.tbs_certificate_bytes)
    inner = made.tbs_certificate_bytes + _ES256_NAME + _der(0x03, signature)
    return x509.load_der_x509_certificate(_der(0x30, inner))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def issued_by(cert: Certificate, issuer: Certificate) -> bool:
    """Whether `issuer` may certify and did: its name, its signature with low `s`. Dates are asked apart."""
    try:
        may = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        named = cert.issuer == issuer.subject and cert.signature_algorithm_oid == _ECDSA_WITH_SHA256
        deep_enough = not _certifies(cert) or may.path_length is None or may.path_length > 0 or cert == issuer
        if not (may.ca and named and deep_enough):
            return False
        return verify_der(public_key(issuer), cert.signature, cert.tbs_certificate_bytes)
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension, FormError):
        return False


def _certifies(cert: Certificate) -> bool:
    return cert.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def public_key(cert: Certificate) -> PublicKey:
    """The P-256 key of a certificate; any other kind is refused."""
    try:
        public = cert.public_key()
    except Exception as error:  # the library names no one error for a key of a kind that it does not know
        raise _no_p256("A certificate") from error
    return _p256(public, "A certificate")


def _p256(public: object, what: str) -> PublicKey:
    if not isinstance(public, ec.EllipticCurvePublicKey) or public.curve.name != "secp256r1":
        raise _no_p256(what)
    return public


def in_dates(cert: Certificate, utc_ms: int) -> bool:
    """Whether a certificate's dates hold this moment, both ends included."""
    first, last = cert.not_valid_before_utc.timestamp(), cert.not_valid_after_utc.timestamp()
    return first * 1000 <= utc_ms < (last + 1) * 1000


def subject_of(cert: Certificate) -> str:
    """The common name, or nothing where it has none or several."""
    try:
        names = cert.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except ValueError:
        return ""
    return str(names[0].value) if len(names) == 1 else ""


def recording_subject(id_: str) -> str:
    """The name in the certificate of a recording key (spec 6.1)."""
    return f"acta-{id_}"


def fingerprint(cert: Certificate) -> str:
    """SHA-256 of the certificate's DER in hex: what `openssl x509 -fingerprint -sha256` prints, without colons."""
    return hex_of(cert.public_bytes(serialization.Encoding.DER))


def key_fingerprint(public: PublicKey) -> str:
    """SHA-256 of the SubjectPublicKeyInfo in hex; so a start record names its keeper."""
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    return hex_of(public.public_bytes(serialization.Encoding.DER, info))


def pem(*certs: Certificate) -> bytes:
    return b"".join(cert.public_bytes(serialization.Encoding.PEM) for cert in certs)


def read_pem(data: bytes, what: str) -> tuple[Certificate, ...]:
    """The certificates of a file of a bundle: PEM in its one form, nothing before, between or after."""
    found = read_anchor_pem(data, what)
    if pem(*found) != data or not all(map(_can_be_read, found)):
        raise FormError(
            f"{what} has more or other bytes than its certificates.",
            "There is one way to write it, so that no byte can change unnoticed.",
            "Use the file as it was made.",
        )
    return found


def _can_be_read(cert: Certificate) -> bool:
    """The library reads most of a certificate only when it is asked, and then raises what it likes at hostile bytes."""
    try:
        return bool(cert.version and cert.not_valid_before_utc <= cert.not_valid_after_utc) and all(
            str(part) for part in (cert.subject, cert.issuer, cert.extensions, cert.signature_algorithm_oid)
        )
    except Exception:
        return False


def read_anchor_pem(data: bytes, what: str) -> tuple[Certificate, ...]:
    """The certificates of a file that a person keeps: remarks between them are allowed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a serial number below one: no authority gives such
            return tuple(x509.load_pem_x509_certificates(data))
    except Exception as error:  # the library has a kind of its own for a version that it does not know
        raise FormError(
            f"{what} holds no certificate that can be read.",
            "Nothing can rest on it.",
            "Get the file again.",
            key="no_certificate",
            where=Where.of(what),
        ) from error


def private_pem(key: Key, passphrase: bytes | None = None) -> bytes:
    """PKCS 8, which `openssl` reads; locked where there is a passphrase."""
    lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)


def read_private_pem(data: bytes, what: str, passphrase: bytes | None = None) -> Key:
    try:
        private = serialization.load_pem_private_key(data, passphrase)
    except (ValueError, TypeError) as error:  # TypeError: a passphrase is missing or one too many
        raise cannot_open(what, passphrase) from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        raise _no_p256(what)
    return Key(private)


def cannot_open(what: str, passphrase: bytes | None) -> KeyFileError:
    """For every private key of an installation, the log's too."""
    return KeyFileError(
        f"The key in {what} cannot be opened.",
        "Nothing can be signed or unlocked with it.",
        "Try the passphrase again, or give none." if passphrase else "Give its passphrase, or use another copy.",
        key="passphrase_wrong" if passphrase else "key_locked",
        where=Where.of(what),
    )


def public_pem(public: PublicKey) -> bytes:
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(serialization.Encoding.PEM, info)


def read_public_pem(data: bytes, what: str) -> PublicKey:
    try:
        return _p256(serialization.load_pem_public_key(data), what)
    except ValueError as error:
        raise FormError(
            f"{what} holds no public key.",
            "Nothing can be locked for it.",
            "Get the file again.",
            key="no_public_key",
            where=Where.of(what),
        ) from error


def _no_p256(what: str) -> FormError:
    return FormError(
        f"{what} holds another kind of key than P-256.",
        "The format has only this one.",
        "Make a new key.",
        key="not_p256",
        where=Where.of(what),
    )


YEAR_MS = 366 * 24 * 3600 * 1000


@dataclass(frozen=True)
class KeyRing:
    """The keys of one installation, as files for their owner alone (spec 6).

    `signer` is what people trust, `device` makes seals, `keeper` opens recordings after a crash; `log` belongs to the
    log. A recorder may hold `keeper.pem` without its key: then only the keeper, elsewhere, can open a crashed one.
    """

    disk: Disk
    folder: Path

    @staticmethod
    def make(
        disk: Disk,
        folder: Path,
        name: str,
        utc_ms: int,
        random: Random,
        *,
        passphrase: bytes | None = None,
        keeper: PublicKey | None = None,
        log: tuple[bytes, bytes] | None = None,
    ) -> KeyRing:
        """New keys. `keeper` is somebody else's public key, or None for one of our own; `log` its two keys."""
        ring = KeyRing(disk, folder)
        ring._begin()
        signer = new_key(random)
        cert = certificate(name, signer.public, None, signer, utc_ms, utc_ms + 20 * YEAR_MS, random, certifies=1)
        ring._put("signer.key.pem", private_pem(signer, passphrase))
        if keeper is None:
            own = new_key(random)
            ring._put("keeper.key.pem", private_pem(own, passphrase))
            keeper = own.public
        ring._put("keeper.pem", public_pem(keeper))
        if log:
            ring._put("log.key", log[0])
            ring._put("log.vkey", log[1])
        ring._put("revoked.txt", b"")
        ring._new_device(cert, signer, utc_ms, random, passphrase)
        ring._put("signer.pem", pem(cert))  # last: a ring without it was never finished
        return ring

    def signer(self) -> Certificate:
        return self._certificate("signer.pem")

    def device(self) -> Certificate:
        return self._certificate("device.pem")

    def keeper(self) -> PublicKey:
        return read_public_pem(self._get("keeper.pem"), "keeper.pem")

    def signer_key(self, passphrase: bytes | None = None) -> Key:
        return read_private_pem(self._get("signer.key.pem"), "signer.key.pem", passphrase)

    def device_key(self, passphrase: bytes | None = None) -> Key:
        key = read_private_pem(self._get("device.key.pem"), "device.key.pem", passphrase)
        if key.public != public_key(self.device()):  # a crash in the middle of a rotation
            why = "What it signed could not be traced to this installation."
            raise KeyFileError(
                "device.key.pem and device.pem do not belong together.",
                why,
                "Rotate the device key.",
                key="device_key_of_another",
            )
        return key

    def keeper_key(self, passphrase: bytes | None = None) -> Key:
        return read_private_pem(self._get("keeper.key.pem"), "keeper.key.pem", passphrase)

    def keeper_is_here(self) -> bool:
        """Whether who records can also open: the sheet says so."""
        return self.disk.exists(self.folder / "keeper.key.pem")

    def log_key(self) -> bytes:
        return self._get("log.key")

    def log_verifier_key(self) -> bytes | None:
        return self._get("log.vkey") if self.disk.exists(self.folder / "log.vkey") else None

    def earlier_devices(self) -> tuple[Certificate, ...]:
        """Certificates of device keys that a rotation replaced."""
        folder = self.folder / "devices"
        names = self.disk.names(folder) if self.disk.exists(folder) else ()
        return tuple(self._certificate(f"devices/{name}") for name in names)

    def rotate(self, utc_ms: int, random: Random, passphrase: bytes | None = None) -> Certificate:
        """A new device key; the old certificate is kept, and old bundles keep their answers (spec 6.3)."""
        old, folder = self.device(), self.folder / "devices"
        if not self.disk.exists(folder):
            self.disk.make_folder(folder)
            self.disk.sync_dir(self.folder)
        replace(self.disk, folder / f"{fingerprint(old)}.pem", pem(old))
        return self._new_device(self.signer(), self.signer_key(passphrase), utc_ms, random, passphrase)

    def revoked(self) -> dict[str, int | None]:
        """Certificate fingerprint to the time from which it counts, None for always."""
        return read_revoked(self._get("revoked.txt")) if self.disk.exists(self.folder / "revoked.txt") else {}

    def revoke(self, mark: str, utc_ms: int) -> None:
        """From this time on, seals of the certificate with this fingerprint count no more."""
        data = self._get("revoked.txt") if self.disk.exists(self.folder / "revoked.txt") else b""
        when = datetime.fromtimestamp(utc_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._put("revoked.txt", data + f"{mark} {when}\n".encode())

    def _begin(self) -> None:
        if self.disk.exists(self.folder / "signer.pem"):
            why = "New keys would leave every earlier seal without its anchor."
            raise KeyFileError(
                "There are keys in this folder already.", why, "Use them, or name another folder.", key="keys_are_there"
            )
        if not self.disk.exists(self.folder):
            self.disk.make_folder(self.folder)
            self.disk.sync_dir(self.folder.parent)

    def _new_device(
        self, signer: Certificate, signer_key: Key, utc_ms: int, random: Random, passphrase: bytes | None
    ) -> Certificate:
        key = new_key(random)
        subject = f"{subject_of(signer)} device {random(4).hex()}"
        last = min(utc_ms + 5 * YEAR_MS, int(signer.not_valid_after_utc.timestamp()) * 1000)
        made = certificate(subject, key.public, signer, signer_key, utc_ms, last, random, certifies=0)
        self._put("device.key.pem", private_pem(key, passphrase))
        self._put("device.pem", pem(made))
        return made

    def _certificate(self, name: str) -> Certificate:
        found = read_anchor_pem(self._get(name), name)
        if len(found) != 1:
            why = "It cannot be told which of them is meant."
            raise KeyFileError(
                f"{name} holds {len(found)} certificates.",
                why,
                "Leave the one that belongs there.",
                key="not_one_certificate",
                where=Where.of(name),
            )
        return found[0]

    def _get(self, name: str) -> bytes:
        path = self.folder / name
        if not self.disk.exists(path):
            why = "This installation cannot seal, open or certify without it."
            raise KeyFileError(
                f"{name} is not among the keys.",
                why,
                "Put it back, or make new keys.",
                key="key_missing",
                where=Where.of(name),
            )
        return self.disk.read(path)

    def _put(self, name: str, data: bytes) -> None:
        replace(self.disk, self.folder / name, data)


ALWAYS = float("-inf")


def read_revoked(data: bytes) -> dict[str, int | None]:
    """`revoked.txt`: a fingerprint a line, with the time from which it counts where there is one (spec 6.2). Where one
    stands there twice, the earliest time counts: nobody can put a revocation off by adding another."""
    times: dict[str, float] = {}
    try:
        for line in data.decode("ascii").splitlines():
            mark, _, when = line.partition(" ")
            if len(bytes.fromhex(mark)) != 32 or mark != mark.lower():
                raise ValueError
            from_ms = int(_with_zone(when).timestamp() * 1000) if when else ALWAYS
            times[mark] = min(times.get(mark, from_ms), from_ms)
    except ValueError as error:
        why = "A revocation that cannot be read might be missed."
        raise FormError(
            "revoked.txt has a line that is no revocation.", why, "Correct that line.", key="revoked_line"
        ) from error
    return {mark: None if from_ms == ALWAYS else int(from_ms) for mark, from_ms in times.items()}


def _with_zone(when: str) -> datetime:
    found = datetime.fromisoformat(when)
    if found.tzinfo is None:
        raise ValueError
    return found
