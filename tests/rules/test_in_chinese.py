"""Articles as a Chinese reader writes them."""

from __future__ import annotations

import pytest

from atesta.rules.in_chinese import in_chinese


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("民法典 art. 103, 104", "民法典第103、104条"),
        ("刑法 art. 253-1", "刑法第253条之一"),
        ("投诉举报处理办法 (2026) art. 2, 16(1)", "投诉举报处理办法（2026）第2条、第16条第（一）项"),
        ("投诉举报处理办法 (2026) art. 23(5)", "投诉举报处理办法（2026）第23条第（五）项"),
        ("治安管理处罚法 (2025) art. 47(3), 50", "治安管理处罚法（2025）第47条第（三）项、第50条"),
        ("刑法 art. 279; 治安管理处罚法 (2025) art. 62, 63", "刑法第279条；治安管理处罚法（2025）第62、63条"),
        ("Orden ECC/2502/2012, arts. 5-7", "Orden ECC/2502/2012第5-7条"),
    ],
)
def test_articles_and_items_are_written_as_chinese_writes_them(text: str, said: str) -> None:
    assert in_chinese(text) == said
