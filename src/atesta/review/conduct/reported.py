"""Somebody else's words, told again: a report, an apology or a warning about them is not the offence itself (B2.2).

The agent's own report goes to a person and never vanishes: to tell what "a colleague said" can be a threat as well. So
it must disown the words, and a condition ("if you do not pay") keeps it what it is.
"""

from __future__ import annotations

import re

from atesta.kept import late
from atesta.review.conduct.labels import SENTENCE_END

_SAYS = late(
    r"\b(?:colleagues?|co-?workers?|agents?|anybody|anyone|somebody|someone|caller|scammers?|fraudsters?|people|they|who|he|she|you|nobody)\b[^.!?]{0,25}?"
    r"\b(?:say|says|said|saying|tell|tells|told|telling|call(?:s|ed)?|threaten(?:s|ed)?|claim(?:s|ed)?|wrote|write|insult(?:s|ed)?)\b"
    r"|\b(?:compa[nñ]er[oa]s?|colegas?|agentes?|asesor(?:es|as?)?|ejecutiv[oa]s?|gestor(?:es|as?)?|cobrador(?:es|as?)?|alguien|alguno|persona|quien|estafador(?:es)?|ustedes|usted|él|ella|otr[oa])\b[^.!?]{0,25}?"
    r"\b(?:dic(?:e|en|ho|iendo)|dij(?:o|eron|era|eran|ese)|dig(?:a|an)|llam(?:a|an|ó|aron|ado|ara)|amenaz(?:a|an|ó|aron|ado)|insult(?:a|an|ó|aron|ado)|asegur(?:a|ó|en?))\b"
    r"|\bme\s+(?:dij(?:o|eron|iste)|han?\s+dicho|dicen|dec[ií]an?|amenaz(?:ó|aron)|insult(?:ó|aron)|llam(?:ó|aron)\s+(?!por))\b|\b(?:told|called|threatened)\s+me\b"
    r"|(?:同事|有人|别人|谁|骗子|客服|专员|催收员?|他们?|她们?|对方|你们|您们)[^。！？]{0,10}?(?:说|骂|告诉|威胁|讲|称|吓唬|声称)|(?:骂|威胁|吓唬)(?:了)?我",
    re.IGNORECASE,
)
_DISOWNED = late(
    r"\b(?:sorry|apologi[sz]e\w*|apolog(?:y|ies)|regret|should\s*(?:not|n['’]?t)|never\s+have|unacceptable|not\s+(?:acceptable|true|right|allowed|how\s+we)|wrong|report\s+(?:it|that|this|them|him|her)|let\s+(?:us|me)\s+know|tell\s+us|do\s*(?:not|n['’]?t)\s+believe|nobody\s+(?:can|may|will))\b"
    r"|\b(?:lament\w+|disculp\w+|perd[oó]n\w*|siento|sentimos|apena|no\s+(?:debe|debi[oó]|deber[ií]a|es\s+(?:correcto|cierto|verdad|aceptable)|est[aá]\s+(?:bien|permitido))|inaceptable|rep[oó]rt\w+|den[uú]nci\w+|av[ií]s\w+|inf[oó]rm(?:e|en)\w*|no\s+(?:le|les)\s+crea)\b"
    r"|抱歉|对不起|不好意思|道歉|不应该|不该|不对|不允许|不会发生|投诉|举报|反映|告诉我们|别相信|不要相信|不是真的",
    re.IGNORECASE,
)
_STILL_MEANT = late(
    r"\b(?:if|unless|until)\s+you\s+(?:do\s*n['’]?t|do\s+not|fail|refuse|pay)\b|\b(?:so|therefore)\s+(?:you\s+(?:must|had\s+better|should)|pay)\b|\b(?:he|she|they)(?:\s+(?:is|are|was|were)|['’]re|['’]s)\s+right\b|\bit\s+is\s+true\b"
    r"|\bsi\s+(?:usted\s+)?no\s+(?:me\s+|nos\s+)?(?:pag|liquid|cubr|deposit)\w*|\b(?:as[ií]\s+que|por\s+eso)\s+pag\w+|\btiene[n]?\s+raz[oó]n\b|\bes\s+(?:la\s+)?verdad\b"
    r"|(?:不还|不付|再不|除非)|(?:所以|因此)[^。！？]{0,6}(?:还|付)|说得对|没说错",
    re.IGNORECASE,
)
_SORRY_BUT = late(
    r"\b(?:sorry|siento|lamento|disculpe)\b[\s,]*(?:but|pero)\b|(?:抱歉|对不起|不好意思)[，,\s]*(?:但|可)", re.I
)


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around these code points begins and ends, its mark included."""
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    return max((at for at in ends if at <= start), default=0), min((at for at in ends if at >= end), default=len(text))


def reported(text: str, start: int, end: int) -> bool:
    """Whether these words stand behind "… said", "… called me" in their sentence."""
    return _SAYS.search(text, sentence(text, start, end)[0], start) is not None


def disowned(text: str, start: int, end: int) -> bool:
    """Whether they are told again to apologise for them or to warn of them, and no condition makes them one's own."""
    left, right = sentence(text, start, end)
    said = text[left:right]
    if not reported(text, start, end) or _STILL_MEANT.search(said) or _SORRY_BUT.search(said):
        return False
    after = sentence(text, right, right)[1] if right < len(text) else right
    return _DISOWNED.search(text, left, after) is not None and _STILL_MEANT.search(text, left, after) is None
