"""The signed extract (docs/spec/extract.md): the lender's account of a debt, signed and given to the one who owes.

This is the envelope alone: who signed, when, and whether anybody here vouches for that key. What the account says is
read by intake/extract_file.py. Steps are numbered as on the page of the format.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NoReturn

from atesta.errors import EvidenceError, FormError
from atesta.evidence import compact, keys
from atesta.evidence.anchors import Anchors
from atesta.evidence.canonical import Json
from atesta.evidence.digest import hex_of
from atesta.evidence.keys import Certificate, Key
from atesta.kept import late

TYPE = "atesta-extract+jws"
MOST_BYTES = 64 * 1024
_SIGNATURE_BYTES = 64
_KID = late(r"[0-9a-f]{64}")


class ExtractError(EvidenceError):
    """A signed extract cannot be issued or read."""


class Vouched(StrEnum):
    """Whether the anchors at hand know the key. Only `known` makes it the lender's word."""

    KNOWN = "known"
    UNKNOWN = "unknown"  # no anchor has that key: the signature could not be checked
    REVOKED = "revoked"  # the key was taken out of force; when it signed, nobody outside witnessed


@dataclass(frozen=True, slots=True)
class Envelope:
    """`signer` is the name in the anchor's certificate, None unless the key is known or revoked. `digest` is that of
    the token, in hex: the same extract is the same digest."""

    payload: bytes
    kid: str
    signer: str | None
    vouched: Vouched
    issued_at: datetime
    digest: str


def sign(payload: bytes, key: Key, cert: Certificate, issued_ms: int) -> bytes:
    """The token over `payload` (canonical JSON), by the key of `cert`; `issued_ms` is the signer's own clock."""
    header: dict[str, Json] = {
        "alg": compact.ALGORITHM,
        "iat": issued_ms // 1000,
        "kid": keys.fingerprint(cert),
        "typ": TYPE,
    }
    token = compact.write(header, payload, key)
    if len(token) > MOST_BYTES:
        _refuse_size()
    return token


def open_envelope(token: bytes, anchors: Anchors) -> Envelope:
    """The payload with who vouches for it. Raises ExtractError for what is no extract or was changed.

    An unknown or revoked key is a state of the answer, not an error: the account can still be read, as what somebody
    handed in. White space around the token, as mail and copying leave it, does not count.
    """
    token = token.strip()
    if len(token) > MOST_BYTES:
        _refuse_size()
    header, payload, signature = _read(token)
    issued_s = _checked_header(header)
    if len(signature) != _SIGNATURE_BYTES:
        _refuse_form()
    cert = next((cert for cert in anchors.signers if keys.fingerprint(cert) == header["kid"]), None)
    vouched = _vouched(token, cert, issued_s, anchors)
    signer = keys.subject_of(cert) if cert is not None else None
    issued_at = datetime.fromtimestamp(issued_s, UTC)
    return Envelope(payload, str(header["kid"]), signer, vouched, issued_at, hex_of(token))


def _read(token: bytes) -> tuple[dict[str, Json], bytes, bytes]:
    """Step 1."""
    try:
        return compact.read(token)
    except FormError:
        _refuse_form()


def _checked_header(header: dict[str, Json]) -> int:
    """Steps 2 and 3: nothing that the token says of itself chooses how it is checked. Gives `iat`."""
    if header.get("alg") != compact.ALGORITHM:
        raise ExtractError(
            "The extract is signed in another way than the format has.",
            "A token that chooses how it is checked could choose not to be.",
            "Ask the lender for one in the format atesta-extract+jws.",
            key="extract_algorithm",
        )
    issued = header.get("iat")
    known = set(header) == {"alg", "iat", "kid", "typ"} and header["typ"] == TYPE and _is_kid(header["kid"])
    if not known or isinstance(issued, bool) or not isinstance(issued, int) or not 0 <= issued < 1 << 33:
        raise ExtractError(
            "The head of the extract says something else than the format has.",
            "A token that brings its own key or its own rules would vouch for itself.",
            "Ask the lender for one in the format atesta-extract+jws.",
            key="extract_header",
        )
    return issued


def _is_kid(value: Json) -> bool:
    return isinstance(value, str) and _KID.fullmatch(value) is not None


def _vouched(token: bytes, cert: Certificate | None, issued_s: int, anchors: Anchors) -> Vouched:
    """Steps 4 to 6."""
    if cert is None:
        return Vouched.UNKNOWN
    if not compact.signed_by(token, cert):
        raise ExtractError(
            "The extract is not what was signed, or somebody else signed it.",
            "One changed figure is enough for that, so none of it can be used.",
            "Ask the lender for it again.",
            key="extract_signature",
        )
    if not keys.in_dates(cert, issued_s * 1000):
        raise ExtractError(
            "The extract was signed at a time for which its key was not made.",
            "Its time or its signature is then not the lender's.",
            "Ask the lender for it again.",
            key="extract_key_dates",
        )
    return Vouched.REVOKED if keys.fingerprint(cert) in anchors.revoked else Vouched.KNOWN


def _refuse_form() -> NoReturn:
    raise ExtractError(
        "This is no signed extract: it is not three parts in their one form.",
        "It may have been cut while copying, or changed.",
        "Copy it again from its first letter to its last, or ask the lender for the file.",
        key="extract_form",
    )


def _refuse_size() -> NoReturn:
    raise ExtractError(
        f"The extract is longer than {MOST_BYTES} bytes.",
        "A signed account of one debt is much shorter.",
        "Ask the lender for an extract of this debt alone.",
        key="extract_too_large",
        limit=MOST_BYTES,
    )
