"""A signed extract counts with one algorithm, one form and one writing; an unknown key is a state and no yes."""

from __future__ import annotations

import contextlib
import dataclasses
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import date, datetime, time, timedelta, timezone
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey
from making import DAY_MS, NOON_MS, chance

from atesta.contact.account import (
    Account,
    Instalment,
    LegalStage,
    LegalStep,
    Lender,
    LenderKind,
    Pause,
    PauseKind,
    Payment,
)
from atesta.contact.money import Money
from atesta.errors import AtestaError, EvidenceError, FileFormatError
from atesta.evidence import canonical, extract, keys
from atesta.evidence.anchors import Anchors
from atesta.evidence.extract import Vouched
from atesta.intake.account_file import read_account
from atesta.intake.extract_file import account_json, issue_extract, looks_signed, open_extract

LENDER = keys.new_key(chance("lender"))
CERT = keys.certificate(
    "晨曦分期", LENDER.public, None, LENDER, NOON_MS - DAY_MS, NOON_MS + DAY_MS, chance("cert"), certifies=1
)
ANCHORS = Anchors((CERT,))
ACCOUNT = """
as_of = 2026-11-15T06:00:00+08:00
account = "A-1001"
creditor = "晨曦分期"
lender = { name = "某消费金融公司", kind = "consumer_finance" }
place = "CN"
zone = "Asia/Shanghai"
lateness_grades = [ { grade = "reminder", from_day = 1, to_day = 7 }, { grade = "serious", from_day = 91 } ]
pay_to = ["in-app"]
[[instalment]]
due = 2026-11-12
amount = "412.60"
[[payment]]
on = 2026-11-13
amount = 100
[[fee]]
on = 2026-11-13
amount = "10.00"
kind = "late_fee"
[[legal]]
stage = "filed"
on = 2026-10-01
court = "某法院"
[[credit_report]]
on = 2026-11-01
[[pause]]
kind = "hardship"
from = 2026-11-01
to = 2026-11-30
accepted = false
"""
TOKEN = issue_extract(ACCOUNT.encode(), LENDER, CERT, NOON_MS)
HEADER = {"alg": "ES256", "iat": NOON_MS // 1000, "kid": keys.fingerprint(CERT), "typ": extract.TYPE}
PAYLOAD = account_json(read_account(ACCOUNT.encode()))


def part(value: object) -> bytes:
    text = value if isinstance(value, bytes) else json.dumps(value, sort_keys=True, separators=(",", ":"))
    return urlsafe_b64encode(text if isinstance(text, bytes) else text.encode()).rstrip(b"=")


def signed(header: object, payload: object) -> bytes:
    """By the lender's own key, whatever it says."""
    body = payload if isinstance(payload, bytes) else canonical.write(payload)  # type: ignore[arg-type]
    head = b".".join((part(header), part(body)))
    return b".".join((head, part(keys.sign_raw(LENDER, head))))


def refused(token: bytes, anchors: Anchors = ANCHORS) -> str:
    with pytest.raises(AtestaError) as caught:
        open_extract(token, anchors)
    return caught.value.key


def test_what_was_issued_is_the_account_that_was_given():
    opened = open_extract(TOKEN, ANCHORS)
    assert opened.account == read_account(ACCOUNT.encode())
    assert (opened.signer, opened.known, opened.vouched) == ("晨曦分期", True, Vouched.KNOWN)
    assert opened.issued_at.isoformat() == "2026-11-15T12:00:00+00:00"
    assert open_extract(f"\n {TOKEN.decode()}\r\n", ANCHORS) == opened


def test_other_libraries_read_it():
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    read = jws.deserialize_compact(TOKEN, ECKey.import_key(keys.public_pem(LENDER.public)), registry=registry)
    assert json.loads(read.payload or b"")["instalment"] == [{"amount": "412.60", "due": "2026-11-12", "paid": "0"}]


def test_a_key_that_nobody_vouches_for_makes_it_figures_that_were_handed_in():
    opened = open_extract(TOKEN, Anchors())
    assert (opened.signer, opened.known, opened.vouched) == (None, False, Vouched.UNKNOWN)
    assert opened.account.typed_by_debtor


def test_a_revoked_key_is_named_and_vouches_for_nothing():
    revoked = dataclasses.replace(ANCHORS, revoked=MappingProxyType({keys.fingerprint(CERT): NOON_MS + DAY_MS}))
    opened = open_extract(TOKEN, revoked)
    assert (opened.vouched, opened.known, opened.account.typed_by_debtor) == (Vouched.REVOKED, False, True)


def test_no_algorithm_and_the_public_key_as_a_secret_are_refused():
    head, body = TOKEN.split(b".")[:2]
    assert refused(b".".join((part({**HEADER, "alg": "none"}), body, b""))) == "extract_form"
    assert refused(signed({**HEADER, "alg": "none"}, PAYLOAD)) == "extract_algorithm"
    head = part({**HEADER, "alg": "HS256"})
    tag = hmac.digest(keys.public_pem(LENDER.public), head + b"." + body, "sha256")
    assert refused(b".".join((head, body, part(tag)))) == "extract_algorithm"


@pytest.mark.parametrize(
    "more",
    [
        {"jwk": {}},
        {"x5c": ["x"]},
        {"jku": "https://example.org"},
        {"crit": ["b64"]},
        {"b64": False},
        {"zip": "DEF"},
        {"typ": "JWT"},
        {"kid": 1},
        {"kid": "me"},
        {"iat": "now"},
        {"iat": True},
        {"iat": -1},
        {"iat": 2**40},
    ],
)
def test_a_header_that_brings_its_own_key_or_rules_is_refused(more: dict[str, object]):
    assert refused(signed({**HEADER, **more}, PAYLOAD)) == "extract_header"


def test_another_key_id_is_an_unknown_key_and_never_this_ones():
    other = keys.new_key(chance("other"))
    cert = keys.certificate("B", other.public, None, other, NOON_MS - DAY_MS, NOON_MS + DAY_MS, chance(2), certifies=1)
    assert open_extract(signed({**HEADER, "kid": "0" * 64}, PAYLOAD), ANCHORS).vouched is Vouched.UNKNOWN
    swapped = signed({**HEADER, "kid": keys.fingerprint(cert)}, PAYLOAD)
    assert refused(swapped, Anchors((CERT, cert))) == "extract_signature"


def test_a_second_encoding_of_the_signature_does_not_fit():
    head, body, signature = TOKEN.split(b".")
    raw = extract.compact.decoded(signature)
    high = raw[:32] + (keys.ORDER - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    assert refused(b".".join((head, body, part(high)))) == "extract_signature"


def test_a_time_for_which_the_key_was_not_made_is_refused():
    assert refused(signed({**HEADER, "iat": NOON_MS // 1000 + 3 * DAY_MS // 1000}, PAYLOAD)) == "extract_key_dates"


def test_an_account_of_a_moment_after_the_signature_is_refused():
    assert refused(signed(HEADER, {**PAYLOAD, "as_of": "2026-11-15T20:05:01+08:00"})) == "extract_times"
    with pytest.raises(EvidenceError, match="after it was signed"):
        issue_extract(ACCOUNT.encode(), LENDER, CERT, NOON_MS - DAY_MS)


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        (b'{"account":"A","account":"B"}', "extract_writing"),
        (b'{"account": "A"}', "extract_writing"),
        (b"[]", "extract_writing"),
        (b"\xff", "extract_writing"),
        ({**PAYLOAD, "receipt": [{"amount": "1.00", "on": "2026-11-13"}]}, "field_unknown"),
        ({**PAYLOAD, "typed_by_debtor": False}, "field_unknown"),
        ({**PAYLOAD, "curency": "CNY"}, "field_unknown"),
        ({**PAYLOAD, "instalment": [{"due": "2026-11-12", "amount": "1", "paid": "0", "more": 1}]}, "field_unknown"),
        ({**PAYLOAD, "instalment": [{"due": "2026-02-30", "amount": "1", "paid": "0"}]}, "field_wrong"),
        ({**PAYLOAD, "instalment": [{"due": "2026-11-12", "amount": "1,00", "paid": "0"}]}, "field_wrong"),
        ({**PAYLOAD, "instalment": [{"due": "2026-11-12", "amount": 1, "paid": "0"}]}, "extract_writing"),
        ({**PAYLOAD, "instalment": [{"due": "20261112", "amount": "1", "paid": "0"}]}, "extract_writing"),
        ({**PAYLOAD, "instalment": []}, "extract_writing"),
        ({**PAYLOAD, "as_of": "2026-11-15T06:00:00"}, "time_without_zone"),
        ({**PAYLOAD, "as_of": "2026-11-14T22:00:00Z"}, "extract_writing"),
        ({**PAYLOAD, "place": "UK"}, "extract_writing"),
        ({**PAYLOAD, "place": 3}, "field_wrong"),
    ],
)
def test_an_account_that_is_not_to_the_letter_is_refused_though_it_is_signed(payload: object, key: str):
    assert refused(signed(HEADER, payload)) == key


def test_the_lender_cannot_speak_for_the_debtor():
    more = '[[receipt]]\non = 2026-11-13\namount = "412.60"\n'
    with pytest.raises(EvidenceError, match="receipts"):
        issue_extract((ACCOUNT + more).encode(), LENDER, CERT, NOON_MS)
    with pytest.raises(EvidenceError, match="receipts"):
        issue_extract(("typed_by_debtor = true\n" + ACCOUNT).encode(), LENDER, CERT, NOON_MS)
    with pytest.raises(FileFormatError):
        issue_extract(b"account = 1", LENDER, CERT, NOON_MS)


def test_what_is_longer_than_an_account_of_one_debt_is_refused():
    assert refused(TOKEN + b"A" * extract.MOST_BYTES) == "extract_too_large"
    many = ACCOUNT + '[[payment]]\non = 2026-11-13\namount = "1.00"\n' * 3000
    with pytest.raises(EvidenceError, match="longer"):
        issue_extract(many.encode(), LENDER, CERT, NOON_MS)


def test_a_signed_extract_is_told_from_a_toml_file():
    assert looks_signed(TOKEN) and looks_signed(b"\xef\xbb\xbf \n" + TOKEN)
    assert not looks_signed(ACCOUNT.encode()) and not looks_signed(b'eyebrow = "a.b"') and not looks_signed(b"")


@given(st.binary(max_size=200))
def test_no_bytes_are_an_extract(data: bytes):
    assert refused(data) in ("extract_form", "extract_algorithm", "extract_header")


@given(st.integers(0, len(TOKEN) - 1), st.integers(1, 255))
def test_no_changed_byte_is_the_lenders_word(at: int, by: int):
    changed = TOKEN[:at] + bytes([TOKEN[at] ^ by]) + TOKEN[at + 1 :]
    with contextlib.suppress(AtestaError):
        opened = open_extract(changed, ANCHORS)
        assert opened.known is (changed.strip() == TOKEN)


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(str.strip)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
MONEY = st.decimals(0, 10**9, places=2).map(lambda value: Money(value, "CNY"))
SIX = time(6, tzinfo=timezone(timedelta(hours=8)))
ACCOUNTS = st.builds(
    Account,
    as_of=st.dates(date(2000, 1, 1), date(2026, 11, 14)).map(lambda day: datetime.combine(day, SIX)),
    account=TEXTS,
    creditor=TEXTS,
    lender=st.builds(Lender, TEXTS, st.sampled_from(LenderKind)),
    place=st.just("CN"),
    zone=st.sampled_from((None, "Asia/Shanghai")),
    currency=st.just("CNY"),
    instalments=st.lists(st.builds(Instalment, DAYS, MONEY, MONEY), max_size=3).map(tuple),
    payments=st.lists(st.builds(Payment, DAYS, MONEY), max_size=3).map(tuple),
    legal=st.lists(
        st.builds(
            LegalStep,
            st.sampled_from(LegalStage).filter(bool),
            DAYS,
            st.just("") | TEXTS,
            at=st.none() | DAYS.map(lambda day: datetime.combine(day, SIX)),
        ),
        max_size=2,
    ).map(tuple),
    pauses=st.lists(st.builds(Pause, st.sampled_from(PauseKind), DAYS, st.none(), st.booleans()), max_size=2).map(
        tuple
    ),
    pay_to=st.none() | st.lists(TEXTS, max_size=2).map(tuple),
)


@given(ACCOUNTS)
def test_whatever_the_lender_signs_is_read_again_to_the_letter(account: Account):
    opened = open_extract(signed(HEADER, account_json(account)), ANCHORS)
    assert account_json(opened.account) == account_json(account)
    assert opened.known and opened.account.as_of == account.as_of
