"""Every way that a text gives to reach somebody: links, mailboxes, telephone numbers, handles of messengers.

For an announcement, which may lead to the creditor and to nobody else (EVIDENCE §7, "link and phone allow-list"). So it
is generous: what only might be a link is one here. Amounts, days and bare references are none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from atesta.kept import late
from atesta.mandate.address import address_key, invisible
from atesta.review.truth.links import canonical, host_of

LINK, NUMBER, HANDLE = "link", "number", "handle"

_LETTER = r"[^\W_\u3400-\u9fff]"
_LINK = late(
    r"[a-z][a-z0-9+.-]{1,15}://[^\s\u3000-\u303f\u3400-\u9fff<>\"'“”‘’（）()]+"
    rf"|(?:[\w.+-]{{1,64}}@)?(?:{_LETTER}(?:{_LETTER}|-){{0,62}}\.){{1,8}}(?![\d_])(?:xn--[a-z0-9-]+|[^\W\d_\u3400-\u9fff]{{2,24}}"
    r"|公司|网络|网址|中国|在线|商城|手机|网店)(?![a-z0-9])(?::\d{1,5})?",
    re.IGNORECASE,
)
_DIGITS = late(r"(?<![\d.,])\+?\(?\d[\d ().\-‐-―]{3,22}\d(?![\d])")
_MONEY_BEFORE = late(r"(?:[$€£¥￥]|[A-Z]{1,3}\$|S/|\b(?:MXN|USD|EUR|GBP|CNY|RMB|COP|CLP|PEN)) ?$")
_MONEY_AFTER = late(
    r" ?(?:元|块|圆|€|£|\$|(?:pesos|euros?|soles|d[oó]lares|dollars|pounds|MXN|USD|EUR|GBP|CNY|COP|CLP|PEN)\b)"
)
_DECIMALS = late(r"[\d ]+[.,]\d{2}|\d{1,3}(?:[., ]\d{3})+(?:[.,]\d{2})?")
_DAY = late(r"(?:19|20)\d\d[ .-]?(?:0?\d|1[0-2])[ .-]?[0-3]?\d|[0-3]?\d[ .-](?:0?\d|1[0-2])[ .-](?:19|20)?\d\d")
_TOLD = late(
    r"(?:\b(?:tel(?:[eé]fono)?s?|cel(?:ular)?|m[oó]vil|phones?|call|dial|ring|text|whats ?app|ll[aá]m\w*|marque"
    r"|comun[ií]\w*|contact\w*|linea|línea|hotline)\b|电话|致电|拨打|联系|客服|热线|来电|手机|加|微信|QQ)[^\d\n.;。；]{0,24}$",
    re.IGNORECASE,
)
_HANDLE = late(
    r"(?:微信|wechat|weixin|whats ?app|telegram|t\.me/|QQ|line id|支付宝|alipay)(?:号|账号|id)?[ :：/=为是]{0,3}"
    r"(?P<name>@?[a-z][\w-]{4,31}|@[\w-]{3,31})(?!\w)",
    re.IGNORECASE,
)
_CHINA_SERVICE = late(r"400\d{7}|800\d{7}|95\d{3,4}|106\d{5,17}|1[3-9]\d{9}")
_COMMON_WORDS = frozenset({"whatsapp", "wechat", "telegram"})


@dataclass(frozen=True, slots=True)
class Way:
    """`said` as it stands in the text, `key` as it is compared: a canonical host, an address key, a folded name."""

    kind: str
    said: str
    key: str


def ways_in(text: str, place: str) -> tuple[Way, ...]:
    """Each once, in the order of the text."""
    shown = "".join(char for char in unicodedata.normalize("NFKC", text) if not invisible(char))
    found: dict[tuple[str, str], Way] = {}
    links = tuple(_LINK.finditer(shown))
    for way in (*_links(links), *_numbers(shown, links, place), *_handles(shown)):
        found.setdefault((way.kind, way.key), way)
    return tuple(found.values())


def _links(links: tuple[re.Match[str], ...]) -> Iterator[Way]:
    for link in links:
        yield Way(LINK, link[0], canonical(host_of(link[0])))


def _numbers(text: str, links: tuple[re.Match[str], ...], place: str) -> Iterator[Way]:
    for found in _DIGITS.finditer(text):
        inside = any(link.start() <= found.start() < link.end() for link in links)
        if not inside and not _is_figure(text, found) and _rings(text, found, place):
            yield Way(NUMBER, found[0], address_key(found[0], place))


def _is_figure(text: str, found: re.Match[str]) -> bool:
    """Money or a day."""
    money = _MONEY_BEFORE.search(text, max(0, found.start() - 5), found.start()) or _MONEY_AFTER.match(
        text, found.end()
    )
    return bool(money or _DECIMALS.fullmatch(found[0]) or _DAY.fullmatch(found[0]))


def _rings(text: str, found: re.Match[str], place: str) -> bool:
    """A number that the place has, or one that the words before it tell to use."""
    if _TOLD.search(text, max(0, found.start() - 40), found.start()):
        return True
    digits = re.sub(r"\D", "", found[0])
    if len(digits) < 7:
        return False
    if place == "CN" and _CHINA_SERVICE.fullmatch(digits):
        return True
    import phonenumbers as numbers  # noqa: PLC0415 - 60 ms, needed by few texts

    try:
        return bool(numbers.is_valid_number(numbers.parse(found[0], place)))
    except numbers.NumberParseException:
        return False


def _handles(text: str) -> Iterator[Way]:
    for found in _HANDLE.finditer(text):
        name = found["name"].casefold()
        if name not in _COMMON_WORDS:
            yield Way(HANDLE, found[0], name.removeprefix("@"))
