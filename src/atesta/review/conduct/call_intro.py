"""Who introduces himself in words that a recogniser wrote: case may be lost, a verb misheard, a name garbled (B2.1.6).

`call_words` reads what is written well. Here a word that firms carry marks a firm, a title a person, and what looks
like an introduction without a readable name is kept as `unclear`: against somebody that is no "missing".
"""

# ruff: noqa: E501  (a pattern broken over lines is harder to check than a long one)

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from atesta.contact.folding import traditional
from atesta.kept import late
from atesta.rules.heard import find_literals
from atesta.rules.heard_sound import syllables

I = re.IGNORECASE  # noqa: E741  (the standard name of the flag)
Span = tuple[int, int]
LONGEST_NAME = 5
"""Words of a firm's name behind the word that marks it: without signs and capitals nobody knows where it ends."""

_HAN = late("[㐀-鿿]")
_CAPITAL = late(r"(?<![.!?¿¡]\s)(?<![¿¡])(?<!^)\b[A-ZÁÉÍÓÚÑ][\wáéíóúñ&'’-]+")
_CAPITALS = late(
    r"(?:[a-záéíóúñ]+\s+)?[A-ZÁÉÍÓÚÑ][\w&'’-]*(?:\s+(?:(?:y|del?|la|and|of|&)\s+){0,2}[A-ZÁÉÍÓÚÑ][\w&'’-]*)+"
)
"""A name with two capitals ends with its last one: "Financiera Aurora buscando" is no name."""
_DANGLING = late(r"\s+(?:del?|la|los|las|y|of|and|the)$", re.IGNORECASE)

# --- Spanish --------------------------------------------------------------------------------------------------------

_FIRM_ES = (
    r"(?:banc[oa]s?|financieras?|finanzas|cajas?|cooperativas?|despachos?|bufetes?|cobranzas?|cobros?|recobros?|recuperador\w*|recuperaci[oó]n(?:es)?"
    r"|recaud\w+|gestores|gestor[ií]as?|gesti[oó]n(?:es)?|soluciones|servicios|asesor(?:es|[ií]as?)|carteras?|cr[eé]ditos?|pr[eé]stamos?|grupo|empresa"
    r"|compañ[ií]a|agencia|estudio|asociados|corporativo|consultor(?:es|[ií]as?|a)|telefon[ií]a|telecom\w*|seguros|inversiones|tiendas|almacenes)"
)
_STOP_ES = (
    r"(?:mi|soy|le|les|te|me|se|habl\w+|salud\w+|atiend\w+|llam\w+|quier\w+|con|para|por|es|est[aáo]\w*|en|su|sus|tu|usted|que|qui[eé]n|somos|al?|nos|si|s[ií]|no|buen\w*"
    r"|señor\w*|licenciad\w+|asesor|asesora|ejecutiv\w+|trabaj\w+|nombre|representa\w*|encargo|asunto|sobre|deb\w+|tengo|vamos|puedo|c[oó]mo|hoy|ahora|un|una|lo)\b"
)
_NAME_ES = rf"(?:\s+(?!{_STOP_ES})[\w&'-]+){{1,{LONGEST_NAME}}}"
_COMPANY_ES = (
    late(
        rf"(?:^|[,.;:!?]\s*|\b(?:llam\w+|habl\w+|salud\w+|marc\w+|comunic\w+|contact\w+|escrib\w+|nombre\s+es(?:\s+\w+){{1,3}}|soy(?:\s+\w+){{1,4}}|(?:licenciad|asesor|ejecutiv|señor)\w*\s+\w+(?:\s+\w+)?)\s+)"
        rf"(?:del?|desde)\s+(?:parte\s+del?\s+)?(?:la\s+|el\s+|las\s+|los\s+)?(?P<firm>(?:(?!{_STOP_ES})\w+\s+){{0,4}}{_FIRM_ES}\b{_NAME_ES})",
        I,
    ),
    late(
        rf"(?:^|[,.;:!?]\s*)(?:y\s+)?(?:el|la)\s+(?P<firm>(?:despacho|bufete|empresa|financiera|agencia|compañ[ií]a|estudio|cooperativa)\b{_NAME_ES})",
        I,
    ),
    late(
        rf"\b(?:trabajo|laboro|colaboro)\s+(?:en|para|con)\s+(?:la\s+|el\s+)?(?P<firm>(?:(?!{_STOP_ES})[\w&]+\s*){{1,{LONGEST_NAME}}})",
        I,
    ),
    late(
        rf"(?:^|[,.;:!?]\s*|\b(?:llam|habl|marc|comunic)\w+\s+)(?:del?|desde)\s+(?:la\s+|el\s+)?(?P<firm>(?:centro|[áa]rea|departamento|oficina|equipo)\s+(?:del?\s+)?(?!{_STOP_ES})\w+\s+del?\s+(?!{_STOP_ES})\w+(?:\s+(?!{_STOP_ES})[\w&'-]+){{0,{LONGEST_NAME}}})",
        I,
    ),
    late(rf"\b(?:somos|represento\s+al?)\s+(?:la\s+|el\s+)?(?P<firm>{_FIRM_ES}\b{_NAME_ES})", I),
    late(r"(?:^|[.!?]\s+)Del?\s+(?:la\s+)?(?P<firm>[A-ZÁÉÍÓÚÑ]\w+(?:\s+(?:y\s+|del?\s+)?[A-ZÁÉÍÓÚÑ]\w+)+)"),
    late(
        rf"\b(?:llamando|llamo|hablo|marco|comunico)\s+(?:desde|del?)\s+(?:parte\s+de\s+)?(?P<firm>[A-ZÁÉÍÓÚÑ]\w+{_NAME_ES})"
    ),
)
_BEHALF_ES = (
    late(
        r"\b(?:por|a|en)\s+(?:encargo|cuenta|orden|mandato|solicitud|petici[oó]n|nombre|representaci[oó]n|instrucci\w+)\s+del?\s+(?P<firm>\w+(?:\s+(?!con\b|para\b|me\b|le\b|soy\b|mi\b|habla\b|es\b|quiero\b)[\w&]+){0,3})",
        I,
    ),
    late(
        r"\b(?:con\s+(?:la\s+)?autorizaci[oó]n\s+del?|extern[oa]s?\s+del?|(?:asignad|contratad|autorizad|encargad|designad)[oa]s?\s+por|representamos\s+a|(?:nos|me)\s+(?:asign|contrat|encarg|design|encomend|transfiri|turn|cedi)\w+(?:\s+su\s+\w+)?|nuestro\s+cliente)\s+"
        r"(?:la\s+|el\s+)?(?P<firm>\w+(?:\s+(?!con\b|para\b|me\b|le\b|soy\b|mi\b|habla\b|es\b|quiero\b)[\w&]+){0,3})",
        I,
    ),
)
_TITLE_ES = r"(?:lic(?:enciad[oa])?|ing(?:enier[oa])?|asesora?|ejecutiv[oa]|gestora?|abogad[oa]|agente|contadora?)\b\.?"
_PERSON_ES = (
    late(
        rf"(?<!con )(?<!con la )(?<!con el )(?<!usted )(?<!usted el )(?<!usted la )\b{_TITLE_ES}\s+(?P<name>[A-ZÁÉÍÓÚÑ]\w+(?:\s+[A-ZÁÉÍÓÚÑ]\w+)*)"
    ),
    late(
        rf"(?i:\b(?:me\s+llamo|mi\s+nombre\s+es|soy|habla\s+usted\s+con|(?:le|les|quien\s+le)\s+(?:habla|saluda|atiende|llama)(?:\s+es)?|habla)\s+(?:(?:el|la)\s+)?(?:{_TITLE_ES}\s+|señor(?:it)?a?\s+)?)(?!(?i:{_FIRM_ES}|{_STOP_ES}|del?\b|la\b|el\b))(?P<name>[A-ZÁÉÍÓÚÑ]\w+(?:\s+[A-ZÁÉÍÓÚÑ]\w+)*)"
    ),
    late(
        rf"\b(?:me\s+llamo|mi\s+nombre\s+es|les?\s+(?:atiende|saluda)|quien\s+le\s+habla\s+es|(?:soy|le\s+habla|habla|le\s+saluda|le\s+atiende)\s+(?:el|la)\s+(?:{_TITLE_ES}|señorita|señora?))\s+(?!{_STOP_ES}|{_FIRM_ES}|del?\b|la\b|el\b)(?!\w+mente\b)(?P<name>\w{{3,}}(?:\s+(?!{_STOP_ES}|{_FIRM_ES}|del?\b|la\b|el\b)\w{{3,}})?)",
        I,
    ),
    late(
        rf"\b(?:les?|quien\s+le)\s+(?:habla|saluda|llama|atiende)\s+(?!{_STOP_ES}|{_FIRM_ES}|del?\b|la\b|el\b|personal\b|alguien\b|otr[ao]\b|nuev\w+|desde\b|direct\w+)(?!\w+mente\b)(?P<name>\w{{2,}}(?:\s+(?!{_STOP_ES}|{_FIRM_ES}|del?\b|la\b|el\b)\w{{3,}}){{0,2}})(?=,?\s+(?:del?|desde)\s+(?:la\s+|el\s+)?(?!{_STOP_ES}|nuevo\b)\w)",
        I,
    ),
    late(
        r"(?<!señor )(?<!señora )(?<!señorita )(?<!don )(?<!doña )(?<!con )(?<![A-ZÁÉÍÓÚÑ])(?P<name>\b[A-ZÁÉÍÓÚÑ]\w+(?:\s+[A-ZÁÉÍÓÚÑ]\w+){0,3})(?=,?\s+(?:del?|desde)\s+(?:la\s+|el\s+)?[A-ZÁÉÍÓÚÑ]\w+(?:\s+\w+){0,4}\s+(?:les?|te)\s+(?:saluda|habla|atiende|llama)\b)"
    ),
)
_FRAME_ES = late(
    rf"\b(?:me\s+llamo|mi\s+nombre|me\s+presento|soy|(?:le|les)\s+(?:habla|saluda|atiende|llama)|habla(?:\s+usted)?(?:\s+con)?|{_TITLE_ES})\b(?!\s+(?:por|para|que|de|con\s+usted)\b)",
    I,
)

# --- English --------------------------------------------------------------------------------------------------------

_FIRM_EN = (
    r"(?:collections?|collectors?|recovery|recoveries|services?|solutions?|finance|financial|credit|bank|banking|lending|loans?|agency|associates|group|law|legal|solicitors?"
    r"|capital|funding|receivables?|management|partners|company|mortgages?|energy|stores|union|holdings|law\s+firm|resolutions?|adjusters)"
)
_STOP_EN = r"(?:your|you|us|our|we|my|me|i|i['’]m|an?|this|that|about|regarding|client|behalf|calling|it['’]?s|it|is|are|was|and\s+(?:i|my|this)|mr|mrs|ms|miss|to|in|name|here|reference|owe|balance)\b"
_COMPANY_EN = (
    late(
        rf"(?<!placed )(?<!account )(?<!loan )(?<!balance )(?<!debt )(?<!card )(?<!payment )(?<!bill )(?<!behalf )(?<!request )(?<!agent )(?<!agents )(?<!instructions )"
        rf"\b(?:from|with|at|of|(?:work|working|calling|ringing|phoning)\s+for|i\s+represent|representing|this\s+is|it['’]?s|i['’]?m)\s+(?:the\s+)?(?P<firm>(?:(?!{_STOP_EN})[\w&'’-]+\s+){{0,6}}{_FIRM_EN}\b(?:\s+(?:and\s+)?{_FIRM_EN}\b)*)",
        I,
    ),
    late(
        r"\b(?i:(?:from|here\s+at|calling\s+(?:you\s+)?from|(?:work|working|calling|ringing)\s+for|i\s+represent|i['’]?m\s+with|with))\s+(?:the\s+)?(?!(?:Mr|Mrs|Ms|Miss|Dr|Sir|I)\b)(?P<firm>[A-Z][\w&'’-]+(?:\s+(?:and\s+)?[A-Z][\w&'’-]+)*)"
    ),
)
_BEHALF_EN = (
    late(
        r"\b(?:(?:on|in)\s+behalf\s+of|acting\s+(?:for|on\s+behalf\s+of)|collecting\s+for|(?:for\s+)?our\s+client,?|at\s+the\s+request\s+of|as\s+(?:the\s+|an\s+)?agents?\s+(?:of|for)"
        r"|(?:asked|appointed|instructed|hired|retained|engaged|contracted|authori[sz]ed|placed|assigned|passed|transferred|referred)(?:\s+\w+){0,3}?\s+by)\s+"
        r"(?P<firm>[\w&'’-]+(?:\s+(?!my\b|i\b|i['’]m\b|this\b|it['’]s\b|about\b|regarding\b|and\b)[\w&'’-]+){0,3})",
        I,
    ),
)
_NOT_NAMED = r"(?!(?:I|I'm|It|The|This|Mr|Mrs|Ms|Miss|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Calling|From|With|Sorry|About)\b)"
_PERSON_EN = (
    late(
        rf"\b(?i:my\s+name(?:\s+is|['’]s)|this\s+is|it['’]s|i['’]?m|i\s+am(?:\s+called)?|you['’]?(?:ve|\s+have)\s+got|you['’]?(?:re|\s+are)\s+speaking\s+(?:to|with)|(?:agent|officer|advis[eo]r|specialist|representative))\s+(?i:agent\s+|officer\s+|mr\.?\s+|mrs\.?\s+|ms\.?\s+|miss\s+)?{_NOT_NAMED}(?!(?:[\w'’]+\s+){{0,3}}(?i:{_FIRM_EN})\b)(?P<name>[A-Z][a-z'’-]+(?:\s+[A-Z][\w'’-]+)*)"
    ),
    late(
        rf"(?:^|[.,!?]\s+){_NOT_NAMED}(?P<name>[A-Z][a-z'’-]+(?:\s+[A-Z][a-z'’-]+){{0,2}}),?\s+(?:here|speaking|calling|ringing)\b"
    ),
    late(rf"\bmy\s+name(?:\s+is|['’]?s)\s+(?!{_STOP_EN})(?P<name>[a-z][\w'’-]+)", I),
)
_FRAME_EN = late(
    r"\bmy\s+name|\b(?:this\s+is|i['’]m|i\s+am|it['’]s|you['’]ve\s+got|you['’]re\s+speaking|introduce\s+myself)\b(?!\s+(?:calling|about|a|an|the|in|not|just|sorry|afraid|here\s+to|regarding|to|your|trying|looking|important|with|from|at|for|glad|going)\b)|\b(?:agent|officer)\b",
    I,
)

# --- Chinese --------------------------------------------------------------------------------------------------------

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万"
    "段雷钱汤尹黎易常武乔贺赖龚文施牛洪庄温严柳尤梅祝岳齐蓝华"
)
_TWO_SURNAMES = r"(?:欧阳|司马|上官|诸葛|慕容|司徒|皇甫|尉迟|公孙|令狐|夏侯|端木|南宫|宇文|长孙|独孤|轩辕)"
_FIRM_ZH = r"(?:公司|银行|金融|分期|消费|小贷|网贷|贷款|信贷|信用卡?|集团|平台|事务所|律所|法务|资产|信服|金科|科技|服务|客服中心|中心|催收部|催收|信息|商务|数据|咨询|保险|租赁|担保|保理|管理)"
_NO_NAME = r"(?!您|你|想|要|关于|因为|看|有|给|打|不|没|谁|什么|吗|本人|机主|请问|来|为了|这样|他|她|在|受|代表|负责|欠|这边|我们)"
_END_ZH = r"(?=[,，。.!！?？\s、]|$|受|代表|请问|想|跟|给|有|关于|麻烦|打扰|打电话|打来|来电|这边|是|我)"
_SURNAMED = rf"(?:{_TWO_SURNAMES}|[{SURNAMES}])"
_COMPANY_ZH = (
    late(
        rf"(?:我们?(?:这边|这里|公司|单位)?|这里|这边)(?:代表的公司)?(?:是|叫|来自)(?!(?:[一-鿿]{{0,6}}(?:专员|顾问|经理|人员|经办人|管理员)))(?P<firm>{_NO_NAME}[一-鿿A-Za-z]{{1,14}}?{_FIRM_ZH}(?:{_FIRM_ZH})*)"
    ),
    late(
        rf"(?:我们(?:这边|这里|公司|单位)?|公司|我(?:这边|这里)|这里|这边)(?:代表的公司)?(?:是|叫)(?P<firm>{_NO_NAME}[一-鿿]{{4,8}}?){_END_ZH}"
    ),
    late(
        rf"(?:^|[,，。\s])是(?P<firm>{_NO_NAME}[一-鿿A-Za-z]{{1,14}}?{_FIRM_ZH}(?:{_FIRM_ZH})*)(?=的?[一-鿿]{{0,6}}?(?:工作人员|员工|职员|客服|专员|顾问|经理|代表)|的{_END_ZH})"
    ),
    late(
        rf"(?:我姓|免贵姓){_SURNAMED}[,，\s]是?(?P<firm>(?!是){_NO_NAME}[一-鿿A-Za-z]{{1,14}}?{_FIRM_ZH}(?:{_FIRM_ZH})*)"
    ),
    late(rf"我?来自(?P<firm>{_NO_NAME}[一-鿿]{{2,10}}?)(?:的|{_END_ZH})"),
    late(rf"从(?P<firm>{_NO_NAME}[一-鿿]{{2,10}}?)(?:给您|给你)?(?:打|来电|联系)"),
    late(rf"我?在(?P<firm>{_NO_NAME}[一-鿿]{{2,10}}?)(?:上班|工作|任职)"),
)
_BEHALF_ZH = (
    late(
        r"(?:接?受|经)(?P<firm>[一-鿿]{2,12}?)的?(?:委托|授权|之托|指派)|(?:代表|替|代)(?P<firm2>[一-鿿]{2,10}?)(?=跟|和|与|给|打|联系|向)|(?P<firm3>[一-鿿]{2,10}?)(?:已)?委托(?:给)?我们|[您你]在(?P<firm4>[一-鿿]{2,10}?)的(?:账户|贷款|欠款|借款|账单|订单)"
    ),
)
_ROLE_ZH = r"(?:(?:(?![是因欠款话])[一-鿿]){0,12}?(?:专员|顾问|经理|人员|经办人|管理员|客服|助理|主管|律师|老师|的))?"
_PERSON_ZH = (
    late(
        rf"(?:我[叫教交较]|名字(?:是|叫)|我的名字(?:是|叫)|(?:免贵|敝|鄙)?姓[一-鿿]{{1,2}}[,，\s]?(?:我?叫|名叫))(?P<name>{_TWO_SURNAMES}[一-鿿]{{1,2}}|[一-鿿]{{2,3}}?{_END_ZH}|[一-鿿]{{1,3}})"
    ),
    late(rf"(?<!贵)(?:我|免贵|敝|鄙)姓(?P<name>{_SURNAMED})"),
    late(
        rf"(?:我|这边|这里)(?:这边|这里)?是{_ROLE_ZH}(?P<name>{_TWO_SURNAMES}[一-鿿]{{1,2}}|[{SURNAMES}][一-鿿]{{1,2}}){_END_ZH}"
    ),
    late(
        rf"(?:我是|叫我|我这边是|这边是|这里是)[^,，。!！?？]{{0,12}}?(?P<name>[小老]{_SURNAMED}|{_SURNAMED}(?:经理|专员|老师|律师|先生|女士|小姐|主任|助理|主管))"
    ),
    late(rf"(?:专员|顾问|经理|工作人员|经办人|管理员|客服)(?P<name>{_SURNAMED}[一-鿿]{{1,2}}){_END_ZH}"),
)
_MAYBE_ZH = late(rf"我是{_ROLE_ZH}(?P<name>{_NO_NAME}(?!{_FIRM_ZH})[一-鿿]{{2,3}}){_END_ZH}")
_FRAME_ZH = late(
    r"我叫|我姓|免贵姓|敝姓|名字(?:是|叫)|我是(?!说|想|不|因为|为了|在|要|来|看|按)|自我介绍|工号|经办人|专员"
)
_FIRM_FRAME_ZH = late(
    rf"(?:这里|这边|我们|我这边|我这里|公司|单位)(?:是|叫)(?!{_NO_NAME[3:-1]})|来自|上班|(?<![您你]的){_FIRM_ZH}"
)
_NUMBER = late(
    r"工号[是为:：]?\s*[\d一二三四五六七八九零〇幺两]+|\b(?:agent|operator|badge|employee)\s+(?:number|id|no\.?)\s*[\w-]+|\b(?:operador|asesor|agente|ejecutivo)\s+(?:n[uú]mero\s+)?\d+|\bn[uú]mero\s+de\s+(?:empleado|agente)\s+[\w-]+",
    I,
)
"""Somebody who names a number can be found again, but has not told a name: a person decides."""


_NO_FIRM = late(
    r"(?:^|\b(?:from|with|at|of|for)\s+)(?:(?:your|his|her|their|our|my|this|that|an?)\s+(?:\w+\s+)*?|the\s+)(?:head\s+|main\s+|local\s+|back\s+|loan\s+|card\s+|collections?\s+|credit\s+|legal\s+|finance\s+)*"
    r"(?:offices?|departments?|teams?|company|bank|branch|agency|group|firm|stores?|card|loans?|mortgages?|credit|services?|account|matter|insurance|union|management)$"
    r"|^(?:la|el|su|nuestra|nuestro)\s+(?:oficina|departamento|empresa|banco|financiera|agencia|despacho)$|[您你][的在]|处理|^(?:专门|负责)",
    I,
)
_LIKE_FIRM = late(rf"\b(?:del?)?(?:{_FIRM_ES}|{_FIRM_EN})\b", I)
_DESK = late(r"\b(?:centro|[áa]rea|departamento|oficina|equipo|team|department|office|desk)\b", I)
_BEHIND_NAME = late(rf"\s*,?\s*(?:(?:del?|desde)\s+(?P<firm>(?!(?:la|los|las)\b|{_STOP_ES})[\w&]+{_NAME_ES}))", I)
_BEGINS_FROM = late(
    r"(?:^|[.,;!?]\s*)(?:del?|desde|from|with|of)\s+(?!(?:acuerdo|nada|hecho|momento|your?|su|course|qui[eé]n)\b)\w+", I
)
_SENTENCE_MARK = late(r"[.!?]")
_ADDRESSED = late(
    r"(?i:\b(?:señor(?:a|ita)?|sra?|srta|don|doña|busco\s+a|con|mr|mrs|ms|miss|sir|madam|looking\s+for|reach|speak\s+(?:with|to))\b\.?(?:\s+(?:el|la))?)(?:\s+[A-Z]\w+)*\s+$"
)
_TITLE = late(r"(?:señor(?:a|ita)?|sra?|srta|don|doña|mr|mrs|ms|miss|sir|madam)\.?", I)
_FRAMES_HEARD = (
    *(
        "le atiende",
        "le saluda",
        "mi nombre es",
        "habla usted con",
        "quien le habla",
        "soy la licenciada",
        "soy el licenciado",
    ),
    *("my name is", "you're speaking with", "let me introduce myself"),
)
_OWED = late(
    r"\b(?:sus?|tus?|un|una|unos|con|en|al?|los|saldo|pago|atraso|deuda|adeudo|cuota|your|an?|with|on|late|unpaid|overdue|the)(?:\s+(?:el|la|de|del))?\s+$",
    I,
)
"""What stands before a thing that is owed: "su crédito", "your loan" name no firm."""


@dataclass(frozen=True, slots=True)
class Introduced:
    """Half-open code points in one text. `unclear`: something like a firm, and something like a name, that cannot be
    read as one."""

    company: tuple[Span, ...] = ()
    person: tuple[Span, ...] = ()
    behalf: tuple[Span, ...] = ()
    unclear_company: tuple[Span, ...] = ()
    unclear_person: tuple[Span, ...] = ()


def introduced(text: str) -> Introduced:
    """What a text of the first turns says of who is calling, as far as recognised words show it."""
    return _in_han(text.translate(traditional())) if _HAN.search(text) else _in_latin(text)


def names_no_firm(said: str) -> bool:
    """ "From the office", "with your card", "处理您的贷款": words that firms carry, and nobody is named."""
    return _NO_FIRM.search(said) is not None


def _in_latin(text: str) -> Introduced:
    behalf = tuple(_named((*_BEHALF_ES, *_BEHALF_EN), text))
    firms = [one for one in _named((*_COMPANY_ES, *_COMPANY_EN), text) if not names_no_firm(text[slice(*one)])]
    person = _apart(_named((*_PERSON_ES, *_PERSON_EN), text), (*behalf, *firms))
    company = _apart((*firms, *_behind(person, text)), (*behalf, *person))
    taken = (*behalf, *company, *person)
    like_firm = [m.span() for m in _LIKE_FIRM.finditer(text) if not _OWED.search(text[: m.start()])]
    like_any = [one for one in _found((_CAPITAL, _BEGINS_FROM, _DESK), text) if not _asked_for(text, one)]
    like_firm += like_any
    like_name = [*like_any, *_found((_FRAME_ES, _FRAME_EN, _NUMBER), text)]
    like_name += [(one.start, one.end) for one in find_literals(text, _FRAMES_HEARD, None)]
    return Introduced(company, person, behalf, _apart(like_firm, taken), _apart(like_name, taken))


def _asked_for(text: str, name: Span) -> bool:
    """The other party's name: in a question, or behind a word of address, which is itself no name."""
    if _TITLE.fullmatch(text, *name):
        return True
    mark = _SENTENCE_MARK.search(text, name[1])
    return (mark is not None and mark[0] == "?") or _ADDRESSED.search(text[: name[0]]) is not None


def _behind(person: Sequence[Span], text: str) -> Iterator[Span]:
    """What stands behind one's own name: "habla Ricardo Peña del bufete Aranda". "De la Cruz" is a name's own part."""
    for _, end in person:
        match = _BEHIND_NAME.match(text, end)
        if match:
            yield match.start("firm"), match.start("firm") + len(_DANGLING.sub("", match["firm"]))


def _in_han(text: str) -> Introduced:
    behalf = tuple(_found(_BEHALF_ZH, text))
    person = _apart((*_named(_PERSON_ZH, text), *_sounding_named(text)), behalf)
    firms = [one for one in _named(_COMPANY_ZH, text) if not names_no_firm(text[slice(*one)])]
    company = _apart(firms, (*behalf, *person))
    taken = (*behalf, *company, *person)
    like_firm, like_name = _found((_FIRM_FRAME_ZH,), text), _found((_FRAME_ZH, _NUMBER), text)
    return Introduced(company, person, behalf, _apart(like_firm, taken), _apart(like_name, (*behalf, *company)))


def _sounding_named(text: str) -> Iterator[Span]:
    """A recogniser writes a name by its sound: 羊雪 begins with what sounds like 杨."""
    for match in _MAYBE_ZH.finditer(text):
        if not surname_sounds().isdisjoint(syllables(match["name"][0])):
            yield match.span("name")


@cache
def surname_sounds() -> frozenset[str]:
    """The commonest syllable of each surname, blurred as telephones blur it."""
    return frozenset(syllables(name)[0] for name in SURNAMES)


def _named(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[Span]:
    """The names alone; a connecting word at the end is no part of one."""
    for pattern in patterns:
        group = "firm" if "firm" in pattern.groupindex else "name"
        for match in pattern.finditer(text):
            capitals = _CAPITALS.match(match[group])
            said = capitals[0] if capitals else _DANGLING.sub("", match[group])
            yield match.start(group), match.start(group) + len(said)


def _found(patterns: Iterable[re.Pattern[str]], text: str) -> list[Span]:
    return [match.span() for pattern in patterns for match in pattern.finditer(text)]


def _apart(given: Iterable[Span], taken: Sequence[Span]) -> tuple[Span, ...]:
    """In order, without what overlaps one of those taken."""
    return tuple(sorted({one for one in given if not any(one[0] < end and start < one[1] for start, end in taken)}))
