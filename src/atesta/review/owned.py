"""Whose property a sentence speaks of: the lender's own account, what was pledged, or what is the debtor's own.

A bank that blocks its own card or loan account, or sets a balance off against what is owed, acts under its contract;
"only a court can order it" would be wrong there (B2.1, A2). It stays right for every other account, wage or thing.
Texts here are in plain form (`truth.plain.Plain.text`): lower case, no accents.
"""

from __future__ import annotations

from atesta.kept import late

_OWN_ACCOUNT = late(
    r"信用卡|贷记卡|花呗|借呗|白条|微粒贷|抵销"
    r"|(?:借款|贷款|网贷|分期|授信|信贷|透支|会员|平台|app|本行|我行|我司)(?:的|内的?)?(?:账户|账号|帐户|额度|权限)"
    r"|在(?:我行|本行|我司|我们这里|我们平台|本平台)[^,。;!?]{0,6}(?:账户|账号|帐户|存款|余额)"
    r"|\b(?:credit|card|loan|charge|store|overdraft) accounts?\b|\bcredit (?:card|line)\b|\bline of credit\b"
    r"|\baccounts?(?: (?:that |which )?you (?:hold|have|keep))? (?:here )?with us\b|\bset-? ?off\b"
    r"|\bcuenta de (?:credito|prestamo|(?:su |la )?tarjeta)\b|\blinea de credito\b|\btarjeta(?: de credito)?\b"
    r"|\bcuentas?\b[^,.;!?]{0,20}\b(?:con nosotros|en (?:este|nuestro) banco|en nuestra (?:entidad|institucion))\b"
    r"|\bderecho de compensacion\b"
)
_NOT_THE_LENDERS = late(
    r"法院|法庭|法官|公安|警方|警察|司法|央行|人民银行|银联|查封|扣押|拍卖|没收|强制|名下|所有|全部|一切|他行|其他|各大?银行"
    r"|工资|微信|支付宝|储蓄卡|社保|公积金|财产|资产|房|车|家人|父母|配偶|全家|亲属"
    r"|\bcourts?\b|\bjudges?\b|\bsheriff\b|\bpolice\b|\ball (?:of )?your\b|\bevery\b|\bother\b|\bseiz\w+|\bgarnish\w*"
    r"|\blev(?:y|ied|ying)\b|\bwages?\b|\bsalary\b|\bpaychecks?\b|\bassets\b|\bproperty\b|\bbank accounts\b"
    r"|\bjuzgado\b|\bjuez\b|\btribunal\b|\bjudicial\w*|\bembarg\w+|\btod[ao]s\b|\botr[ao]s?\b|\bcuentas bancarias\b"
    r"|\bnomina\b|\bsueldo\b|\bsalario\b|\bbienes\b|\bcasa\b|\bvivienda\b|\bfamilia\w*"
)
_NEVER_PLEDGED = late(
    r"账户|账号|帐户|银行卡|储蓄卡|信用卡|工资|微信|支付宝|存款|财产|资产|身份证|公积金|社保|医保|退休金|养老金|手机|驾驶证|驾照"
    r"|护照|户口|执照|低保|家具|家电|全家|父母|家人|配偶|老婆|老公|孩子"
    r"|\bwages?\b|\bsalary\b|\bpaychecks?\b|\bbank accounts?\b|\bsavings\b|\bfurniture\b|\bbelongings\b|\bgoods\b"
    r"|\bpossessions\b|\btv\b|\bappliances\b|\bbenefits\b|\bpensions?\b|\beverything\b"
    r"|\bmuebles?\b|\bbienes\b|\belectrodomesticos\b|\blinea blanca\b|\benseres\b|\baparatos\b|\bcosas\b"
    r"|\bpertenencias\b"
    r"|\btelevis\w+|\btele\b|\brefri\w*|\bnevera\b|\bestufa\b|\blavadora\b|\bsala\b|\bcomedor\b|\bcama\b"
    r"|\bherramientas\b|\bmercancia\b|\bvacas?\b|\banimales\b|\bluz\b|\bagua\b|\bsueldo\b|\bsalario\b|\bnomina\b"
    r"|\bcuentas?\b|\bfamilia\w*|\bpadres\b|\btodo\b"
)
_CONTRACT = late(
    r"合同|协议|约定|抵押|质押|租赁"
    r"|\bcontract\b|\bagreement\b|\bhire[- ]purchase\b|\bleas(?:e|ed|ing)\b|\bsecured\b|\bcollateral\b"
    r"|\bcontrato\b|\bgarantia\b|\bprenda\b|\bhipoteca\w*|\brenting\b|\barrendamiento\b|\breserva de dominio\b"
)


def own_account(clause: str) -> bool:
    """Whether a clause on blocking or debiting speaks of the lender's own account and of nothing else."""
    return bool(_OWN_ACCOUNT.search(clause)) and not _NOT_THE_LENDERS.search(clause)


def only_pledged(sentence: str) -> bool:
    """Whether a sentence that takes pledged goods names nothing else, as wages or furniture, which no pledge covers."""
    return not _NEVER_PLEDGED.search(sentence)


def by_contract(sentence: str) -> bool:
    """Whether a sentence names the contract or the security that it rests on."""
    return bool(_CONTRACT.search(sentence))
