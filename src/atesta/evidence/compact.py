"""Compact JWS in our one form (docs/spec/bundle.md step 11, docs/spec/extract.md): three parts, ES256, canonical JSON.

What a header may say is for the caller: nothing in it is believed before its form is checked.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from atesta.errors import EvidenceError, FormError
from atesta.evidence import canonical, keys
from atesta.evidence.keys import Certificate, Key

ALGORITHM = "ES256"
_ONLY_ES256 = jws.JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)  # callers name each field that may be
_PART = re.compile(rb"[A-Za-z0-9_-]+")


def write(header: dict[str, canonical.Json], payload: bytes, key: Key) -> bytes:
    """The three parts, signed, without a line feed."""
    signed = f"{coded(canonical.write(header))}.{coded(payload)}"
    return f"{signed}.{coded(keys.sign_raw(key, signed.encode('ascii')))}".encode("ascii")


def read(compact: bytes) -> tuple[dict[str, canonical.Json], bytes, bytes]:
    """Header, payload, signature; the signature is not checked. FormError for what has not the form."""
    parts = compact.split(b".")
    if len(parts) != 3:
        raise _refusal("It is not three parts on one line")
    header, payload, signature = (decoded(part) for part in parts)
    return canonical.read_object(header, "The header"), payload, signature


def signed_by(compact: bytes, cert: Certificate) -> bool:
    """By the library, and by our own reader, which also refuses the second encoding of the same signature."""
    signed, _, signature = compact.rpartition(b".")
    try:
        public = keys.public_key(cert)
        jws.deserialize_compact(compact, ECKey.import_key(keys.public_pem(public)), registry=_ONLY_ES256)
        return keys.verify_raw(public, decoded(signature), signed)
    except (JoseError, ValueError, EvidenceError):
        return False


def coded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decoded(part: bytes) -> bytes:
    """1.1: the one encoding only."""
    if not _PART.fullmatch(part) or len(part) % 4 == 1:
        raise _refusal("A part is not base64url")
    data = urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    if coded(data).encode("ascii") != part:
        raise _refusal("A part is not in canonical base64url")
    return data


def _refusal(what: str) -> FormError:
    return FormError(f"{what}.", "There is one way to write it.", "Ask whoever issued it for it again.")
