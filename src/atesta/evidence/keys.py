"""Keys, signatures and certificates (spec 1.3, 6.1): P-256, one encoding of each signature, `s` in the lower half."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509.oid import NameOID

from atesta.errors import FormError, KeyFileError
from atesta.evidence.digest import hex_of

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
    if pem(*found) != data:
        raise FormError(
            f"{what} has more or other bytes than its certificates.",
            "There is one way to write it, so that no byte can change unnoticed.",
            "Use the file as it was made.",
        )
    return found


def read_anchor_pem(data: bytes, what: str) -> tuple[Certificate, ...]:
    """The certificates of a file that a person keeps: remarks between them are allowed."""
    try:
        return tuple(x509.load_pem_x509_certificates(data))
    except ValueError as error:
        raise FormError(
            f"{what} holds no certificate that can be read.", "Nothing can rest on it.", "Get the file again."
        ) from error


def private_pem(key: Key, passphrase: bytes | None = None) -> bytes:
    """PKCS 8, which `openssl` reads; locked where there is a passphrase."""
    lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)


def read_private_pem(data: bytes, what: str, passphrase: bytes | None = None) -> Key:
    try:
        private = serialization.load_pem_private_key(data, passphrase)
    except (ValueError, TypeError) as error:  # TypeError: a passphrase is missing or one too many
        raise KeyFileError(
            f"The key in {what} cannot be opened.", "Nothing can be signed or unlocked with it.", _opening(passphrase)
        ) from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        raise _no_p256(what)
    return Key(private)


def _opening(passphrase: bytes | None) -> str:
    return "Try the passphrase again, or give none." if passphrase else "Give its passphrase, or use another copy."


def public_pem(public: PublicKey) -> bytes:
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(serialization.Encoding.PEM, info)


def read_public_pem(data: bytes, what: str) -> PublicKey:
    try:
        return _p256(serialization.load_pem_public_key(data), what)
    except ValueError as error:
        raise FormError(
            f"{what} holds no public key.", "Nothing can be locked for it.", "Get the file again."
        ) from error


def _no_p256(what: str) -> FormError:
    return FormError(
        f"{what} holds another kind of key than P-256.", "The format has only this one.", "Make a new key."
    )
