"""How the words of a step stand: done, certain, may, not, asked. The nearest modifier before the words decides.

Chinese, Spanish and English mark this around the verb ("已", "ha sido", "will"); phrase files give what a phrase means
when nothing is around it. A condition ("si no paga, presentaremos demanda") leaves a step certain: what it says will
follow is what has to be on record (INTERFACES: a suit announced as certain).
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from atesta.kept import late
from atesta.review.truth.plain import Plain

REACH = 60  # characters looked back from the words, inside their clause


class Mood(StrEnum):
    DONE = "done"
    CERTAIN = "certain"
    MAY = "may"
    NOT = "not"
    ASKED = "asked"


_MAY_HAN = (
    r"可能(?:会|将|要)?|或将|或会|也许|有权|有可能|可以|可依法|可(?=向|通过|依|采)|保留|考虑|不排除|如需"
    r"|必要时|以防|避免|以免|免得|免于|防止"
    r"|免遭|风险|建议|随时可|面临被?"
)
_MAY_LATIN = (
    r"\bpodr(?:ia|iamos|ian|a|an|emos|e)\b|\bpued[ae]n?\b|\bpodemos\b|\bpudier\w+|\bposib\w+|\beventual\w*"
    r"|\bfacultad\w*"
    r"|\bderecho (?:a|de)\b|\breserv\w+|\bevit\w+|\ba fin de (?:no|evitar)\b|\bantes de (?:que )?\w+[aei]r\b"
    r"|\briesgo\b|\bquiza\w*|\btal vez\b"
    r"|\bconsider\w+|\bsusceptible\b|\bde ser necesario\b|\ben su caso\b|\bpara (?:no|que no)\b|\bllegar a\b"
    r"|\bimpedir\b"
    r"|\bmay\b|\bmight\b|\bcould\b|\bcan\b|\bconsider\w*|\breserves? the right\b|\bavoid\w*|\bpossib\w+"
    r"|\bpotential\w*"
    r"|\bprevent(?:s|ed|ing)?\b|\brisk\b|\bbefore (?:we|our|it|any|filing|taking|starting|initiating|legal|court)\b"
    r"|\boptions?\b|\bentitled\b|\brather than\b|\bwithout the need\b|\binstead of\b|\bright to\b"
)
_CERTAIN_HAN = (
    r"即将|将(?!军)|会(?!员|议|计)|拟|准备|就(?!业|学|职|诊)|马上|立即|立刻|必|要(?!求|么)"
    r"|直接|正在|着手|开始|决定|否则"
)
_CERTAIN_LATIN = (
    r"\b(?:s|inici|proced|present|interpon|embarg|demand|remit|turn|ejecut|d|h|ten|ven|realiz|solicit|promov|entabl"
    r"|traslad|envi|pas|acud|tom|ejerc|notific|radic|judicializ|efectu|llev|emit|activ|procur|report|inform|qued|v"
    r"|deb"
    r"|comunic|contact|visit|public|aplic|asign|deriv|escal|ced|instaur|ingres|ca|recib|mand|llam|busc|cobr|suspend"
    r"|bloque|incluy|inclu|inscrib|registr|figur|aparec|transfer|constitu|lleg|requer|exig|dict|orden|cancel|cort)"
    r"(?:a|e|i|d)?r(?:emos|a|an|e|as)\b|\bira[ns]?\b|\biremos\b|\bvamos a\b|\bvan? a\b|\bvoy a\b|\bprocedemos\b"
    r"|\besta(?:mos|n)? por\b"
    r"|\bpunto de\b"
    r"|\bcaso contrario\b|\bde lo contrario\b|\bobligad[oa]s\b|\bpreparad\w+|\bprepar\w+|\btendremos\b"
    r"|\bpenosa necesidad\b"
    r"|\bwill\b|'ll\b|\bshall\b|\bgoing to\b|\babout to\b|\bintend\w*|\bpreparing\b|\bprepared to\b|\bproceeding\b"
    r"|\bbegin\w*"
    r"|\bmust\b|\bforced to\b|\bno (?:choice|option|alternative)\b|\bscheduled\b|\bwould\b|\bintention\b|\bor (?:we"
    r"|else)\b|\bface\b"
    r"|\bproceed(?: to| with)?\b|\bdecided to\b|\binstructed to\b|\bready to\b|\bin the process of\b|\bplan(?:s"
    r"|ning)? to\b"
)
_DONE_HAN = (
    r"已(?:经|被|正式|于|向)?|现已|业已|刚|昨[日天]|完成|成功"
    r"|(?<!\d)前[日天]|(?:上个?月|上个?(?:周|星期|礼拜)[一二三四五六日天]?)(?=已|向|起诉|将|把|对|就|在|到|我|提|立案)"
)
_DONE_LATIN = (
    r"\bya\b|\bha(?:n|s|bia)? sido\b|\bfue(?:ron)?\b|\bse ha[n]?\b|\bhemos\b|\bha[ns]?\b|\besta(?:n)? (?:en"
    r"|siendo)\b|\bse encuentra\w*"
    r"|\bquedo\b|\bfigura\w*|\bconsta\b|\bexiste\b|\bregistra\b|\bcuenta con\b|\btiene (?:una|un)\b|\bhay\b"
    r"|\bse (?:levanto|inicio"
    r"|present[oa]|dicto|admitio|turno|remitio|envio|notifico|reporto)\b|\badmitid\w|\bdictad\w|\bactivad\w"
    r"|\ben curso\b|\ben proceso\b"
    r"|'ve (?:\w+ed|sent|taken|begun|brought|put)\b|\bhas been\b|\bhave been\b|\bhas\b|\bhave (?:already |now "
    r"|just )?(?!to\b)\w+ed\b|\bwas\b|\bwere\b"
    r"|\bis now\b|\bare now\b"
    r"|\bis being\b|\bare being\b|\balready\b|\bhereby\b|\bhas now\b"
    r"|\bwe (?:filed|issued|obtained|sent|placed|reported|referred|sued|garnished|seized|froze|levied|repossessed"
    r"|registered|recorded|listed)\b"
    r"|\b(?:yesterday|last (?:week|month|\w+day)) (?:we|our|they|the)\b"
    r"|\b(?:ayer|anteayer|antier|la semana pasada|el (?:mes|\w+es|sabado|domingo) pasado)\b"
    r"(?! (?:no|que|quedo|dijo|prometi\w*|usted|venci\w*)\b)"
    r"|\bthere is\b|\bpending\b"
)
_NOT_BEFORE = (
    r"(?:不会|不(?=[被再予])|不是|未(?!来)|没有?|尚未|暂未|并非|并未|无需|不用|不必|不得|不能|不予|非)(?:对|被"
    r"|向|将|经|会|您|你|进行|立即|采取|通过|任何)*$"
    r"|\b(?:no|sin|nunca|ningun[ao]?|tampoco|jamas)(?: (?:se|le|lo|la|ha|han|hemos|sido|es|son|un|una|de|del|trata"
    r"|constituye|existe"
    r"|hay|va|van|vamos|a|al|habra|esta|estan|estamos|sera|seran|aun|implica|supone|todavia|iniciad[oa]"
    r"|presentad[oa]|en|proceso"
    r"|contra|ningun[ao]?|tiene|usted|abriremos|fue|su|sus|con|significa|necesidad|iniciar|acudir|llegar|ir"
    r"|tomar)){0,6} ?$"
    r"|(?:\bnot|n't|\bnever|\bno|\bwithout|\bcannot|\bneither)(?: (?:yet|been|a|an|the|any|being|to|be|currently"
    r"|going|have|get"
    r"|file|take|taken|your|our|in|of|under|subject|is|are|for|go|threat|threatening|attempt|send|sent|contact|start"
    r"|started)){0,5} ?$"
)
_NOT_AFTER = r"(?: (?:has not|have not|is not|was not|will not|no (?:se|ha|fue|sera|procede|es))\b|(?:尚未|未|不会))"
_MAY_AFTER = (
    r"(?:之?前(?![面台])"
    r"|[^,.;。]{0,16}?(?:\bmay\b|\bmight\b|\bcould\b|\bpodria\w*|\bpodra\w*|\bpuede\w*|的?风险|的?可能))"
)
_CERTAIN_AFTER = (
    r"[^,.;。]{0,10}?(?:\bwill\b|\bshall\b|\bsera\w*\b|\bse (?:presentara|iniciara|ejecutara|realizara|llevara)\w*)"
)
_DONE_AFTER = (
    r"(?:[^,.;。]{0,10}?(?:\bhas been\b|\bhave been\b|\bwas\b|\bis underway\b|\bha sido\b|\bse (?:presento|inicio)\b"
    r"|\bfue\b|\bya\b|\bayer\b|\b(?:la semana|el (?:mes|\w+es|sabado|domingo)) pasad[oa]\b"
    r"|\byesterday\b|\blast (?:week|month|\w+day)\b)|了[您你](?![就再后]))"
)


_PAST_VERB = late(r"(?:filed|issued|submitted|started|commenced|initiated|lodged|brought|presentad[oa]|radicad[oa])\b")
_BARE_VERB = late(
    r"\w{2,40}[aei]r(?:l[oae]s?|te|se)?\b"
    r"|(?:report|register|record|notify|submit|list|add|share|place|assign|refer|send|transfer|pass|file|issue)\b"
)
"""An infinitive or a bare form tells of no past: `pasar a buró`, `report to the bureaus`."""


@cache
def _before() -> re.Pattern[str]:
    """Han words begin with a Han character, Latin ones at the edge of a word: both are asked only there."""
    han = rf"(?P<may>{_MAY_HAN})|(?P<certain>{_CERTAIN_HAN})|(?P<done>{_DONE_HAN})"
    latin = rf"(?P<may_>{_MAY_LATIN})|(?P<certain_>{_CERTAIN_LATIN})|(?P<done_>{_DONE_LATIN})"
    return late(rf"(?=[一-鿿])(?:{han})|(?=\b[a-z]|')(?:{latin})")


@cache
def _not_before() -> re.Pattern[str]:
    return late(_NOT_BEFORE)


@cache
def _after() -> re.Pattern[str]:
    return late(
        rf"(?:(?P<no>{_NOT_AFTER})|(?P<may>{_MAY_AFTER})|(?P<certain>{_CERTAIN_AFTER})|(?P<done>{_DONE_AFTER}))"
    )


def mood(plain: Plain, start: int, end: int, default: str) -> Mood:
    """The mood of the words at [start, end) of the folded text; `default` when nothing around them says."""
    left, right = plain.clause(start, end)
    left = max(left, start - REACH)
    text = plain.text
    after = _after().match(text, end, min(right, end + 40))
    if _not_before().search(text, left, start) or (after and after["no"]):
        return Mood.NOT
    if _is_question(plain, start, end):
        return Mood.ASKED
    last = None
    for found in _before().finditer(text, left, end):
        last = found
    if last is not None and last.lastgroup:
        return Mood(last.lastgroup.rstrip("_"))
    if after and after.lastgroup:
        return Mood(after.lastgroup)
    return _by_itself(text, start, default)


def _by_itself(text: str, start: int, default: str) -> Mood:
    """The mood that the words have when nothing stands around them: their own form, else what the phrase file says."""
    if _PAST_VERB.match(text, start):
        return Mood.DONE
    if not default or (default == "done" and _BARE_VERB.match(text, start)):
        return Mood.CERTAIN
    return Mood(default)


def _is_question(plain: Plain, start: int, end: int) -> bool:
    """The clause of the words itself asks: `¿me van a demandar?`, `are you suing me?`, `会起诉吗?`."""
    right = plain.sentence(start)[1]
    return "?" in plain.text[max(end, right - 2) : right] and not plain.pauses(end, right)
