"""Invented messages and lender's pages for composed screenshots, in three languages, from a seed.

Nothing here was received by anybody: lenders, agencies, people and numbers are invented. `tuned` are the texts that
the reader of screenshots was built on, `scored` others that it only is scored on.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

LANGUAGES = ("zh", "es", "en")
FIRST_DAY = datetime(2026, 1, 3, 7, 5)  # noqa: DTZ001 - what a phone shows has no zone


@dataclass(frozen=True, slots=True)
class Invented:
    """One message as it was sent; `at` is the time on the phone."""

    lang: str
    sender: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InventedPage:
    """What a lender's page says; `amount` and `due` as its reader should read them."""

    lang: str
    lender: str
    currency: str
    amount: str
    shown: str
    due: datetime
    days: int


TEXTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "tuned": {
        "zh": (
            "【晨曦分期】您已严重逾期，案件已转风控核查并移交法务，今日18点前不处理将起诉并通知通讯录联系人。",
            "【晨曦分期】尊敬的{zh_name}，您尾号{d4}的账单已逾期{days}天，应还金额{amount}元，请于{month}月{day}日前还款，以免影响征信。",
            "【云岭信服】{zh_name}您好，受晨曦分期委托与您联系：您名下欠款{amount}元已逾期{days}天，请尽快处理，客服电话4000{d6}。",
            "{zh_name}，你欠的{amount}元再不还，明天上门，到你单位找你领导谈。自己想清楚！",
            "【云岭信服】最后通知：您的借款{amount}元已进入诉讼程序，法院将冻结您名下银行卡、微信、支付宝，请立即联系我处。",
            "【晨曦分期】温馨提示：您本期账单{amount}元将于{month}月{day}日到期，请登录晨曦分期APP还款，如已还款请忽略本短信。",
        ),
        "es": (
            "ALBOR FINANCIERA: Estimado {es_name}, su crédito presenta {days} días de atraso por ${amount}. Evite que su caso pase al área jurídica. Llame al 55{d6}.",
            "Sr. {es_name}, ¿cuándo piensa pagar? Debe ${amount} y mañana iremos a su domicilio con un actuario. Comuníquese hoy antes de las 18:00.",
            "Despacho Peñalver informa: su adeudo de ${amount} con Albor Financiera fue turnado a demanda. Tiene 72 horas para liquidar. Expediente {d4}.",
            "Hola {es_name}, le saluda Begoña de Albor Financiera. Su pago de ${amount} venció el {day} de {es_month}. ¿Desea conocer sus opciones? Estamos para ayudarle.",
            "ÚLTIMO AVISO: de no cubrir ${amount} hoy mismo se notificará a sus referencias y se le reportará en el buró de crédito.",
            "Albor: su estado de cuenta está listo. Mínimo a pagar ${amount}, fecha límite {day} de {es_month}. Pague únicamente en la app. Gracias.",
        ),
        "en": (
            "Harbor Lending: Your account ending {d4} is {days} days past due. Amount owed: ${amount}. Please pay by {en_month} {day} in the app or call 1-800-555-01{d2}.",
            "FINAL NOTICE {en_name}: your balance of ${amount} has been sent to our legal department. A lawsuit will be filed within 48 hours unless you pay.",
            "Hi {en_name}, this is Dana with Northfield Recovery on behalf of Harbor Lending about your balance of ${amount}. When would be a good time to talk?",
            "{en_name}, we know where you work. Pay ${amount} today or we will call your employer and your mother. Don't make this harder.",
            "Northfield Recovery: a warrant may be issued for your arrest over an unpaid debt of ${amount}. Call us before 6:00 PM today.",
            "Harbor Lending: your payment of ${amount} is due {en_month} {day}. Thank you for being a customer. Reply STOP to opt out.",
        ),
    },
    "scored": {
        "zh": (
            "【海棠消费】{zh_name}：您的借款已逾期{days}天，欠款合计{amount}元，现已委托律师事务所处理，请于今日内回电。",
            "【启明法务】关于您拖欠海棠消费{amount}元一案，我司已向法院提交立案材料，逾期不还将列入失信被执行人名单。",
            "你好，我是海棠消费的工作人员，看到您{month}月{day}日的账单{amount}元还没有结清，是遇到什么困难了吗？可以跟我说说。",
            "【海棠消费】还款提醒：您有一笔{amount}元的账单，最后还款日为{month}月{day}日，逾期将产生罚息。请通过官方APP还款。",
            "老赖{zh_name}，{amount}块钱都还不起？今晚就给你通讯录里的人挨个打电话，看你还有没有脸。",
            "【启明法务】{zh_name}女士，调查人员将于{month}月{day}日到您户籍地走访核实，请保持电话畅通。",
        ),
        "es": (
            "CrediSierra le informa: su préstamo N.º {d6} registra {days} días de mora. Total a pagar: ${amount}. Regularice antes del {day} de {es_month} para no afectar su historial.",
            "Último requerimiento, {es_name}: se presentó denuncia por fraude en su contra. Orden de aprehensión en trámite. Arregle su deuda de ${amount} ya.",
            "Buenos días, soy Íñigo Muñoz, de Gestión Ibáñez, por encargo de CrediSierra. ¿Podría indicarnos cuándo cubrirá los ${amount} pendientes?",
            "{es_name}: es usted una sinvergüenza. Vamos a avisar a sus vecinos y a su trabajo que no paga. Deposite ${amount} hoy a la cuenta {d6}{d4}.",
            "CrediSierra: recibimos su pago de ${amount} el {day} de {es_month}. ¡Gracias por su preferencia!",
            "Gestión Ibáñez: mañana se realizará visita de embargo en su domicilio por un adeudo de ${amount}. Evítelo comunicándose al 81{d6}{d2}.",
        ),
        "en": (
            "Oakline Credit: {en_name}, your loan {d6} is {days} days overdue. Total due ${amount}. Your account will be reported to the credit bureaus on {en_month} {day}.",
            "This is your last chance. We are filing papers with the county court tomorrow to garnish your wages for ${amount}. Call Brightwater Services now.",
            "Good morning {en_name}, Oakline Credit here. We noticed the ${amount} instalment due {en_month} {day} is still open. If money is tight, ask us about a plan.",
            "You are a deadbeat, {en_name}. Everyone on your contact list will hear about the ${amount} you stole unless you pay tonight.",
            "Oakline Credit: we received your payment of ${amount} on {en_month} {day}. Your account is up to date.",
            "Brightwater Services: an officer will visit your home on {en_month} {day} regarding case {d6}. To stop the visit pay ${amount} by gift card.",
        ),
    },
}
SENDERS = {
    "tuned": {
        "zh": ("10690000188", "106955880231", "+86 138 0013 8000", "95588123", "晨曦分期"),
        "es": ("+52 55 5555 0134", "28800", "ALBOR", "555-014-2277", "Peñalver Cobros"),
        "en": ("+1 (202) 555-0143", "262-966", "HARBOR", "Northfield", "(615) 555-0188"),
    },
    "scored": {
        "zh": ("1069 8811 0042", "021-5000 1234", "海棠消费", "+8617000000123", "1065712233"),
        "es": ("+34 600 000 188", "CrediSierra", "7789", "Gestión Ibáñez", "81 0000 4421"),
        "en": ("Oakline", "+44 20 7946 0128", "88202", "Brightwater Svcs", "555-0199"),
    },
}
NAMES = {
    "zh": ("林晓雯", "王建国", "周敏", "欧阳静", "何志远"),
    "es": ("Núñez", "María Ibarra", "Peña", "Jesús Cárdenas", "Zúñiga"),
    "en": ("Mr. Carter", "Ms. Doyle", "Jordan Hale", "Mrs. O'Neil", "Taylor"),
}
ES_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
EN_MONTHS = "January February March April May June July August September October November December".split()


def message(lang: str, part: str, seed: int) -> Invented:
    """One message of a language from `tuned` or `scored`; the same seed gives the same."""
    chance = random.Random(f"{part}/{lang}/{seed}")
    templates = TEXTS[part][lang]
    name = chance.choice(NAMES[lang])
    amount = chance.choice((f"{chance.randint(101, 999)}.{chance.randint(0, 99):02}", f"{chance.randint(1, 48)},{chance.randint(0, 999):03}.{chance.randint(0, 99):02}"))
    values = {
        f"{lang}_name": name,
        "amount": amount.replace(",", "") if lang == "zh" else amount,
        "days": str(chance.randint(2, 180)),
        "month": str(month := chance.randint(1, 12)),
        "es_month": ES_MONTHS[month - 1],
        "en_month": EN_MONTHS[month - 1],
        "day": str(chance.randint(1, 28)),
        **{f"d{size}": "".join(chance.choices("0123456789", k=size)) for size in (2, 4, 6)},
    }
    at = FIRST_DAY + timedelta(minutes=chance.randint(0, 525_000))
    text = templates[seed % len(templates)].format(**values)
    return Invented(lang, chance.choice(SENDERS[part][lang]), text, at)


def page(lang: str, part: str, seed: int) -> InventedPage:
    """The figures of one lender's page."""
    chance = random.Random(f"page/{part}/{lang}/{seed}")
    lender = {"zh": ("晨曦分期", "海棠消费"), "es": ("Albor Financiera", "CrediSierra"), "en": ("Harbor Lending", "Oakline Credit")}[lang]
    whole, cents = chance.randint(105, 48_000), chance.randint(0, 99)
    currency = {"zh": "CNY", "es": chance.choice(("MXN", "EUR")), "en": "USD"}[lang]
    shown = f"{whole:,}.{cents:02}"
    shown = {"CNY": f"¥{shown}", "MXN": f"${shown} MXN", "USD": f"${shown}", "EUR": f"{whole:,}".replace(",", ".") + f",{cents:02} €"}[currency]
    if currency == "CNY" and chance.random() < 0.4:
        shown = f"{whole}.{cents:02}元"
    due = FIRST_DAY + timedelta(days=chance.randint(0, 360))
    return InventedPage(lang, lender[part == "scored"], currency, f"{whole}.{cents:02}", shown, due, chance.randint(1, 120))
