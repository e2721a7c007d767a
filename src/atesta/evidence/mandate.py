"""The mandate (docs/spec/bundle.md, step 11): creditor to agency, a compact JWS, ES256 and nothing else.

The form is checked before any library sees it: a header that names a key, another algorithm or none is refused unread.
"""

from __future__ import annotations

from dataclasses import dataclass

from atesta.errors import EvidenceError
from atesta.evidence import canonical, compact, keys
from atesta.evidence.compact import ALGORITHM
from atesta.evidence.keys import Certificate, Key

__all__ = ["issue"]  # for the creditor, who signs it

TYPE = "atesta-mandate+jws"
_MOST_BYTES = 8192
_FIELDS = {"agency", "channels", "creditor", "exp", "jti", "nbf"}
CHANNELS = ("call", "sms", "email", "letter", "visit", "chat")


@dataclass(frozen=True, slots=True)
class Mandate:
    """Who may collect for whom, how, and from when to when (seconds since 1970, `exp` not included)."""

    id: str
    creditor: str
    agency: str
    channels: tuple[str, ...]
    from_s: int
    to_s: int


class MandateError(EvidenceError):
    """A mandate cannot be issued or read."""


def issue(mandate: Mandate, key: Key, cert: Certificate) -> bytes:
    """The mandate as its file has it: one line, signed by the key of `cert`."""
    header: dict[str, canonical.Json] = {"alg": ALGORITHM, "kid": keys.fingerprint(cert), "typ": TYPE}
    payload = canonical.write(
        {
            "agency": mandate.agency,
            "channels": list(mandate.channels),
            "creditor": mandate.creditor,
            "exp": mandate.to_s,
            "jti": mandate.id,
            "nbf": mandate.from_s,
        }
    )
    _read_claims(payload)
    return compact.write(header, payload, key) + b"\n"


def check(data: bytes, issuers: tuple[Certificate, ...], at_utc_ms: int) -> tuple[Mandate | None, str | None]:
    """(the mandate if it can be read, the reason it does not count or None)."""
    try:
        header, payload = _parts(data)
        mandate = _read_claims(payload)
    except EvidenceError:
        return None, "mandate_form"
    if header.get("alg") != ALGORITHM or set(header) != {"alg", "kid", "typ"} or header["typ"] != TYPE:
        return mandate, "mandate_algorithm"
    issuer = next((cert for cert in issuers if keys.fingerprint(cert) == header["kid"]), None)
    if issuer is None:
        return mandate, "mandate_unknown_issuer"
    if not compact.signed_by(data[:-1], issuer):
        return mandate, "mandate_signature"
    if not mandate.from_s * 1000 <= at_utc_ms < mandate.to_s * 1000:
        return mandate, "mandate_not_in_force"
    return mandate, None


def _parts(data: bytes) -> tuple[dict[str, canonical.Json], bytes]:
    if len(data) > _MOST_BYTES or data[-1:] != b"\n":
        raise _refusal("It is not three parts on one line")
    header, payload, _ = compact.read(data[:-1])
    return header, payload


def _read_claims(payload: bytes) -> Mandate:
    claims = canonical.read_object(payload, "The mandate")
    texts = [claims.get(name) for name in ("jti", "creditor", "agency")]
    times = [claims.get(name) for name in ("nbf", "exp")]
    channels = claims.get("channels")
    if set(claims) != _FIELDS or not isinstance(channels, list) or not set(map(str, channels)) <= set(CHANNELS):
        raise _refusal("It has other fields than a mandate")
    if not all(isinstance(text, str) and 0 < len(text) <= 200 for text in texts):
        raise _refusal("It names nobody")
    if not all(isinstance(time, int) and not isinstance(time, bool) for time in times):
        raise _refusal("It has no time")
    id_, creditor, agency = map(str, texts)
    from_s, to_s = (int(str(time)) for time in times)
    return Mandate(id_, creditor, agency, tuple(map(str, channels)), from_s, to_s)


def _refusal(what: str) -> MandateError:
    return MandateError(
        f"The mandate cannot be read. {what}.",
        "Nothing can rest on it.",
        "Ask the creditor for it again.",
        key="mandate_unreadable",
    )
