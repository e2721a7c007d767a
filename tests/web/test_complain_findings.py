"""Which words of the five answers routing is asked with: what is only announced is no threat for the police."""

from __future__ import annotations

import json

import pytest
from desks import plain_desk

from atesta.contact.message import Message
from atesta.pipeline import Knowledge, review_message
from atesta.review.as_json import review_bytes
from atesta.web.complain.findings import findings_of

pytestmark = pytest.mark.any_database

DESK = plain_desk()


def found(text: str, place: str = "CN") -> frozenset[str]:
    review = review_message(Message(text, text.encode()), Knowledge.of(place=place), DESK)
    return findings_of(json.loads(review_bytes(review)), DESK)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("【云岭信服】您拖欠晨曦分期1260元已超过30天，明日将安排外访人员上门，并通知您的家人和单位。", "CN"),
        ("案件已移交法务，今日18点前不处理将起诉并通知通讯录联系人。", "CN"),
        ("Mañana iremos a su casa y avisaremos a su jefe.", "MX"),
    ],
)
def test_what_is_only_announced_is_no_threat(text: str, place: str) -> None:
    assert "threat" not in found(text, place) and "third_party_disclosure" in found(text, place)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("再不还钱就打断你的腿", "CN"),
        ("明日将安排外访人员上门打断你的腿，并通知您的家人。", "CN"),
        ("不还钱就让你全家不得安宁，还会通知你单位。", "CN"),
        ("小心你的孩子放学路上，我们会通知您的家人。", "CN"),
        ("We will break your legs and tell your boss.", "US"),
        ("Le vamos a partir las piernas y avisaremos a su jefe.", "MX"),
        ("Lo vamos a matar. Iremos a su casa mañana.", "MX"),
    ],
)
def test_harm_to_somebody_stays_a_threat(text: str, place: str) -> None:
    assert "threat" in found(text, place)
