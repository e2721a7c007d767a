"""Mandates are signed, checked from the outside with nobody's code but theirs, and revoked with a reason."""

from __future__ import annotations

import json
import subprocess
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import a_register as demo
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from joserfc import jws
from joserfc.jwk import KeySet
from pytest_django.fixtures import Settings

from atesta.errors import InputError, KeyFileError
from atesta.evidence import keys, mandate
from atesta.store import mandating, registry, signing
from atesta.store.models import LogEntry, Sender, SignedMandate, TreeLeaf

pytestmark = pytest.mark.django_db
NOW = demo.AT
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def made(tmp_path: Path, settings: Settings) -> demo.Register:
    settings.WEB = replace(settings.WEB, home=tmp_path / "home")
    return demo.a_register()


def issued(made: demo.Register, *channels: str) -> SignedMandate:
    return mandating.issue(made.agency, channels or ("sms", "call"), FIRST, LAST, made.officer, NOW)


def test_a_mandate_says_who_for_whom_how_and_from_when_to_when(made: demo.Register) -> None:
    row = issued(made)
    cert = signing.home().ring().signer()
    first_second = 1798732800  # 2027-01-01T00:00:00+08:00
    found, reason = mandate.check(row.token.encode(), (cert,), first_second * 1000)
    assert reason is None and found is not None
    assert (found.creditor, found.agency, found.channels) == (demo.CREDITOR, demo.AGENCY, ("call", "sms"))
    assert (found.from_s, found.to_s, found.id) == (first_second, first_second + 365 * 86_400, row.jti)
    assert mandate.check(row.token.encode(), (cert,), first_second * 1000 - 1)[1] == "mandate_not_in_force"


def test_another_library_checks_it_with_the_published_keys(made: demo.Register) -> None:
    row = issued(made)
    published = KeySet.import_key_set(json.loads(json.dumps(signing.jwks())))
    read = jws.deserialize_compact(row.token.strip(), published, algorithms=["ES256"])
    assert json.loads(read.payload)["jti"] == row.jti


@pytest.mark.needs("openssl", "apt-get install openssl")
def test_openssl_checks_it_with_the_certificate_of_the_published_key(made: demo.Register, tmp_path: Path) -> None:
    row = issued(made)
    signed, _, signature = row.token.strip().rpartition(".")
    raw = urlsafe_b64decode(signature + "==")
    (tmp_path / "signed").write_text(signed)
    (tmp_path / "der").write_bytes(encode_dss_signature(*(int.from_bytes(raw[at : at + 32], "big") for at in (0, 32))))
    (key,) = signing.jwks()["keys"]  # type: ignore[misc]
    body = key["x5c"][0]  # type: ignore[index, call-overload]
    (tmp_path / "cert.pem").write_text(f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
    run = {"cwd": tmp_path, "capture_output": True}
    subprocess.run(["openssl", "x509", "-in", "cert.pem", "-noout", "-pubkey", "-out", "key.pem"], check=True, **run)  # type: ignore[call-overload]
    checked = subprocess.run(  # type: ignore[call-overload]
        ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "der", "signed"], check=False, **run
    )
    assert checked.stdout.strip() == b"Verified OK"


def test_the_list_of_revoked_mandates_is_signed_with_its_time(made: demo.Register) -> None:
    row = issued(made)
    assert mandating.revoke(row, "contract ended", made.officer, NOW)
    assert not mandating.revoke(row, "again", made.officer, NOW)
    said = signing.revoked_mandates(NOW + timedelta(hours=1))
    assert said["revoked"] == [{"jti": row.jti, "at": int(NOW.timestamp())}]
    published = KeySet.import_key_set(json.loads(json.dumps(signing.jwks())))
    read = jws.deserialize_compact(str(said["jws"]), published, algorithms=["ES256"])
    assert json.loads(read.payload) == {"issued_at": said["issued_at"], "revoked": said["revoked"]}
    assert "mandate_revoked" in LogEntry.objects.values_list("kind", flat=True)
    leaf = TreeLeaf.objects.get(kind="revoked", row=row.id)
    assert leaf.leaf == mandating.revoked_leaf(row.jti, NOW)


def test_a_revoked_mandate_ended_the_day_before(made: demo.Register) -> None:
    mandating.revoke(made.mandate, "x", made.officer, NOW)
    directory = registry.directory_for(made.creditor, NOW, addresses=(demo.AGENCY_SENDER,))
    assert directory.mandates[0].span.to == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("channels", "first", "last", "key"),
    [
        ((), FIRST, LAST, "mandate_channels"),
        (("sms", "telepathy"), FIRST, LAST, "mandate_channels"),
        (("sms",), LAST, FIRST, "days_order"),
        (("sms",), date(2026, 12, 31), LAST, "mandate_overlaps"),
    ],
)
def test_a_slip_is_named(made: demo.Register, channels: tuple[str, ...], first: date, last: date, key: str) -> None:
    with pytest.raises(InputError) as refused:
        mandating.issue(made.agency, channels, first, last, made.officer, NOW)
    assert refused.value.key == key


def test_what_overlaps_is_taken_when_it_is_meant_and_the_same_twice_is_one(made: demo.Register) -> None:
    days = (date(2026, 12, 1), LAST)
    row = mandating.issue(made.agency, ("sms",), *days, made.officer, NOW, anyway=True)
    assert mandating.issue(made.agency, ("sms",), *days, made.officer, NOW) == row
    mandating.issue(made.agency, ("visit",), *days, made.officer, NOW)  # another channel is no overlap


def test_a_signer_that_is_revoked_signs_nothing(made: demo.Register) -> None:
    issued(made)
    ring = signing.home().ring()
    ring.revoke(keys.fingerprint(ring.signer()), 0)
    with pytest.raises(KeyFileError):
        mandating.issue(made.agency, ("email",), FIRST, LAST, made.officer, NOW)
    (key,) = signing.jwks()["keys"]  # type: ignore[misc]
    assert key["state"] == "revoked"  # type: ignore[index, call-overload]


def test_the_key_of_an_earlier_installation_stays_published(made: demo.Register) -> None:
    row = issued(made)
    home = signing.home()
    (home.folder / "signers").mkdir()
    (home.folder / "signers" / "2026.pem").write_bytes(keys.pem(home.ring().signer()))
    (home.folder / "signers" / "notes.pem").write_text("not a certificate")
    (home.folder / "keys").rename(home.folder / "keys.old")
    signing.signing()
    found = {key["kid"]: key["state"] for key in signing.jwks()["keys"]}  # type: ignore[union-attr, index, call-overload]
    assert found[row.kid] == "retired" and sorted(found.values()) == ["current", "retired"]


def test_an_address_that_is_listed_already_is_asked_about(made: demo.Register) -> None:
    given = ("+86 21 5000 1234", FIRST, None, made.officer, NOW)
    with pytest.raises(InputError) as refused:
        mandating.add_sender(made.creditor, None, *given)
    assert (refused.value.key, refused.value.values["who"]) == ("sender_listed", demo.AGENCY)
    assert mandating.add_sender(made.creditor, None, *given, anyway=True) == mandating.add_sender(
        made.creditor, None, *given
    )


def test_an_address_ends_with_a_reason_and_once(made: demo.Register) -> None:
    with pytest.raises(InputError):
        mandating.end_sender(made.agency_sender, FIRST, " ", made.officer, NOW)
    assert mandating.end_sender(made.agency_sender, date(2026, 11, 24), "not theirs", made.officer, NOW, wrong=True)
    assert not mandating.end_sender(made.agency_sender, FIRST, "again", made.officer, NOW)
    assert Sender.objects.get(id=made.agency_sender.id).to_on == date(2026, 11, 24)
    assert list(LogEntry.objects.values_list("kind", flat=True)) == ["sender_corrected"]


@pytest.mark.parametrize(("slug", "name"), [("Hx", "A"), ("", "A"), ("hx", "Another"), ("new", " ")])
def test_an_agency_needs_a_short_name_of_its_own(made: demo.Register, slug: str, name: str) -> None:
    with pytest.raises(InputError):
        mandating.add_agency(made.creditor, slug, name, made.officer, NOW)


@pytest.mark.parametrize(("name", "place"), [("", "CN"), (demo.CREDITOR, "CN"), ("New", "XX"), ("x" * 201, "CN")])
def test_a_creditor_needs_a_name_of_its_own_and_a_place(made: demo.Register, name: str, place: str) -> None:
    with pytest.raises(InputError):
        mandating.add_creditor(name, place, NOW)
