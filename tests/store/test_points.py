"""What the desk has to decide: one passage is one point of its kind, with every text that forbids it."""

from __future__ import annotations

import pytest

from atesta.contact.message import Message
from atesta.pipeline import Knowledge, open_desk, review_message
from atesta.store.points import Point, points_of

pytestmark = pytest.mark.any_database
DESK = open_desk(paraphrase=False)


def points(text: str) -> tuple[Point, ...]:
    return points_of(review_message(Message(text, text.encode()), Knowledge.of(place="CN"), DESK), DESK.rulebook)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("今日18点前不处理将起诉并通知通讯录联系人", ["threat", "third_party_disclosure", "pressure_deadline"]),
        ("还不还钱？不还就让你好看，我们会去你家。", ["threat"]),
        ("今天请您按合同约定还款，谢谢。", []),
        ("", []),
    ],
)
def test_one_passage_is_one_point_of_its_kind(text: str, kinds: list[str]) -> None:
    assert [point.kind for point in points(text)] == kinds


def test_a_point_has_its_own_words_and_all_texts_that_forbid_them() -> None:
    text = "今日18点前不处理将起诉并通知通讯录联系人"
    by = {point.kind: point for point in points(text)}
    told, haste = by["third_party_disclosure"], by["pressure_deadline"]
    assert (told.quote, haste.quote) == ("通知通讯录", "今日18点前不处理")
    assert told.start is not None and text[told.start : told.end] == told.quote
    assert {"B1.4", "GB/T 45251-2025 §5.3"} <= set(told.cites) and len(told.cites) == len(set(told.cites))


def test_two_passages_of_one_kind_stay_two_points() -> None:
    found = points("We will call your boss today. And you will be sorry.")
    assert [point.quote for point in found if point.kind == "threat"] == ["We will call your boss", "you will be sorry"]
