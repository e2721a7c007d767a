"""What is alleged in a packet: each thing once, in words that can be read on their own."""

from __future__ import annotations

import pytest

from atesta.action.complaint.packet.asked import Ground
from atesta.rules.rule import Citation, Confidence, Force
from atesta.web.myfile.complaint_asked import once, whole_clause

pytestmark = pytest.mark.any_database

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
