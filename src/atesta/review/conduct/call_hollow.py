"""Words that sound as if they acknowledged somebody and do not (B2.4): thanks for the time, and "we know where you live"."""

# ruff: noqa: E501  (a pattern broken over lines is harder to check than a long one)

from __future__ import annotations

import re

from atesta.kept import late
from atesta.review.conduct.labels import SENTENCE_END

I = re.IGNORECASE  # noqa: E741  (the standard name of the flag)

_KNOWS = late(
    r"\b(?:sabemos|s[eé]|vemos|veo|imagin\w+|reconoc\w+|conscientes?)\b|\b(?:know|see|hear|imagine|reali[sz]e|note)\b|知道|清楚|了解|明白|看到|听到|得知|获悉",
    I,
)
_HER_LIFE = late(
    r"\b(?:hij[oa]s?|niñ[oa]s?|famili\w*|espos[oa]|marido|mujer|mam[aá]|pap[aá]|madre|padre|casa|domicilio|direcci[oó]n|horarios?|trabaja|jef[ea]|escuela|vecin[oa]s?|vive[ns]?|sol[ao])\b"
    r"|\b(?:kids?|child(?:ren)?|daughters?|sons?|wife|husband|famil\w+|mother|father|mom|dad|home|house|address|works?|boss|school|neighbou?rs?|live|lives|alone)\b"
    r"|家|孩子|女儿|儿子|父母|老婆|老公|单位|学校|邻居|住|上班|上学|地址",
    I,
)
_HARDSHIP = late(
    r"\b(?:dif[ií]cil\w*|complicad\w+|dur[oa]s?|perd\w+|sin\s+(?:trabajo|empleo|ingresos)|desemple\w+|enferm\w+|hospitaliz\w+|internad\w+|falleci\w+|muri\w+|accident\w+|duelo|lament\w+|siento|preocup\w+|esfuerz\w+|apoy\w+|apur\w+|problemas?|gastos?)\b"
    r"|\b(?:hard(?:ship)?|difficult\w*|tough|lost|losing|ill(?:ness)?|sick|in\s+hospital|hospitali[sz]\w+|passed|died|death|laid\s+off|stress\w*|worr\w+|struggl\w+|sorry|upset\w*|support\w*|challeng\w+|trouble|a\s+lot)\b"
    r"|困难|难处|难过|不容易|不易|艰难|为难|病|失业|住院|去世|过世|辛苦|压力|抱歉|遗憾|担心|着急|照顾|理解|体谅",
    I,
)
_MENACES = late(
    r"\b(?:ser[ií]a\s+una\s+(?:pena|l[aá]stima)|tenga\s+(?:mucho\s+)?cuidado|cu[ií]dese|at[eé]ngase|le\s+conviene|piense\s+en\s+(?:ellos|ellas|sus?\b))"
    r"|\b(?:it\s+(?:would|['’]d)\s+be\s+a\s+(?:shame|pity)|watch\s+(?:out|your\s+back)|be\s+careful|or\s+else|think\s+of\s+(?:them|your\s+(?:kids|family|children)))\b"
    r"|要小心|小心点|别耍花样|后果|走着瞧|上门找|等着",
    I,
)
_ONLY_THANKS = late(
    r"gracias\s+por\s+(?:su|tu)\s+(?:tiempo|llamada)|(?:thank\s+you|thanks)(?:\s+\w+){0,2}\s+for\s+(?:speaking|calling|returning|contacting|getting\s+back)",
    I,
)


def acknowledges_nothing(text: str, start: int, end: int) -> bool:
    """Of what a phrase read as an acknowledgement: thanks alone, a threat in its breath, or a show of knowing where she
    and hers are, with no word for what is hard."""
    said = text[start:end]
    if _ONLY_THANKS.match(said):
        return True
    sentence = _sentence(text, start, end)
    if _MENACES.search(sentence):
        return True
    return bool(_KNOWS.search(said) and _HER_LIFE.search(sentence)) and not _HARDSHIP.search(sentence)


def _sentence(text: str, start: int, end: int) -> str:
    first = max((match.end() for match in SENTENCE_END.finditer(text, 0, start)), default=0)
    last = SENTENCE_END.search(text, end)
    return text[first : last.end() if last else len(text)]
