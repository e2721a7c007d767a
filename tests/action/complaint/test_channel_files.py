"""A channel is read strictly, says when it was looked at, and shows a place only what holds there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from atesta.action.complaint.channel import (
    Channel,
    SetBy,
    State,
    channels_of,
    expired,
    load_channels,
    read_channel,
    set_by,
)
from atesta.action.helplines import help_lines
from atesta.contact.place import PLACES
from atesta.errors import FileFormatError

NAMED = (
    *(
        "black_cat",
        "12315",
        "12321",
        "nfra_post",
        "nfra_12378",
        "lender_desk",
        "local_financial_authority",
        "nifa",
        "12345",
    ),
    *(
        "police_110",
        "court_12368",
        "credit_record_objection",
        "carrier_blocking",
        "ju_tousu",
        "condusef_redeco",
        "profeco",
        "sfc_co",
        "sic_co",
    ),
    *("sernac", "indecopi", "banco_de_espana", "aepd", "cfpb", "ftc", "fos_uk", "prosecutor_mx"),
)
"""INTERFACES, route."""
CHANNELS = Path(read_channel.__code__.co_filename).with_name("channels")
GOOD = CHANNELS.joinpath("12321.toml").read_text("utf-8")
GIVEN = '[give.number]\nconfidence = "S"\nsource = "facts/channels.md C4"\nhas = "sender_number"'
REFUSED = {
    "an unknown field": ('state = "open"', 'state = "open"\nphone = "1"', "phone"),
    "an unknown field of a fact": (GIVEN, f'{GIVEN}\nnote = "x"', "note"),
    "another file's id": ('id = "12321"', 'id = "12315"', "id"),
    "a state that is none": ('state = "open"', 'state = "closed"', "state"),
    "a place that is none": ('places = ["CN"]', 'places = ["CN", "FR"]', "places"),
    "a lender that is none": ('lenders = ["bank", ', 'lenders = ["usurer", ', "lenders"),
    "a day that is a text": ("checked_on = 2026-11-21", 'checked_on = "2026-11-21"', "checked_on"),
    "no day": ("checked_on = 2026-11-21\n", "", "checked_on"),
    "no operator": ("[operator]", "[then.operator]", "operator"),
    "a word that INTERFACES does not have": ('has = "sender_number"', 'has = "number"', "has"),
    "a way that is none": ('way = "web"', 'way = "fax"', "way"),
    "a section that is a text": ("[names]", 'status = "x"\n[names]', "status"),
}


def test_every_channel_of_the_interface_has_its_file_and_no_other_has() -> None:
    assert set(load_channels()) == {*NAMED, *(f"emergency_{place.lower()}" for place in PLACES)}


@pytest.mark.parametrize(("old", "new", "field"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_understood_is_refused_with_file_and_field(old: str, new: str, field: str) -> None:
    text = GOOD
    assert old in text
    with pytest.raises(FileFormatError) as refused:
        read_channel("12321.toml", text.replace(old, new, 1).encode())
    assert "12321.toml" in refused.value.what
    assert field in refused.value.what


@pytest.mark.parametrize("raw", [b"", b"\xff", b"id = ", b"id = 12321", b"[[accepts]]\n"])
def test_a_file_that_is_no_channel_is_refused(raw: bytes) -> None:
    with pytest.raises(FileFormatError):
        read_channel("12321.toml", raw)


@pytest.mark.parametrize("channel", load_channels().values(), ids=lambda channel: channel.id)
def test_every_channel_says_what_it_takes_and_refuses_and_how_it_is_reached(channel: Channel) -> None:
    assert channel.accepts
    assert channel.refuses
    assert channel.reach
    assert channel.give
    assert channel.then
    assert channel.warnings
    if channel.state is not State.OPEN:
        assert channel.status, "why it is not called open"


def test_past_its_days_a_channel_is_not_checked_since() -> None:
    channel = load_channels()["12321"]
    last = channel.checked_on + timedelta(days=180)
    assert not expired(channel, last)
    assert expired(channel, last + timedelta(days=1))


def test_only_the_channels_of_a_place_show_and_the_closed_ones_come_last() -> None:
    here = channels_of("CN")
    assert here[-1].id == "ju_tousu"
    assert all("CN" in channel.places for channel in here)
    assert {channel.id for channel in channels_of("PE")} == {"indecopi", "lender_desk", "emergency_pe"}


def test_a_desk_of_several_places_shows_each_place_its_own_deadlines() -> None:
    desk = {place: next(c for c in channels_of(place) if c.id == "lender_desk") for place in PLACES}
    assert [(one.within, one.unit) for one in desk["PE"].deadlines] == [(15, "working_days")]
    assert {one.within for one in desk["CN"].deadlines} == {15, 30, 60}
    assert not desk["US"].deadlines


def test_a_place_that_is_not_ours_has_no_channel() -> None:
    assert channels_of("FR") == ()


def test_only_a_deadline_that_was_read_in_a_law_is_told_as_set_by_it() -> None:
    (claimed,), (told,) = load_channels()["black_cat"].deadlines, load_channels()["carrier_blocking"].deadlines
    assert (set_by(claimed), set_by(told)) == (SetBy.CLAIM, SetBy.LAW_AS_TOLD)
    assert {set_by(one) for one in load_channels()["12315"].deadlines} == {SetBy.LAW}


@pytest.mark.parametrize("place", PLACES)
def test_no_page_of_a_place_is_half_empty(place: str) -> None:
    for channel in channels_of(place):
        parts = ("accepts", "refuses", "give", "reach", "then", "warnings")
        assert not [part for part in parts if not getattr(channel, part)], channel.id


def test_nobody_is_promised_that_a_number_never_calls_again() -> None:
    channel = load_channels()["12321"]
    assert "not_promised" in {fact.name for fact in channel.warnings}
    assert not channel.deadlines, "the ones that were found are of one weak source"


def test_emergency_numbers_are_those_of_the_help_lines() -> None:
    for place, line in help_lines().items():
        (phone,) = load_channels()[f"emergency_{place.lower()}"].reach
        assert phone.at == line.emergency
