"""What is alleged in a packet: each thing once, in words that can be read on their own."""

from __future__ import annotations

import json

import pytest
from desks import plain_desk

from atesta.action.complaint.packet.asked import Ground
from atesta.contact.message import Message
from atesta.pipeline import Knowledge, review_message
from atesta.review.as_json import review_bytes
from atesta.rules.rule import Citation, Confidence, Force
from atesta.web.myfile import complaint_asked
from atesta.web.myfile.complaint_asked import once, whole_clause

pytestmark = pytest.mark.any_database
DESK = plain_desk()

ONE, OTHER = (Citation(text, Force.LAW, Confidence.V) for text in ("甲法第1条", "乙法第2条"))
TEXT = "【云岭信服】林女士，您拖欠1,260元已超过30天，明日将安排外访人员上门，并通知您的家人和单位。"


@pytest.mark.parametrize(
    ("quote", "text", "wide"),
    [
        ("已超过30天，明日将安排外访", TEXT, "您拖欠1,260元已超过30天，明日将安排外访人员上门"),
        ("通知您的家人", TEXT, "并通知您的家人和单位"),
        ("云岭", TEXT, "云岭信服"),
        ("tell your boss", "Pay 1,260.50 now, or we tell your boss today. Bye", "or we tell your boss today"),
        ("说过别的话", TEXT, "说过别的话"),
        ("", TEXT, ""),
        ("字", "长" * 300 + "字", "字"),
    ],
)
def test_a_quote_reaches_to_the_marks_around_it(quote: str, text: str, wide: str) -> None:
    assert whole_clause(quote, text) == wide


def test_an_allegation_is_made_once_with_all_its_texts() -> None:
    doubled = [
        Ground("visit", 1, "上门", (ONE,)),
        Ground("third_party", 1, "通知您的家人", (ONE,)),
        Ground("visit", 1, "安排外访人员上门", (ONE, OTHER)),
    ]
    assert list(once(doubled, TEXT)) == [
        Ground("visit", 1, "明日将安排外访人员上门", (ONE, OTHER)),
        Ground("third_party", 1, "并通知您的家人和单位", (ONE,)),
    ]


def test_what_rests_on_no_words_stays() -> None:
    assert list(once([Ground("frequency", 2)], TEXT)) == [Ground("frequency", 2)]


ALL_IN_ONE = "【晨曦分期】您已严重逾期，案件已移交法务，今日18点前不处理将起诉并通知通讯录联系人。"


def grounds_of(text: str) -> dict[str, str]:
    review = review_message(Message(text, text.encode()), Knowledge.of(place="CN"), DESK)
    found = complaint_asked._of_review(json.loads(review_bytes(review)), 1)
    return {one.kind: one.quote for one in once(found, text)}


def test_one_passage_is_not_quoted_for_everything() -> None:
    found = grounds_of(ALL_IN_ONE)
    assert found == {"third_party_disclosure": "通知通讯录", "pressure_deadline": "今日18点前不处理"}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("不还将起诉并通知您的家人，让你全家不得安宁。", "让你全家不得安宁"),
        ("再不还钱就打断你的腿，明日将起诉。", "再不还钱就打断你的腿"),
    ],
)
def test_only_the_harm_is_alleged_as_a_threat(text: str, quote: str) -> None:
    assert grounds_of(text)["threat"] == quote
