"""What is missing is named; what speaks against a packet is named with its text; nothing is made against either."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from a_packet import AT, CHANNELS, TODAY, as_bytes, asked, contact, png

from atesta.action.complaint.channel import load_channels
from atesta.action.complaint.packet import make_packet, missing, refusals, refused
from atesta.action.complaint.packet.asked import Asked, CoolOff, Exhibit, Filing, Ground, Role
from atesta.action.complaint.packet.form import load_forms
from atesta.action.complaint.packet.refused import Refusal
from atesta.contact.account import LenderKind
from atesta.errors import InputError
from atesta.locale import catalogue
from atesta.telling.say_packet import say_missing, say_refused


def lacking(given: Asked) -> list[str]:
    return [one.field for one in missing(given)]


def against(given: Asked) -> list[str]:
    return [one.id for one in refusals(given)]


def person(**changes: Any) -> Any:
    return replace(asked().person, **changes)


def lender(**changes: Any) -> Any:
    return replace(asked().lender, **changes)


def emptied(field: str, given: Asked) -> Asked:
    """The same without what `field` asks for."""
    first = given.contacts[0]
    return {
        "sender_number": lambda: replace(given, contacts=(replace(first, sender=""),)),
        "received_at": lambda: replace(given, contacts=(first, replace(first, at=None))),
        "receiver_number": lambda: replace(given, contacts=(replace(first, receiver=""), first)),
        "original_text": lambda: replace(given, contacts=(replace(first, text=" "),)),
        "report_kind": lambda: replace(given, contacts=()),
        "medium": lambda: replace(given, contacts=()),
        "person_name": lambda: replace(given, person=person(name=" ")),
        "person_phone": lambda: replace(given, person=person(phone="")),
        "person_address": lambda: replace(given, person=person(address="")),
        "person_email": lambda: replace(given, person=person(email="")),
        "person_id": lambda: replace(given, person=person(id_number="")),
        "lender_name": lambda: replace(given, lender=lender(name="")),
        "lender_sector": lambda: replace(given, lender=lender(kind=LenderKind.UNKNOWN)),
        "lender_address": lambda: replace(given, lender=lender(address="")),
        "lender_branch": lambda: replace(given, lender=lender(branch="")),
        "product": lambda: replace(given, lender=lender(product="")),
        "agency": lambda: replace(given, agency="", collectors=()),
        "facts": lambda: replace(given, contacts=(), statement="", grounds=()),
        "own_words": lambda: replace(given, statement=""),
        "prior": lambda: replace(given, filed=()),
        "reason": lambda: replace(given, grounds=()),
        "grounds": lambda: replace(given, grounds=()),
    }[field]()


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_packet_with_everything_lacks_nothing_and_nothing_speaks_against_it(channel: str) -> None:
    assert (lacking(asked(channel)), against(asked(channel))) == ([], [])


@pytest.mark.parametrize(
    ("channel", "field"),
    [
        (form.channel, field.id)
        for form in load_forms().values()
        for field in form.fields
        if field.required and field.id != "request"
    ],
)
def test_each_required_field_is_named_where_it_is_missing_and_no_packet_is_made(channel: str, field: str) -> None:
    given = emptied(field, asked(channel))
    assert field in lacking(given)
    with pytest.raises(InputError):
        make_packet(given, as_bytes)


def test_the_identity_copy_is_missing_where_the_letter_needs_one() -> None:
    assert lacking(asked("nfra_post", person=person(id_copy=()))) == ["id_copy"]
    assert lacking(asked("12321", person=person(id_copy=()))) == []


def test_indecopi_takes_no_filing_without_documents() -> None:
    assert lacking(asked("indecopi", contacts=(), grounds=())) == ["exhibits"]


def test_a_proxy_names_the_person_and_brings_the_authorisation() -> None:
    mandate, other = (Exhibit("m", "application/pdf", b"%PDF", mandate=each) for each in (True, False))
    proxy = person(roles=(Role.PROXY,), acts_for="陈平")
    assert lacking(asked("12315", person=person(roles=(Role.PROXY,)))) == ["acts_for", "authorisation"]
    assert lacking(asked("12315", person=proxy, exhibits=(other,))) == ["authorisation"]
    assert lacking(asked("12315", person=proxy, exhibits=(other, mandate))) == []


@pytest.mark.parametrize("channel", ["12315", "nfra_post", "lender_desk"])
def test_a_letter_of_a_proxy_says_for_whom_and_does_not_say_me(channel: str) -> None:
    mandate = Exhibit("m", "application/pdf", b"%PDF", mandate=True)
    given = asked(channel, person=person(roles=(Role.PROXY,), acts_for="陈平"), exhibits=(mandate,), even_so="x")
    files = {one.name: one.data.decode() for one in make_packet(given, as_bytes).files if "01-" in one.name}
    (letter,) = files.values()
    number = f"E{len(given.contacts) + 1}"
    assert f"我受陈平委托提出本投诉，授权委托书见证据{number}" in letter and "联系我" not in letter


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_what_is_missing_is_said_with_what_to_do_in_three_lines(lang: str) -> None:
    (one,) = missing(asked("nfra_post", person=person(id_copy=())))
    lines = say_missing(one, catalogue(lang)).splitlines()
    assert len(lines) == 3
    assert "id_copy" in lines[2]


def test_a_channel_looked_up_too_long_ago_is_refused_with_its_day() -> None:
    late = load_channels()["nfra_post"].last_day + timedelta(days=1)
    (one,) = refusals(asked(today=late))
    assert (one.id, one.values["day"]) == ("not_checked_since", date(2026, 11, 21))
    assert "21 Nov 2026" in say_refused(one, catalogue("en"))


@pytest.mark.parametrize(
    ("channel", "place", "why"),
    [
        ("ju_tousu", "CN", "closed"),
        ("emergency_cn", "CN", "nothing_to_hand_in"),
        ("carrier_blocking", "CN", "nothing_to_hand_in"),
        ("12321", "MX", "wrong_place"),
    ],
)
def test_where_nothing_can_be_handed_in_no_packet_is_made(channel: str, place: str, why: str) -> None:
    assert against(asked(channel, place=place)) == [why]


def test_a_small_loan_is_not_for_the_banking_regulator_and_the_reason_has_its_channel() -> None:
    (one,) = refusals(asked(lender=lender(kind=LenderKind.SMALL_LOAN)))
    assert (one.id, one.of_the_body) == ("wrong_lender", True)
    assert "even_so" in say_refused(one, catalogue("en"))


def test_12315_refuses_the_collection_of_a_licensed_lender_by_its_article() -> None:
    (one,) = refusals(asked("12315", grounds=(Ground("threat", 1),)))
    assert one.id == "out_of_scope"
    assert "16(1)" in one.citations[0].text
    assert "16" in say_refused(one, catalogue("zh"))


def test_12315_refuses_what_another_authority_has_accepted_but_not_what_lies_with_the_lender() -> None:
    taken = Filing("local_financial_authority", date(2026, 11, 1), "accepted")
    assert against(asked("12315", filed=(taken,))) == ["accepted_elsewhere"]
    assert against(asked("12315", filed=(Filing("black_cat", date(2026, 11, 1), "accepted"),))) == []


def test_12315_refuses_what_has_been_known_for_more_than_three_years() -> None:
    old = contact(at=AT.replace(year=2023, day=1))
    assert against(asked("12315", contacts=(old,))) == ["too_late"]
    assert against(asked("12315", contacts=(old, contact()))) == []


def test_what_the_body_would_refuse_is_overruled_by_a_reason_and_nothing_else_is() -> None:
    reason = "已向律师咨询"
    assert against(asked("12315", grounds=(Ground("threat", 1),), even_so=reason)) == []
    assert against(asked(contacts=(contact(sha256="00" * 32),), even_so=reason)) == ["evidence_changed"]


def test_the_banco_de_espana_asks_that_it_is_pending_nowhere_else() -> None:
    pending = (*asked().filed, Filing("aepd", date(2026, 11, 1), "pending"))
    assert against(asked("banco_de_espana", filed=pending)) == ["pending_elsewhere"]


def test_another_pre_check_can_be_handed_in() -> None:
    assert refusals(asked(), lambda given, channel: (Refusal("too_late", {"channel": channel.official}),))


def test_evidence_that_changed_since_it_was_sealed_is_named_by_its_number() -> None:
    changed = Exhibit("a.wav", "audio/wav", b"RIFF", sha256="11" * 32)
    (one,) = refusals(asked(exhibits=(changed,)))
    assert (one.id, one.values["number"]) == ("evidence_changed", "E2")
    assert against(asked(exhibits=(replace(changed, sha256=changed.digest.upper()),))) == []


@pytest.mark.parametrize(("answer", "why"), [("changed", "seal_broken"), ("unreadable", "seal_unreadable")])
def test_a_broken_seal_is_refused(answer: str, why: str) -> None:
    assert against(asked(exhibits=(Exhibit("a.zip", "application/zip", b"PK", sealed=answer),))) == [why]


@pytest.mark.parametrize("answer", ["unchanged", "incomplete", "cannot_check"])
def test_a_seal_that_holds_or_that_nobody_here_can_check_is_said_and_taken(answer: str) -> None:
    assert against(asked(exhibits=(Exhibit("a.zip", "application/zip", b"PK", sealed=answer),))) == []


def test_the_cool_off_of_a_day_has_to_pass_before_a_text_that_cannot_be_withdrawn() -> None:
    start = datetime(2026, 11, 20, tzinfo=UTC)
    assert lacking(asked("black_cat", cool_off=None)) == ["cool_off"]
    assert lacking(asked("black_cat", cool_off=CoolOff(start))) == ["confirmed"]
    early = CoolOff(start, start + timedelta(hours=23, minutes=59))
    assert against(asked("black_cat", cool_off=early)) == ["cool_off_running"]
    assert against(asked("black_cat", cool_off=CoolOff(start, start + timedelta(hours=24)))) == []
    future = CoolOff(start, datetime(TODAY.year + 1, 1, 1, tzinfo=UTC))
    assert against(asked("black_cat", cool_off=future)) == ["confirmed_in_the_future"]


def test_a_person_in_two_roles_is_named() -> None:
    assert against(asked(collectors=("林 小雨",))) == ["two_roles"]
    assert against(asked(contacts=(contact(sender="138-0000-1111"),))) == ["two_roles"]
    both = person(roles=(Role.DEBTOR, Role.COLLECTOR))
    assert against(asked(person=both, collectors=("林小雨",))) == []
    assert against(asked(person=person(roles=(Role.COLLECTOR,)))) == ["collector_only"]
    assert against(asked(person=person(roles=(Role.DEBTOR, Role.THIRD_PARTY)))) == ["debtor_and_third_party"]


def test_a_third_person_spreads_no_contract_and_no_amount() -> None:
    third = person(roles=(Role.THIRD_PARTY,))
    assert against(asked(person=third)) == ["anothers_contract"]
    assert against(asked(person=third, lender=lender(contract=""), amount="")) == []


def test_five_hundred_exhibits_are_taken_and_one_more_is_refused_with_both_numbers() -> None:
    many = tuple(Exhibit(f"{n}.txt", "text/plain", b"x") for n in range(500))
    assert against(asked(exhibits=many[:499])) == []
    (one,) = refusals(asked(exhibits=many))
    assert (one.id, one.values) == ("too_many_exhibits", {"number": 501, "most": 500})


def test_too_many_bytes_are_refused_before_anything_is_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused, "MOST_BYTES", 10)
    assert against(asked(exhibits=(Exhibit("a.bin", "x/y", b"12345678901", sha256="00"),))) == ["exhibits_too_large"]


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"", png(8000, 2)[:20], b"\xff\xd8\xff\xe0\0"])
def test_an_identity_copy_that_is_no_picture_is_refused(data: bytes) -> None:
    given = person(id_copy=(Exhibit("id", "image/png", data),))
    assert against(asked(person=given)) == ["id_copy_no_picture"]


def test_a_picture_that_would_unpack_to_gigabytes_is_refused_by_what_it_says_of_itself() -> None:
    bomb = png(1, 1)[:16] + (60_000).to_bytes(4, "big") * 2 + png(1, 1)[24:]
    assert against(asked(person=person(id_copy=(Exhibit("id", "image/png", bomb),)))) == ["id_copy_no_picture"]


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_every_reason_can_be_told(lang: str) -> None:
    source = Path(refused.__file__).read_text(encoding="utf-8")
    ids = set(re.findall(r'Refusal\(\s*"(\w+)"|_refused\(\s*"(\w+)"', source))
    for id_ in {one or other for one, other in ids}:
        for part in ("what", "why", "do"):
            assert catalogue(lang).has(f"packet_refused.{id_}.{part}"), id_
