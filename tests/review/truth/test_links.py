"""The host of a link is read as a browser reads it."""

from __future__ import annotations

import pytest

from atesta.review.truth.links import canonical, host_of, spelt


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://aurora.example/p/aB3", "aurora.example"),
        ("https://aurora.example:8443?x=1", "aurora.example"),
        ("https://aurora.example.", "aurora.example"),
        ("HTTPS://aurora.example@evil.com:1/", "evil.com"),
        ("https://a:b@c@evil.com#@aurora.example", "evil.com"),
        ("https:///evil.com/aurora.example", "evil.com"),
        ("https://evil.com\\@aurora.example", "evil.com"),
        ("aurora.example:x@evil.com", "evil.com"),
    ],
)
def test_the_host_stands_after_the_last_at_sign_and_before_the_port(link: str, host: str):
    assert host_of(link) == host


@pytest.mark.parametrize(
    "host", ["аurora.example", "áurora.example", "auroraa.example", "aurora.example.com", "\ud800.example"]
)
def test_a_host_with_another_character_is_another_host(host: str):
    assert canonical(host) != canonical("aurora.example")


@pytest.mark.parametrize("host", ["AURORA.Example", "aurora.example.", "ａurora.example", "aur\u00adora.example"])
def test_case_width_and_what_cannot_be_seen_make_no_other_host(host: str):
    assert canonical(host) == "aurora.example" == spelt(host)


def test_letters_of_another_script_are_shown_with_what_is_looked_up():
    assert spelt("niño.example") == "niño.example (xn--nio-8ma.example)"
