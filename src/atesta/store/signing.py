"""What the creditor signs with, and what anybody needs to check it: the signer of this installation (A3).

The public keys are published as JWKS: the one in use, and those of earlier installations that lie as certificates in
`signers/*.pem` of the installation's folder, so that what they signed can still be checked. `kid` is the SHA-256 of the
certificate, as in every header that we write.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from atesta.errors import FormError, KeyFileError
from atesta.evidence import canonical, compact, keys
from atesta.evidence.canonical import Json
from atesta.evidence.keys import Certificate, Key, PublicKey
from atesta.installation.home import Home, home_in
from atesta.store.models import SignedMandate

RETIRED = "signers"
REVOKED_TYPE = "atesta-revoked+jws"


@dataclass(frozen=True, slots=True)
class Signing:
    key: Key
    cert: Certificate

    @property
    def kid(self) -> str:
        return keys.fingerprint(self.cert)


def home() -> Home:
    return home_in(settings.WEB.home)


def signing() -> Signing:
    """The signer of this installation, made now if this is its first signature. Raises KeyFileError where it is locked
    (a server has nobody to ask) or was taken out of force."""
    here = home()
    ring = here.ring_or_made()
    cert = ring.signer()
    if keys.fingerprint(cert) in ring.revoked():
        raise KeyFileError(
            "The signer of this installation is revoked.",
            "Whoever checks would not accept what it signs.",
            "Make a new installation.",
            key="signer_key_revoked",
        )
    return Signing(here.passphrases.opened(ring.signer_key), cert)


def jwks() -> dict[str, Json]:
    """RFC 7517, with a word of ours for each key: current, retired or revoked. No key where nothing was ever signed."""
    here = home()
    if not here.exists:
        return {"keys": []}
    ring = here.ring()
    revoked = ring.revoked()
    found = [_jwk(cert, revoked, "retired") for cert in _retired(here)]
    return {"keys": [_jwk(ring.signer(), revoked, "current"), *found]}


def _retired(here: Home) -> tuple[Certificate, ...]:
    """A file that is no certificate is passed over: what can still be checked must not end with it."""
    found: dict[str, Certificate] = {}
    for path in sorted((here.folder / RETIRED).glob("*.pem")):
        try:
            certs = keys.read_anchor_pem(path.read_bytes(), path.name)
        except FormError:
            continue
        found |= {keys.fingerprint(cert): cert for cert in certs}
    found.pop(keys.fingerprint(here.ring().signer()), None)
    return tuple(found.values())


def _jwk(cert: Certificate, revoked: dict[str, int | None], state: str) -> dict[str, Json]:
    kid, x, y = keys.fingerprint(cert), *_point(keys.public_key(cert))
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": x,
        "y": y,
        "use": "sig",
        "alg": compact.ALGORITHM,
        "kid": kid,
        "x5c": [base64.b64encode(cert.public_bytes(Encoding.DER)).decode("ascii")],
        "name": keys.subject_of(cert),
        "state": "revoked" if kid in revoked else state,
    }


def _point(public: PublicKey) -> tuple[str, str]:
    numbers = public.public_numbers()
    return compact.coded(numbers.x.to_bytes(32, "big")), compact.coded(numbers.y.to_bytes(32, "big"))


def revoked_mandates(now: datetime) -> dict[str, Json]:
    """Every mandate that was revoked, by its jti, with the second (since 1970) from which it counts no more; and the
    same list signed, so that a copy of it says when it was made. Raises KeyFileError, see `signing`."""
    rows = SignedMandate.objects.filter(revoked_at__isnull=False).order_by("revoked_at", "jti")
    listed: list[Json] = [
        {"jti": jti, "at": int(at.timestamp())} for jti, at in rows.values_list("jti", "revoked_at") if at is not None
    ]
    said: dict[str, Json] = {"issued_at": int(now.timestamp()), "revoked": listed}
    signer = signing()
    header: dict[str, Json] = {"alg": compact.ALGORITHM, "kid": signer.kid, "typ": REVOKED_TYPE}
    return said | {"jws": compact.write(header, canonical.write(said), signer.key).decode("ascii")}
