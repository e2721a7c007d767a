"""Tables for `folding`: what people write instead of the letters they mean. Data only; sources beside each table.

The look-alike letters are the ones a reader takes for a Latin letter (a hand-made subset of the idea of Unicode UTS 39
"confusables"); what Unicode itself calls compatible (full-width, mathematical, enclosed, Kangxi radicals) is taken from
`unicodedata` instead. Chinese entries are the vocabulary of collection, with the pinyin that filters fail to see.
"""

from __future__ import annotations

LOOKALIKES: dict[str, str] = dict(
    zip(
        # Cyrillic, lower and upper
        "аеорсхуіјѕԁԛԝһкмтвнгпьёїѵӏєуАВЕКМНОРСТУХІЈЅԚԜҮЁЇ"
        # Greek, lower and upper
        "αβεηικνορτυχγωμΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
        # Armenian and Cherokee
        "օսոհցզյᎪᎠᎬᏀᎻᎫᏦᏞᎷᏢᏚᎢᏙᎳᏃᏟᏒᏴ"
        # Latin letters with no decomposition, phonetic and small capitals
        "łøđħŧıſɑɡɩɪʀʏʙɢʜʟɴɛɔɵʋᴀʙᴄᴅᴇᴊᴋʟᴍɴᴏᴘᴛᴜᴠᴡᴢŁØĐĦŦƖ"
        # negative squared and squared letters have no compatibility mapping
        "🅰🅱🅾🅿",
        "aeopcxyijsdqwhkmtbhrnbeivleyABEKMHOPCTYXIJSQWYEI"
        "abenikvoptuxywuABEZHIKMNOPTYX"
        "ounhgqjADEGHJKLMPSTVWZCRB"
        "lodhtisagiiryb" + "ghlnecovabcdejklmnoptuvwzLODHTI"
        "ABOP",
        strict=True,
    )
)

# Letters doubled in good spelling. A run of three or more of a letter is read as one ("paaague"), unless that breaks a
# word of this list ("killlll", "llllame"): Spanish and English words of the field, matched as a beginning.
_DOUBLED = """
ll arregl arruin barri borra carro cerra cierr correo corre demorr desarroll embarr guerra perra perro pierr tierra
zorra socorro ass bill boss bull call cell class collect credit cross dollar address fee feel feet fell free full
goddamn good hell illegal immediate kill kiss less letter loss meet mess miss need off office pass payroll peel piss
poor possess process pussy sell settle shall shell skull soon spell steel street tell too wall week well will yell
affidavit arrest
"""
DOUBLED: tuple[str, ...] = tuple(_DOUBLED.split())

# Words that follow a number with no space ("3dias", "24hrs"): the digit is a number there, never a letter.
_UNITS = """
dia dias día días day days hora horas hour hours hr hrs hs mes meses month months semana semanas week weeks min mins
minutos minutes am pm mil cuota cuotas pago pagos vez veces año años anos year years
usd eur mxn cop clp pen soles pesos euros dolares
"""
UNITS: frozenset[str] = frozenset(_UNITS.split())

# Currency names glued to a dollar sign ("$mxn", "US$", "R$", "S$") are money, never letters.
_CURRENCY_WORDS = """
mxn usd cop clp ars pen eur gbp cad aud brl cny rmb mx co cl ar us r c s u hk nz ca au pesos dolares dolar soles mil
millon millones thousand
"""
CURRENCY_WORDS: tuple[str, ...] = tuple(_CURRENCY_WORDS.split())

# Han word -> its syllables. In Chinese text it is written whole in pinyin ("qisu", "qi su") or half ("起su", "qi诉").
PINYIN: dict[str, str] = {
    "起诉": "qi su",
    "法院": "fa yuan",
    "法务": "fa wu",
    "法律": "fa lv",
    "律师": "lv shi",
    "律师函": "lv shi han",
    "法庭": "fa ting",
    "判决": "pan jue",
    "强制执行": "qiang zhi zhi xing",
    "冻结": "dong jie",
    "查封": "cha feng",
    "传票": "chuan piao",
    "拘捕": "ju bu",
    "拘留": "ju liu",
    "逮捕": "dai bu",
    "坐牢": "zuo lao",
    "报警": "bao jing",
    "警察": "jing cha",
    "公安": "gong an",
    "派出所": "pai chu suo",
    "刑事": "xing shi",
    "诈骗": "zha pian",
    "骗子": "pian zi",
    "犯罪": "fan zui",
    "催收": "cui shou",
    "欠款": "qian kuan",
    "欠债": "qian zhai",
    "欠钱": "qian qian",
    "还款": "huan kuan",
    "还钱": "huan qian",
    "贷款": "dai kuan",
    "借款": "jie kuan",
    "逾期": "yu qi",
    "老赖": "lao lai",
    "失信": "shi xin",
    "征信": "zheng xin",
    "黑名单": "hei ming dan",
    "通讯录": "tong xun lu",
    "爆通讯录": "bao tong xun lu",
    "家人": "jia ren",
    "家属": "jia shu",
    "父母": "fu mu",
    "单位": "dan wei",
    "亲戚": "qin qi",
    "朋友": "peng you",
    "同事": "tong shi",
    "上门": "shang men",
    "曝光": "bao guang",
    "后果": "hou guo",
    "自负": "zi fu",
    "去死": "qu si",
    "弄死": "nong si",
    "废物": "fei wu",
    "垃圾": "la ji",
    "混蛋": "hun dan",
    "王八蛋": "wang ba dan",
    "自杀": "zi sha",
    "不要脸": "bu yao lian",
    "立即": "li ji",
    "马上": "ma shang",
    "今天": "jin tian",
}

# One pinyin syllable before Han that forms a set expression ("bao通讯录": to blast the contact list).
PINYIN_HEADS: dict[str, str] = {
    "bao通讯录": "爆通讯录",
    "bao通信录": "爆通信录",
    "zha通讯录": "炸通讯录",
}

# Sound-alike or look-alike characters, same length; only strings that are not Chinese words themselves.
SOUNDALIKES: dict[str, str] = {
    "崔收": "催收",
    "摧收": "催收",
    "催首": "催收",
    "起素": "起诉",
    "启诉": "起诉",
    "起溯": "起诉",
    "起拆": "起诉",
    "法园": "法院",
    "法愿": "法院",
    "绿师": "律师",
    "律狮": "律师",
    "通迅录": "通讯录",
    "通训录": "通讯录",
    "愈期": "逾期",
    "渝期": "逾期",
    "老癞": "老赖",
    "老懒": "老赖",
    "炸骗": "诈骗",
    "榨骗": "诈骗",
    "抱警": "报警",
    "报井": "报警",
    "形事": "刑事",
    "还欵": "还款",
    "欠欵": "欠款",
    "征芯": "征信",
    "怔信": "征信",
    "黑铭单": "黑名单",
    "立桉": "立案",
}
