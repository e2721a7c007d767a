"""Outside time: RFC 3161 tokens over the seal's signature (docs/spec/bundle.md, section 8, step 9).

Stamping the signature rather than the manifest bounds what a key stolen later can do: a seal made with it has no early
time. The authority is always pinned: a token may carry any certificate it likes, and none of those is believed. The
library's floor is 1.0.9; before, it trusted roots that were embedded in the token.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal, Protocol

from cryptography import x509
from rfc3161_client import TimeStampResponse, VerificationError, VerifierBuilder, decode_timestamp_response

from atesta.errors import EvidenceError
from atesta.evidence import keys

SHA256 = "2.16.840.1.101.3.4.2.1"
WEAK = {"1.3.14.3.2.26", "1.2.840.113549.2.5"}  # SHA-1, MD5
MOST_BYTES = 65536
GRANTED = 0
BY_HAND = (
    "openssl ts -reply -in seal/tagmanifest.tsr -text",
    "openssl ts -verify -data seal/tagmanifest.sig -in seal/tagmanifest.tsr -CAfile tsa.pem"
    " -attime <its time in seconds since 1970>",
)
"""What reads a token that `time_unreadable_here` is said of."""

Random = Callable[[int], bytes]


class StampError(EvidenceError):
    """No token was had. Never a reason to lose a seal: the bundle then says that it has no outside time."""


class Stamper(Protocol):
    """Brings a request (DER) to an authority and its answer (DER) back; raises StampError when there is none."""

    def __call__(self, request: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Request:
    """What an authority is asked; kept until its answer has been compared with it."""

    der: bytes
    nonce: int
    policy: str | None


@dataclass(frozen=True, slots=True)
class Stamp:
    """The authority says that the signature existed at this time. `authority`: by whom, as its certificate says."""

    utc_ms: int
    authority: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a token shows no time. `changed`: it cannot be what was sealed. `not_proven`: it says nothing either way."""

    reason: str
    answer: Literal["changed", "not_proven"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a seal has from its authority: bytes worth keeping or None, and the time or why there is none."""

    tsr: bytes | None
    outcome: Stamp | Doubt


def request(signature: bytes, random: Random, policy: str | None = None) -> Request:
    """TimeStampReq (RFC 3161, 2.4.1): SHA-256 of the signature, a fresh nonce, the certificate asked for."""
    return _request(sha256(signature).digest(), random, policy)


def _request(digest: bytes, random: Random, policy: str | None) -> Request:
    nonce = int.from_bytes(random(8)) | 1 << 63  # never zero, and always eight bytes
    algorithm = _tlv(0x30, _oid(SHA256) + b"\x05\x00")
    imprint = _tlv(0x30, algorithm + _tlv(0x04, digest))
    fields = [b"\x02\x01\x01", imprint, _oid(policy) if policy else b"", _tlv(0x02, b"\0" + nonce.to_bytes(8))]
    return Request(_tlv(0x30, b"".join(fields) + b"\x01\x01\xff"), nonce, policy)


def ask(
    signature: bytes, stamper: Stamper | None, random: Random, tsa_pem: bytes | None, policy: str | None = None
) -> Asked:
    """Asks for the time of a seal. Whatever goes wrong is an answer, never an error: a seal waits for nobody."""
    return ask_digest(sha256(signature).digest(), stamper, random, tsa_pem, policy)


def ask_digest(
    digest: bytes, stamper: Stamper | None, random: Random, tsa_pem: bytes | None, policy: str | None = None
) -> Asked:
    """`ask`, where only the SHA-256 of what is stamped is at hand."""
    if stamper is None:
        return Asked(None, Doubt("time_none", "not_proven"))
    asked = _request(digest, random, policy)
    try:
        tsr = stamper(asked.der)
    except (StampError, OSError):
        return Asked(None, Doubt("time_no_answer", "not_proven"))
    outcome = check_digest(tsr, digest, tsa_pem, asked)
    worth_keeping = isinstance(outcome, Stamp) or outcome.answer == "not_proven"
    return Asked(tsr if worth_keeping else None, outcome)


def check(tsr: bytes, signature: bytes, tsa_pem: bytes | None, asked: Request | None = None) -> Stamp | Doubt:
    """Step 9. `tsa_pem` is the anchor from outside: authorities' certificates and their roots. With `asked`, as while
    sealing, the answer must also be the one to that request."""
    return check_digest(tsr, sha256(signature).digest(), tsa_pem, asked)


def check_digest(tsr: bytes, digest: bytes, tsa_pem: bytes | None, asked: Request | None = None) -> Stamp | Doubt:
    """`check`, where only the SHA-256 of what was stamped is at hand."""
    try:
        response = decode_timestamp_response(tsr) if len(tsr) <= MOST_BYTES else None
        if response is None:
            return Doubt("time_form", "changed")
        return _unfit(response, digest, asked) or _by_an_authority(response, digest, _certificates(tsa_pem))
    except Exception as error:  # two libraries read hostile bytes here, some of them only when they are asked
        # Some authorities embed certificates in an order that is not DER. openssl reads these; we say that we do not.
        unsorted = "InvalidSetOrdering" in str(error) and "certificates" in str(error)
        return Doubt("time_unreadable_here", "not_proven") if unsorted else Doubt("time_form", "changed")


def _unfit(response: TimeStampResponse, digest: bytes, asked: Request | None) -> Doubt | None:
    """What can be seen without knowing who signed."""
    if response.status != GRANTED:
        return Doubt("time_not_granted", "changed")
    info, used = response.tst_info, response.signed_data.digest_algorithms
    if info.message_imprint.hash_algorithm.dotted_string != SHA256 or WEAK & {name.dotted_string for name in used}:
        return Doubt("time_weak_hash", "not_proven")
    if info.message_imprint.message != digest:
        return Doubt("time_other_bytes", "changed")
    if asked and info.nonce != asked.nonce:
        return Doubt("time_nonce", "changed")
    if asked and asked.policy and info.policy.dotted_string != asked.policy:
        return Doubt("time_policy", "changed")
    return None


def _by_an_authority(response: TimeStampResponse, digest: bytes, anchors: Sequence[x509.Certificate]) -> Stamp | Doubt:
    authority, at = _named(response, anchors), response.tst_info.gen_time
    roots = [anchor for anchor in anchors if anchor.issuer == anchor.subject]
    if authority is None or not roots:
        return Doubt("time_unknown_authority", "not_proven")
    if not _in_its_dates(authority, at):
        return Doubt("time_certificate_dates", "not_proven")
    between = [anchor for anchor in anchors if anchor not in roots and anchor != authority]
    builder = VerifierBuilder(tsa_certificate=authority, intermediates=between, roots=roots)
    try:
        builder.build().verify(response, digest)
    except VerificationError:
        if not any(_in_its_dates(root, at) for root in roots):
            return Doubt("time_certificate_dates", "not_proven")
        return Doubt("time_signature", "changed")  # it names an authority we know, and is not by that one
    return Stamp(round(at.timestamp() * 1000), keys.subject_of(authority))


def _named(response: TimeStampResponse, anchors: Sequence[x509.Certificate]) -> x509.Certificate | None:
    """The anchor that the token says it was signed by; what it embeds is not looked at."""
    signers = {(signer.issuer, signer.serial_number) for signer in response.signed_data.signer_infos}
    found = [anchor for anchor in anchors if (anchor.issuer, anchor.serial_number) in signers]
    return found[0] if len(signers) == 1 and found else None


def _in_its_dates(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _certificates(pem: bytes | None) -> list[x509.Certificate]:
    """No anchor, or one that cannot be read, is an anchor that knows nobody."""
    try:
        return x509.load_pem_x509_certificates(pem) if pem else []
    except ValueError:
        return []


def _tlv(tag: int, value: bytes) -> bytes:
    assert len(value) < 128, "every field of a request is short"
    return bytes([tag, len(value)]) + value


def _oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    out = bytearray([first * 40 + second])
    for number in rest:
        septets = [number >> shift & 0x7F for shift in range(0, max(number.bit_length(), 1), 7)]
        out += bytes(septet | 0x80 for septet in septets[:0:-1]) + bytes(septets[:1])
    return _tlv(0x06, bytes(out))
