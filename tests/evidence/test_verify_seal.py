"""Who signed, when at the latest, what the log shows and whether there was a mandate: steps 4, 5, 9, 10 and 11."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bundles import (
    House,
    check,
    ids,
    recording,
    repacked,
    talk,
    unpacked,
    unproven,
)
from making import DAY_MS, NOON_MS, SetClock
from tsa import Authority

from atesta.evidence import keys
from atesta.evidence.anchors import Anchors, read_anchors
from atesta.evidence.verify import Answer, verify

Files = dict[str, bytes]


# Steps 4 and 5: who signed


def test_an_unknown_signer_cannot_be_checked_whatever_else_is_found(files: Files, tmp_path: Path):
    stranger = House(tmp_path / "stranger", name="Stranger")
    verdict = check(repacked(files), stranger, tmp_path)
    assert verdict.answer is Answer.CANNOT_CHECK
    assert "signer_unknown" in ids(verdict)
    assert verdict.facts.signer is None


def test_without_any_anchor_nothing_is_confirmed(sealed: bytes, tmp_path: Path):
    (tmp_path / "b.zip").write_bytes(sealed)
    assert verify(tmp_path / "b.zip", Anchors()).answer is Answer.CANNOT_CHECK


def test_an_anchor_inside_the_bundle_is_no_anchor(files: Files, house: House, tmp_path: Path):
    """Attack 60: a bundle whose only trust anchor is the one that it carries."""
    files["seal/signers.pem"] = keys.pem(house.ring.signer())
    (tmp_path / "b.zip").write_bytes(repacked(files))
    assert verify(tmp_path / "b.zip", Anchors()).answer is Answer.CANNOT_CHECK


def test_the_device_itself_may_be_an_anchor(sealed: bytes, house: House, tmp_path: Path):
    (tmp_path / "b.zip").write_bytes(sealed)
    found = verify(tmp_path / "b.zip", Anchors((house.ring.device(),)))
    assert "signer_unknown" not in ids(found)


def test_a_signature_by_another_key_is_a_change(files: Files, house: House, tmp_path: Path):
    files["seal/tagmanifest.sig"] = keys.sign_der(keys.new_key(house.random), files["tagmanifest-sha256.txt"])
    assert "signature" in ids(check(repacked(files), house, tmp_path))


def test_a_second_encoding_of_the_same_signature_is_a_change(files: Files, house: House, tmp_path: Path):
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature  # noqa: PLC0415

    r, s = decode_dss_signature(files["seal/tagmanifest.sig"])
    files["seal/tagmanifest.sig"] = encode_dss_signature(r, keys.ORDER - s)
    verdict = check(repacked(files), house, tmp_path)
    assert (verdict.answer, "signature" in ids(verdict)) == (Answer.CHANGED, True)


def test_dates_outside_the_certificates_cannot_be_checked(tmp_path: Path):
    house = House(tmp_path / "house", clock=SetClock(utc=NOON_MS + 4000 * DAY_MS))
    found = verify(recording(house, tmp_path / "b.zip", 2), house.anchors)
    assert (found.answer, "signer_dates" in ids(found)) == (Answer.CANNOT_CHECK, True)


@pytest.fixture
def revoked(house: House, tmp_path: Path) -> Callable[[str], Anchors]:
    def at(when: str) -> Anchors:
        folder = house.export(tmp_path / "anchors")
        (folder / "revoked.txt").write_text(f"{keys.fingerprint(house.ring.device())}{when}\n")
        return read_anchors(folder)

    return at


@pytest.mark.parametrize("when", ["", " 2020-01-01T00:00:00Z", " 2040-01-01T00:00:00Z"])
def test_a_revoked_signer_without_an_outside_time_cannot_be_checked(
    when: str, revoked: Callable[[str], Anchors], sealed: bytes, tmp_path: Path
):
    (tmp_path / "b.zip").write_bytes(sealed)
    found = verify(tmp_path / "b.zip", revoked(when))
    assert (found.answer, "signer_revoked" in ids(found)) == (Answer.CANNOT_CHECK, True)


# Step 9: outside time. What a token may be is in test_stamp.py.


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("stamped")
    authority = Authority(folder / "tsa")
    now = int(authority.certificate.not_valid_before_utc.timestamp() * 1000) + DAY_MS
    return House(folder, clock=SetClock(utc=now - 20_000), authority=authority, tsa=authority.anchor)


@pytest.mark.needs("openssl", "apt-get install openssl")
def test_an_outside_time_says_since_when(stamped: House, tmp_path: Path):
    found = verify(recording(stamped, tmp_path / "b.zip", 4, id_="d" * 32), stamped.anchors)
    assert (found.answer, found.reasons) == (Answer.UNCHANGED, ())
    assert found.facts.stamped_utc_ms
    assert found.facts.stamper == "Test time-stamp authority"
    assert "time_absent" not in unproven(found)


@pytest.mark.needs("openssl", "apt-get install openssl")
def test_a_stamp_of_another_seal_is_a_change(stamped: House, tmp_path: Path):
    one, other = (unpacked(recording(stamped, tmp_path / f"{at}.zip", 2, id_=at * 32).read_bytes()) for at in "12")
    one["seal/tagmanifest.tsr"] = other["seal/tagmanifest.tsr"]
    verdict = check(repacked(one, "1" * 32), stamped, tmp_path)
    assert (verdict.answer, "time_other_bytes" in ids(verdict)) == (Answer.CHANGED, True)


@pytest.mark.needs("openssl", "apt-get install openssl")
@pytest.mark.parametrize(
    ("ago_ms", "reason", "answer"),
    [(72 * 3600_000, "sealed_late", "unchanged"), (-600_000, "time_before_end", "changed")],
)
def test_a_stamp_long_after_or_before_the_end_is_named(
    ago_ms: int, reason: str, answer: str, stamped: House, tmp_path: Path
):
    """Attack 25: honest authority today, old dates."""
    now = stamped.clock.utc
    stamped.clock.utc -= ago_ms
    try:
        made = recording(stamped, tmp_path / "b.zip", 2, id_=f"{abs(ago_ms):032d}")
    finally:
        stamped.clock.utc = now
    found = verify(made, stamped.anchors)
    assert (reason in ids(found), found.answer.value) == (True, answer)


@pytest.mark.needs("openssl", "apt-get install openssl")
@pytest.mark.parametrize(
    ("when", "answer"), [("2020-01-01T00:00:00Z", "cannot_check"), ("2090-01-01T00:00:00Z", "unchanged")]
)
def test_revocation_counts_from_its_time(when: str, answer: str, stamped: House, tmp_path: Path):
    made = recording(stamped, tmp_path / "b.zip", 2, id_=when[:4] * 8)
    folder = stamped.export(tmp_path / "anchors")
    (folder / "revoked.txt").write_text(f"{keys.fingerprint(stamped.ring.device())} {when}\n")
    assert verify(made, read_anchors(folder)).answer.value == answer


# Step 10: the log


def test_a_proof_of_another_entry_is_a_change(files: Files, house: House, tmp_path: Path):
    files["seal/log.tlog-proof"] = files["seal/start.tlog-proof"]
    verdict = check(repacked(files), house, tmp_path)
    assert (verdict.answer, "log_proof" in ids(verdict)) == (Answer.CHANGED, True)


def test_without_the_logs_key_a_changed_proof_is_noticed_all_the_same(files: Files, house: House, tmp_path: Path):
    anchors = Anchors((house.ring.signer(),))
    file = tmp_path / "b.zip"
    file.write_bytes(repacked(files))
    assert "log_unknown" in unproven(verify(file, anchors))
    files["seal/log.tlog-proof"] = files["seal/start.tlog-proof"]
    file.write_bytes(repacked(files))
    assert "log_proof" in ids(verify(file, anchors))


def test_two_seals_for_one_number_are_seen_by_who_holds_the_log(tmp_path: Path):
    house = House(tmp_path / "house")
    sealed = recording(house, tmp_path / "b.zip", 2)
    house.log.append(f"atesta-log-v1 seal {'0f3a5c7e9b1d2f4068ac13579bdf0246'} {'a' * 64} {'0' * 64}")
    found = verify(sealed, house.anchors, log=house.folder / "log.sqlite")
    assert (found.answer, "log_two_seals" in ids(found)) == (Answer.CANNOT_CHECK, True)


def test_a_head_of_the_chain_in_the_log_is_checked(tmp_path: Path):
    house = House(tmp_path / "house")
    session = house.record()
    talk(session, house.clock, 4)
    seq, h = session.head()
    session.attach(
        "head.tlog-proof", house.log.prove(house.log.append(f"atesta-log-v1 head {session.start.id} {seq} {h.hex()}"))
    )
    talk(session, house.clock, 4)
    session.end()
    sealed = house.seal(house.parts(session), tmp_path / "b.zip")
    assert verify(sealed, house.anchors).reasons == ()
    files = unpacked(sealed.read_bytes())
    files["seal/head.tlog-proof"] = files["seal/log.tlog-proof"]
    assert "log_proof" in ids(check(repacked(files), house, tmp_path))


# Step 11: the mandate. What a mandate may be is in test_mandate.py.


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"to_s": 1}, "mandate_not_in_force"), ({"id": "m-2"}, "mandate_other"), ({"agency": "x"}, "mandate_other")],
)
def test_a_mandate_that_does_not_count_is_a_reason_that_leaves_the_answer(
    change: dict[str, object], reason: str, tmp_path: Path
):
    house = House(tmp_path / "house")
    made = recording(house, tmp_path / "b.zip", 2, more={"data/mandate.jws": house.mandate(**change)})
    found = verify(made, house.anchors)
    assert (found.answer, ids(found)) == (Answer.UNCHANGED, {reason})
