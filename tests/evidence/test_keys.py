"""Keys and certificates: one signature, one encoding, low s everywhere (spec 1.3, 6.1)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st
from making import DAY_MS, NOON_MS, chance, small_ring

from atesta.errors import FormError, KeyFileError
from atesta.evidence import keys

SIGNER, DEVICE, OTHER = (keys.new_key(chance(name)) for name in ("signer", "device", "other"))


def made(key: keys.Key, issuer: keys.Certificate | None, issuer_key: keys.Key, **more: int) -> keys.Certificate:
    return keys.certificate("Kept", key.public, issuer, issuer_key, NOON_MS, NOON_MS + DAY_MS, chance("serial"), **more)


@given(st.binary(max_size=100))
@settings(max_examples=30)
def test_a_signature_is_low_and_fits_its_key_and_bytes_alone(data: bytes) -> None:
    raw, der = keys.sign_raw(DEVICE, data), keys.sign_der(DEVICE, data)
    assert int.from_bytes(raw[32:], "big") <= keys.HALF
    assert keys.verify_raw(DEVICE.public, raw, data) and keys.verify_der(DEVICE.public, der, data)
    assert not keys.verify_raw(DEVICE.public, raw, data + b"x")
    assert not keys.verify_raw(OTHER.public, raw, data)


def test_the_same_signature_with_high_s_is_refused() -> None:
    r, s = decode_dss_signature(keys.sign_der(DEVICE, b"x"))
    high = keys.ORDER - s
    assert not keys.verify_der(DEVICE.public, encode_dss_signature(r, high), b"x")
    assert not keys.verify_raw(DEVICE.public, r.to_bytes(32, "big") + high.to_bytes(32, "big"), b"x")


@pytest.mark.parametrize("signature", [b"", b"\0" * 64, b"\xff" * 64, b"\0" * 63])
def test_bytes_that_are_no_signature_are_refused(signature: bytes) -> None:
    assert not keys.verify_raw(DEVICE.public, signature, b"x")
    assert not keys.verify_der(DEVICE.public, signature, b"x")


def test_der_with_a_byte_after_it_or_a_long_length_is_refused() -> None:
    der = keys.sign_der(DEVICE, b"x")
    assert not keys.verify_der(DEVICE.public, der + b"\0", b"x")
    assert not keys.verify_der(DEVICE.public, der[:1] + b"\x81" + der[1:], b"x")


def test_forty_certificates_all_have_a_low_s() -> None:
    for number in range(40):
        key = keys.new_key(chance(number))
        cert = made(key, None, key, certifies=1)
        assert decode_dss_signature(cert.signature)[1] <= keys.HALF
        assert keys.issued_by(cert, cert)


def test_a_certificate_is_issued_by_the_one_that_signed_it_and_no_other() -> None:
    signer = made(SIGNER, None, SIGNER, certifies=1)
    device = made(DEVICE, signer, SIGNER, certifies=0)
    other = made(OTHER, None, OTHER, certifies=1)  # same name, another key
    assert keys.issued_by(device, signer)
    assert not keys.issued_by(device, other) and not keys.issued_by(signer, device)


def test_a_recording_key_certifies_nothing_and_a_device_no_further_device() -> None:
    signer = made(SIGNER, None, SIGNER, certifies=1)
    device = made(DEVICE, signer, SIGNER, certifies=0)
    leaf = made(OTHER, device, DEVICE)
    assert keys.issued_by(leaf, device)
    assert not keys.issued_by(made(OTHER, leaf, OTHER), leaf)
    assert not keys.issued_by(made(OTHER, device, DEVICE, certifies=0), device)


def test_dates_count_with_both_ends() -> None:
    cert = made(SIGNER, None, SIGNER)
    inside = [keys.in_dates(cert, NOON_MS + more) for more in (-1, 0, DAY_MS, DAY_MS + 1000)]
    assert inside == [False, True, True, False]


def test_pem_of_a_bundle_has_one_form() -> None:
    cert = made(SIGNER, None, SIGNER)
    assert keys.read_pem(keys.pem(cert, cert), "x") == (cert, cert)
    for other in (keys.pem(cert) + b"\n", b"hi\n" + keys.pem(cert), keys.pem(cert).replace(b"\n", b"\r\n"), b"", b"\0"):
        with pytest.raises(FormError):
            keys.read_pem(other, "x")


def test_a_locked_key_opens_with_its_passphrase_only() -> None:
    locked = keys.private_pem(DEVICE, b"three small words")
    assert keys.read_private_pem(locked, "x", b"three small words").public == DEVICE.public
    for passphrase in (b"other", None):
        with pytest.raises(KeyFileError, match="passphrase"):
            keys.read_private_pem(locked, "x", passphrase)


def test_openssl_accepts_the_chain(tmp_path: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("needs openssl: apt-get install openssl")
    signer = made(SIGNER, None, SIGNER, certifies=1)
    (tmp_path / "signers.pem").write_bytes(keys.pem(signer))
    (tmp_path / "device.pem").write_bytes(keys.pem(made(DEVICE, signer, SIGNER, certifies=0)))
    words = ["openssl", "verify", "-x509_strict", "-no_check_time", "-partial_chain", "-CAfile", "signers.pem"]
    said = subprocess.run([*words, "device.pem"], cwd=tmp_path, capture_output=True, check=False)
    assert said.returncode == 0, said.stderr


def test_a_ring_is_made_once_kept_for_its_owner_and_read_again(tmp_path: Path) -> None:
    ring = small_ring(tmp_path / "keys", passphrase=b"secret words")
    assert {path.stat().st_mode & 0o777 for path in ring.folder.iterdir() if path.is_file()} == {0o600}
    assert ring.device_key(b"secret words").public == keys.public_key(ring.device())
    assert ring.signer_key(b"secret words").public == keys.public_key(ring.signer())
    assert ring.keeper_key(b"secret words").public == ring.keeper()
    assert keys.issued_by(ring.device(), ring.signer())
    with pytest.raises(KeyFileError):
        small_ring(tmp_path / "keys")


def test_rotation_makes_a_new_device_key_and_keeps_the_old_certificate(tmp_path: Path) -> None:
    ring = small_ring(tmp_path / "keys")
    old = ring.device()
    ring.rotate(NOON_MS + DAY_MS, chance("rotation"))
    assert ring.device() != old and keys.issued_by(ring.device(), ring.signer())
    assert ring.device_key().public == keys.public_key(ring.device())
    assert ring.earlier_devices() == (old,)


def test_a_crash_in_a_rotation_is_said_and_mended_by_rotating(tmp_path: Path) -> None:
    ring = small_ring(tmp_path / "keys")
    (ring.folder / "device.key.pem").write_bytes(keys.private_pem(OTHER))
    with pytest.raises(KeyFileError, match="Rotate"):
        ring.device_key()
    ring.rotate(NOON_MS, chance("again"))
    assert ring.device_key().public == keys.public_key(ring.device())


@pytest.mark.parametrize(
    ("times", "counts"),
    [(["2026-11-15T00:00:00Z", "2026-11-16T00:00:00Z"], 1794700800000), (["2026-11-15T00:00:00Z", ""], None)],
)
def test_of_two_revocations_of_one_certificate_the_earlier_counts(times: list[str], counts: int | None) -> None:
    for order in (times, times[::-1]):
        text = "".join(f"{'ab' * 32} {time}".rstrip() + "\n" for time in order)
        assert keys.read_revoked(text.encode()) == {"ab" * 32: counts}


def test_a_revocation_is_a_line_with_its_time(tmp_path: Path) -> None:
    ring = small_ring(tmp_path / "keys")
    mark = keys.fingerprint(ring.device())
    assert ring.revoked() == {}
    ring.revoke(mark, NOON_MS)
    assert (ring.folder / "revoked.txt").read_text() == f"{mark} 2026-11-15T12:00:00Z\n"
    assert ring.revoked() == {mark: NOON_MS}
