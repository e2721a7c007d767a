"""A quote is made of whole words: no edge of it is a space, a comma, half a word or a word that leads nowhere."""

from __future__ import annotations

import re

from atesta.kept import late

EDGES = " \t\r\n,.;:!?，。；：！？、¡¿\"'()[]【】“”«»…-"
_REACH = 24
"""Characters that half a word is completed by, at most."""
_COMPOUNDS = (
    *(
        "刑事立案",
        "刑事拘留",
        "刑事责任",
        "刑事案件",
        "刑事",
        "村委会",
        "居委会",
        "派出所",
        "公安局",
        "公安机关",
        "检察院",
    ),
    *(
        "信用卡诈骗",
        "贷款诈骗",
        "合同诈骗",
        "通讯录",
        "联系人",
        "黑名单",
        "失信被执行人",
        "强制执行",
        "身份证",
        "工作单位",
        "律师函",
        "银行卡",
        "朋友圈",
        "微信群",
    ),
)
"""Words without spaces around them that a pattern may end in the middle of."""
_CUTS: dict[str, list[tuple[str, int]]] = {}
"""The two characters beside a cut -> the compounds that it may be in, and how far from their start."""
for _word in _COMPOUNDS:
    for _cut in range(1, len(_word)):
        _CUTS.setdefault(_word[_cut - 1 : _cut + 1], []).append((_word, _cut))
_LEADS_NOWHERE = late(
    r"(?:[\s,，、]*(?:\b(?:or|and|we|i|they|before|by|the|to|o|y|de|del|la|las|los|el|a|antes)\b|否则|将会|将|并且|并|就会|就|则))+$",
    re.IGNORECASE,
)
_STARTS_NOWHERE = late(r"^(?:(?:and|or|y|o)\b|并且|并|否则)[\s,，、]*", re.IGNORECASE)
_CLOCK = late(r"\s*\d{1,2}(?:[:.]\d{2})?(?:\s?(?:h|hrs?|horas?|a\.? ?m|p\.? ?m)\b\.?)?", re.IGNORECASE)


def tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """The span in whole words, without loose ends. A span of punctuation alone stays as it is."""
    first, last = trimmed(text, *whole(text, start, end))
    if first >= last:
        return start, end
    nowhere = _LEADS_NOWHERE.search(text, first, last)
    if nowhere and nowhere.start() > first:
        clock = _CLOCK.match(text, last)
        last = clock.end() if clock else nowhere.start()
    begins = _STARTS_NOWHERE.match(text[first:last])
    if begins and begins.end() < last - first:
        first += begins.end()
    return trimmed(text, first, last)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the spaces and punctuation at its edges."""
    while start < end and text[start] in EDGES:
        start += 1
    while start < end and text[end - 1] in EDGES:
        end -= 1
    return start, end


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Widened to whole words; a Chinese compound is completed at the end, and left out where only its end is there."""
    first, last = start, end
    while 0 < first < last and start - first < _REACH and _joined(text, first):
        first -= 1
    while first < last < len(text) and last - end < _REACH and _joined(text, last):
        last += 1
    ends = _across(text, last)
    begins = _across(text, first)
    last = max(last, ends)
    return (begins if first < begins < last else first), last


def _joined(text: str, at: int) -> bool:
    """Whether a word written with spaces around it goes on across this place."""
    return all(letter.isalnum() and not "\u2e80" <= letter <= "\u9fff" for letter in text[at - 1 : at + 1])


def _across(text: str, at: int) -> int:
    """The end of the longest known compound that stands across this place; 0 for none."""
    beside = _CUTS.get(text[at - 1 : at + 1], ()) if at else ()
    ends = [at - cut + len(word) for word, cut in beside if cut <= at and text.startswith(word, at - cut)]
    return max(ends, default=0)
