"""What an agent or debtor says in a call, as patterns in three languages: who, for whom, about what, proved how.

Written for recognised speech as well as typed text: case is not relied on where words around a name say enough.
"""

# ruff: noqa: E501  (a pattern broken over lines is harder to check than a long one)

from __future__ import annotations

import re
from collections.abc import Iterable

from atesta.kept import late

I = re.IGNORECASE  # noqa: E741  (the standard name of the flag)

# A personal name after words that introduce oneself. What follows must not be a verb or "calling".
_NOT_A_NAME = (
    r"(?!(?:calling|from|with|regarding|about|your|the|a|an|to|in|on|not|just|here|glad|sorry|happy|afraid|doing|trying|"
    r"reaching|contacting|speaking|returning|following|required|unable|concerning|important|is|it|that|this|urgent|"
    r"personal|our|my|for|at|de|del|la|el|los|un|una|quien|para|por|con|su|llamando)\b)"
)
_NAME_EN = rf"{_NOT_A_NAME}(?:<NAME>|(?:mr|mrs|ms|miss|agent|officer|attorney)\.?\s+[a-z][\w'’-]+|[A-Za-z][\w'’-]+)"
_NAME_ES = (
    r"(?:(?i:el\s+|la\s+)?(?i:lic(?:enciad[oa])?|señora?|sra?|srta|ing|dra?|abogad[oa])\b\.?\s+[\w<]+"
    rf"|{_NOT_A_NAME}(?:<NAME>|[A-ZÁÉÍÓÚÑ][\wáéíóúñ]+))"
)

AGENT_NAME = tuple(
    late(pattern, I)
    for pattern in (
        rf"\b(?:my\s+name\s+is|my\s+name['’]s|i\s+am\s+called)\s+{_NAME_EN}",
        rf"\b(?:this\s+is|it['’]?s|it\s+is|i['’]?m|i\s+am|you['’]re\s+speaking\s+(?:with|to))\s+{_NAME_EN}(?:\s+[A-Za-z][\w'’-]+)?"
        r",?\s+(?:calling|from|with|at|of|here|on\s+behalf|over\s+at|i['’]?m|and\s+i)\b",
        rf"\b{_NAME_EN}\s+(?:here|speaking)[,.]?\s+(?:from|with|at|of|calling)\b",
        rf"\bmi\s+nombre\s+es\s*:?\s*{_NAME_ES}",
    )
) + tuple(
    late(pattern)
    for pattern in (
        rf"\b(?:[Tt]his\s+is|[Ii]['’]m)\s+{_NOT_A_NAME}(?!(?i:mr|mrs|ms|miss)\b)[A-Z][a-z'’-]+(?:\s+[A-Z][a-z'’-]+)?\s*[.,!]",
        rf"\b(?:[Ll]e\s+(?:habla|saluda|llama|atiende|escribe)|[Hh]abla|[Ss]aluda|[Mm]e\s+llamo|[Ss]oy)\s+(?:usted\s+)?(?:con\s+)?{_NAME_ES}",
        r"我(?:叫|姓|的名字[是叫])\s*(?!什么)[<\w]",
        r"(?:我是|这里是|这边是|我)[^,。!?,，!？]{0,18}?(?:的|公司|银行|金融|分期|中心|部)?(?:小|老)[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文]",
        r"我是[^,。!?,，!？]{0,18}?[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊陆郝崔康毛邱秦江史顾侯邵孟龙万段雷汤](?:经理|专员|老师|律师|先生|女士|主任|警官|法官|助理)",
        r"我是[^,。!?,，!？]{0,18}?<NAME>",
        r"(?:我|这边|这里)?是[^,。!?,，!？]{1,18}?(?:的|公司|银行|金融|分期|中心)[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧][一-龥]{1,2}(?=[,，。!！?？\s、]|$|受|代表|请问|想|跟|给|有|关于|麻烦|打扰)",
    )
)

# The company one calls from. A capital or a mask marks a name; otherwise a word that firms carry.
_LETTERS = r"(?:[\w&'’-]|\.(?=\w)|(?<=\b[A-Z])\.(?=\s))*"
"""A point inside "J.P. Morgan" goes on; the one behind "HSBC." ends the sentence and the name."""
_FIRM_EN = (
    rf"(?:the\s+)?(?:<ORG>|[A-Z]{_LETTERS}(?:\s+(?:[A-Z&]{_LETTERS}|and|of|the))*)"
    r"|(?:the\s+)?(?:[a-z&]+\s+){0,4}(?i:collections?|recovery|services?|solutions?|finance|financial|credit|bank|lending|"
    r"agency|associates|group|law\s+firm|capital|funding|loans)\b"
)
_FIRM_ES = (
    r"(?:(?:la\s+|el\s+)?(?:empresa|despacho|compa[nñ][ií]a|financiera|agencia|gestora)\s+)?(?:<ORG>|[A-ZÁÉÍÓÚÑ]"
    + _LETTERS
    + ")"
)
COMPANY = (
    late(
        rf"\b(?:[Ff]rom|(?i:this\s+is\s+\S+|i['’]?m\s+\S+|i\s+am\s+\S+|name\s+is\s+\S+|here)(?:\s+\S+)?\s+(?:with|at|of)|[Cc]alling\s+for|[Ww]ith)\s+(?!(?:Mr|Mrs|Ms|Miss|Dr|Sir)\b)(?!(?:your|you|us|our|an?|this|that|me|my)\b)(?:{_FIRM_EN})"
    ),
    late(
        r"\b(?i:(?:hello|hi|good\s+(?:morning|afternoon|evening))[,.]?\s+(?:this\s+is\s+)?)(?:the\s+)?(?:[A-Z][\w&.'’-]*\s+)+(?:Collections?|Recovery|Services?|Bank|Finance|Financial|Credit|Solutions?|Lending|Group)\b"
    ),
    late(
        rf"(?i:(?:me\s+comunico|le\s+(?:hablo|llamo|hablamos|llamamos|escribo|escribimos|contactamos|(?:saluda|habla|llama|escribe)(?:\s+\S+){{0,4}}?)|llamo|hablo|llamamos|nos\s+comunicamos|soy\s+\S+(?:\s+\S+)?|somos|de\s+parte|nombre\s+es\s*:?\s*\S+(?:\s+\S+)?)[,]?\s+(?:de|del|desde)\s+)(?:parte\s+de\s+)?{_FIRM_ES}"
    ),
    late(
        r"(?:我(?:们)?(?:这边|这里)?是|这里是|这边是|您好[,，!！。]?(?:我是)?|我姓[一-龥]{1,2}[,，]\s*是?)(?!您|你|关于|想|来)(?:(?![您你]的|处理)[^,。!?,，!？]){0,16}?(?:公司|银行|金融|分期|消费|贷|信用卡中心|客服中心|中心|集团|平台|事务所|资产|信服|催收部|<ORG>)"
    ),
)

# The creditor, named as someone other than the caller.
_CREDITOR_EN = r"(?P<creditor>(?!(?:your|you|us|our|my|this|that|the\s+account|an?|me)\b)(?:<ORG>|[A-Z][\w&'’-]*(?:\s+[A-Z&][\w&'’-]*)*))"
ON_BEHALF = (
    late(
        rf"\b(?i:on\s+behalf\s+of|representing|calling\s+for|collecting\s+for|in\s+behalf\s+of|retained\s+by|hired\s+by|assigned\s+(?:to\s+us\s+)?by|placed\s+(?:with\s+us\s+)?by|client\s+is|our\s+client,?)\s+(?:your\s+creditor,?\s+)?{_CREDITOR_EN}"
    ),
    late(
        rf"\b(?i:(?:balance|debt|account|loan|payment|bill|card|amount|obligation|credit|delinquency|money|due|owed?|invoice|you\s+have|associated)\s+(?:you\s+(?:have|owe|hold)\s+)?(?:on\s+your\s+account\s+)?(?:with|to|from|at|for|through))\s+{_CREDITOR_EN}"
    ),
    late(
        rf"\b(?i:(?:outstanding|overdue|past[- ]due|unpaid|delinquent|your)\s+){_CREDITOR_EN}\s+(?i:account|loan|card|balance|debt|bill)\b"
    ),
    late(
        r"(?i:por\s+(?:encargo|cuenta|orden|mandato)\s+de|en\s+(?:nombre|representaci[oó]n)\s+de(?:l)?|representamos\s+a|contratad[oa]s?\s+por)\s+\S+"
    ),
    late(
        r"(?i:(?:deuda|adeudo|cr[eé]dito|pr[eé]stamo|cuenta|saldo|tarjeta|cuota|mensualidad|pago)(?:\s+\w+){0,3}\s+(?:con|de|del|en))\s+(?:el\s+|la\s+)?(?:<ORG>|[A-ZÁÉÍÓÚÑ][\wáéíóúñ&]+)"
    ),
    late(r"受[^,。!?,，!？]{1,18}(?:委托|之托)|(?:代表|代理)[^,。!?,，!？]{1,14}(?:公司|银行|金融|分期|平台|<ORG>)"),
    late(
        r"[您你]在(?!我[们司]|本公司|我行|本行)[^,。!?,，!？]{1,14}?(?:银行|金融|分期|平台|公司|贷|花呗|借呗|白条|<ORG>)[^,。!?,，!？]{0,6}?(?:的|有)[^,。!?,，!？]{0,10}?(?:欠款|贷款|借款|账单|账户|款项|逾期)"
    ),
)

ENTRUSTED = (ON_BEHALF[0], ON_BEHALF[3], ON_BEHALF[5])
"""Of these, what says for whom the caller acts; the others only name whose debt it is."""

# That there is a debt, and details of it.
_NUMBER_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|oh|zero)"
_SUM_EN = rf"(?:[$£€¥￥]\s?\d|\d[\d.,]*|<AMOUNT>|{_NUMBER_WORD}\b)"
_SUM_ES = r"(?:[$£€]\s?\d|\d[\d.,]*|<AMOUNT>|(?:mil|cien(?:to)?s?|\w+cient[oa]s|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci\w+|veint\w+|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|un\s+mill[oó]n|medio\s+mill[oó]n)\b)"
DEBT = (
    late(
        r"\b(?:outstanding|overdue|past[- ]due|unpaid|delinquent|pending|remaining|late)\s+(?:\w+\s+){0,3}?(?:balance|account|payment|debt|amount|bill|loan|invoice|credit)"
        r"|\b(?:balance|debt|delinquency|arrears)\b|\b(?:account|loan|payment|bill|card|invoice)\s+(?:is|are|was|has\s+been)\s+(?:\w+\s+)?(?:overdue|past\s+due|late|unpaid|delinquent|behind)\b|\b(?:you|he|she|they)\s+(?:still\s+)?owes?\b|\b(?:amount|payment|money)\s+(?:is\s+)?(?:due|owed|overdue)\b|\bpast\s+due\b|\bcollect(?:ing)?\s+(?:on\s+)?a\s+debt\b|\bdebt\s+collect(?:ion|or)\s+call\b|\bmissed\s+(?:your\s+)?payments?\b",
        I,
    ),
    late(
        r"\b(?:adeud[oa]s?|deudas?|debe\s+usted|usted\s+debe|atras(?:o|ad[oa])s?|vencid[oa]s?|mora|moros[oa]|saldo(?:\s+pendiente)?|pago\s+pendiente|impago)\b",
        I,
    ),
    late(r"逾期|欠款|欠[了着]?(?:我们|银行|公司|钱)|未还|待还|还款|催收|拖欠|借款|贷款|账单"),
    late(
        rf"\b(?:owes?|owing|owed)\s+(?:\w+\s+){{0,4}}?{_SUM_EN}|\b(?:owes?|owed)\s+(?:us|them|the\s+bank|money)\b"
        r"|(?:\bnot|\bnever|n['’]t)\s+(?:yet\s+)?paid\s+(?:us|(?:for\s+)?(?:your|his|her|their|the|that|this|any)\b|off\b)|\bstill\s+(?:to\s+pay|unpaid)\b"
        r"|\b(?:behind|late|in\s+default)\s+(?:on|with)\s+(?:your|his|her|their|the|that|this)\b|\b(?:fell|fallen|falling)\s+behind\b",
        I,
    ),
    late(
        rf"\b(?:deb(?:e[ns]?|ía[ns]?)|adeuda[ns]?)\s+(?!(?!(?:pag|cubr|liquid|abon|deposit)[ai]r)\w+[aeií]r(?:me|nos|se|[lt]es?|l[ao]s?)?\b)(?:\w+\s+){{0,3}}?{_SUM_ES}|\bnos\s+debe[ns]?\b(?!\s+(?:una\s+)?(?:\w+[aei]r(?:me|nos|[lt]es?|l[ao]s?)?|explicaci\w+|respuesta)\b)"
        rf"|\b(?:lo|todo\s+lo|cu[aá]nto)\s+que\s+(?:nos\s+)?debe[ns]?\b(?!\s+\w+[aei]r)|\bdebe[ns]?\s+(?:el\s+)?(?:dinero|plata|lana)\b"
        rf"|\b(?:cuotas?|mensualidad(?:es)?|pagos?|facturas?|recibos?|letras?|cr[eé]ditos?|pr[eé]stamos?|tarjetas?|mes(?:es)?)\s+(?:que\s+est[aá]n?\s+)?(?:sin\s+(?:pagar|cubrir|liquidar)|impag[ao]s?|por\s+pagar|pendientes?)\b"
        r"|\b(?:no|sin)\s+(?:nos\s+|me\s+)?(?:ha[ns]?|haber)\s+(?:pagado|cubierto|liquidado)\b|\b(?:dej(?:[oó]|aron)\s+de|sigue[ns]?\s+sin)\s+pagar\b",
        I,
    ),
    late(
        r"欠[了着下]?(?!条)[^,。!?，！？]{0,8}?(?:[\d一二三四五六七八九十百千万两几]+\s*(?:元|块|万|千|百)|债|账|费)|[您你他她][^,。!?，！？]{0,8}?还?(?:没有?|未)(?:按时|及时)?(?:还(?:款|钱|上|清|我)|付款|缴费)"
    ),
)
"""That there is a debt: its own words, or a sum beside "owe", "deber", "欠"."""
PURPOSE = (
    *DEBT,
    late(
        r"\b(?:discuss|regarding|about)\s+(?:a|your|the)\s+(?:payment|bill|loan|invoice)\b|\bpayment\s+(?:arrangement|plan)\b|\battempt\s+to\s+collect\b",
        I,
    ),
    late(r"\b(?:su|el|un)\s+(?:pago|cr[eé]dito|pr[eé]stamo|cuota|mensualidad)\b", I),
)
DETAIL = (
    late(r"[$£€¥￥]\s?\d|\b\d[\d.,]*\s*(?:dollars?|pounds?|euros?|pesos?|soles|usd|mxn|eur)\b|<AMOUNT>", I),
    late(rf"\b(?:{_NUMBER_WORD}[\s-]+(?:and\s+)?)+(?:dollars?|pounds?|bucks|cents)\b", I),
    late(
        r"\b(?:mil|cien(?:to)?s?|\w+cient[oa]s|veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)(?:\s+\w+){0,5}\s+(?:pesos|euros|soles|d[oó]lares)\b",
        I,
    ),
    late(r"\d[\d.,]*\s*(?:元|块|万)|[一二三四五六七八九十百千万两]+(?:元|块)"),
    late(rf"\baccount\s+(?:number|ending|#)\s*(?:in\s+|is\s+|of\s+)?(?:\d|{_NUMBER_WORD}\b)", I),
    late(r"\b(?:terminaci[oó]n|cuenta\s+(?:n[uú]mero|terminada\s+en))\s+\d|尾号\s*\d{3,}", I),
)

# Identifiers beyond the bare name.
ASKS_IDENTIFIER = (
    late(
        r"\b(?:date\s+of\s+birth|birth\s*date|birthday|dob|address|zip(?:\s+code)?|post\s*code|last\s+(?:four|4)|social\s+security|ssn|account\s+number|"
        r"phone\s+number|number\s+on\s+file|security\s+(?:question|code)|identification|id\s+number|driver['’]?s\s+licen[sc]e|mother['’]?s\s+maiden)\b",
        I,
    ),
    late(
        r"\b(?:fecha\s+de\s+nacimiento|domicilio|direcci[oó]n|c[oó]digo\s+postal|n[uú]mero\s+de\s+(?:cuenta|cliente|identificaci[oó]n|c[eé]dula|documento)|[uú]ltimos\s+(?:cuatro|4|tres)|dni|curp|rfc|rut|c[eé]dula|ine)\b",
        I,
    ),
    late(r"身份证|出生(?:日期|年月)|生日|地址|住址|(?:后|末)[四4六6]位|尾号|卡号|账号|手机号"),
)
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
GIVES_IDENTIFIER = (
    late(r"\d{2,}|(?:\b\d\b[\s,.-]*){3,}|\d月"),
    late(rf"\b{_MONTH}\.?\s+\w+", I),
    late(
        rf"\b(?:{_NUMBER_WORD}[\s,-]+){{2,}}(?:{_NUMBER_WORD}\b|\w+\s+(?:street|st|avenue|ave|road|rd|lane|drive|court|boulevard))",
        I,
    ),
    late(r"\b(?:street|avenue|road|lane|drive|boulevard|calle|avenida|colonia)\b", I),
    late(r"[一二三四五六七八九零〇幺]{3,}|[路街巷弄]\S{0,6}号|小区|<ADDRESS>|<ID4?>|<DATE>|<PHONE>"),
)
REFUSES = late(
    r"\b(?:why\s+(?:should|would|do)\s+(?:i|you)|none\s+of\s+your|i\s+(?:don['’]?t|do\s+not|won['’]?t|will\s+not|can['’]?t|cannot)\s+(?:want|have|give|need|feel|think|know|remember|trust|share)|not\s+(?:comfortable|giving|going\s+to\s+(?:give|tell|share))|no\s+way|"
    r"no\s+(?:le|te)\s+voy\s+a|no\s+tengo\s+por\s+qu[eé]|para\s+qu[eé]\s+(?:quiere|necesita))\b|凭什么|不(?:想|会|能|方便)(?:告诉|提供|给)|为什么要(?:告诉|给)",
    I,
)

# Who is on the line.
NOT_THE_DEBTOR = (
    late(
        r"\b(?:[Ii]['’]m|[Ii]\s+am|[Tt]his\s+is|[Ii]t['’]s)\s+not\s+(?:(?:Mr|Mrs|Ms|Miss)\.?\s+)?(?:[A-Z][a-z]+\b|<NAME>)"
    ),
    late(
        r"\b(?:wrong\s+(?:number|person)|not\s+(?:him|her|that\s+person|the\s+(?:right\s+)?person|who\s+you)\b|no\s+one\s+(?:here\s+)?by\s+that\s+name|no\s+\w+\s+(?:here|at\s+this\s+number)|"
        r"(?:he|she)['’]?s?\s+(?:is\s+)?not\s+(?:here|home|in|available|around)|(?:he|she)\s+(?:isn['’]?t|is\s+not)\s+(?:here|home|in|available)|(?:i['’]?m|i\s+am|this\s+is)\s+(?:his|her|their|(?:\w+['’]s))\s+(?:wife|husband|mother|father|mom|dad|son|daughter|brother|sister|roommate|neighbou?r|partner|boss|manager|co-?worker|friend|assistant)|"
        r"you\s+have\s+the\s+wrong|don['’]?t\s+know\s+(?:any|anyone|a|who)\b)",
        I,
    ),
    late(
        r"\b(?:no\s+se\s+encuentra|no\s+est[aá](?=\s+(?:en\s+casa|aqu[ií]|disponible|ahora|ahorita|por\s+el\s+momento)\b|\s*[.,;!]|\s*$)|n[uú]mero\s+equivocado|equivocad[oa]|no\s+soy\s+(?:yo\s+)?(?:[A-Z<é]|esa|ese|el\s+titular|la\s+titular)|soy\s+su\s+(?:esposa?|mam[aá]|pap[aá]|hij[oa]|herman[oa]|vecin[oa]|jefe|compa[nñ]er[oa])|no\s+lo\s+conozco|no\s+la\s+conozco|ya\s+no\s+(?:vive|trabaja))",
        I,
    ),
    late(
        r"打错|不是我(?:本人)?[,。,，]|我不是(?!不|故意|说|要)|[他她](?:不在|没在|出去了)|我是[他她]的?(?:妈|爸|老婆|老公|妻子|丈夫|母亲|父亲|儿子|女儿|哥|姐|弟|妹|同事|朋友|邻居|领导|老板|家人)|不认识(?:这个人|[他她])|没有这个人"
    ),
)
VOICEMAIL = (
    late(
        r"\bvoice\s*-?\s*mail|\b(?:leave|record)\s+(?:a|your|me\s+a)\s+(?:brief\s+|detailed\s+|short\s+)?message|\b(?:after|at)\s+the\s+(?:tone|beep)|\b(?:is|am|are)\s+(?:not|un)\s*available\s+(?:right\s+now|to\s+take)|mailbox|answering\s+machine|can['’]?t\s+(?:come\s+to|take|answer)\s+(?:the|your)\s+(?:phone|call)",
        I,
    ),
    late(
        r"buz[oó]n\s+(?:de\s+)?(?:voz|mensajes)|deje\s+(?:su|un)\s+mensaje|despu[eé]s\s+(?:del|de\s+la)\s+(?:tono|se[nñ]al)|contestador",
        I,
    ),
    late(r"语音(?:信箱|留言)|请(?:在|于)?[^。]{0,8}(?:留言|嘀)|嘀(?:的)?一声|秘书台|无法接听"),
)

# Is it her? Asked by name, and answered (A5.3: the name is the first of the three ways).
ASKS_NAME = (
    late(
        r"\b(?:hablo|hablar|me\s+comunico|comunicarme|gusto)\s+con\b|\bes\s+usted\b|¿\s*(?:el|la)?\s*(?:señor(?:a|ita)?|sra?|srta|don|doña)\b[^?]{0,40}\?"
        r"|\bse\s+encuentra\b|\bbusco\s+a(?:l)?\b|\busted\s+es\b",
        I,
    ),
    late(
        r"\b(?:speaking|talking)\s+(?:with|to)\b|\bis\s+this\s+(?!call)|\bmay\s+i\s+(?:please\s+)?(?:speak|talk)|\bcan\s+i\s+(?:please\s+)?(?:speak|talk)|\btrying\s+to\s+reach\b"
        r"|\blooking\s+for\s+(?:mr|mrs|ms|miss|[A-Z])|\bare\s+you\s+(?:mr|mrs|ms|miss)\b|\bis\s+\w+(?:\s+\w+)?\s+(?:there|available|home|in)\b",
        I,
    ),
    late(
        r"请问.{0,3}是|您是[^,。!?,，！？]{1,10}(?:吗|先生|女士|小姐|本人)|是[^,。!?,，！？]{1,8}(?:先生|女士|小姐|本人)吗|找一?下?[^,。!?,，！？]{1,6}(?:先生|女士|小姐)"
    ),
)
SAYS_YES = late(
    r"^\W*(?:s[ií]\b|claro|exacto|correcto|as[ií]\s+es|yes\b|yeah\b|yep\b|speaking\b|this\s+is\s+(?:he|she|[A-Z]\w+|me)\b|that['’]?s\s+me|it\s+is\b|i\s+am\b|是的?(?![^,。，]{0,3}(?:谁|什么|哪))|对|我就是|嗯|没错)"
    r"|\b(?:soy\s+yo|yo\s+soy|habla\s+(?:el|ella)\s+mism[oa]|(?:[eé]l|ella)\s+habla|con\s+(?:[eé]l|ella)\s+(?:habla|mism)|a\s+sus\s+[oó]rdenes|[eé]l\s+mismo|ella\s+misma|servidora?)\b|本人|我是",
    I,
)


def any_of(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


_NAME_GOES_ON = late(
    r"(?:\s+(?:de\s+la|del|de|la|y|&|and|of|the))?(?:\s+(?:[A-ZÁÉÍÓÚÑ][\w&'’-]*|S\.?A\.?|<\w+>))+|(?:客服|服务|客户)?中心|公司|集团"
)


def whole_name(text: str, end: int) -> int:
    """A name of several words goes on to its last: "Recobros Cantábrico" does not end with "Recobros"."""
    more = _NAME_GOES_ON.match(text, end)
    return more.end() if more else end
