"""The name of a text as a Chinese reader writes it, on pages and in letters."""

from __future__ import annotations

import re

from atesta.kept import late

_ARTICLES = late(r",? ?\b(?:arts?|cl)\. ?(\d(?:[\d, .-]|\(\d\))*\(\d\)(?:, \d+)*|\d[\d, .-]*\d|\d)( Bis)?")
_ITEM = late(r"(\d+)\((\d)\)")
_HAN = late(r"[\u4e00-\u9fff]")
_INSERTED = "零一二三四五六七八九"


def in_chinese(text: str) -> str:
    """Articles as 第…条; brackets and separators as Chinese writes them where the text is Chinese."""
    text = _ARTICLES.sub(lambda found: _articles(found[1] + (found[2] or "")), text)
    if not _HAN.search(text.replace("第", "").replace("条", "").replace("之", "")):
        return text
    return text.replace(" (", "（").replace("(", "（").replace(")", "）").replace("; ", "；")


def _articles(numbers: str) -> str:
    """ "103, 104" -> 第103、104条; an inserted "253-1" -> 第253条之一; "2, 16(1)" -> 第2条、第16条第（一）项."""
    if "(" in numbers:
        return "、".join(_ITEM.sub(_item, one) if "(" in one else f"第{one}条" for one in numbers.split(", "))
    inserted = re.fullmatch(r"(\d{2,})-(\d)", numbers)
    if inserted:
        return f"第{inserted[1]}条之{_INSERTED[int(inserted[2])]}"
    return f"第{re.sub(r', ?', '、', numbers)}条"


def _item(found: re.Match[str]) -> str:
    return f"第{found[1]}条第（{_INSERTED[int(found[2])]}）项"
