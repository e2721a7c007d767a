"""A mandate counts with one algorithm, one form, a known issuer and in its time; whatever else it says is refused."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey
from making import DAY_MS, NOON_MS, chance

from atesta.evidence import compact, keys, mandate
from atesta.evidence.mandate import Mandate

CREDITOR = keys.new_key(chance("creditor"))
CERT = keys.certificate(
    "Creditor", CREDITOR.public, None, CREDITOR, NOON_MS - DAY_MS, NOON_MS + DAY_MS, chance(1), certifies=1
)
MANDATE = Mandate("m-1", "creditor", "hx", ("call", "sms"), NOON_MS // 1000 - 10, NOON_MS // 1000 + 10)
ISSUED = mandate.issue(MANDATE, CREDITOR, CERT)


def reason(data: bytes, at: int = NOON_MS) -> str | None:
    return mandate.check(data, (CERT,), at)[1]


def part(value: object) -> bytes:
    text = value if isinstance(value, bytes) else json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    return urlsafe_b64encode(text).rstrip(b"=")


def signed(header: dict[str, object], payload: bytes | None = None) -> bytes:
    head, body = part(header), payload or ISSUED.split(b".")[1]
    return b".".join((head, body, part(keys.sign_raw(CREDITOR, head + b"." + body)))) + b"\n"


HEADER: dict[str, object] = {"alg": "ES256", "kid": keys.fingerprint(CERT), "typ": mandate.TYPE}


def test_what_was_issued_is_read_again():
    assert mandate.check(ISSUED, (CERT,), NOON_MS) == (MANDATE, None)


def test_other_libraries_read_it():
    read = jws.deserialize_compact(ISSUED.strip(), ECKey.import_key(keys.public_pem(CREDITOR.public)))
    assert json.loads(read.payload or b"")["agency"] == "hx"


@pytest.mark.parametrize(
    ("seconds", "said"), [(-11, "mandate_not_in_force"), (-10, None), (9, None), (10, "mandate_not_in_force")]
)
def test_it_counts_from_its_first_second_and_not_at_its_end(seconds: int, said: str | None):
    assert reason(ISSUED, NOON_MS + seconds * 1000) == said


def test_an_issuer_that_nobody_knows_is_named():
    assert mandate.check(ISSUED, (), NOON_MS)[1] == "mandate_unknown_issuer"


def test_no_algorithm_at_all_is_refused():
    head = part({**HEADER, "alg": "none"})
    assert reason(head + b"." + ISSUED.split(b".")[1] + b".\n") == "mandate_form"
    assert reason(signed({**HEADER, "alg": "none"})) == "mandate_algorithm"


def test_the_public_key_used_as_a_secret_is_refused():
    """Attack 39."""
    head, body = part({**HEADER, "alg": "HS256"}), ISSUED.split(b".")[1]
    tag = hmac.digest(keys.public_pem(CREDITOR.public), head + b"." + body, "sha256")
    made = b".".join((head, body, part(tag))) + b"\n"
    assert reason(made) == "mandate_algorithm"


@pytest.mark.parametrize(
    "more",
    [{"jwk": {}}, {"x5c": ["x"]}, {"crit": ["b64"]}, {"b64": False}, {"typ": "JWT"}, {"jku": "https://example.org"}],
)
def test_a_header_that_brings_its_own_key_or_rules_is_refused(more: dict[str, object]):
    assert reason(signed({**HEADER, **more})) in ("mandate_algorithm", "mandate_form")


def test_another_key_id_is_another_issuer():
    assert reason(signed({**HEADER, "kid": "0" * 64})) == "mandate_unknown_issuer"


def test_a_signature_by_another_key_does_not_fit():
    other = mandate.issue(MANDATE, keys.new_key(chance("other")), CERT)
    assert reason(other) == "mandate_signature"


def test_a_second_encoding_of_the_signature_does_not_fit():
    head, body, signature = ISSUED.strip().split(b".")
    raw = compact.decoded(signature)
    high = raw[:32] + (keys.ORDER - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    assert reason(b".".join((head, body, part(high))) + b"\n") == "mandate_signature"


@pytest.mark.parametrize(
    "payload",
    [
        {},
        [],
        {"agency": "hx", "channels": ["call"], "creditor": "c", "exp": 1, "jti": "m", "nbf": 1.5},
        {"agency": "hx", "channels": ["dream"], "creditor": "c", "exp": 1, "jti": "m", "nbf": 0},
        {"agency": "", "channels": [], "creditor": "c", "exp": 1, "jti": "m", "nbf": 0},
        {"agency": "hx", "channels": [], "creditor": "c", "exp": True, "jti": "m", "nbf": 0},
        {"agency": "hx", "channels": [], "creditor": "c", "exp": 1, "jti": "m", "nbf": 0, "more": 1},
    ],
)
def test_other_claims_are_no_mandate(payload: object):
    assert reason(signed(HEADER, part(payload))) == "mandate_form"


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes):
    assert reason(data) == "mandate_form"


@given(st.integers(0, len(ISSUED) - 1), st.integers(1, 255))
def test_no_changed_byte_counts(at: int, by: int):
    assert reason(ISSUED[:at] + bytes([ISSUED[at] ^ by]) + ISSUED[at + 1 :]) is not None


@pytest.mark.needs("node", "apt-get install nodejs")
def test_a_browsers_cryptography_agrees(tmp_path: Path):
    import subprocess  # noqa: PLC0415

    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415

    spki = CREDITOR.public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    script = """
const [key, token] = process.argv.slice(1);
const [head, body, signature] = token.split(".");
crypto.subtle.importKey("spki", Buffer.from(key, "hex"), {name: "ECDSA", namedCurve: "P-256"}, false, ["verify"])
  .then(key => crypto.subtle.verify({name: "ECDSA", hash: "SHA-256"}, key,
    Buffer.from(signature, "base64url"), Buffer.from(head + "." + body)))
  .then(answer => console.log(answer));
"""
    command = ["node", "-e", script, spki.hex(), ISSUED.decode().strip()]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "true\n"
