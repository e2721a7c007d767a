"""Words of payment that ask for none: "if you pay today there is no late fee" offers, 周二还了 tells what was done.

An order under a condition that she sets ("you must call us back if anything changes") is advice. What happens where she
does *not* pay stays what it is.
"""

from __future__ import annotations

import re

from atesta.kept import late
from atesta.review.conduct.labels import SENTENCE_END

_IF = late(
    r"\b(?:if|once|when|should|as soon as)\s+(?:(?:you|we)\s+)?(?:(?:can|could|are able to|want to|would like to"
    r"|choose to|prefer to|decide to|manage to|wish to)\s+)?$"
    r"|\byou\s+(?:can|may|could)\s+(?:also\s+|still\s+|then\s+)?$"
    r"|\b(?:si|cuando|en cuanto|en caso de que)\s+"
    r"(?:(?:usted|ya|hoy|nos|lo|la|me|puede|desea|quiere|prefiere|decide|logra)\s+){0,3}$"
    r"|(?:如果|要是|若|假如|倘若|只要|如)(?:您|你)?[^，,。；;！!？?]{0,12}$",
    re.IGNORECASE,
)
_THEN = late(r"^[^，,。；;！!？?]{0,6}的话")
_NOT = late(r"\b(?:not|never|fail|refuse|no|nunca)\b|n['’]t\b|不|没|未|拒", re.IGNORECASE)
_WORSE = late(
    r"\b(?:or else|otherwise|only way|avoid|si no"
    r"|de lo contrario|evitar|arrest|sue|jail|embarg\w*|demand\w*|c[aá]rcel)\b"
    r"|否则|不然|才能|才不|才会|避免|以免|起诉|抓",
    re.IGNORECASE,
)
_CONTACT = late(
    r"\b(?:call|tell|contact|let|reach|inform|write|llam\w+|avis\w+|comun\w+|inform\w+|contact\w+|d[ií]ga\w*)\b|联系|告诉|通知|来电|回电|说一声",
    re.IGNORECASE,
)
_HER_CONDITION = late(
    r"\b(?:if|when|should)\s+(?:anything|something|your|that|there|circumstances|you\s+(?:have|need|want|move|change))\b"
    r"|\b(?:si|cuando)\s+(?:algo|su|tiene|necesita|hay|cambia\w*|surge)\b"
    r"|(?:如有|如果|要是|若|有)(?:任何|什么|您)?[^，,。]{0,6}(?:变化|变动|问题|疑问|需要|困难|改变)",
    re.IGNORECASE,
)
_WORD = late(r"[^\W\u3400-\u9fff]+\W*|[\u3400-\u9fff]+")
_DONE = late(r"^(?:还|付|缴)(?:了|清了|掉了|上了|清)[。！!]?$")


def only_offered(text: str, start: int, end: int) -> bool:
    """Whether these words of payment, or this order, stand under a condition whose other side threatens nothing."""
    left, right = _sentence(text, start, end)
    said, before, after = text[start:end], text[left:start], text[end:right]
    if _WORSE.search(text, left, right):
        return False
    if _IF.search(before) or _IF.search(before + _lead(said)):
        return _NOT.search(_first_words(said)) is None
    if _THEN.search(after) or "的话" in said:
        return _NOT.search(said.partition("的话")[0]) is None
    return _CONTACT.search(said + after) is not None and _HER_CONDITION.search(text, left, right) is not None


def only_told(text: str, start: int, end: int) -> bool:
    """ "每个人都说周二还了" tells what was paid; 把钱还了 asks for it."""
    left, _ = _sentence(text, start, end)
    return _DONE.match(text[start:end]) is not None and "把" not in text[left:start]


def _lead(said: str) -> str:
    """The first word of a hit: "you " of "you pay today"."""
    return said[: said.find(" ") + 1]


def _first_words(said: str) -> str:
    """What is under the condition, and not yet what follows from it ("paga hoy no se generan intereses")."""
    return "".join(_WORD.findall(said)[:2])


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    left = max((match.end() for match in SENTENCE_END.finditer(text, 0, start)), default=0)
    found = SENTENCE_END.search(text, max(start, end - 1))
    return left, found.start() if found else len(text)
