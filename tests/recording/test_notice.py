"""Where the other party has to be told. What is unknown is asked for."""

from __future__ import annotations

import pytest

from atesta.contact.place import PLACES
from atesta.recording.notice import Role, notice_in, stricter


@pytest.mark.parametrize(
    ("place", "role", "asks", "consent"),
    [
        ("US", "person", "yes", True),
        ("CL", "firm", "yes", True),
        ("ES", "firm", "yes", False),
        ("ES", "person", "no", False),
        ("CO", "person", "no", False),
        ("MX", "firm", "unknown", False),
        ("FR", "firm", "unknown", True),
        (None, "firm", "unknown", True),
    ],
)
def test_each_place_asks_for_what_its_line_says(place: str | None, role: Role, asks: str, consent: bool) -> None:
    notice = notice_in(place, role)
    assert (notice.asks, notice.consent, notice.wanted) == (asks, consent, asks != "no")


def test_every_place_that_has_rules_has_a_dated_line() -> None:
    for place in PLACES:
        assert notice_in(place, "firm").as_of is not None, place


def test_of_two_ends_the_stricter_counts() -> None:
    assert stricter(notice_in("CO", "person"), notice_in("US", "person")).place == "US"
    assert stricter(notice_in(None, "firm"), notice_in("ES", "firm")).place == "ES"
