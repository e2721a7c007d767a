"""Lines of the chain: one form, one order, each bound to all before it (spec 4)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import chance, recorded

from atesta.errors import FormError
from atesta.evidence import canonical, chain
from atesta.evidence.keys import new_key

LINES = tuple(recorded(5).material().lines())
LINKS = tuple(chain.read_line(line) for line in LINES)
KEY = new_key(chance("chain"))


def in_order(records: list[chain.Record]) -> int:
    """How many of these may stand in this order."""
    order = chain.Order()
    for number, record in enumerate(records):
        if not order.add(record):
            return number
    return len(records)


def numbered(records: list[chain.Record]) -> list[chain.Record]:
    return [replace(record, seq=seq) for seq, record in enumerate(records)]


RECORDS: list[chain.Record] = [link.record for link in LINKS]


def test_a_line_is_read_and_written_the_same() -> None:
    assert [chain.line(link) for link in LINKS] == list(LINES)
    assert [chain.body(link.record) for link in LINKS] == [link.raw for link in LINKS]


numbers = st.integers(-3, 2**53 - 1) | st.integers(0, 10**6)


@given(st.lists(numbers, min_size=7, max_size=7))
def test_the_quick_road_for_segments_says_what_the_long_one_says(given_numbers: list[int]) -> None:
    at, frames, mono, n, seq, utc, xruns = given_numbers
    record = chain.Segment(at, "0f" * 32, frames, mono, n, seq, utc, xruns)
    if min(at, frames, n, seq, xruns) < 0:
        with pytest.raises(FormError):
            chain.body(record)
        return
    raw = chain.body(record)
    assert raw == canonical.write({"kind": "segment", **vars(record)})
    line = chain.line(chain.Link(bytes(32), record, bytes(64), raw))
    assert chain.read_line(line) == chain.Link(bytes(32), record, bytes(64), raw)


def test_a_link_fits_the_one_before_and_no_other() -> None:
    assert chain.hash_fits(LINKS[1], LINKS[0].h)
    assert not chain.hash_fits(LINKS[2], LINKS[0].h)
    assert not chain.signature_fits(LINKS[0], KEY.public)


@given(st.integers(0, len(LINES) - 1), st.integers(0), st.integers(1, 255))
@settings(max_examples=300)
def test_a_changed_byte_is_refused_or_no_longer_fits(number: int, at: int, bits: int) -> None:
    data = bytearray(LINES[number])
    data[at % len(data)] ^= bits
    try:
        link = chain.read_line(bytes(data))
    except FormError:
        return
    prev = LINKS[number - 1].h if number else bytes(32)
    assert not chain.hash_fits(link, prev) or link.s != LINKS[number].s


@pytest.mark.parametrize("data", [b"", b"\n", b"{}\n", LINES[0][:-1], b" " + LINES[0], LINES[0] + b"\n", b"x" * 70_000])
def test_what_is_no_line_is_refused(data: bytes) -> None:
    with pytest.raises(FormError):
        chain.read_line(data)


def test_a_signature_with_spare_bits_is_refused() -> None:
    head, letter, tail = LINES[1][:-4], LINES[1][-4:-3], LINES[1][-3:]
    others = [head + bytes([other]) + tail for other in b"ABCDEFGHIJKLMNOPQRSTUVWXYZ" if bytes([other]) != letter]
    read = 0
    for data in others:
        try:
            chain.read_line(data)
            read += 1
        except FormError:
            pass
    assert read <= 2  # 4 of 64 letters leave no spare bits


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": True},
        {"rate": 0},
        {"rate": 8001},
        {"channels": 3},
        {"bits": 8},
        {"keeper": None},
        {"device": None},
        {"more": 1},
        {"id": "0F" * 16},
        {"device_cert": "00"},
        {"source": {"grade": "A", "kind": "file"}},
        {"log": {"origin": "x"}},
        {"utc_ms": None},
        {"seq": -1},
    ],
)
def test_a_start_record_that_the_format_does_not_have_is_refused(change: dict[str, canonical.Json]) -> None:
    value = json.loads(LINES[0])
    value["r"] |= change
    with pytest.raises(FormError):
        chain.read_line(canonical.write(value) + b"\n")


def test_a_call_is_in_order() -> None:
    assert in_order(RECORDS) == len(RECORDS)


@pytest.mark.parametrize("gone", range(len(RECORDS) - 1))
def test_a_record_that_is_missing_is_seen_even_with_new_numbers(gone: int) -> None:
    left = RECORDS[:gone] + RECORDS[gone + 1 :]
    assert in_order(left) < len(left)
    if not isinstance(RECORDS[gone], chain.Event):
        assert in_order(numbered(left)) < len(left)


def test_nothing_follows_the_end() -> None:
    assert in_order(numbered([*RECORDS, RECORDS[1]])) == len(RECORDS)


def test_a_short_segment_stands_only_before_a_pause_a_lost_device_or_the_end() -> None:
    start, first = RECORDS[0], next(record for record in RECORDS if isinstance(record, chain.Segment))
    short = replace(first, frames=100)
    event = next(record for record in RECORDS if isinstance(record, chain.Event))
    for name, stands in (("pause", 3), ("device_lost", 3), ("hold", 2), ("resume", 2)):
        assert in_order(numbered([start, short, replace(event, event=name, at=100)])) == stands
    assert in_order(numbered([start, short, replace(first, n=1, at=100)])) == 2


def test_a_closed_chain_makes_no_more_links() -> None:
    writer = chain.Chain(KEY)
    writer.close()
    with pytest.raises(ValueError):
        writer.link(RECORDS[0])
