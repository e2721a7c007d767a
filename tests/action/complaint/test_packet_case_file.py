"""CASE.toml of a packet: what a demand after a report has to say of the report, and nothing else may."""

from __future__ import annotations

from datetime import date

import pytest

from atesta.action.complaint.packet.asked import Asked
from atesta.action.complaint.packet.case_file import read_case
from atesta.errors import FileFormatError
from atesta.rules.rulebook import load_rulebook

CASE = """
channel = "nfra_post"
place = "CN"
wants = "stop"
[person]
name = "林小雨"
[lender]
name = "星河消费金融有限公司"
kind = "consumer_finance"
[[contact]]
text = "请还款"
at = 2026-11-15T21:47:00+08:00
[[finding]]
kind = "{kind}"
contact = 1
{more}
"""


def read(kind: str, more: str = "") -> Asked:
    raw = CASE.format(kind=kind, more=more).encode()
    return read_case(raw, "case.toml", "en", date(2026, 11, 22), lambda _: b"", lambda *_: "", load_rulebook())


def test_the_report_that_stands_is_named_with_its_day() -> None:
    (ground,) = read("do_not_contact", 'reported_on = 2026-11-10\nreported_by = "12321"').grounds
    assert (ground.reported_on, ground.reported_by) == (date(2026, 11, 10), "12321")


@pytest.mark.parametrize(
    ("kind", "more"),
    [("do_not_contact", ""), ("do_not_contact", "reported_on = 2026-11-16"), ("threat", "reported_on = 2026-11-10")],
    ids=["no day", "after the contact", "of another ground"],
)
def test_a_report_that_cannot_be_is_refused_with_its_field(kind: str, more: str) -> None:
    with pytest.raises(FileFormatError, match="reported_on"):
        read(kind, more)
