"""Outside time comes from the authority that the reader pinned, for these bytes, or it is not there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tsa import DAY, OTHER_POLICY, POLICY, Authority, pem, served

from atesta.errors import InputError
from atesta.evidence.stamp import Doubt, Stamp, StampError, ask, check, request
from atesta.installation.tsa import stamper

SIGNATURE = b"the DER signature of a seal"
SORTS_LAST = "A root whose certificate is longer, and so stands last in DER"
pytestmark = pytest.mark.needs("openssl", "apt-get install openssl")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"), root_name=SORTS_LAST)


@pytest.fixture(scope="module")
def tsr(authority: Authority) -> bytes:
    return authority(request(SIGNATURE, os.urandom).der)


def now() -> int:
    return round(datetime.now(UTC).timestamp() * 1000)


def query(folder: Path, *options: str) -> bytes:
    """A request by openssl, where ours never asks such a thing."""
    (folder / "data").write_bytes(SIGNATURE)
    command = ["openssl", "ts", "-query", "-data", "data", "-cert", "-out", "asked", *options]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return (folder / "asked").read_bytes()


def test_a_token_gives_the_time_of_its_authority(authority: Authority, tsr: bytes) -> None:
    stamp = check(tsr, SIGNATURE, authority.anchor)
    assert isinstance(stamp, Stamp)
    assert abs(stamp.utc_ms - now()) < 60_000


def test_a_token_for_other_bytes_is_a_change(authority: Authority, tsr: bytes) -> None:
    assert check(tsr, b"another", authority.anchor) == Doubt("time_other_bytes", "changed")
    assert check(tsr, b"another", None) == Doubt("time_other_bytes", "changed")


@pytest.mark.parametrize("anchor", [None, b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAA==\n"])
def test_without_an_anchor_no_authority_is_known(tsr: bytes, anchor: bytes | None) -> None:
    assert check(tsr, SIGNATURE, anchor) == Doubt("time_unknown_authority", "not_proven")


def test_an_authority_without_its_root_is_unknown(authority: Authority, tsr: bytes) -> None:
    assert check(tsr, SIGNATURE, pem(authority.certificate)) == Doubt("time_unknown_authority", "not_proven")


def test_a_foreign_authority_is_unknown_even_with_its_root_in_the_token(authority: Authority, tmp_path: Path) -> None:
    foreign = Authority(tmp_path, name="Foreign", serial=9, embed_root=True, root_name=SORTS_LAST)
    token = foreign(request(SIGNATURE, os.urandom).der)
    assert isinstance(check(token, SIGNATURE, foreign.anchor), Stamp)
    assert check(token, SIGNATURE, authority.anchor) == Doubt("time_unknown_authority", "not_proven")


def test_a_foreign_key_under_the_names_and_number_of_ours_is_a_change(authority: Authority, tmp_path: Path) -> None:
    """The library before 1.0.9 said yes to such a token when it carried its own root."""
    double = Authority(tmp_path, name=authority.name, serial=authority.serial, embed_root=True, root_name=SORTS_LAST)
    outcome = check(double(request(SIGNATURE, os.urandom).der), SIGNATURE, authority.anchor)
    assert outcome == Doubt("time_signature", "changed")


def test_an_authority_is_found_among_several(authority: Authority, tsr: bytes, tmp_path: Path) -> None:
    other = Authority(tmp_path, name="Other", serial=5)
    assert isinstance(check(tsr, SIGNATURE, other.anchor + authority.anchor), Stamp)


def test_sha1_shows_no_time(authority: Authority, tmp_path: Path) -> None:
    token = authority(query(tmp_path, "-sha1"))
    assert check(token, SIGNATURE, authority.anchor) == Doubt("time_weak_hash", "not_proven")
    weak = Authority(tmp_path / "weak", digest="sha1")
    token = weak(request(SIGNATURE, os.urandom).der)
    assert check(token, SIGNATURE, weak.anchor) == Doubt("time_weak_hash", "not_proven")


@pytest.mark.parametrize("days", [(-9, -2), (2, 9)])
def test_a_certificate_out_of_its_dates_at_the_tokens_time_shows_no_time(tmp_path: Path, days: tuple[int, int]) -> None:
    today = datetime.now(UTC)
    ended = Authority(tmp_path, dates=(today + days[0] * DAY, today + days[1] * DAY))
    token = ended(request(SIGNATURE, os.urandom).der)
    assert check(token, SIGNATURE, ended.anchor) == Doubt("time_certificate_dates", "not_proven")


def test_a_token_keeps_its_time_after_its_certificate_ended(tmp_path: Path) -> None:
    short = Authority(tmp_path, dates=(datetime.now(UTC) - DAY, datetime.now(UTC) + timedelta(seconds=2)))
    token = short(request(SIGNATURE, os.urandom).der)
    while datetime.now(UTC) <= short.certificate.not_valid_after_utc:
        pass
    assert isinstance(check(token, SIGNATURE, short.anchor), Stamp)


def test_certificates_in_another_order_than_der_are_left_to_openssl(tmp_path: Path) -> None:
    unsorted = Authority(tmp_path, embed_root=True)
    token = unsorted(request(SIGNATURE, os.urandom).der)
    assert check(token, SIGNATURE, unsorted.anchor) == Doubt("time_unreadable_here", "not_proven")
    (tmp_path / "tsa.pem").write_bytes(unsorted.anchor)
    (tmp_path / "sig").write_bytes(SIGNATURE)
    command = ["openssl", "ts", "-verify", "-data", "sig", "-in", "reply", "-CAfile", "tsa.pem"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)


def test_a_refusal_is_no_token(authority: Authority) -> None:
    refused = authority(request(SIGNATURE, os.urandom, "1.2.3.4.99").der)
    assert check(refused, SIGNATURE, authority.anchor) == Doubt("time_not_granted", "changed")


def test_while_sealing_the_answer_must_be_the_one_to_this_request(authority: Authority) -> None:
    asked = request(SIGNATURE, os.urandom, OTHER_POLICY)
    token = authority(asked.der)
    assert isinstance(check(token, SIGNATURE, authority.anchor, asked), Stamp)
    again, strict = request(SIGNATURE, os.urandom), request(SIGNATURE, lambda _: asked.nonce.to_bytes(8), POLICY)
    assert check(token, SIGNATURE, authority.anchor, again) == Doubt("time_nonce", "changed")
    assert check(token, SIGNATURE, authority.anchor, strict) == Doubt("time_policy", "changed")


def test_openssl_reads_our_request(tmp_path: Path) -> None:
    asked = request(SIGNATURE, os.urandom, "2.16.840.1.101.3")
    (tmp_path / "q").write_bytes(asked.der)
    text = subprocess.run(["openssl", "ts", "-query", "-in", tmp_path / "q", "-text"], check=True, capture_output=True)
    assert f"0x{asked.nonce:X}".encode() in text.stdout
    assert b"2.16.840.1.101.3" in text.stdout


@given(st.data())
def test_no_damage_raises_and_none_gives_another_time(authority: Authority, tsr: bytes, data: st.DataObject) -> None:
    at, by = data.draw(st.integers(0, len(tsr) - 1)), data.draw(st.integers(1, 255))
    damaged = tsr[:at] + bytes([tsr[at] ^ by]) + tsr[at + 1 :]
    # A token has a few bytes that no signature covers (its log entry does, spec 7.1): they give the same time or none.
    outcome = check(damaged, SIGNATURE, authority.anchor)
    assert isinstance(outcome, Doubt) or outcome == check(tsr, SIGNATURE, authority.anchor)


@given(st.binary(max_size=200))
def test_no_bytes_raise(authority: Authority, data: bytes) -> None:
    assert isinstance(check(data, SIGNATURE, authority.anchor), Doubt)
    assert isinstance(check(b"0" * 70000, SIGNATURE, authority.anchor), Doubt)


def test_a_seal_gets_its_time_over_http(authority: Authority) -> None:
    with served(authority) as url:
        asked = ask(SIGNATURE, stamper(url), os.urandom, authority.anchor)
    assert isinstance(asked.outcome, Stamp)
    assert asked.tsr
    assert check(asked.tsr, SIGNATURE, authority.anchor) == asked.outcome


def test_a_token_of_an_authority_that_we_do_not_know_is_kept_for_those_who_do(authority: Authority) -> None:
    asked = ask(SIGNATURE, authority, os.urandom, None)
    assert asked.tsr
    assert asked.outcome == Doubt("time_unknown_authority", "not_proven")


def test_a_token_that_is_not_the_answer_is_not_kept(authority: Authority, tsr: bytes) -> None:
    asked = ask(SIGNATURE, lambda _: tsr, os.urandom, authority.anchor)
    assert asked == type(asked)(None, Doubt("time_nonce", "changed"))


def refuse(_: bytes) -> bytes:
    raise StampError("a", "b", "c", key="tsa_no_token")


def break_off(_: bytes) -> bytes:
    raise TimeoutError


@pytest.mark.parametrize("stamper_", [refuse, break_off])
def test_an_authority_out_of_reach_is_no_outside_time_and_no_error(stamper_: Callable[[bytes], bytes]) -> None:
    assert ask(SIGNATURE, stamper_, os.urandom, None).outcome == Doubt("time_no_answer", "not_proven")


def test_nobody_is_asked_unless_configured() -> None:
    assert stamper(None) is stamper("") is None
    assert ask(SIGNATURE, None, os.urandom, None).outcome == Doubt("time_none", "not_proven")


@pytest.mark.parametrize(
    ("answer", "kind", "status"),
    [
        (b"<html>", "text/html", 200),
        (b"", "application/timestamp-reply", 500),
        (b"", "application/timestamp-reply", 302),
        (b"x" * 70000, "application/timestamp-reply", 200),
    ],
)
def test_an_answer_that_is_none_is_said(answer: bytes, kind: str, status: int) -> None:
    with served(answer, kind, status) as url, pytest.raises(StampError):
        post = stamper(url)
        assert post
        post(b"request")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "tsa.example.org", "https:///x"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        stamper(url)


def test_a_port_where_nobody_listens_is_no_answer() -> None:
    post = stamper("http://127.0.0.1:1/", seconds=1)
    assert post
    with pytest.raises(StampError):
        post(b"request")
